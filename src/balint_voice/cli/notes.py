"""`balint-voice notes`: the presenter's notes, opened with the presenter's secret.

Manners: the notes to stdout (or to a file of the presenter's own), everything else to stderr;
the secret never on the command line, never in a message.
"""

import json
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from balint_voice.cli.labels import words_for
from balint_voice.cli.language import label, settle
from balint_voice.cli.secrets import ask, passphrase_from, text_from
from balint_voice.errors import Unusable, reason

if TYPE_CHECKING:
    from balint_voice.records.opened_notes import OpenedNotes
    from balint_voice.records.sessions import SessionFolder


class Format(StrEnum):
    MD = "md"
    TXT = "txt"
    JSON = "json"


def notes(
    session: Annotated[
        str | None, typer.Argument(help="A session's id; the newest with notes when left out.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to show them.")] = Format.MD,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write to a new file instead of the screen.")
    ] = None,
    passphrase_file: Annotated[
        str | None, typer.Option("--passphrase-file", help="Read it from a file; - is stdin.")
    ] = None,
    identity: Annotated[
        Path | None, typer.Option("--identity", help="Your own age key file (--presenter-key).")
    ] = None,
) -> None:
    """Show the presenter's notes. Only the presenter's passphrase or key opens them."""
    from balint_voice.adapters.places import sessions_folder
    from balint_voice.records.opened_notes import open_notes, raise_if_damaged
    from balint_voice.records.sessions import find_session, list_sessions, summary_of

    root = sessions_folder()
    with_notes = [each.id for each in list_sessions(root) if each.notes] if session is None else []
    folder = find_session(root, session or next(iter(with_notes), None))
    settle(summary_of(folder).language)
    if not folder.sealed_notes.exists():
        raise Unusable("session-without-notes", session=folder.id)
    if out is not None and out.exists():
        raise _already_there(out)
    opened = open_notes(
        folder.sealed_notes, folder.id, _identities(folder, passphrase_file, identity)
    )
    page = page_of(folder, opened, form)
    if out is None:
        typer.echo(page, nl=False)
    else:
        _write_out(out, page)
    raise_if_damaged(opened)


def page_of(folder: "SessionFolder", opened: "OpenedNotes", form: Format) -> str:
    from balint_voice.notes.page import as_json, as_markdown, as_text
    from balint_voice.records.sessions import summary_of

    summary = summary_of(folder)
    # The notes can be read without the timing log; its moment is then the folder's name.
    started = summary.started or _moment_in(folder.id)
    names: Mapping[str, str]
    names, _, labels = words_for(summary.script or "", summary.language or "")
    match form:
        case Format.JSON:
            return json.dumps(as_json(opened, started), ensure_ascii=False, indent=2) + "\n"
        case Format.TXT:
            return as_text(opened, started, names, labels)
        case Format.MD:
            return as_markdown(opened, started, names, labels)


def _moment_in(session: str) -> str:
    clock = session[11:17]
    return f"{session[:10]}T{clock[:2]}:{clock[2:4]}:{clock[4:6]}"


def _write_out(out: Path, page: str) -> None:
    from balint_voice.records.append_only import write_new

    try:
        write_new(out, page.encode())
    except FileExistsError:
        raise _already_there(out) from None
    except OSError as error:
        raise Unusable("file-unwritable", path=out, reason=reason(error)) from None
    typer.echo(label("notices", "notes-written", path=out), err=True)


def _already_there(out: Path) -> Unusable:
    return Unusable("file-exists", path=out)


def _identities(
    folder: "SessionFolder", passphrase_file: str | None, identity: Path | None
) -> tuple[str, ...]:
    from balint_voice.records.append_only import read_regular
    from balint_voice.records.presenter_key import identities_in, unwrap_presenter_key

    if identity is not None:
        return identities_in(text_from(identity))
    try:
        wrapped = read_regular(folder.presenter_key)
    except FileNotFoundError:
        raise Unusable("notes-own-key") from None
    return unwrap_presenter_key(wrapped, _passphrase(passphrase_file))


def _passphrase(passphrase_file: str | None) -> str:
    if passphrase_file is not None:
        return passphrase_from(passphrase_file)
    if not sys.stdin.isatty():
        raise Unusable("passphrase-no-terminal")
    return ask(label("ask", "passphrase"), hide_input=True)
