"""The timing log: one JSON object a line, times and names of our own, never a word that was said.

Rules: the classes of `session/log_records.py` are the allow-list, checked when a
line is written *and* when it is read. A line carries a checksum (`check`, CRC-32 of the line
without it) against a failing disk; it is no seal against a person.
"""

import json
import re
import zlib
from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, get_args, get_type_hints

from balint_voice.errors import Damaged, Text, reason
from balint_voice.records.append_only import AppendOnlyFile, read_regular
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant
from balint_voice.session.log_records import Id, LogRecord, SessionStarted
from balint_voice.session.names import is_group, is_id, is_moment

Record = tuple[Instant, LogRecord]
_CHECK_SIZE = len(b',"check":"00000000"}')
_LARGEST = 1e9  # seconds or bytes: beyond this a number is a fault, not a measurement


_FIRST_NAMES: Mapping[type, str] = {
    r.SessionRequested: "arranged",
    r.CueStarted: "cue-began",
    r.CueFinished: "cue-ended",
    r.PartFailed: "faulted",
    r.PartRecovered: "mended",
    r.Continued: "went-on",
    r.ListeningEnded: "listened",
    r.CommandObeyed: "command-taken",
}
"""Classes that were renamed keep the name that the first logs gave their records."""


def event_name(kind: type) -> str:
    """The name in the log: BeatBegan -> beat-began."""
    if kind in _FIRST_NAMES:
        return _FIRST_NAMES[kind]
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()


_EVENTS: Mapping[str, type] = {event_name(kind): kind for kind in get_args(LogRecord)}
OF_ANOTHER = Text("log-of-another")
_KNOWN = frozenset(event.encode() for event in _EVENTS)
_HEAD = re.compile(rb'\{"n":(\d+),"at":-?[0-9.e+-]+,"event":"([a-z-]+)"')
_FIELDS: Mapping[type, dict[str, Any]] = {kind: get_type_hints(kind) for kind in _EVENTS.values()}
_REQUIRED: Mapping[type, set[str]] = {
    kind: {each.name for each in fields(kind) if each.default is MISSING} for kind in _FIELDS
}
"""A field with a default came later: the logs of an older version do not have it."""


@dataclass(frozen=True)
class LogReading:
    """What could be read of a log; `damage` names the first line that could not, or is None."""

    records: tuple[Record, ...]
    damage: Text | None


class _NotOursError(ValueError):
    """A line, or a record, that the allow-list refuses; `why` never quotes what it refused."""

    def __init__(self, why: Text) -> None:
        super().__init__(why)
        self.why = why


class TimingLog:
    """Appends records; when `append` returns, the line is synced to disk.

    What the disk refuses waits, and goes before the next: a log never has a hole in it.
    """

    def __init__(self, path: Path) -> None:
        self._file = AppendOnlyFile(path, whole=partial(_whole_lines, path.name))
        self._next = self._file.content.count(b"\n")
        self._waiting: deque[Record] = deque()

    @property
    def count(self) -> int | None:
        """How many records it has; None while it lacks one that it was given."""
        return None if self._waiting else self._next

    def append(self, at: Instant, transition: LogRecord) -> None:
        """Raises ValueError for what the allow-list refuses, OSError when the disk does."""
        encode(self._next, at, transition)  # what is refused by us must not wait
        self._waiting.append((at, transition))
        while self._waiting:
            self._file.append(encode(self._next, *self._waiting[0]))
            self._next += 1
            self._waiting.popleft()

    def close(self) -> None:
        self._file.close()


def read_timing_log(path: Path) -> tuple[Record, ...]:
    """All records of a log, or Damaged with the line that is not as we wrote it."""
    return raise_if_unreadable(read_what_is_readable(path))


def raise_if_unreadable(reading: LogReading) -> tuple[Record, ...]:
    """The records of a log that is whole; Damaged otherwise."""
    if reading.damage is not None:
        raise Damaged("timing-log-damaged", damage=reading.damage)
    return reading.records


def read_what_is_readable(path: Path) -> LogReading:
    """The records up to the first damaged line. A torn tail is no damage: it never counted."""
    return _read_file(path, None)


def read_only(path: Path, kinds: Collection[type]) -> LogReading:
    """The records of these kinds alone, five times as fast; damage is found in every line.

    A line whose number and checksum are right is as we wrote it, so one of another kind is
    counted and not taken apart.
    """
    return _read_file(path, frozenset(event_name(kind).encode() for kind in kinds))


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


def encode(n: int, at: Instant, transition: LogRecord) -> bytes:
    """One line of the log, newline and checksum included."""
    kind = type(transition)
    event = event_name(kind)
    if _EVENTS.get(event) is not kind:
        raise ValueError(f"{kind.__name__} is not in the log's allow-list")
    line: dict[str, Any] = {"n": n, "at": _written(at), "event": event}
    for name, hint in _FIELDS[kind].items():
        value = getattr(transition, name)
        _checked(name, hint, value)
        line[name] = _written(value)
    _checked("at", float, line["at"])
    plain = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()
    return plain[:-1] + b',"check":"%08x"}\n' % zlib.crc32(plain)


