"""`balint-voice notes`: the presenter's notes, opened with the presenter's secret.

Rules: the notes go to stdout (or to a file of the presenter's own), everything else to stderr. The
secret is never on the command line and never in a message.
"""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from balint_voice.cli import browser_page, completion, writing
from balint_voice.cli.commands import adding, handing_over, names
from balint_voice.cli.commands.handing_over import SessionDetails
from balint_voice.cli.commands.opening import Secret, open_with_secret, tell_what_is_missing
from balint_voice.cli.labels import Labels, words_of_session
from balint_voice.cli.language import label, settle
from balint_voice.cli.notice import fitted, notice
from balint_voice.cli.paths import given_path
from balint_voice.cli.progress import waited_for
from balint_voice.errors import Unusable, reason
from balint_voice.messages.printable import json_text

if TYPE_CHECKING:
    from balint_voice.cli.commands.opening import Opened
    from balint_voice.notes.page import Block
    from balint_voice.records.opened_notes import OpenedNotes
    from balint_voice.records.sessions import SessionFolder


class Format(StrEnum):
    MD = "md"
    TXT = "txt"
    JSON = "json"


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
            help="With --out or --page: look at what could identify somebody, and replace it in "
            "the copy. In a terminal the default is to ask.",
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
    page: Annotated[
        Path | None,
        typer.Option(
            "--page",
            parser=given_path,
            metavar="<path>",
            help="Write the notes as one locked file (.html) that any browser opens with the "
            "passphrase. With --to it goes into the copy, under this name.",
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
        typer.Option("--add", help="Add to the notes after the session; what is there stays."),
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
    handed = to is not None or page is not None
    if sum([out is not None, handed, forget, add, new_passphrase]) > 1:
        raise Unusable("notes-one-at-a-time")
    if page is not None:
        browser_page.require_name(page, in_copy=to is not None)
    if check_names and to is not None:
        raise Unusable("names-sealed-copy")
    if check_names and out is None and page is None:
        raise Unusable("names-need-out")
    folder = handing_over.folder_of(session)
    settle(handing_over.about(folder).language)
    handing_over.require_notes(folder)
    if page is not None:
        secret = Secret(passphrase_file, identity)
        _write_page(folder, page, to, secret=secret, check_names=check_names)
    elif to is not None:
        handing_over.copy(folder, to)
    elif forget:
        handing_over.delete(folder, yes)
    elif new_passphrase:
        handing_over.change_passphrase(folder, passphrase_file)
    elif add:
        adding.refuse_two_from_stdin(passphrase_file)
        adding.add(folder, open_with_secret(folder, Secret(passphrase_file, identity)).notes)
    else:
        secret = Secret(passphrase_file, identity)
        called = session or folder.id
        _show(folder, form, secret, out=out, check_names=check_names, called=called)


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
    if out is not None and out.exists():
        raise _already_there(out)
    opened = open_with_secret(folder, secret)
    in_pager = out is None and writing.can_be_read_in_place()
    shown_as = form or (Format.TXT if in_pager else Format.MD)
    shown = opened.notes
    if out is not None:
        shown = names.looked_at(shown, opened.about.language, wanted=check_names)
    page = page_of(opened.about, shown, shown_as, interrupted=opened.interrupted)
    if out is not None:
        _write_out(out, page)
        notice(label("notices", "notes-written", path=out))
    elif in_pager:
        writing.page_to_read(page, label("notices", "pager-keys"))
        notice(label("notices", "notes-shown", session=called))
    else:
        writing.page(fitted(page, sys.stdout))
    tell_what_is_missing(folder, opened)


def _write_page(
    folder: "SessionFolder",
    page: Path,
    to: Path | None,
    *,
    secret: Secret,
    check_names: bool | None,
) -> None:
    """The notes as one locked file for a browser: at `page`, or so named in the copy on `to`.

    Names stay in the page that lies beside the sealed notes: those have every name.
    """
    if to is None and page.exists():
        raise _already_there(page)
    opened = open_with_secret(folder, secret)
    shown = opened.notes
    if to is None:
        shown = names.looked_at(shown, opened.about.language, wanted=check_names)
    passphrase = opened.passphrase or browser_page.passphrase_for(secret.passphrase_file)
    with waited_for(label("ask", "passphrase-works")):
        content = locked_page(opened, shown, passphrase)
    if to is None:
        _write_out(page, content)
        notice(label("browser-page", "written", path=page))
    else:
        handing_over.copy(folder, to, page.name, content)
    tell_what_is_missing(folder, opened)


def locked_page(opened: "Opened", shown: "OpenedNotes", passphrase: str) -> str:
    """What is `shown` of the notes, as a file that any browser opens with the passphrase."""
    labels = _labels(opened.about, interrupted=opened.interrupted)
    return browser_page.sealed_page(shown, _when(opened.about), labels, passphrase)


def blocks_of(opened: "Opened") -> "tuple[Block, ...]":
    """The pieces of the notes, for a page."""
    from balint_voice.notes.page import as_blocks

    labels = _labels(opened.about, interrupted=opened.interrupted)
    return as_blocks(opened.notes, _when(opened.about), *labels)


def page_of(
    about: SessionDetails, opened: "OpenedNotes", form: Format, *, interrupted: bool = False
) -> str:
    """The notes as they are shown, in the session's language. `interrupted`: nothing is missing of
    them, and the session can be gone on with."""
    from balint_voice.notes.page import as_json, as_markdown, as_text

    names, labels = _labels(about, interrupted=interrupted)
    when = _when(about)
    match form:
        case Format.JSON:
            return json_text(as_json(opened, about.started)) + "\n"
        case Format.TXT:
            return as_text(opened, when, names, labels)
        case Format.MD:
            return as_markdown(opened, when, names, labels)


def _when(about: SessionDetails) -> str:
    from balint_voice.review.dates import day_of, time_of

    labels = words_of_session(about.script, about.language).sections["page"]
    try:
        return f"{day_of(about.started, labels)}, {time_of(about.started)}"
    except ValueError:  # of a copy that was changed: as it has it
        return about.started


def _labels(about: SessionDetails, *, interrupted: bool) -> tuple[Labels, Labels]:
    """The phases' names, and what the notes say around the words."""
    words = words_of_session(about.script, about.language)
    labels = words.sections["notes"]
    return words.names, {**labels, "incomplete": labels["interrupted"]} if interrupted else labels


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
