"""One page of the full screen: what is where at any size of the terminal.

Rules: pure. Texts come from the language pack; spans have roles and no colours. Everything
important is said in words or by a sign. What concerns everybody is large (`large_text`), what is
for the facilitator alone stays small. Where there is too little room, the least important row is
left out first and the digits last.
"""

import textwrap
from dataclasses import dataclass
from math import ceil
from typing import get_args

from rich.cells import cell_len

from balint_voice.adapters.display.bar import bar_of
from balint_voice.adapters.display.big_digits import big
from balint_voice.adapters.display.big_letters import letters_for
from balint_voice.adapters.display.captions import (
    BEFORE_THE_FIRST,
    caption_of,
    coming_of,
    each_of,
    ends_of,
    is_important,
    late_of,
    time_of,
    title_of,
)
from balint_voice.adapters.display.fitting import GIVES_WAY, Blocks, fit, taken
from balint_voice.adapters.display.key_help import broken, offered
from balint_voice.adapters.display.large_text import Caption, LargeText, large_text
from balint_voice.adapters.display.rows import Role, Row, Span, centred, padded
from balint_voice.adapters.display.screen import ANSWERS
from balint_voice.listening.level_bar import level_bar
from balint_voice.method.words import Words
from balint_voice.session.offers import Offer
from balint_voice.session.view import View

_DIGITS_AT_LEAST = 4
"""The digits take at least one in so many rows."""
_LINES, _REST = 3, 10
"""Lines of large letters, and rows that everything else takes: beyond these the digits may grow."""
_AIRY, _ROOMY = 28, 36
_WIDEST_TEXT = 100
_BLANK: Row = ()
_FULLEST = tuple(each for each in get_args(Offer) if each != "consent")
"""The most that is offered at once: who can ask for consent seldom has anything to take back."""


@dataclass(frozen=True)
class Picture:
    """All that a page shows. `ends`: the time of day, "21:30"; `typed`: the note that is being
    typed, before, under and after the cursor.
    """

    view: View
    ends: str
    said: str
    """The words to be read: what is being said, or what holds now."""
    warnings: tuple[str, ...]
    typed: tuple[str, str, str] | None
    noted: str = ""
    """What became of the note that was typed just now."""
    said_share: float | None = None
    """How much of `said` was said, 0 to 1; None where it is not being said."""

    @property
    def caption(self) -> Caption | None:
        """What is being said, for large letters."""
        return Caption(self.said, self.said_share) if self.said_share is not None else None


