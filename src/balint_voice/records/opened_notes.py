"""Reading the sealed notes with the presenter's secret: what is whole, and what is not, by name.

Rules: an entry is given only when its frame and its phase's key open, it belongs to
this session, and no record after it says that another one stood there. What a veto made
unreadable is said by phase and is no damage. Everything else is a named damage.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import pyrage

from balint_voice.errors import Damaged, Unusable, WrongSecret
from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.append_only import read_regular
from balint_voice.records.chain import read_head
from balint_voice.records.frames import Split, split
from balint_voice.records.loss import Loss, losses
from balint_voice.records.note_order import Damage, in_order
from balint_voice.records.note_records import (
    EndRecord,
    EntryRecord,
    ForgottenRecord,
    NoteRecord,
    read_entry,
    read_record,
)
from balint_voice.records.phase_keys import forgotten_phases, key_files, key_path
from balint_voice.records.presenter_key import identities_in, parsed_identities


@dataclass(frozen=True)
class OpenedEntry:
    sequence: int
    entry: NoteEntry


@dataclass(frozen=True)
class OpenedNotes:
    """`complete`: nothing is damaged or lost, and the notes were closed in order.

    `forgotten`: the phases that were vetoed, whose words nobody can read any more. `there`: the
    entries in the chain by phase, shut ones too; gaps and what was added later are not counted.
    """

    session: str
    entries: tuple[OpenedEntry, ...]
    complete: bool
    damages: tuple[Damage, ...]
    forgotten: tuple[str, ...] = ()
    there: Mapping[str, int] = field(default_factory=dict)
    lost: tuple[Loss, ...] = ()

    @property
    def only_not_closed(self) -> bool:
        """Nothing is wrong but that the end is not there: as while the session still runs."""
        return {each.kind for each in self.damages} == {"open"} and not self.lost

    def compared_with(self, sealed: Mapping[str, int]) -> "OpenedNotes":
        """The same, with what is missing of the entries that are known to have been sealed."""
        known = {phase: n for phase, n in sealed.items() if phase not in self.forgotten}
        lost = losses(known, self.there)
        return replace(self, lost=lost, complete=self.complete and not lost)


class _Keys:
    """The phases' keys in a folder, unwrapped with the presenter's."""

    def __init__(self, folder: Path, presenter: list[pyrage.x25519.Identity]) -> None:
        self._folder = folder
        self._presenter = presenter
        self._found: dict[str, list[pyrage.x25519.Identity] | None] = {}

    def of(self, name: str) -> list[pyrage.x25519.Identity] | None:
        """None when that key is missing or damaged."""
        if name not in self._found:
            self._found[name] = self._unwrapped(key_path(self._folder, name))
        return self._found[name]

    def _unwrapped(self, path: Path) -> list[pyrage.x25519.Identity] | None:
        try:
            text = pyrage.decrypt(read_regular(path), self._presenter).decode()
            return parsed_identities(identities_in(text))
        except (OSError, pyrage.DecryptError, UnicodeDecodeError, Damaged, Unusable):
            return None


def session_in(path: Path) -> str:
    """The session that the head of a notes file names: for notes that were handed over."""
    return str(read_head(split(read_regular(path)))["session"])


def open_notes(path: Path, session: str, identities: Sequence[str]) -> OpenedNotes:
    """Read `notes.sealed` of `session` with the presenter's identities and the keys beside it.

    Raises WrongSecret when they are not the key of these notes, Damaged when the file's head
    cannot be read; all other damage is in the answer.
    """
    secrets = parsed_identities(identities)
    found = split(read_regular(path))
    head = read_head(found)
    plains = [_decrypted(frame.blob, secrets) for frame in found.frames[1:]]
    ours = head["recipient"] in [str(secret.to_public()) for secret in secrets]
    if not ours and all(plain is None for plain in plains):
        raise WrongSecret("notes-wrong-key")
    records = [
        read_record(plain, frame.digest, session, head["version"])
        if plain is not None
        else "unreadable"
        for frame, plain in zip(found.frames[1:], plains, strict=True)
    ]
    return _judged(
        session, found, records=records, keys=_Keys(path.parent, secrets), folder=path.parent
    )


def _judged(
    session: str,
    found: Split,
    *,
    records: Sequence[NoteRecord | Literal["foreign", "unreadable"]],
    keys: _Keys,
    folder: Path,
) -> OpenedNotes:
    by_sequence, refused, damages = in_order(found, records)
    vetoed = {
        r.content.phase for r in by_sequence.values() if isinstance(r.content, ForgottenRecord)
    }
    vetoed |= _marked(folder, session, closed=all(each.kind != "open" for each in damages))
    entries = []
    there = Counter(
        record.content.phase
        for record in by_sequence.values()
        if isinstance(record.content, NoteEntry)
        or (isinstance(record.content, EntryRecord) and not record.content.added)
    )
    for n, record in sorted(by_sequence.items()):
        content = record.content
        if n in refused or isinstance(content, EndRecord | ForgottenRecord):
            continue
        if isinstance(content, NoteEntry):
            entries.append(OpenedEntry(n, content))
        elif content.phase not in vetoed:
            entry = _opened(content, keys, session, n)
            if isinstance(entry, Damage):
                damages.append(entry)
            else:
                entries.append(OpenedEntry(n, entry))
    there.subtract(each.entry.phase for each in entries if each.entry.kind == "gap")
    named = _once(damages)
    return OpenedNotes(
        session=session,
        entries=tuple(entries),
        complete=not named,
        damages=named,
        forgotten=tuple(sorted(vetoed)),
        there=dict(there),
    )


def _marked(folder: Path, session: str, *, closed: bool) -> frozenset[str]:
    """The phases of which a mark beside the notes says that they were vetoed.

    Notes that were closed in order say so themselves: what still has a key then was not vetoed.
    """
    marked = forgotten_phases(folder, session)
    return marked - set(key_files(folder).values()) if closed else marked


def _opened(sealed: EntryRecord, keys: _Keys, session: str, sequence: int) -> NoteEntry | Damage:
    secrets = keys.of(sealed.key)
    if secrets is None:
        return Damage("keyless", sequence, sealed.key)
    plain = _decrypted(sealed.blob, secrets)
    if plain is None:  # what is around it is whole, so it is the key that is another's
        return Damage("keyless", sequence, sealed.key)
    return read_entry(plain, sealed, session, sequence) or Damage("changed", sequence)


def _decrypted(blob: bytes, secrets: list[pyrage.x25519.Identity]) -> bytes | None:
    try:
        return bytes(pyrage.decrypt(blob, secrets))
    except pyrage.DecryptError:
        return None


def _once(damages: Sequence[Damage]) -> tuple[Damage, ...]:
    """In the order of the records; a key that is missing is named once, at its first record."""
    keyless: set[str] = set()
    named = []
    for damage in sorted(set(damages), key=lambda each: (each.sequence, each.kind, each.key)):
        if damage.kind != "keyless" or damage.key not in keyless:
            named.append(damage)
        keyless.add(damage.key)
    return tuple(named)


def raise_if_damaged(opened: OpenedNotes, names: Mapping[str, str]) -> None:
    """Damaged, with every damage and loss, unless the notes are whole. `names`: of the phases."""
    wrong = (*(each.text for each in opened.damages), *(each.text(names) for each in opened.lost))
    if wrong:
        raise Damaged("notes-damaged", damages=wrong)
