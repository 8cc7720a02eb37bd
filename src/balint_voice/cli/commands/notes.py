"""`balint-voice notes`: the presenter's notes, opened with the presenter's secret.

Rules: the notes go to stdout (or to a file of the presenter's own), everything else to stderr. The
secret is never on the command line and never in a message.
"""

import contextlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from balint_voice.cli import completion, writing
from balint_voice.cli.commands import adding, handing_over, names
from balint_voice.cli.commands.handing_over import About
from balint_voice.cli.labels import words_of_session
from balint_voice.cli.language import label, settle
from balint_voice.cli.notice import fitted, notice
from balint_voice.cli.paths import given_path
from balint_voice.cli.progress import waited_for
from balint_voice.cli.secrets import existing_passphrase, text_from
from balint_voice.errors import Damaged, Unusable, reason
from balint_voice.messages.printable import json_text

if TYPE_CHECKING:
    from balint_voice.records.opened_notes import OpenedNotes
    from balint_voice.records.sessions import SessionFolder


class Format(StrEnum):
    MD = "md"
    TXT = "txt"
    JSON = "json"


@dataclass(frozen=True)
class Secret:
    """Where the presenter's secret comes from; neither: it is asked for."""

    passphrase_file: str | None
    identity: Path | None


def notes(
    session: Annotated[
        str | None,
        typer.Argument(
            autocompletion=completion.sessions,
            help="A session's id, or a folder that was handed over. The default is the newest "
            "session with notes.",
        ),
    ] = None,
    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="The format of the notes. The default is md, and txt on the screen of a terminal.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            parser=given_path,
            metavar="<path>",
            help="Write the notes to this new file, not to the screen.",
        ),
    ] = None,
    check_names: Annotated[
        bool | None,
        typer.Option(
            "--check-names/--no-check-names",
            help="With --out: look at what could identify somebody, and replace it in the copy. "
            "In a terminal the default is to ask.",
        ),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            parser=given_path,
            metavar="<path>",
            help="Copy the sealed notes to this drive or folder.",
        ),
    ] = None,
    forget: Annotated[
        bool, typer.Option("--forget", help="Delete the notes here after the presenter has them.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="With --forget: do not ask for confirmation.")
    ] = False,
    add: Annotated[
        bool,
        typer.Option("--add", help="Add to the notes after the evening; what is there stays."),
    ] = False,
    new_passphrase: Annotated[
        bool, typer.Option("--new-passphrase", help="Change the passphrase of the notes.")
    ] = False,
    passphrase_file: Annotated[
        str | None,
        typer.Option(
            "--passphrase-file", help="Read the passphrase from a file; - reads from stdin."
        ),
    ] = None,
    identity: Annotated[
        Path | None,
        typer.Option(
            "--identity",
            parser=given_path,
            metavar="<path>",
            help="The file with your own age key (see --presenter-key).",
        ),
    ] = None,
) -> None:
    """Show the presenter's notes, or hand them over. Only the presenter can open them."""
    if sum([out is not None, to is not None, forget, add, new_passphrase]) > 1:
        raise Unusable("notes-one-at-a-time")
    if check_names and out is None:
        raise Unusable("names-need-out")
    folder = handing_over.folder_of(session)
    settle(handing_over.about(folder).language)
    handing_over.require_notes(folder)
    if to is not None:
        handing_over.copy(folder, to)
    elif forget:
        handing_over.delete(folder, yes)
    elif new_passphrase:
        handing_over.change_passphrase(folder, passphrase_file)
    elif add:
        adding.refuse_two_from_stdin(passphrase_file)
        adding.add(folder, _open(folder, Secret(passphrase_file, identity)))
    else:
        secret = Secret(passphrase_file, identity)
        called = session or folder.id
        _show(folder, form, secret, out=out, check_names=check_names, called=called)