class TerminalPage:
    """Makes the rows of a picture, in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def rows(self, picture: Picture, width: int, height: int) -> tuple[Row, ...]:
        """Exactly `height` rows of exactly `width` cells."""
        margin = 2 if width >= 40 else 0
        inner = max(1, width - 2 * margin)
        digits = big(time_of(picture.view), inner, _digits_height(inner, height))
        blocks = self._blocks(picture, inner, height)
        if blocks["conditions"] and height < _ROOMY:
            digits, blocks["caption"] = (), []
        blocks["digits"] = [centred(row, inner, "digits") for row in digits]
        blocks["large"] = self._large(picture, inner, height, blocks)
        fit(blocks, height)
        blocks["spare"] = [_BLANK] * (height - taken(blocks))
        rows = [row for block in blocks.values() for row in block]
        return tuple(padded(row, margin, width) for row in rows)

    def _blocks(self, picture: Picture, inner: int, height: int) -> Blocks:
        """Everything from top to bottom, the digits still to come.

        What changes with what is said stands in the middle, around the spare rows: the digits
        above and the bar below stay where they are.
        """
        view, roomy = picture.view, height >= _ROOMY
        said = self._said(picture, inner)
        return {
            "head": [self._head(picture, inner)],
            "blank": [_BLANK] * (2 * roomy),
            "above": [_BLANK] * (roomy + (height >= _AIRY)),
            "digits": [],
            "below": [_BLANK] * roomy,
            "caption": [self._caption(view, inner)],
            "before": [_BLANK] * (1 + roomy),
            "large": [],
            "said": said,
            "conditions": self._conditions(view, inner),
            "spare": [],
            "warnings": self._warnings(picture, inner),
            "note": self._note(picture),
            "between": [_BLANK] * roomy,
            "bar": list(bar_of(view.shares, inner)),
            "next": self._next(view, inner),
            "microphone": [self._microphone(view)],
            "help": self._help(picture, inner),
        }

    def _head(self, picture: Picture, inner: int) -> Row:
        title = title_of(self._words, picture.view)
        ends = ends_of(self._words, picture.view, picture.ends)
        blank = inner - cell_len(title) - cell_len(ends)
        if blank < 2:
            return (Span(title, "strong"),)
        return (Span(title, "strong"), Span(" " * blank), Span(ends))

    def _large(self, picture: Picture, inner: int, height: int, blocks: Blocks) -> list[Row]:
        """The large letters, in as many lines as leave room for what has to be read beside.

        The small words give way to a line that would be missing, all but their first row; for a
        name that is long, they and what comes next give way as a whole. Where there is no room for
        one large line, what is being said stays small.
        """
        said = len(blocks["said"])
        kept = sum(len(rows) for name, rows in blocks.items() if name not in GIVES_WAY)

        def within(rows: int) -> LargeText:
            room = height - rows
            return large_text(
                picture.view, self._words, picture.caption, width=inner, height=height, room=room
            )

        if picture.caption is not None:
            large = within(kept)
            if large.lines:
                blocks["said"] = []
            return [centred(row, inner, "large") for row in large.rows()]
        large = within(kept + said)
        if large.cut and not blocks["conditions"]:
            large = within(kept + min(said, 1))
        if large.cut and not (picture.view.asks or picture.warnings or blocks["conditions"]):
            longer = within(kept - len(blocks["next"]))
            if not longer.cut:
                large, blocks["said"], blocks["next"] = longer, [], []
        return [centred(row, inner, "large") for row in large.rows()]

    def _caption(self, view: View, inner: int) -> Row:
        """What the time is of, who speaks, and for about how long each."""
        weight: Role = "strong" if is_important(view) else "quiet"
        texts = (
            Span(caption_of(self._words, view), weight),
            Span(view.speaks or "", "strong"),
            Span(each_of(self._words, view), "quiet"),
        )
        spans = [each for span in texts if span.text for each in (Span(" · ", "quiet"), span)][1:]
        blank = (inner - sum(cell_len(span.text) for span in spans)) // 2
        return (Span(" " * max(0, blank)), *spans)

    def _said(self, picture: Picture, inner: int) -> list[Row]:
        lines = textwrap.wrap(picture.said, min(inner, _WIDEST_TEXT))
        role: Role = "strong" if picture.view.saying else "text"
        return [centred(line, inner, role) for line in lines]

    def _conditions(self, view: View, inner: int) -> list[Row]:
        """What has to be true for all, to be read until the first phase. In a small terminal it
        takes the place of the digits, which count nothing down yet."""
        if view.stage not in BEFORE_THE_FIRST:
            return []
        asked = self._words.label("messages", "conditions")
        lines = [
            line
            for text in self._words.sections["conditions"].values()
            for line in textwrap.wrap(text, inner - 2, initial_indent="· ", subsequent_indent="  ")
        ]
        return [_BLANK, (Span(asked, "strong"),), *((Span(line),) for line in lines)]

    def _next(self, view: View, inner: int) -> list[Row]:
        text, late = coming_of(self._words, view), late_of(self._words, view)
        if not text and not late:
            return []
        blank = max(1, inner - cell_len(text) - cell_len(late))
        if blank == 1:
            return [(Span(text),), (Span(late, "warning"),)]
        return [(Span(text), Span(" " * blank), Span(late, "warning"))]

    def _microphone(self, view: View) -> Row:
        """The sign, as long as it is open; and what is not text yet."""
        spans: list[Span] = []
        if view.microphone == "record":
            spans.append(Span(f" ● {self._label('microphone-record')} ", "record"))
        elif view.microphone is not None:
            spans.append(Span(f" ○ {self._label(f'microphone-{view.microphone}')} ", "attend"))
        if view.microphone is not None and view.level is not None:
            spans.append(Span(f"  {level_bar(view.level[0])}", "quiet"))
            if view.level[1]:
                spans.append(Span(f" {self._label('too-loud')}", "warning"))
        if view.backlog_s >= 1:
            spans.append(Span(f"  {self._label('backlog')} {view.backlog_s:.0f} s"))
        if view.sealed_ago_s is not None:
            sealed = self._label("sealed").format(n=int(view.sealed_ago_s))
            spans.append(Span(f"  {sealed}", "quiet"))
        return tuple(spans)

    def _warnings(self, picture: Picture, inner: int) -> list[Row]:
        label = self._label("warning")
        lines = [
            line
            for warning in picture.warnings
            for line in textwrap.wrap(f"{label}: {warning}", inner, subsequent_indent="  ")
        ]
        return [(Span(line, "warning"),) for line in lines]

    def _note(self, picture: Picture) -> list[Row]:
        if picture.typed is None:
            return [(Span(picture.noted, "strong"),)] if picture.noted else []
        before, under, after = picture.typed
        label = Span(f"{self._label('note')}: ", "strong")
        return [(label, Span(before), Span(under, "cursor"), Span(after))]

    def note_width(self, width: int) -> int:
        """How many characters of a typed note can be seen at once."""
        return max(1, width - 6 - cell_len(self._label("note")))

    def _help(self, picture: Picture, inner: int) -> list[Row]:
        """The keys that mean something now, broken between keys; first those of an answer.

        As many rows with a question as without, and with few keys as with all: the bar above does
        not jump.
        """
        shown = offered(self._words, picture.view.offers)
        if picture.typed:
            shown = self._label("note-keys")
        rows: list[Row] = [(Span(line, "quiet"),) for line in broken(shown, inner)]
        most = len(broken(offered(self._words, _FULLEST), inner))
        rows += [_BLANK] * (most - len(rows))
        if picture.view.asks is None or picture.typed:
            return rows
        answers: Row = (Span(self._label(ANSWERS[picture.view.asks]), "strong"),)
        return [answers, *rows][: len(rows)]

    def _label(self, key: str) -> str:
        return self._words.label("screen", key)


def _digits_height(inner: int, height: int) -> int:
    """A quarter of the height or more, the same whatever is shown beside: digits do not jump."""
    wide = round(inner / (1.05 * len("00:00")))
    left = height - _REST - _LINES * letters_for(inner, height).rows
    return max(ceil(height / _DIGITS_AT_LEAST), min(wide, left, round(0.42 * height)))
