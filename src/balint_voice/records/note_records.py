"""What stands inside a record of the sealed notes, once it is open: checked field by field.

Rules: pure. What does not fit the format exactly is no record of ours, whoever
sealed it.
"""

import base64
import json
from dataclasses import dataclass
from typing import Any, Literal

from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.chain import FIRST_VERSION
from balint_voice.records.phase_keys import phase_of
from balint_voice.session.names import is_moment

_LATEST_S = 1e6
"""Of a session; a forged moment must not fill a page with digits."""
_MOST = 1_000_000  # a forged record must not make us name a billion that are missing


@dataclass(frozen=True)
class EntryRecord:
    """An entry still sealed to its phase's key. `added`: after the session, by the presenter."""

    phase: str
    key: str
    blob: bytes
    added: bool = False


@dataclass(frozen=True)
class ForgottenRecord:
    """The entries of this phase were made unreadable, on purpose."""

    phase: str


@dataclass(frozen=True)
class EndRecord:
    """The notes were closed in order."""


Content = EntryRecord | ForgottenRecord | EndRecord | NoteEntry
"""A NoteEntry as it is: only in files of the first version."""


@dataclass(frozen=True)
class NoteRecord:
    """A record that opened: its place, what it says stood before it, and its own digest."""

    sequence: int
    previous: str
    digest: str
    content: Content


def read_record(
    plain: bytes, digest: str, session: str, version: int
) -> NoteRecord | Literal["foreign", "unreadable"]:
    """The record in a frame's plain text, or why there is none."""
    try:
        record = json.loads(plain)
        if record["version"] != version:
            return "unreadable"
        if record["session"] != session:
            return "foreign"
        sequence, previous = record["sequence"], record["previous"]
        if type(sequence) is not int or not isinstance(previous, str):
            return "unreadable"
        if not 1 <= sequence <= _MOST:
            return "unreadable"
        return NoteRecord(sequence, previous, digest, _content(record, version))
    except (ValueError, KeyError, TypeError, RecursionError):
        return "unreadable"


def read_entry(plain: bytes, sealed: EntryRecord, session: str, sequence: int) -> NoteEntry | None:
    """The entry in a phase's blob; None when it is not the one that belongs in this record."""
    try:
        entry = json.loads(plain)
        if entry["session"] != session or entry["sequence"] != sequence:
            return None
        found = _entry(entry, sealed.phase, sequence)
        return found if (found.kind == "added") == sealed.added else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _content(record: dict[str, Any], version: int) -> Content:
    kind = record["kind"]
    if kind == "end":
        return EndRecord()
    if version == FIRST_VERSION:
        return _entry(record, record["phase"], 0)
    phase = record["phase"]
    if kind == "forgotten" and isinstance(phase, str):
        return ForgottenRecord(phase)
    key, sealed = record["key"], record["sealed"]
    if kind not in ("entry", "added") or not isinstance(key, str) or phase_of(key) != phase:
        raise ValueError("not a record of ours")
    blob = base64.b64decode(sealed, validate=True)
    return EntryRecord(phase, key, blob, added=kind == "added")


def _entry(entry: dict[str, Any], phase: object, sequence: int) -> NoteEntry:
    kind, text, doubtful = (entry[key] for key in ("kind", "text", "doubtful"))
    if kind not in ("heard", "typed", "gap", "added") or not isinstance(doubtful, bool):
        raise ValueError("not an entry of ours")
    model = entry.get("model", "")
    if not (isinstance(phase, str) and isinstance(text, str) and isinstance(model, str)):
        raise ValueError("not an entry of ours")
    start_s, end_s = _moment(entry["start_s"]), _moment(entry["end_s"])
    unsure = _places(entry.get("unsure", []), len(text.split()))
    added, beside = entry.get("added", ""), entry.get("beside")
    if kind != "added":
        return NoteEntry(
            kind=kind,
            phase=phase,
            start_s=start_s,
            end_s=end_s,
            text=text,
            doubtful=doubtful,
            model=model,
            unsure=unsure,
        )
    if not is_moment(added) or not (beside is None or _is_before(beside, sequence)):
        raise ValueError("not an addition of ours")
    return NoteEntry(
        kind=kind, phase=phase, start_s=start_s, end_s=end_s, text=text, added=added, beside=beside
    )


def _is_before(beside: object, sequence: int) -> bool:
    return type(beside) is int and 1 <= beside < sequence


def _places(found: object, words: int) -> tuple[int, ...]:
    if not isinstance(found, list) or not all(
        type(place) is int and 0 <= place < words for place in found
    ):
        raise ValueError("not places of words")
    return tuple(found)


def _moment(value: object) -> float:
    # Compared before it is converted: no float holds 10^400. "Not a number" is in no range.
    if type(value) not in (int, float) or not -_LATEST_S < value < _LATEST_S:  # type: ignore[operator]
        raise ValueError("not an entry of ours")
    return float(value)  # type: ignore[arg-type]