def decode(line: bytes, n: int) -> Record:
    """The record of one line. Raises ValueError with the reason; never another error."""
    checked = _check_is_right(line)
    try:
        # What bears our checksum was written by us: no field stands in it twice.
        found = (_OURS if checked else _ANYBODYS).decode(line.decode())
    except _NotOursError:
        raise
    except (ValueError, RecursionError):
        raise _NotOursError(Text("log-not-json")) from None
    if not isinstance(found, dict):
        raise _NotOursError(Text("log-no-record"))
    # A log made by hand may go without; what we wrote has it, and then it must be right.
    if found.pop("check", None) is not None and not checked:
        raise _NotOursError(Text("log-checksum"))
    if type(found.get("n")) is not int or found.pop("n") != n:
        raise _NotOursError(Text("log-order", n=n))
    at = _checked("at", float, found.pop("at", None))
    kind = _EVENTS.get(str(found.pop("event", None)))
    if kind is None:
        raise _NotOursError(Text("log-event"))
    hints = _FIELDS[kind]
    if not _REQUIRED[kind] <= found.keys() <= hints.keys():
        raise _NotOursError(Text("log-fields"))
    values = {name: _checked(name, hints[name], value) for name, value in found.items()}
    return Instant(at), kind(**values)


def _read_file(path: Path, wanted: frozenset[bytes] | None) -> LogReading:
    try:
        return _read(read_regular(path), path.name, wanted)[0]
    except FileNotFoundError:
        return LogReading((), Text("file-missing", file=path.name))
    except OSError as error:
        return LogReading((), Text("file-unreadable", path=path.name, reason=reason(error)))
    except Damaged as damaged:
        return LogReading((), damaged.text)


def _read(content: bytes, name: str, wanted: frozenset[bytes] | None) -> tuple[LogReading, int]:
    """The records (of the wanted events), and how many bytes the whole lines take."""
    lines = content.split(b"\n")[:-1]  # what follows the last newline was never acknowledged
    records: list[Record] = []
    size = 0
    all_checked = bool(lines) and _check_is_right(lines[0])  # made by hand, none is
    for n, line in enumerate(lines):
        try:
            if wanted is None or not _another(line, n, wanted):
                record = decode(line, n)
                if all_checked and not _check_is_right(line):
                    raise _NotOursError(Text("log-checksum"))
                records.append(record)
        except _NotOursError as error:
            if n == len(lines) - 1 and size + len(line) + 1 == len(content) and _unfinished(line):
                break
            damage = Text("log-line", file=name, line=n + 1, why=error.why)
            return LogReading(tuple(records), damage), size
        size += len(line) + 1
    return LogReading(tuple(records), None), size


def _another(line: bytes, n: int, wanted: frozenset[bytes]) -> bool:
    """Whether this is certainly one of our lines, about an event that is not wanted."""
    head = _HEAD.match(line)
    return (
        head is not None
        and head[2] not in wanted
        and head[1] == b"%d" % n
        and head[2] in _KNOWN
        and _check_is_right(line)
    )


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


def _written(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3)
    return list(value) if isinstance(value, tuple) else value


def _check_is_right(line: bytes) -> bool:
    checksum = zlib.crc32(b"}", zlib.crc32(line[:-_CHECK_SIZE]))
    return line[-_CHECK_SIZE:] == b',"check":"%08x"}' % checksum


def _checked(name: str, hint: Any, value: Any) -> Any:
    """The value as its field wants it, or ValueError. Never quotes the value: it may be content."""
    if hint is Id:
        if is_id(value):
            return value
    elif hint is float:
        if _is_number(value, int, float):
            return float(value)
    elif hint is int:
        if _is_number(value, int):
            return value
    elif hint is bool:
        if isinstance(value, bool):
            return value
    elif hint == tuple[Id, ...]:
        if isinstance(value, list | tuple) and all(is_id(each) for each in value):
            return tuple(value)
    elif (name == "group" and (value is None or is_group(value))) or (
        name == "started" and is_moment(value)
    ):
        return value
    raise _NotOursError(Text("log-field", field=name))


def _is_number(value: object, *kinds: type) -> bool:
    # type(), not isinstance: True is an int to Python, and no number to us.
    return type(value) in kinds and -_LARGEST < value < _LARGEST  # type: ignore[operator]


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _NotOursError(Text("log-doubled"))
    return found


def _no_constant(_: str) -> float:
    raise _NotOursError(Text("log-not-finite"))


_OURS = json.JSONDecoder()
_ANYBODYS = json.JSONDecoder(object_pairs_hook=_no_doubles, parse_constant=_no_constant)
