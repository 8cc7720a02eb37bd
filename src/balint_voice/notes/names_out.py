"""A copy of the notes in which what could identify somebody is replaced, piece by piece.

Rules: pure. The notes themselves stay as they are: a copy leaves, and only that is changed. The
same piece gets the same stand-in everywhere, so that a reader can still follow who is who.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from balint_voice.listening.transcript import NoteEntry
from balint_voice.notes.identifying import Mention, MentionKind
from balint_voice.records.opened_notes import OpenedNotes

Finder = Callable[[str], tuple[Mention, ...]]
Ask = Callable[["Piece"], str]
"""What becomes of a piece: `replace`, `keep`, `all` (replace it wherever it stands), `never` (keep
it wherever it stands)."""


@dataclass(frozen=True)
class Piece:
    """One mention in the notes: `at` of `of`, with the text that it stands in."""

    at: int
    of: int
    text: str
    mention: Mention


@dataclass
class _StandIns:
    """`[name-1]` for the first name, and the same again for the same name."""

    kinds: Mapping[str, str]
    given: dict[tuple[str, str], str] = field(default_factory=dict)

    def of(self, kind: str, piece: str) -> str:
        key = (kind, piece.casefold())
        if key not in self.given:
            number = 1 + sum(each == kind for each, _ in self.given)
            self.given[key] = f"[{self.kinds[kind]}-{number}]"
        return self.given[key]


def without_names(
    opened: OpenedNotes, find: Finder, ask: Ask, kinds: Mapping[str, str]
) -> tuple[OpenedNotes, int]:
    """The copy, and how many pieces were replaced in it. `kinds`: what a stand-in is called."""
    found = [(n, each) for n, e in enumerate(opened.entries) for each in find(e.entry.text)]
    stand_ins = _StandIns(kinds)
    settled: dict[str, str] = {}
    everywhere: dict[str, Mention] = {}
    chosen: dict[int, list[tuple[Mention, str]]] = {}
    kept: dict[int, list[Mention]] = {}
    for at, (n, mention) in enumerate(found, start=1):
        text = opened.entries[n].entry.text
        piece = mention.of(text)
        answer = settled.get(piece.casefold()) or ask(Piece(at, len(found), text, mention))
        if answer in ("all", "never"):
            settled[piece.casefold()] = "replace" if answer == "all" else "keep"
        if answer == "all":
            everywhere[piece] = mention
        if settled.get(piece.casefold()) == "keep":
            kept.setdefault(n, []).append(mention)
        if answer in ("replace", "all"):
            chosen.setdefault(n, []).append((mention, stand_ins.of(mention.kind, piece)))
    for n, each in enumerate(opened.entries):
        for piece in sorted(everywhere, key=len, reverse=True):
            mention = everywhere[piece]
            taken = [*kept.get(n, ()), *(other for other, _ in chosen.get(n, ()))]
            for further in _further(piece, mention.kind, each.entry.text, taken):
                stand_in = stand_ins.of(mention.kind, piece)
                chosen.setdefault(n, []).append((further, stand_in))
    entries = tuple(
        replace(each, entry=_replaced(each.entry, chosen[n])) if n in chosen else each
        for n, each in enumerate(opened.entries)
    )
    return replace(opened, entries=entries), sum(map(len, chosen.values()))


def _further(piece: str, kind: MentionKind, text: str, taken: list[Mention]) -> list[Mention]:
    """Where the same word stands besides: a finder misses it at the start of a sentence, and in
    capitals. Written small it is left, because many names are ordinary words too."""
    forms = "|".join(map(re.escape, {piece, piece[:1].upper() + piece[1:], piece.upper()}))
    words = re.finditer(rf"(?<!\w)(?:{forms})(?!\w)", text)
    found = [Mention(word.start(), word.end(), kind) for word in words]
    return [each for each in found if not any(map(each.overlaps, taken))]


def _replaced(entry: NoteEntry, pieces: list[tuple[Mention, str]]) -> NoteEntry:
    text, written, at = entry.text, [], 0
    for mention, stand_in in sorted(pieces):
        written += [text[at : mention.start], stand_in]
        at = mention.end
    written.append(text[at:])
    return replace(entry, text="".join(written), unsure=_moved(entry, pieces))


def _moved(entry: NoteEntry, pieces: list[tuple[Mention, str]]) -> tuple[int, ...]:
    """Where the doubtful words stand in the copy; one that was replaced is in doubt no more."""
    places = []
    words = list(re.finditer(r"\S+", entry.text))
    for n in entry.unsure:
        word = words[n]
        if any(f.start < word.end() and f.end > word.start() for f, _ in pieces):
            continue
        before = entry.text[: word.start()]
        for mention, stand_in in sorted(pieces, reverse=True):
            if mention.end <= word.start():
                before = before[: mention.start] + stand_in + before[mention.end :]
        places.append(len(before.split()))
    return tuple(places)
