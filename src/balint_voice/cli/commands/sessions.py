"""`balint-voice sessions list`, `show` and `delete`: what is kept on this machine."""

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from balint_voice.cli import completion, options, writing
from balint_voice.cli.language import label, phrase, settle
from balint_voice.cli.notice import notice
from balint_voice.cli.secrets import confirmed
from balint_voice.errors import Unusable

if TYPE_CHECKING:
    from balint_voice.records.session_list import SessionSummary

_SessionOrNewest = Annotated[
    str | None,
    typer.Argument(
        help="A session's id. The default is the newest session.",
        autocompletion=completion.sessions,
    ),
]
_Session = Annotated[
    str,
    typer.Argument(
        help="A session's id, as shown by `sessions list`.", autocompletion=completion.sessions
    ),
]


def sessions_list(as_json: options.AsJsonOption = False) -> None:
    """List all sessions on this computer, newest first."""
    from balint_voice.adapters.system.places import sessions_folder
    from balint_voice.records.session_list import list_sessions

    root = sessions_folder()
    found = list_sessions(root)
    if as_json:
        writing.data([_data(each) for each in found])
        return
    if not found:
        notice(label("sessions", "none", folder=root))
    for each in found:
        show_line(each)


def sessions_show(session: _SessionOrNewest = None, as_json: options.AsJsonOption = False) -> None:
    """Show what is kept of one session."""
    from balint_voice.adapters.system.places import sessions_folder
    from balint_voice.records.session_list import summary_of
    from balint_voice.records.sessions import find_session

    folder = find_session(sessions_folder(), session)
    summary = summary_of(folder)
    settle(summary.language)
    if as_json:
        writing.data(_data(summary))
        return
    show_line(summary)
    started = summary.started or label("sessions", "unknown")
    ended = summary.ended or label("sessions", "not-ended")
    files = [
        f"{file.name} ({label('sessions', 'bytes', bytes=file.lstat().st_size)})"
        for file in sorted(folder.path.iterdir())
    ]
    told = [(label("sessions", "started"), started), (label("sessions", "ended"), ended)]
    if summary.handed_over is not None:
        told.append((label("sessions", "handed-over"), summary.handed_over))
    told += [(label("sessions", "folder"), str(folder.path)), *(("", file) for file in files)]
    width = max(len(name) for name, _ in told)
    for name, value in told:
        writing.line(f"  {name:<{width}}  {value}")


def sessions_delete(
    session: _Session,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
) -> None:
    """Delete a session with its times and notes. This cannot be undone."""
    from balint_voice.adapters.system.places import sessions_folder
    from balint_voice.records.session_list import summary_of
    from balint_voice.records.sessions import delete_session, locate_session

    folder = locate_session(sessions_folder(), session)
    settle(summary_of(folder).language)
    if not yes and not sys.stdin.isatty():
        raise Unusable("delete-no-terminal")
    if not yes and not confirmed(label("sessions", "delete", session=folder.id)):
        notice(label("sessions", "kept"))
        return
    delete_session(folder)
    notice(label("sessions", "deleted", session=folder.id))


def _data(summary: "SessionSummary") -> dict[str, object]:
    damage = phrase(summary.damage) if summary.damage else None
    return {**asdict(summary), "damage": damage}


def show_line(summary: "SessionSummary") -> None:
    minutes = f"{round(summary.duration_s / 60)} min"
    kept = [
        summary.group or "",
        "" if summary.ended else label("sessions", "unfinished"),
        label("sessions", "recorded") if summary.recorded else "",
        label("sessions", "notes") if summary.notes else "",
        label("sessions", "handed-over") if summary.handed_over else "",
        label("sessions", "damaged", damage=summary.damage) if summary.damage else "",
    ]
    told = ", ".join(each for each in kept if each)
    before = f"{summary.id:<20}  {summary.script or '?':<20}  {minutes:>7}  "
    writing.line(f"{before}{told}".rstrip(), len(before))