def _open(folder: "SessionFolder", secret: Secret) -> "OpenedNotes":
    from balint_voice.records.opened_notes import open_notes

    identities = _identities(folder, secret)
    # Before the notes: an entry is logged after it was sealed.
    sealed = handing_over.known_sealed(folder)
    with waited_for(label("notices", "opening")):
        return open_notes(folder.sealed_notes, folder.id, identities).compared_with(sealed)


def _show(
    folder: "SessionFolder",
    form: Format | None,
    secret: Secret,
    *,
    out: Path | None,
    check_names: bool | None,
    called: str,
) -> None:
    """`called`: the notes, as whoever typed the command calls them."""
    from balint_voice.records.opened_notes import raise_if_damaged
    from balint_voice.records.phase_keys import destroy_keys

    if out is not None and out.exists():
        raise _already_there(out)
    opened = _open(folder, secret)
    with contextlib.suppress(OSError):  # of a veto that could not be finished without the secret
        destroy_keys(folder.path, opened.forgotten)
    about = handing_over.about(folder)
    interrupted = opened.only_not_closed and handing_over.was_interrupted(folder)
    in_pager = out is None and writing.can_be_read_in_place()
    shown_as = form or (Format.TXT if in_pager else Format.MD)
    shown = opened
    if out is not None:
        shown = names.looked_at(opened, about.language, wanted=check_names)
    page = page_of(about, shown, shown_as, interrupted=interrupted)
    if out is not None:
        _write_out(out, page)
        notice(label("notices", "notes-written", path=out))
    elif in_pager:
        writing.page_to_read(page, label("notices", "pager-keys"))
        notice(label("notices", "notes-shown", session=called))
    else:
        writing.page(fitted(page, sys.stdout))
    if interrupted:
        notice(label("notices", "notes-interrupted", session=folder.id))
        return
    if opened.only_not_closed and handing_over.can_go_on(folder):
        raise Damaged("notes-not-closed-yet", session=folder.id)
    raise_if_damaged(opened)
    handing_over.refuse_log_of_another(folder)


def page_of(about: About, opened: "OpenedNotes", form: Format, *, interrupted: bool = False) -> str:
    """The notes as they are shown, in the session's language. `interrupted`: nothing is missing of
    them, and the session can be gone on with."""
    from balint_voice.notes.page import as_json, as_markdown, as_text

    words = words_of_session(about.script, about.language)
    names, labels = words.names, words.sections["notes"]
    when = _in_words(about.started, words.sections["page"])
    if interrupted:
        labels = {**labels, "incomplete": labels["interrupted"]}
    match form:
        case Format.JSON:
            return json_text(as_json(opened, about.started)) + "\n"
        case Format.TXT:
            return as_text(opened, when, names, labels)
        case Format.MD:
            return as_markdown(opened, when, names, labels)


def _in_words(started: str, labels: Mapping[str, str]) -> str:
    from balint_voice.review.dates import day_of, time_of

    try:
        return f"{day_of(started, labels)}, {time_of(started)}"
    except ValueError:  # of a copy that was changed: as it has it
        return started


def _write_out(out: Path, page: str) -> None:
    from balint_voice.records.append_only import write_new

    try:
        write_new(out, page.encode())
    except FileExistsError:
        raise _already_there(out) from None
    except OSError as error:
        raise Unusable("file-unwritable", path=out, reason=reason(error)) from None


def _already_there(out: Path) -> Unusable:
    return Unusable("file-exists", path=out)


def _identities(folder: "SessionFolder", secret: Secret) -> tuple[str, ...]:
    from balint_voice.records.presenter_key import identities_in, unwrap_presenter_key

    if secret.identity is not None:
        return identities_in(text_from(secret.identity))
    wrapped = handing_over.wrapped_key(folder)
    passphrase = existing_passphrase(secret.passphrase_file, label("ask", "passphrase"))
    with waited_for(label("ask", "passphrase-works")):
        return unwrap_presenter_key(wrapped, passphrase)
