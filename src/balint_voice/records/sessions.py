"""The folders of the sessions: making, finding and deleting them.

Rules: one folder a session, for this user alone (0700), named after the moment it
began. A name with a path in it, a link, and a folder that others can read are refused.
"""

import contextlib
import os
import re
import shutil
import stat
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from balint_voice.errors import Text, Unusable, reason
from balint_voice.records.append_only import require_not_held
from balint_voice.records.clock_file import CLOCK
from balint_voice.records.disk import sync_folder
from balint_voice.records.handover import handed_over_at, secrets_in
from balint_voice.records.private_files import destroy_file
from balint_voice.records.private_folders import make_new_private, make_private, require_private
from balint_voice.records.sealed_notes import PRESENTER_KEY, SEALED_NOTES
from balint_voice.records.timing_log import (
    LogReading,
    TimingLog,
    moment,
    of_session,
    read_what_is_readable,
)
from balint_voice.session.cut_off import Records
from balint_voice.session.log_records import (
    SessionStarted,
)

TIMING_LOG = "timing.jsonl"

_ID = re.compile(r"(\d{4}-\d\d-\d\d-\d{6})(?:-(\d{1,4}))?", re.ASCII)
_STEM = "%Y-%m-%d-%H%M%S"
_SET_BACK = timedelta(days=1)
"""What lies further ahead was made by a clock that was wrong; it must not name what follows."""
_SHOWN = 10  # ids named in a refusal


@dataclass(frozen=True)
class SessionFolder:
    """Where one session's files lie; whether they exist is another matter."""

    id: str
    path: Path

    @property
    def timing_log(self) -> Path:
        return self.path / TIMING_LOG

    @property
    def clock(self) -> Path:
        return self.path / CLOCK

    @property
    def sealed_notes(self) -> Path:
        return self.path / SEALED_NOTES

    @property
    def presenter_key(self) -> Path:
        return self.path / PRESENTER_KEY


def create_session(root: Path, began: datetime) -> SessionFolder:
    """Make the folder of a session that begins now, and the folders above it. Raises Unusable where
    they cannot be made."""
    try:
        make_private(root)
        folder = _make_free(root, _stem(root, began))
        sync_folder(root)
    except OSError as error:
        raise Unusable("sessions-folder", folder=root, reason=reason(error)) from None
    return SessionFolder(folder.name, folder)


def _stem(root: Path, began: datetime) -> str:
    """The moment, or where the clock was set back, that of the session before: it stays the newest
    one that began last, which is what a command takes where none is named."""
    stem = began.strftime(_STEM)
    newest = next(iter(_ids(root)), None)
    if newest is not None and (last := _age(newest)[0]) > stem:
        ahead = datetime.strptime(last, _STEM) - began.replace(tzinfo=None)
        return last if ahead < _SET_BACK else stem
    return stem


def _make_free(root: Path, stem: str) -> Path:
    for attempt in count(1):
        folder = root / (stem if attempt == 1 else f"{stem}-{attempt}")
        try:
            make_new_private(folder)
        except FileExistsError:
            continue
        return folder
    raise AssertionError("count() never ends")


def remove_unbegun(folder: SessionFolder) -> None:
    """Take away a folder in which nothing was written: what kept the session from its first word
    would leave a damaged one behind, and the newest at that."""
    with contextlib.suppress(OSError):
        if not any(each.stat().st_size for each in folder.path.iterdir()):
            folder.timing_log.unlink(missing_ok=True)
            folder.path.rmdir()


def try_out(root: Path) -> None:
    """Do what a session does before its first word, and take it away again.

    Raises Unusable, as the session would.
    """
    folder = create_session(root, datetime.now().astimezone())
    try:
        TimingLog(folder.timing_log).close()
    except OSError as error:
        raise Unusable("sessions-folder", folder=root, reason=reason(error)) from None
    finally:
        remove_unbegun(folder)


def is_session_id(text: str) -> bool:
    """Whether this is what a session is called."""
    return _ID.fullmatch(text) is not None


def find_session(root: Path, session: str | None = None) -> SessionFolder:
    """The session with this id, or the newest; Unusable names the ids that do exist.

    Unusable too when others can read its folder.
    """
    folder = locate_session(root, session)
    require_private(folder.path)
    return folder


def locate_session(root: Path, session: str | None = None) -> SessionFolder:
    """The same, also where others can read it: it must be possible to delete such a one. Raises
    Unusable where there is none of that name."""
    if session is not None and not is_session_id(session):
        raise Unusable("session-id", session=session, known=_what_exists(root))
    ids = _ids(root)
    if session is None:
        if not ids:
            raise Unusable("session-none-yet")
        session = ids[0]
    if session not in ids:
        raise Unusable("session-unknown", session=session, known=_what_exists(root))
    return SessionFolder(session, root / session)


def session_folders(root: Path) -> tuple[SessionFolder, ...]:
    """The folders of all sessions, newest first; nothing is read."""
    return tuple(SessionFolder(each, root / each) for each in _ids(root))


def read_log(folder: SessionFolder) -> LogReading:
    """What is readable of a session's timing log; a log of another session is refused."""
    return of_session(read_what_is_readable(folder.timing_log), folder.id)


def since_handed_over(folder: SessionFolder, records: Records) -> Records:
    """The records of what may still lie here: notes that were sealed before are with the
    presenter."""
    at = handed_over_at(folder.path)
    start = records[0][1] if records else None
    if at is None or not isinstance(start, SessionStarted):
        return records
    return tuple(each for each in records if _is_later(moment(start.started, each[0]), at))


def _is_later(one: str, other: str) -> bool:
    return datetime.fromisoformat(one).timestamp() > datetime.fromisoformat(other).timestamp()


def delete_session(folder: SessionFolder) -> None:
    """Remove a session and all its files. What a disk remembers of them is not in our hands.

    Raises Unusable where it still runs, or could not be removed.
    """
    if not _is_folder_of_ours(folder.path):
        raise Unusable("session-gone", session=folder.id)
    try:
        require_not_held(folder.timing_log)
        for each in secrets_in(folder.path):  # first: what opens the words is gone whatever follows
            destroy_file(each)
        shutil.rmtree(folder.path)
        sync_folder(folder.path.parent)
    except OSError as error:
        raise Unusable("session-kept", folder=folder.path, reason=reason(error)) from None


def _ids(root: Path) -> list[str]:
    """The ids of all sessions, newest first."""
    try:
        require_private(root)
        with os.scandir(root) as entries:
            found = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted((each for each in found if _ID.fullmatch(each)), key=_age, reverse=True)


def _age(session: str) -> tuple[str, int]:
    match = _ID.fullmatch(session)
    assert match is not None
    return match[1], int(match[2] or 1)


def _is_folder_of_ours(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except FileNotFoundError:
        return False


def _what_exists(root: Path) -> Text:
    ids = tuple(_ids(root))
    if not ids:
        return Text("sessions-none")
    if len(ids) > _SHOWN:
        return Text("sessions-many", sessions=ids[:_SHOWN], more=len(ids) - _SHOWN)
    return Text("sessions-known", sessions=ids)
