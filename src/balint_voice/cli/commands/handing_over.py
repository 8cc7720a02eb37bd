"""`notes --to`, `--forget` and `--new-passphrase`: the notes go to the presenter.

Rules: nothing here shows a word of the notes. Handing them over needs no secret.
"""

import contextlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from balint_voice.cli.language import label, language
from balint_voice.cli.notice import notice
from balint_voice.cli.passphrase import choose
from balint_voice.cli.progress import waited_for
from balint_voice.cli.secrets import confirmed, existing_passphrase
from balint_voice.errors import Damaged, Unusable, reason

if TYPE_CHECKING:
    from balint_voice.records.sessions import SessionFolder

ABOUT = "session.json"


@dataclass(frozen=True)
class SessionDetails:
    """What is needed of a session to show its notes; it holds no content."""

    script: str
    language: str
    started: str


def folder_of(session: str | None) -> "SessionFolder":
    """The session's folder, or one that was handed over."""
    from balint_voice.adapters.system.places import sessions_folder
    from balint_voice.records.session_list import list_sessions
    from balint_voice.records.sessions import find_session, is_session_id

    if session and not is_session_id(session) and Path(session).is_dir():
        return _handed_over(Path(session))
    root = sessions_folder()
    with_notes = [each.id for each in list_sessions(root) if each.notes] if session is None else []
    folder = find_session(root, next(iter(with_notes), None) if session is None else session)
    with contextlib.suppress(OSError):  # what is marked is not shown, whether this succeeds or not
        _finish_vetoes(folder)
    return folder


def _finish_vetoes(folder: "SessionFolder") -> None:
    from balint_voice.records.phase_keys import finish_forgetting
    from balint_voice.records.sessions import read_log

    finish_forgetting(folder.path, folder.id, read_log(folder).records)


def require_notes(folder: "SessionFolder") -> None:
    """Unusable when there are no notes in this folder: never any, or not any more."""
    from balint_voice.records.handover import handed_over_at

    if folder.sealed_notes.exists():
        return
    if (moment := handed_over_at(folder.path)) is not None:
        raise Unusable("notes-handed-over", session=folder.id, moment=moment)
    raise Unusable("session-without-notes", session=folder.id)


def can_go_on(folder: "SessionFolder") -> bool:
    """Whether the session these notes are of was cut off, and can still be resumed."""
    from balint_voice.records.sessions import read_log
    from balint_voice.session.cut_off import is_over

    reading = read_log(folder)  # a copy that was handed over has no log
    return bool(reading.records) and reading.damage is None and not is_over(reading.records)


def was_interrupted(folder: "SessionFolder") -> bool:
    """Whether the session these notes are of was interrupted in order, and can be resumed."""
    from balint_voice.records.sessions import read_log
    from balint_voice.session.log_records import SessionInterrupted

    records = read_log(folder).records
    return can_go_on(folder) and isinstance(records[-1][1], SessionInterrupted)


def known_sealed(folder: "SessionFolder") -> dict[str, int]:
    """How many entries are known to have been sealed in each phase: by the timing log, or by what
    was handed over with the notes."""
    from balint_voice.records.loss import sealed_by_phase
    from balint_voice.records.sessions import read_log, since_handed_over

    if not folder.timing_log.exists():
        return _sealed_beside(folder.path)
    return sealed_by_phase(since_handed_over(folder, read_log(folder).records))


def refuse_log_of_another(folder: "SessionFolder") -> None:
    """Damaged when the timing log beside the notes is of another session."""
    from balint_voice.records.sessions import read_log
    from balint_voice.records.timing_log import OF_ANOTHER

    if read_log(folder).damage == OF_ANOTHER:
        raise Damaged("log-of-another", session=folder.id)


def about(folder: "SessionFolder") -> SessionDetails:
    """From the timing log; without one, from what was handed over; else from the folder's name."""
    from balint_voice.records.session_list import summary_of

    summary = summary_of(folder)
    if summary.started is None and (found := _told_beside(folder.path)) is not None:
        return found
    started = summary.started or _moment_in(folder.id)
    return SessionDetails(summary.script or "", summary.language or "", started)


def copy(folder: "SessionFolder", drive: Path, browser_page: str = "", content: str = "") -> None:
    """The same as `copied`, for whoever reads it in a terminal."""
    notice(copied(folder, drive, browser_page, content))
    refuse_log_of_another(folder)


