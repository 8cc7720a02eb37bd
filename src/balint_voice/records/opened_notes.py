"""Reading the sealed notes with the presenter's secret: what is whole, and what is not, by name.

Rule of this room: an entry is given only when its frame opens, it belongs to this session, and
no record after it says that another one stood there. Everything else is a named damage.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pyrage

from balint_voice.errors import Damaged, WrongSecret
from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.append_only import read_regular
from balint_voice.records.frames import Frame, Split, split
from balint_voice.records.presenter_key import parsed_identities
from balint_voice.records.sealed_notes import VERSION, read_header

DamageKind = Literal["missing", "doubled", "swapped", "changed", "foreign", "stray", "head", "open"]

_WORDS: dict[DamageKind, str] = {
    "missing": "record {} is missing",
    "doubled": "record {} stands there twice",
    "swapped": "record {} is not in its place",
    "changed": "record {} was changed and is left out",
    "foreign": "after record {} comes a record from another session; it is left out",
    "stray": "after record {} comes something that is no record of these notes",
    "head": "the head of the file was changed",
    "open": "the notes were not closed after record {}: the end may be missing",
}


@dataclass(frozen=True)
class Damage:
    """One thing that is wrong with the notes; `sequence` is the record it is about."""

    kind: DamageKind
    sequence: int

    @property
    def words(self) -> str:
        return _WORDS[self.kind].format(self.sequence)


@dataclass(frozen=True)
class OpenedEntry:
    sequence: int
    entry: NoteEntry


@dataclass(frozen=True)
class OpenedNotes:
    """`complete`: nothing is damaged, and the notes were closed in order."""

    session: str
    entries: tuple[OpenedEntry, ...]
    complete: bool
    damages: tuple[Damage, ...]


@dataclass(frozen=True)
class _Opened:
    """A frame that opened: `entry` is None for the record that ends the notes."""

    sequence: int
    previous: str
    digest: str
    entry: NoteEntry | None


def open_notes(path: Path, session: str, identities: Sequence[str]) -> OpenedNotes:
    """Read `notes.sealed` of `session` with the presenter's identities.

    Raises WrongSecret when they are not the key of these notes, Damaged when the file's head
    cannot be read; all other damage is in the answer.
    """
    secrets = parsed_identities(identities)
    found = split(read_regular(path))
    header = read_header(found)
    blobs = [(frame, _decrypted(frame, secrets)) for frame in found.frames[1:]]
    ours = header["recipient"] in [str(secret.to_public()) for secret in secrets]
    if not ours and all(plain is None for _, plain in blobs):
        raise WrongSecret(
            "This key does not open these notes",
            "Give the passphrase or the identity that was chosen for this session.",
        )
    return _judged(session, found, blobs)


def _judged(session: str, found: Split, blobs: Sequence[tuple[Frame, bytes | None]]) -> OpenedNotes:
    damages: list[Damage] = []
    opened: list[_Opened] = []  # in the order of the file
    unreadable: list[int] = []  # the sequence each should have had
    last = 0
    for frame, plain in blobs:
        record = _read(plain, frame.digest, session)
        if isinstance(record, _Opened):
            opened.append(record)
            last = record.sequence
        elif record == "foreign":
            damages.append(Damage("foreign", last))
        else:
            last += 1
            unreadable.append(last)
    if found.broken:
        damages.append(Damage("stray", last))

    by_sequence: dict[int, _Opened] = {}
    refused: set[int] = set()
    for record in opened:
        first = by_sequence.setdefault(record.sequence, record)
        if first is not record:
            damages.append(Damage("doubled", record.sequence))
            if first.digest != record.digest:
                refused.add(record.sequence)
    order = list(dict.fromkeys(record.sequence for record in opened))
    damages += [
        Damage("swapped", n) for n, right in zip(order, sorted(order), strict=True) if n != right
    ]
    for n in unreadable:
        damages.append(Damage("stray", n - 1) if n in by_sequence else Damage("changed", n))
    top = max([*by_sequence, *unreadable], default=0)
    gone = set(range(1, top + 1)) - set(by_sequence) - set(unreadable)
    damages += [Damage("missing", n) for n in gone]
    refused |= _not_what_followed(by_sequence)
    damages += [Damage("changed", n) for n in refused]
    start = by_sequence.get(1)
    if start is not None and start.previous != found.frames[0].digest:
        damages.append(Damage("head", 0))
    if top not in by_sequence or by_sequence[top].entry is not None:
        damages.append(Damage("open", top))

    entries = tuple(
        OpenedEntry(n, record.entry)
        for n, record in sorted(by_sequence.items())
        if record.entry is not None and n not in refused
    )
    damages.sort(key=lambda damage: (damage.sequence, damage.kind))
    return OpenedNotes(session, entries, not damages, tuple(dict.fromkeys(damages)))


def _not_what_followed(by_sequence: dict[int, _Opened]) -> set[int]:
    """Records of which the next one says that another stood there.

    It is the earlier of the two that is left out: the later one was sealed over the true one.
    """
    return {
        n
        for n, record in by_sequence.items()
        if (after := by_sequence.get(n + 1)) is not None and after.previous != record.digest
    }


def _decrypted(frame: Frame, secrets: list[pyrage.x25519.Identity]) -> bytes | None:
    try:
        return bytes(pyrage.decrypt(frame.blob, secrets))
    except pyrage.DecryptError:
        return None


def _read(
    plain: bytes | None, digest: str, session: str
) -> _Opened | Literal["foreign", "unreadable"]:
    if plain is None:
        return "unreadable"
    try:
        record = json.loads(plain)
        if record["version"] != VERSION:
            return "unreadable"
        if record["session"] != session:
            return "foreign"
        sequence, previous = record["sequence"], record["previous"]
        if type(sequence) is not int or sequence < 1 or not isinstance(previous, str):
            return "unreadable"
        entry = None if record["kind"] == "end" else _entry(record)
        return _Opened(sequence, previous, digest, entry)
    except (ValueError, KeyError, TypeError, RecursionError):
        return "unreadable"


def _entry(record: dict[str, Any]) -> NoteEntry:
    kind, phase, text, doubtful = (record[key] for key in ("kind", "phase", "text", "doubtful"))
    if kind not in ("heard", "typed", "gap") or not isinstance(doubtful, bool):
        raise ValueError("not an entry of ours")
    if not (isinstance(phase, str) and isinstance(text, str)):
        raise ValueError("not an entry of ours")
    start_s, end_s = float(record["start_s"]), float(record["end_s"])
    if not (math.isfinite(start_s) and math.isfinite(end_s)):
        raise ValueError("not an entry of ours")
    return NoteEntry(kind, phase, start_s, end_s, text, doubtful)


def raise_if_damaged(opened: OpenedNotes) -> None:
    """Damaged, with every damage by name, unless the notes are whole."""
    if opened.damages:
        named = "; ".join(damage.words for damage in opened.damages)
        raise Damaged(f"These notes are not whole: {named}", "What is readable is shown above.")
