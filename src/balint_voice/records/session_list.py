"""The sessions in one line each, from their timing logs.

Rules: a damaged session, and one that others can read, is named and never fatal.
"""

import stat
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from balint_voice.errors import Text, Unusable
from balint_voice.records.append_only import is_held
from balint_voice.records.handover import handed_over_at
from balint_voice.records.private_folders import require_private
from balint_voice.records.sessions import SessionFolder, read_log, session_folders
from balint_voice.records.timing_log import LogReading, moment
from balint_voice.session.cut_off import nothing_begun, taken_up_again
from balint_voice.session.log_records import (
    ListeningEnded,
    LogRecord,
    SessionEnded,
    SessionStarted,
    SpeechSealed,
)
from balint_voice.session.meeting_time import meeting_time

_STILL_THE_SAME_DAY = timedelta(hours=12)


@dataclass(frozen=True)
class SessionSummary:
    """A line of the list. `ended` is None for an unfinished session; `damage` says what is wrong.

    `duration_s`: how long the group met (`MeetingTime`); `recorded`: something was listened to.
    `handed_over`: when the notes were deleted here because the presenter has them.
    """

    id: str
    script: str | None
    language: str | None
    group: str | None
    started: str | None
    ended: str | None
    duration_s: float
    recorded: bool
    notes: bool
    damage: Text | None
    handed_over: str | None = None


def list_sessions(root: Path) -> tuple[SessionSummary, ...]:
    """All sessions, newest first; the damaged ones too."""
    return tuple(summary_of(each) for each in session_folders(root))


def summary_of(folder: SessionFolder) -> SessionSummary:
    """What one session's timing log says, in one line."""
    reading = read_log(folder)
    try:
        require_private(folder.path)
    except Unusable as open_to_others:
        reading = LogReading(reading.records, reading.damage or open_to_others.text)
    notes = _is_file_of_ours(folder.sealed_notes)
    handed_over = None if notes else handed_over_at(folder.path)
    return _summary(folder.id, reading, notes=notes, handed_over=handed_over)


def cut_off_today(root: Path, now: datetime | None = None) -> SessionFolder | None:
    """The newest session, if it began within twelve hours and neither ended nor still runs.

    The clock may have been set back since.
    """
    folder = next(iter(session_folders(root)), None)
    if folder is None:
        return None
    summary = summary_of(folder)
    if summary.started is None or summary.ended is not None or summary.damage is not None:
        return None
    age = (now or datetime.now().astimezone()) - datetime.fromisoformat(summary.started)
    if nothing_begun(read_log(folder).records):
        return None
    recent = abs(age) < _STILL_THE_SAME_DAY
    return folder if recent and not is_held(folder.timing_log) else None


def _summary(
    session: str, reading: LogReading, *, notes: bool, handed_over: str | None
) -> SessionSummary:
    records = reading.records
    damage = reading.damage
    first = records[0][1] if records else None
    start = first if isinstance(first, SessionStarted) else None
    if start is None and damage is None:
        damage = Text("timing-log-headless")
    read = taken_up_again(records)
    ends = [at for at, each in read if isinstance(each, SessionEnded)]
    return SessionSummary(
        id=session,
        script=start.script if start else None,
        language=start.language if start else None,
        group=start.group if start else None,
        started=start.started if start else None,
        ended=moment(start.started, ends[-1]) if start and ends else None,
        duration_s=meeting_time(read).lasted_s,
        recorded=any(_was_heard(each) for _, each in records),
        notes=notes,
        damage=damage,
        handed_over=handed_over,
    )


def _was_heard(record: LogRecord) -> bool:
    listened = isinstance(record, ListeningEnded) and record.recorded_s > 0
    return listened or isinstance(record, SpeechSealed)


def _is_file_of_ours(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False
