"""Letters of three rows and more, for whoever sits at the far end of the table.

Rules: pure. All are capitals: a small letter would be smaller than what can be read there. A point
is a quarter of a character cell, so that some 25 letters stand beside each other on 80 columns. How
high they are is judged by rows, as if the screen were 190 mm high: no terminal tells its size.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from balint_voice.adapters.display.letter_shapes import THREE_ROWS, LetterForm, LetterShape
from balint_voice.adapters.display.tall_letter_shapes import FOUR_ROWS

_SCREEN_MM = 190.0
_SURE_MM, _LEAST_MM = 21.0, 15.0
"""What everybody reads from 3 m, and what is the least for that."""
_LETTERS_A_LINE = 24
"""Fewer make a caption of scraps: then letters of the least height are better."""
_QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""By which of the four points are set: upper left 1, upper right 2, lower left 4, lower right 8."""


@dataclass(frozen=True)
class Letters:
    """Letters of one form, so many times as large."""

    form: LetterForm
    times: int = 1

    @property
    def rows(self) -> int:
        return self.form.rows * self.times


SMALLEST = Letters(THREE_ROWS)


def letters_for(width: int, height: int) -> Letters:
    """The letters for a screen of `height` rows, with lines of `width` cells."""
    sure = _at_least(_SURE_MM, height)
    if cells("O" * _LETTERS_A_LINE, sure) <= width:
        return sure
    return _at_least(_LEAST_MM, height)


def _at_least(mm: float, height: int) -> Letters:
    return next(each for each in _by_size() if each.rows * _SCREEN_MM >= mm * height)


def _by_size() -> Iterator[Letters]:
    times = 1
    while True:
        yield Letters(THREE_ROWS, times)
        yield Letters(FOUR_ROWS, times)
        times += 1


def big_lines(text: str, width: int, letters: Letters) -> tuple[str, ...]:
    """`text` broken between words into lines of at most `width` cells; a word that is too long for
    a line is broken too. None where a letter does not fit: "ﬃ" is drawn as three."""
    if any(cells(letter, letters) > width for letter in {"M", *text}):
        return ()
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and cells(joined, letters) <= width:
            lines[-1] = joined
            continue
        lines += _pieces(word, width, letters)
    return tuple(lines)


def _pieces(word: str, width: int, letters: Letters) -> list[str]:
    pieces, piece = [], ""
    for letter in word:
        if piece and cells(piece + letter, letters) > width:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]


def cells(text: str, letters: Letters) -> int:
    """How many cells a line is wide."""
    form, signs = letters.form, _capitals(text)
    points = sum(len(shape_of(sign, form)[0]) + form.gap for sign in signs) - form.gap
    return -(-max(0, points) * letters.times // 2)


def drawn(text: str, letters: Letters) -> tuple[str, ...]:
    """One line as `letters.rows` rows of characters."""
    form, times = letters.form, letters.times
    shapes = [shape_of(sign, form) for sign in _capitals(text)]
    points = [("." * form.gap).join(shape[y] for shape in shapes) for y in range(form.points)]
    enlarged = ["".join(point * times for point in row) for row in points for _ in range(times)]
    return tuple(
        _quarters(upper, lower) for upper, lower in zip(enlarged[::2], enlarged[1::2], strict=True)
    )


def is_known(letter: str) -> bool:
    """Whether there is a shape for it, and not only a box."""
    every = (THREE_ROWS, FOUR_ROWS)
    return all(shape_of(sign, form) != _box(form) for sign in _capitals(letter) for form in every)


def _capitals(text: str) -> str:
    """In capitals, each with its mark in one sign where there is one."""
    return unicodedata.normalize("NFC", text.replace("ß", "ẞ").upper())


def shape_of(sign: str, form: LetterForm) -> LetterShape:
    """The points of a capital: with its mark, or bare where the mark is unknown; else a box."""
    if sign in form.shapes:
        return form.shapes[sign]
    body, *marks = list(unicodedata.normalize("NFD", sign))
    if not marks or marks[0] not in form.marks or body not in form.bodies:
        return form.shapes.get(body, _box(form))
    below = form.bodies[body]
    width = len(below[0])
    mark = next(mark for mark in form.marks[marks[0]] if len(mark) <= width)
    air = ("." * width,) * (form.points - 1 - len(below))
    return (mark, *air, *below)


def _box(form: LetterForm) -> LetterShape:
    return ("#####", *("#...#",) * (form.points - 2), "#####")


def _quarters(upper: str, lower: str) -> str:
    if len(upper) % 2:
        upper, lower = f"{upper}.", f"{lower}."
    return "".join(
        _QUARTERS[
            (upper[x] == "#")
            + 2 * (upper[x + 1] == "#")
            + 4 * (lower[x] == "#")
            + 8 * (lower[x + 1] == "#")
        ]
        for x in range(0, len(upper), 2)
    )
