"""The timing log: one JSON object a line, times and names of our own, never a word that was said.

Rules: `log_lines` says what a line is. A line carries a checksum (`check`, CRC-32 of the line
without it) against a failing disk; it is no seal against a person. A last line that is torn was
never acknowledged, and is no damage.
"""

import json
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from balint_voice.errors import Damaged, Text, reason
from balint_voice.records.append_only import AppendOnlyFile, read_regular
from balint_voice.records.log_lines import (
    NotOursError,
    TimedRecord,
    check_is_right,
    decode,
    encode,
    event_name,
    is_another,
)
from balint_voice.session.clock import Instant
from balint_voice.session.log_records import LogRecord, SessionStarted

OF_ANOTHER = Text("log-of-another")


@dataclass(frozen=True)
class LogReading:
    """What could be read of a log; `damage` names the first line that could not, or is None."""

    records: tuple[TimedRecord, ...]
    damage: Text | None


class TimingLog:
    """Appends records; when `append` returns, the line is synced to disk.

    What the disk refuses waits, and goes before the next: a log never has a hole in it.
    """

    def __init__(self, path: Path) -> None:
        self._file = AppendOnlyFile(path, whole=partial(_whole_lines, path.name))
        self._next = self._file.content.count(b"\n")
        self._waiting: deque[TimedRecord] = deque()

    @property
    def count(self) -> int | None:
        """How many records it has; None while it lacks one that it was given."""
        return None if self._waiting else self._next

    def append(self, at: Instant, record: LogRecord) -> None:
        """Raises ValueError for what the allow-list refuses, OSError when the disk does."""
        encode(self._next, at, record)  # what is refused by us must not wait
        self._waiting.append((at, record))
        while self._waiting:
            self._file.append(encode(self._next, *self._waiting[0]))
            self._next += 1
            self._waiting.popleft()

    def close(self) -> None:
        self._file.close()


def read_timing_log(path: Path) -> tuple[TimedRecord, ...]:
    """All records of a log, or Damaged with the line that is not as we wrote it."""
    return raise_if_unreadable(read_what_is_readable(path))


def raise_if_unreadable(reading: LogReading) -> tuple[TimedRecord, ...]:
    """The records of a log that is whole; Damaged otherwise."""
    if reading.damage is not None:
        raise Damaged("timing-log-damaged", damage=reading.damage)
    return reading.records


def read_what_is_readable(path: Path) -> LogReading:
    """The records up to the first damaged line. A torn tail is no damage: it never counted."""
    return _read_file(path, None)


def read_only(
    path: Path, kinds: Collection[type], cues: Collection[str] | None = None
) -> LogReading:
    """The records of these kinds alone, five times as fast; damage is found in every line.

    With `cues`, of the records about a cue only those whose cue has one of these names.
    A line whose number and checksum are right is as we wrote it, so one of another kind is
    counted and not taken apart.
    """
    events = frozenset(event_name(kind).encode() for kind in kinds)
    names = None if cues is None else frozenset(cue.encode() for cue in cues)
    return _read_file(path, events, names)


def of_session(reading: LogReading, session: str) -> LogReading:
    """The same; nothing of it where the log's head names another session."""
    first = reading.records[0][1] if reading.records else None
    if isinstance(first, SessionStarted) and first.session != session:
        return LogReading((), OF_ANOTHER)
    return reading


def moment(started: str, after_s: float) -> str:
    """ISO-8601 with zone: so many seconds after the session started."""
    then = datetime.fromisoformat(started) + timedelta(seconds=after_s)
    return then.isoformat(timespec="seconds")


def _read_file(
    path: Path, wanted: frozenset[bytes] | None, cues: frozenset[bytes] | None = None
) -> LogReading:
    try:
        return _read(read_regular(path), path.name, wanted, cues)[0]
    except FileNotFoundError:
        return LogReading((), Text("file-missing", file=path.name))
    except OSError as error:
        return LogReading((), Text("file-unreadable", path=path.name, reason=reason(error)))
    except Damaged as damaged:
        return LogReading((), damaged.text)


def _read(
    content: bytes,
    name: str,
    wanted: frozenset[bytes] | None,
    cues: frozenset[bytes] | None = None,
) -> tuple[LogReading, int]:
    """The records (of the wanted events and cues), and how many bytes the whole lines take."""
    lines = content.split(b"\n")[:-1]  # what follows the last newline was never acknowledged
    records: list[TimedRecord] = []
    size = 0
    all_checked = bool(lines) and check_is_right(lines[0])  # made by hand, none is
    for n, line in enumerate(lines):
        try:
            if wanted is None or not is_another(line, n, wanted, cues):
                record = decode(line, n)
                if all_checked and not check_is_right(line):
                    raise NotOursError(Text("log-checksum"))
                records.append(record)
        except NotOursError as error:
            if n == len(lines) - 1 and size + len(line) + 1 == len(content) and _unfinished(line):
                break
            damage = Text("log-line", file=name, line=n + 1, why=error.why)
            return LogReading(tuple(records), damage), size
        size += len(line) + 1
    return LogReading(tuple(records), None), size


def _whole_lines(name: str, content: bytes) -> int:
    reading, size = _read(content, name, None)
    if reading.damage is not None:
        raise Damaged("timing-log-closed", damage=reading.damage)
    return size


def _unfinished(line: bytes) -> bool:
    """A last line that is no JSON at all: its blocks did not all reach the disk."""
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return True
    return False
