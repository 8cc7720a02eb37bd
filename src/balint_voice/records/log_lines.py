"""One line of the timing log: a record as JSON, with its number, its time and its checksum.

Rules: the classes of `session/log_records.py` are the allow-list, checked when a line is written
*and* when it is read. What is refused is never quoted: it may be content.
"""

import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, get_args, get_type_hints

from balint_voice.errors import Text
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant
from balint_voice.session.log_records import Id, LogRecord
from balint_voice.session.names import is_group, is_id, is_moment

TimedRecord = tuple[Instant, LogRecord]
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
_KNOWN = frozenset(event.encode() for event in _EVENTS)
_HEAD = re.compile(rb'\{"n":(\d+),"at":-?[0-9.e+-]+,"event":"([a-z-]+)"')
_CUE = re.compile(rb',"cue":"([^".]+)')
_FIELDS: Mapping[type, dict[str, Any]] = {kind: get_type_hints(kind) for kind in _EVENTS.values()}
_REQUIRED: Mapping[type, set[str]] = {
    kind: {each.name for each in fields(kind) if each.default is MISSING} for kind in _FIELDS
}
"""A field with a default came later: the logs of an older version do not have it."""


class NotOursError(ValueError):
    """A line, or a record, that the allow-list refuses; `why` never quotes what it refused."""

    def __init__(self, why: Text) -> None:
        super().__init__(why)
        self.why = why


def encode(n: int, at: Instant, record: LogRecord) -> bytes:
    """One line of the log, newline and checksum included."""
    kind = type(record)
    event = event_name(kind)
    if _EVENTS.get(event) is not kind:
        raise ValueError(f"{kind.__name__} is not in the log's allow-list")
    line: dict[str, Any] = {"n": n, "at": _written(at), "event": event}
    for name, hint in _FIELDS[kind].items():
        value = getattr(record, name)
        _checked(name, hint, value)
        line[name] = _written(value)
    _checked("at", float, line["at"])
    plain = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()
    return plain[:-1] + b',"check":"%08x"}\n' % zlib.crc32(plain)


def decode(line: bytes, n: int) -> TimedRecord:
    """The record of one line. Raises ValueError with the reason; never another error."""
    checked = check_is_right(line)
    try:
        # What bears our checksum was written by us: no field stands in it twice.
        found = (_OURS if checked else _ANYBODYS).decode(line.decode())
    except NotOursError:
        raise
    except (ValueError, RecursionError):
        raise NotOursError(Text("log-not-json")) from None
    if not isinstance(found, dict):
        raise NotOursError(Text("log-no-record"))
    # A log made by hand may go without; what we wrote has it, and then it must be right.
    if found.pop("check", None) is not None and not checked:
        raise NotOursError(Text("log-checksum"))
    if type(found.get("n")) is not int or found.pop("n") != n:
        raise NotOursError(Text("log-order", n=n))
    at = _checked("at", float, found.pop("at", None))
    kind = _EVENTS.get(str(found.pop("event", None)))
    if kind is None:
        raise NotOursError(Text("log-event"))
    hints = _FIELDS[kind]
    if not _REQUIRED[kind] <= found.keys() <= hints.keys():
        raise NotOursError(Text("log-fields"))
    values = {name: _checked(name, hints[name], value) for name, value in found.items()}
    return Instant(at), kind(**values)


def is_another(
    line: bytes, n: int, wanted: frozenset[bytes], cues: frozenset[bytes] | None = None
) -> bool:
    """Whether this is certainly one of our lines, and about an event that is not wanted, or about a
    cue whose name is not in `cues`."""
    head = _HEAD.match(line)
    if head is None:
        return False
    event = head[2]
    if event in wanted:
        cue = _CUE.match(line, head.end())
        if cues is None or cue is None or cue[1] in cues:
            return False
    return head[1] == b"%d" % n and event in _KNOWN and check_is_right(line)


def check_is_right(line: bytes) -> bool:
    """Whether the line ends in the checksum of what stands before."""
    checksum = zlib.crc32(b"}", zlib.crc32(line[:-_CHECK_SIZE]))
    return line[-_CHECK_SIZE:] == b',"check":"%08x"}' % checksum


def _written(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3)
    return list(value) if isinstance(value, tuple) else value


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
    raise NotOursError(Text("log-field", field=name))


def _is_number(value: object, *kinds: type) -> bool:
    # type(), not isinstance: True is an int to Python, and no number to us.
    return type(value) in kinds and -_LARGEST < value < _LARGEST  # type: ignore[operator]


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotOursError(Text("log-doubled"))
    return found


def _no_constant(_: str) -> float:
    raise NotOursError(Text("log-not-finite"))


_OURS = json.JSONDecoder()
_ANYBODYS = json.JSONDecoder(object_pairs_hook=_no_doubles, parse_constant=_no_constant)
