"""What is said in large letters at this moment: the cue as a caption, or the phase and who speaks.

Rules: pure. It is for everybody at the table. While a cue is being said, it is the cue, part by
part; else the phase and who may speak, the latter last to go.
"""

from dataclasses import dataclass

from balint_voice.adapters.display.big_letters import (
    SMALLEST,
    Letters,
    big_lines,
    drawn,
    letters_for,
)
from balint_voice.adapters.display.caption_parts import part_at, parts
from balint_voice.method.words import Words
from balint_voice.session.view import View

_MOST_LINES = 4
"""More at a time nobody reads in the time that it stands."""


@dataclass(frozen=True)
class Caption:
    """Words that are being said or read, and how much of them was, 0 to 1."""

    text: str
    share: float


@dataclass(frozen=True)
class LargeText:
    """Lines, and the letters that they are drawn in. `cut`: not all is there."""

    lines: tuple[str, ...]
    letters: Letters
    cut: bool = False

    def rows(self) -> list[str]:
        """The lines drawn, with a row of air between them."""
        rows: list[str] = []
        for line in self.lines:
            rows += ["", *drawn(line, self.letters)]
        return rows[1:]


def large_text(
    view: View, words: Words, caption: Caption | None, *, width: int, height: int, room: int
) -> LargeText:
    """What is large on a screen of this `height`, in as many lines as `room` rows hold."""
    letters = letters_for(width, height)
    if _lines_in(room, letters) < 1:
        letters = SMALLEST
    most = min(_MOST_LINES, _lines_in(room, letters))
    if most < 1:
        return LargeText((), letters, cut=True)
    if caption is not None:
        part = part_at(parts(caption.text, width, most, letters), caption.share)
        return LargeText(tuple(part), letters)
    where, who = (big_lines(text, width, letters) for text in _of_the_moment(view, words))
    left = max(0, most - len(who))
    cut = len(where) > left
    if cut:
        where = (*where[: left - 1], f"{where[left - 1]} …") if left else ()
    return LargeText((*where, *who)[:most], letters, cut)


def _of_the_moment(view: View, words: Words) -> tuple[str, str]:
    """What goes on, and who may speak."""
    if view.paused:
        return words.label("screen", "paused"), ""
    if view.interlude is not None:
        return words.label("review", view.interlude), ""
    return view.phase or view.script, view.who or ""


def _lines_in(room: int, letters: Letters) -> int:
    return (room + 1) // (letters.rows + 1)
