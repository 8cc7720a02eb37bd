"""One page of the full screen: what is where at any size of the terminal.

Rules: pure. Texts come from the language pack; spans have roles and no colours. Everything
important is said in words or by a sign. Where there is too little room, the least important row is
left out first and the digits last.
"""

import textwrap
from dataclasses import dataclass
from math import ceil
from typing import get_args

from rich.cells import cell_len, set_cell_size

from balint_voice.adapters.display.bar import bar_of
from balint_voice.adapters.display.big_digits import big
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
from balint_voice.adapters.display.key_help import broken, offered
from balint_voice.adapters.display.rows import Role, Row, Span
from balint_voice.adapters.display.screen import ANSWERS
from balint_voice.listening.level_bar import level_bar
from balint_voice.method.words import Words
from balint_voice.session.offers import Offer
from balint_voice.session.view import View

_DIGITS_AT_LEAST = 4
"""The digits take at least one in so many rows."""
_REST = 17
"""Rows that everything beside the digits takes, so that they may grow over the others."""
_ROOMY = 36
_WIDEST_TEXT = 100
_BLANK: Row = ()


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


class Page:
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
        blocks["digits"] = [_centred(row, inner, "digits") for row in digits]
        _fit(blocks, height)
        blocks["spare"] = [_BLANK] * (height - _taken(blocks))
        rows = [row for block in blocks.values() for row in block]
        return tuple(_padded(row, margin, width) for row in rows)

    def _blocks(self, picture: Picture, inner: int, height: int) -> dict[str, list[Row]]:
        """Everything from top to bottom, the digits still to come.

        What changes with what is said stands in the middle, around the spare rows: the digits
        above and the bar below stay where they are.
        """
        view, roomy = picture.view, height >= _ROOMY
        speaks = _centred(view.speaks or "", inner, "strong")
        said = self._said(picture, inner)
        weight: Role = "strong" if is_important(view) else "quiet"
        caption = caption_of(self._words, view), each_of(self._words, view)
        return {
            "head": [self._head(picture, inner)],
            "blank": [_BLANK] * (2 * roomy),
            "speaks": [speaks],
            "above": [_BLANK] * (1 + roomy),
            "digits": [],
            "below": [_BLANK] * roomy,
            "caption": [_centred(" · ".join(filter(None, caption)), inner, weight)],
            "before": [_BLANK] * (1 + roomy) if said else [],
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

    def _said(self, picture: Picture, inner: int) -> list[Row]:
        lines = textwrap.wrap(picture.said, min(inner, _WIDEST_TEXT))
        role: Role = "strong" if picture.view.saying else "text"
        return [_centred(line, inner, role) for line in lines]

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
    return max(ceil(height / _DIGITS_AT_LEAST), min(wide, height - _REST, round(0.42 * height)))


_FULLEST = tuple(each for each in get_args(Offer) if each != "consent")
"""The most that is offered at once: who can ask for consent seldom has anything to take back."""
_FIRST_TO_GO = (
    "before",
    "above",
    "conditions",
    "said",
    "help",
    "next",
    "bar",
    "warnings",
    "caption",
    "speaks",
)
_KEPT = {"said": 2, "help": 1}
"""So many rows of these stay, until nothing else can go."""


def _fit(blocks: dict[str, list[Row]], room: int) -> None:
    """Take away rows until the blocks fit, the digits last of all."""
    for name in _FIRST_TO_GO:
        _shorten(blocks, name, room, _KEPT.get(name, 0))
    last = [name for name in blocks if name not in (*_FIRST_TO_GO, "digits")]
    for name in (*_FIRST_TO_GO, *last, "digits"):
        _shorten(blocks, name, room, 0)


def _shorten(blocks: dict[str, list[Row]], name: str, room: int, kept: int) -> None:
    while len(blocks[name]) > kept and _taken(blocks) > room:
        blocks[name].pop()


def _taken(blocks: dict[str, list[Row]]) -> int:
    return sum(map(len, blocks.values()))


def _centred(text: str, inner: int, role: Role) -> Row:
    return (Span(" " * max(0, (inner - cell_len(text)) // 2)), Span(text, role))


def _padded(row: Row, margin: int, width: int) -> Row:
    """The row between its margins, cut or filled to the width."""
    left, spans = width - margin, [Span(" " * margin)]
    for span in row:
        text = span.text if cell_len(span.text) <= left else set_cell_size(span.text, left)
        left -= cell_len(text)
        spans.append(Span(text, span.role))
    return (*spans, Span(" " * max(0, left)))
