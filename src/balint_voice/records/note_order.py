"""What is wrong in the order of the sealed records: missing, doubled, swapped, changed.

Rules: each record names its sequence and the one before it. Of two records that contradict each
other the earlier is not believed. Everything that is wrong is a named damage.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from balint_voice.errors import Text
from balint_voice.records.frames import Split
from balint_voice.records.note_records import EndRecord, EntryRecord, NoteRecord

DamageKind = Literal[
    "missing", "doubled", "swapped", "changed", "foreign", "stray", "head", "open", "keyless"
]


@dataclass(frozen=True)
class Damage:
    """One thing that is wrong; `sequence` is the record it is about, `key` a phase's key."""

    kind: DamageKind
    sequence: int
    key: str = ""

    @property
    def text(self) -> Text:
        texts: dict[DamageKind, Text] = {
            "missing": Text("record-missing", record=self.sequence),
            "doubled": Text("record-doubled", record=self.sequence),
            "swapped": Text("record-swapped", record=self.sequence),
            "changed": Text("record-changed", record=self.sequence),
            "foreign": Text("record-foreign", record=self.sequence),
            "stray": Text("record-stray", record=self.sequence),
            "head": Text("notes-head"),
            "open": Text("notes-open", record=self.sequence),
            "keyless": Text("record-keyless", record=self.sequence, key=self.key),
        }
        return texts[self.kind]


def in_order(
    found: Split, records: Sequence[NoteRecord | Literal["foreign", "unreadable"]]
) -> tuple[dict[int, NoteRecord], set[int], list[Damage]]:
    """The records by their sequence, those of them that are not true, and what is wrong."""
    damages: list[Damage] = []
    opened: list[NoteRecord] = []  # in the order of the file
    unreadable: list[int] = []  # the sequence each should have had
    last = 0
    for record in records:
        if isinstance(record, NoteRecord):
            opened.append(record)
            last = record.sequence
        elif record == "foreign":
            damages.append(Damage("foreign", last))
        else:
            last += 1
            unreadable.append(last)
    if found.broken:
        damages.append(Damage("stray", last))

    by_sequence: dict[int, NoteRecord] = {}
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
    closed = max((n for n in range(1, top + 1) if not _was_added(by_sequence.get(n))), default=0)
    if closed not in by_sequence or not isinstance(by_sequence[closed].content, EndRecord):
        damages.append(Damage("open", top))
    return by_sequence, refused, damages


def _was_added(record: NoteRecord | None) -> bool:
    """What the presenter adds comes after the end, and opens nothing again."""
    return record is not None and isinstance(record.content, EntryRecord) and record.content.added


def _not_what_followed(by_sequence: dict[int, NoteRecord]) -> set[int]:
    """Records of which the next one says that another stood there.

    It is the earlier of the two that is left out: the later one was sealed over the true one.
    """
    return {
        n
        for n, record in by_sequence.items()
        if (after := by_sequence.get(n + 1)) is not None and after.previous != record.digest
    }
