"""`balint-voice sessions list`, `show` and `delete`: what is kept on this machine."""

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from balint_voice.errors import Unusable

if TYPE_CHECKING:
    from balint_voice.records.sessions import SessionSummary

_AsJson = Annotated[bool, typer.Option("--json", help="As data, for other programs.")]
_SessionOrNewest = Annotated[
    str | None, typer.Argument(help="A session's id; the newest when left out.")
]
_Session = Annotated[str, typer.Argument(help="A session's id, as `sessions list` prints it.")]


def sessions_list(as_json: _AsJson = False) -> None:
    """All sessions on this machine, newest first."""
    from balint_voice.adapters.places import sessions_folder
    from balint_voice.records.sessions import list_sessions

    root = sessions_folder()
    found = list_sessions(root)
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2))
        return
    if not found:
        typer.echo(f"No sessions yet in {root}.", err=True)
    for each in found:
        typer.echo(_line(each))


def sessions_show(session: _SessionOrNewest = None, as_json: _AsJson = False) -> None:
    """What is kept of one session."""
    from balint_voice.adapters.places import sessions_folder
    from balint_voice.records.sessions import find_session, summary_of

    folder = find_session(sessions_folder(), session)
    summary = summary_of(folder)
    if as_json:
        typer.echo(json.dumps(asdict(summary), ensure_ascii=False, indent=2))
        return
    typer.echo(_line(summary))
    typer.echo(f"  started   {summary.started or 'unknown'}")
    typer.echo(f"  ended     {summary.ended or 'not ended in order'}")
    typer.echo(f"  folder    {folder.path}")
    for file in sorted(folder.path.iterdir()):
        typer.echo(f"            {file.name} ({file.lstat().st_size} bytes)")


def sessions_delete(
    session: _Session,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete a session: its times and its notes. This cannot be undone."""
    from balint_voice.adapters.places import sessions_folder
    from balint_voice.records.sessions import delete_session, find_session

    folder = find_session(sessions_folder(), session)
    if not yes and not sys.stdin.isatty():
        raise Unusable("There is no terminal to ask in", "Give --yes to delete without a question.")
    question = f"Delete session {folder.id} and all that is kept of it, for good?"
    if not yes and not typer.confirm(question, err=True):
        typer.echo("Nothing was deleted.", err=True)
        return
    delete_session(folder)
    typer.echo(f"Deleted {folder.id}.", err=True)


def _line(summary: "SessionSummary") -> str:
    minutes = f"{round(summary.duration_s / 60)} min"
    kept = [
        summary.group or "",
        "" if summary.ended else "unfinished",
        "recorded" if summary.recorded else "",
        "notes" if summary.notes else "",
        f"DAMAGED: {summary.damage}" if summary.damage else "",
    ]
    told = ", ".join(each for each in kept if each)
    return f"{summary.id:<20}  {summary.script or '?':<20}  {minutes:>7}  {told}".rstrip()
