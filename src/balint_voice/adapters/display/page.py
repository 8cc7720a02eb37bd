"""One page of the full screen: what is where at any size of the terminal.

Rules: pure. Texts come from the language pack; spans have roles and no colours. Everything
important is said in words or by a sign. What concerns everybody is large (`large_text`), what is
for the facilitator alone stays small. Where there is too little room, the least important row is
left out first and the digits last.
"""

import textwrap
from math import ceil
from typing import get_args

from rich.cells import cell_len

from balint_voice.adapters.display.bar import bar_of
from balint_voice.adapters.display.big_digits import big
from balint_voice.adapters.display.fitting import GIVES_WAY, Blocks, fit, taken
from balint_voice.adapters.display.key_help import broken, offered
from balint_voice.adapters.display.large_text import LargeText, large_text
from balint_voice.adapters.display.picture import Picture
from balint_voice.adapters.display.rows import Role, Row, Span, centred, padded
from balint_voice.adapters.display.screen import ANSWERS, minutes_and_seconds
from balint_voice.method.words import Words
from balint_voice.session.offers import Offer
from balint_voice.session.stage_table import BEATS, Stage
from balint_voice.session.view import View

_DIGITS_AT_LEAST = 4
"""The digits take at least one in so many rows."""
_REST = 18
"""Rows that everything beside the digits takes, so that they may grow over the others."""
_AIRY, _ROOMY = 28, 36
_WIDEST_TEXT = 100
_WORTH_SAYING_S = 60.0
_TO_THE_S = 5
"""A share of the round is said to so many seconds: it is a measure, not a limit."""
_BEFORE_THE_FIRST = (Stage.READY, Stage.CONSENT, Stage.WELCOME)
_BLANK: Row = ()
_FULLEST = tuple(each for each in get_args(Offer) if each != "consent")
"""The most that is offered at once: who can ask for consent seldom has anything to take back."""


class Page:
    """Makes the rows of a picture, in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def rows(self, picture: Picture, width: int, height: int) -> tuple[Row, ...]:
        """Exactly `height` rows of exactly `width` cells."""
        margin = 2 if width >= 40 else 0
        inner = max(1, width - 2 * margin)
        digits = big(self._time(picture.view), inner, _digits_height(inner, height))
        blocks = self._blocks(picture, inner, height)
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
            "caption": [self._caption_row(view, inner)],
            "before": [_BLANK] * (1 + roomy) if said else [],
            "large": [],
            "said": said,
            "spare": [],
            "warnings": self._warnings(picture, inner),
            "note": self._note(picture),
            "between": [_BLANK] * roomy,
            "bar": list(bar_of(view.shares, inner)),
            "next": self._next(view, inner),
            "microphone": [self._microphone(view)],
            "help": self._help(picture, inner),
        }

    def _large(self, picture: Picture, inner: int, height: int, blocks: Blocks) -> list[Row]:
        """The large letters, in as many lines as leave room for what has to be read beside.

        The small words give way to a line that would be missing, all but their first row; for a
        name that is long, they and what comes next give way as a whole.
        """
        said = len(blocks["said"])
        kept = sum(len(rows) for name, rows in blocks.items() if name not in GIVES_WAY)

        def within(rows: int) -> LargeText:
            return large_text(picture, self._words, inner, height, room=height - rows)

        large = within(kept + said)
        if large.cut:
            large = within(kept + min(said, 1))
        if large.cut and picture.view.asks is None and not picture.warnings:
            longer = within(kept - len(blocks["next"]))
            if not longer.cut:
                large, blocks["said"], blocks["next"] = longer, [], []
        return [centred(row, inner, "large") for row in large.rows()]

    def _head(self, picture: Picture, inner: int) -> Row:
        view = picture.view
        title = view.script
        if view.phase is not None:
            title = f"{self._label('phase')} {view.number}/{view.phases} · {view.phase}"
        elif view.interlude is not None:
            title = self._words.label("review", view.interlude)
        ends = self._label("ends-at").format(time=picture.ends) if view.remaining_s > 0 else ""
        blank = inner - cell_len(title) - cell_len(ends)
        if blank < 2:
            return (Span(title, "strong"),)
        return (Span(title, "strong"), Span(" " * blank), Span(ends))

    def _time(self, view: View) -> str:
        """What the big digits show."""
        if view.left_s is not None and view.stage is not Stage.BEGIN:
            return minutes_and_seconds(ceil(view.left_s))
        if view.stage is Stage.CLOSE:
            return minutes_and_seconds(0)
        if view.work_s is not None:
            return minutes_and_seconds(view.work_s)
        return minutes_and_seconds(view.remaining_s) if view.stage in _BEFORE_THE_FIRST else ""

    def _caption_row(self, view: View, inner: int) -> Row:
        """What the time is of, and who speaks."""
        caption = self._caption(view)
        share = ""
        if view.share_s is not None:
            time = minutes_and_seconds(round(view.share_s / _TO_THE_S) * _TO_THE_S)
            share = self._label("each").format(time=time)
        text = " · ".join(each for each in (caption, view.speaks, share) if each)
        return centred(text, inner, self._weight(view))

    def _caption(self, view: View) -> str:
        """What the time is of; or that it stands still, or waits for somebody."""
        if view.paused:
            return self._label("paused")
        if view.waiting:
            return self._label("waits")
        if view.stage in _BEFORE_THE_FIRST:
            return self._label("whole")
        if view.stage in BEATS and view.left_s is None:
            return self._label("closing" if view.stage is Stage.CLOSE else "lasts")
        if view.left_s is None:
            return self._label("draining") if view.stage is Stage.DRAIN else ""
        return self._label("quiet" if view.stage is Stage.PREPARE else "to-go")

    def _weight(self, view: View) -> Role:
        return "strong" if view.paused or view.waiting or view.stage is Stage.DRAIN else "quiet"

    def _said(self, picture: Picture, inner: int) -> list[Row]:
        if picture.caption_share is not None:
            return []  # it is said in large letters
        lines = textwrap.wrap(picture.said, min(inner, _WIDEST_TEXT))
        role: Role = "strong" if picture.view.saying else "text"
        return [centred(line, inner, role) for line in lines]

    def _next(self, view: View, inner: int) -> list[Row]:
        coming = view.next_phase
        if view.next_interlude is not None:
            coming = self._words.label("review", view.next_interlude)
        text = f"{self._label('next')}: {coming}" if coming else ""
        late = ""
        if view.late_s >= _WORTH_SAYING_S:
            late = self._label("late").format(minutes=self._words.minutes(view.late_s))
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
        elif view.microphone == "attend":
            spans.append(Span(f" ○ {self._label('microphone-attend')} ", "attend"))
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