def copied(folder: "SessionFolder", drive: Path, browser_page: str = "", content: str = "") -> str:
    """Copy the sealed notes and all that opens them except the secret, and read the copy back:
    what is to be told of it. `browser_page`: the name of a locked page that goes along, and
    `content` what is in it."""
    from balint_voice.records import handover

    _finish_vetoes(folder)
    details = about(folder)
    page = label("handover", "page-name")
    data = {
        "session": folder.id,
        "script": details.script,
        "language": details.language,
        "started": details.started,
        "sealed": known_sealed(folder),
    }
    how = label("handover", "page", session=folder.id)
    if browser_page:
        how += "\n" + label("handover", "page-browser", name=browser_page)
    pages = {
        page: how.encode(),
        handover.READER.name: handover.READER.read_bytes(),
        ABOUT: json.dumps(data, indent=2).encode() + b"\n",
    }
    if browser_page:
        pages[browser_page] = content.encode()
    done = handover.copy_to(folder.path, folder.id, drive, pages)
    to, files, size = done.folder, done.files, done.size
    return label("handover", "copied", folder=to, files=files, bytes=size, page=page)


def delete(folder: "SessionFolder", yes: bool) -> None:
    """Delete the notes here, once somebody has said that the presenter has them."""
    from datetime import datetime

    from balint_voice.records import handover
    from balint_voice.records.sessions import is_session_id

    if not is_session_id(folder.path.name):
        raise Unusable("forget-a-copy", folder=folder.path)
    if not yes and not sys.stdin.isatty():
        raise Unusable("delete-no-terminal")
    if not yes and not confirmed(label("handover", "forget", session=folder.id)):
        notice(label("sessions", "kept"))
        return
    try:
        gone = handover.delete_here(folder.path, datetime.now().astimezone())
    except OSError as error:
        raise Unusable("session-kept", folder=folder.path, reason=reason(error)) from None
    notice(label("handover", "receipt", files=gone.files, bytes=gone.size))
    notice(label("handover", "limits"))


def change_passphrase(folder: "SessionFolder", passphrase_file: str | None) -> None:
    """The old passphrase, then a new one twice; the key itself stays the same."""
    from balint_voice.records.presenter_key import unwrap_presenter_key, wrap_presenter_key
    from balint_voice.records.private_files import replace_file

    wrapped = wrapped_key(folder)
    if not sys.stdin.isatty():
        raise Unusable("new-passphrase-no-terminal")
    old = existing_passphrase(passphrase_file, label("handover", "old-passphrase"))
    with waited_for(label("ask", "passphrase-works")):
        identities = unwrap_presenter_key(wrapped, old)
    question = label("handover", "new-passphrase")
    new = choose(language(), question, label("handover", "new-passphrase-again"))
    try:
        with waited_for(label("ask", "passphrase-works")):
            replace_file(folder.presenter_key, wrap_presenter_key(identities, new))
    except OSError as error:
        raise Unusable("passphrase-kept", reason=reason(error)) from None
    notice(label("handover", "passphrase-changed"))


def wrapped_key(folder: "SessionFolder") -> bytes:
    """The content of `presenter.age`. Unusable where the presenter keeps a key of their own."""
    from balint_voice.records.append_only import read_regular

    try:
        return read_regular(folder.presenter_key)
    except FileNotFoundError:
        raise Unusable("notes-own-key") from None


def _handed_over(path: Path) -> "SessionFolder":
    from balint_voice.records.opened_notes import session_in
    from balint_voice.records.sessions import SessionFolder, is_session_id

    folder = SessionFolder("", path)
    if not folder.sealed_notes.exists():
        raise Unusable("folder-without-notes", folder=path)
    session = session_in(folder.sealed_notes)
    if not is_session_id(session):  # it becomes part of a path
        raise Damaged("notes-name")
    return SessionFolder(session, path)


def _told_beside(path: Path) -> SessionDetails | None:
    """What `copy` wrote beside the notes; None when it is not there or is something else."""
    from balint_voice.records.append_only import read_regular
    from balint_voice.session.names import is_id, is_moment

    try:
        data = json.loads(read_regular(path / ABOUT))
        found = SessionDetails(data["script"], data["language"], data["started"])
        whole = is_id(found.script) and is_id(found.language) and is_moment(found.started)
        return found if whole else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError, Damaged):
        return None


def _sealed_beside(path: Path) -> dict[str, int]:
    """How many notes there were, as `copy` wrote it beside them; nothing if it is no such file."""
    from balint_voice.records.append_only import read_regular
    from balint_voice.session.names import is_id

    try:
        found = json.loads(read_regular(path / ABOUT))["sealed"].items()
        return {str(phase): n for phase, n in found if is_id(phase) and type(n) is int}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, Damaged):
        return {}


def _moment_in(session: str) -> str:
    """A session is named after the moment it began."""
    clock = session[11:17]
    return f"{session[:10]}T{clock[:2]}:{clock[2:4]}:{clock[4:6]}"
