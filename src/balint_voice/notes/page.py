"""The presenter's notes as a page: Markdown, plain text, JSON or its pieces.

Rules: the same notes give the same page. What was said without a pause is one paragraph, with the
time at its head. Text that was spoken or typed is data: no
control character and no markup of it takes effect.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from balint_voice.listening.transcript import ABOUT_THE_WHOLE, NoteEntry
from balint_voice.messages.printable import is_obeyed
from balint_voice.records.opened_notes import OpenedEntry, OpenedNotes

DEMONSTRATION = "demo-nl"
"""The model that comes with the program."""

BlockKind = Literal["title", "aside", "empty", "heading", "said"]

_PAUSE_S = 1.5
"""Somebody who stops for so long has ended a thought; a breath takes less."""
_LONGEST_S = 60.0
"""A time at least so often: whoever looks for a place finds it."""

_MARKUP = re.compile(r"([\\`*_<>\[\]#|~&$])")


def as_json(opened: OpenedNotes, started: str) -> dict[str, object]:
    """The fields of `notes --format json`; entries in the order of their sequence.

    "forgotten": the phases whose words were vetoed. "model": who heard what was said, by name;
    null where nothing was heard, or in notes of an earlier version.
    """
    return {
        "session": opened.session,
        "started": started,
        "complete": opened.complete,
        "model": ", ".join(models(opened)) or None,
        "entries": [
            {
                "sequence": opened_entry.sequence,
                "kind": opened_entry.entry.kind,
                "phase": opened_entry.entry.phase,
                "start_s": opened_entry.entry.start_s,
                "end_s": opened_entry.entry.end_s,
                "text": opened_entry.entry.text,
                "doubtful": opened_entry.entry.doubtful,
            }
            | _word_by_word(opened_entry.entry)
            | _later(opened_entry.entry)
            for opened_entry in opened.entries
        ],
        "forgotten": list(opened.forgotten),
    }


def _word_by_word(entry: NoteEntry) -> dict[str, object]:
    """ "words", where some of them are marked."""
    if not entry.unsure:
        return {}
    words = enumerate(entry.text.split())
    return {"words": [{"text": word, "doubtful": at in entry.unsure} for at, word in words]}


def _later(entry: NoteEntry) -> dict[str, object]:
    """When it was added, and beside which entry."""
    return {"added": entry.added, "beside": entry.beside} if entry.kind == "added" else {}


def models(opened: OpenedNotes) -> tuple[str, ...]:
    """The models that heard what was said, by name; several after a session was resumed."""
    return tuple(dict.fromkeys(each.entry.model for each in opened.entries if each.entry.model))


@dataclass(frozen=True)
class Block:
    """A piece of the page. `at_s`: of "said", seconds since the session started; None where it is
    about the whole."""

    kind: BlockKind
    text: str
    at_s: float | None = None


def as_markdown(
    opened: OpenedNotes, when: str, names: Mapping[str, str], labels: Mapping[str, str]
) -> str:
    """A page with a heading for each phase; `names` gives the phases' names, and `when` the day in
    words."""
    shapes: dict[BlockKind, FormatText] = {
        "title": lambda words: f"# {words}",
        "heading": lambda words: f"## {words}",
        "aside": lambda words: f"*{words}*",
    }
    return _page(_blocks(opened, when, names, labels=labels, text=_escaped), shapes)


def as_text(
    opened: OpenedNotes, when: str, names: Mapping[str, str], labels: Mapping[str, str]
) -> str:
    """The same page without markup."""
    return _page(as_blocks(opened, when, names, labels), {"heading": _underlined})


def as_blocks(
    opened: OpenedNotes, when: str, names: Mapping[str, str], labels: Mapping[str, str]
) -> tuple[Block, ...]:
    """The same page as its pieces, for whoever gives them a shape."""
    return tuple(_blocks(opened, when, names, labels=labels, text=_plain))


FormatText = Callable[[str], str]


def _page(blocks: Iterable[Block], shapes: Mapping[BlockKind, FormatText]) -> str:
    def shaped(block: Block) -> str:
        words = block.text if block.at_s is None else f"[{clock(block.at_s)}] {block.text}"
        return shapes[block.kind](words) if block.kind in shapes else words

    return "\n\n".join(map(shaped, blocks)) + "\n"


def _blocks(
    opened: OpenedNotes,
    when: str,
    names: Mapping[str, str],
    *,
    labels: Mapping[str, str],
    text: FormatText,
) -> Iterator[Block]:
    yield Block("title", f"{labels['title']} {when}".rstrip())
    yield Block("aside", labels["aid"])
    heard_by = models(opened)
    if heard_by:
        yield Block("aside", labels["model"].format(model=text(", ".join(heard_by))))
    if DEMONSTRATION in heard_by:
        yield Block("aside", labels["demonstration"])
    if not opened.complete:
        yield Block("aside", labels["incomplete"])
    for phase in opened.forgotten:
        yield Block("aside", labels["forgotten"].format(phase=text(names.get(phase, phase))))
    if not opened.entries:
        yield Block("empty", labels["empty"])
    yield from _entries(opened, names, labels, text=text)


def _entries(
    opened: OpenedNotes, names: Mapping[str, str], labels: Mapping[str, str], *, text: FormatText
) -> Iterator[Block]:
    """In the order in which it was said: what was typed is sealed sooner than what was heard. What
    was added stands under the entry it is about, or at the end."""
    phase = None
    for paragraph in _paragraphs(opened):
        first = paragraph[0]
        if first.phase != phase:
            phase = first.phase
            whole = labels["added-later"] if phase == ABOUT_THE_WHOLE else phase
            yield Block("heading", text(names.get(phase, whole)))
        words = " ".join(_words(each, labels, text) for each in paragraph)
        at_s = None if _is_about_the_whole(first) else first.start_s
        yield Block("said", words, at_s)


def _paragraphs(opened: OpenedNotes) -> Iterator[list[NoteEntry]]:
    """Entries that follow each other without a pause, and are not too long together."""
    paragraph: list[NoteEntry] = []
    for entry in (each.entry for each in sorted(opened.entries, key=in_order)):
        if paragraph and not _goes_on(paragraph, entry):
            yield paragraph
            paragraph = []
        paragraph.append(entry)
    if paragraph:
        yield paragraph


def _goes_on(paragraph: list[NoteEntry], entry: NoteEntry) -> bool:
    first, last = paragraph[0], paragraph[-1]
    return (
        (first.kind, first.phase) == ("heard", entry.phase)
        and entry.kind == "heard"
        and entry.start_s - last.end_s < _PAUSE_S
        and entry.end_s - first.start_s <= _LONGEST_S
    )


def in_order(each: OpenedEntry) -> tuple[float, int, int]:
    """Where it stands on the page: in the order in which it was said."""
    if _is_about_the_whole(each.entry):
        return math.inf, each.sequence, 0
    return each.entry.start_s, each.entry.beside or each.sequence, each.sequence


def _is_about_the_whole(entry: NoteEntry) -> bool:
    return entry.kind == "added" and entry.beside is None


def clock(seconds: float) -> str:
    """mm:ss since the session started; minutes go on past the hour."""
    whole = max(0, int(seconds))
    return f"{whole // 60:02d}:{whole % 60:02d}"


def _words(entry: NoteEntry, labels: Mapping[str, str], text: FormatText) -> str:
    if entry.kind == "gap":
        return labels["gap"].format(end=clock(entry.end_s))
    words = text(_with_marks(entry))
    if entry.kind == "added":
        when = entry.added[:16].replace("T", " ")
        return f"{labels['added'].format(when=when)} {words}"
    if entry.kind == "typed":
        words = f"{labels['typed']} {words}"
    return f"{words} {labels['doubtful']}" if entry.doubtful else words


def _with_marks(entry: NoteEntry) -> str:
    """The text, with [words?] that may well be wrong. Where all of it is doubtful, one mark at the
    end says so."""
    if entry.doubtful or not entry.unsure:
        return entry.text
    marked = []
    for unsure, group in groupby(
        enumerate(entry.text.split()), lambda each: each[0] in entry.unsure
    ):
        said = " ".join(word for _, word in group)
        bare = said.rstrip(".,;:!?…")
        marked.append(f"[{bare}?]{said[len(bare) :]}" if unsure else said)
    return " ".join(marked)


def _underlined(name: str) -> str:
    return f"{name}\n{'-' * len(name)}"


def _plain(text: str) -> str:
    """One line, and nothing in it that a terminal obeys (escapes, overwriting, direction)."""
    shown = "".join(" " if is_obeyed(each) else each for each in text)
    return " ".join(shown.split())


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", _plain(text))
