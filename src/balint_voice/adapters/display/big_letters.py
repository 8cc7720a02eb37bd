"""Letters of three rows and more, for whoever sits at the far end of the table.

Rules: pure. All are capitals: a small letter would be smaller than what can be read there. A point
is a quarter of a character cell, so that some 25 letters stand beside each other on 80 columns.
"""

import unicodedata
from collections.abc import Sequence

from balint_voice.adapters.display.letter_shapes import BODIES, MARKS, SHAPES

ROWS = 3
"""Rows of the smallest letter: 24 of them fill 190 mm, so it is 23 mm high there."""
_POINTS = 2 * ROWS
_ROWS_AT_MOST = 38
"""Up to so many rows on the screen three of them are 15 mm or more; beyond it letters double."""
_UNKNOWN = ("#####", "#...#", "#...#", "#...#", "#...#", "#####")
_QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""By which of the four points are set: upper left 1, upper right 2, lower left 4, lower right 8."""


def scale_for(height: int) -> int:
    """How many times the smallest letter, so that it stays readable on a screen of many rows."""
    return max(1, -(-height // _ROWS_AT_MOST))


def big_lines(text: str, width: int, scale: int) -> tuple[str, ...]:
    """`text` broken between words into lines of at most `width` cells; a word that is too long for
    a line is broken too. None where not even one letter fits."""
    if width < cells("M", scale):
        return ()
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and cells(joined, scale) <= width:
            lines[-1] = joined
            continue
        lines += _pieces(word, width, scale)
    return tuple(lines)


def _pieces(word: str, width: int, scale: int) -> list[str]:
    pieces, piece = [], ""
    for letter in word:
        if piece and cells(piece + letter, scale) > width:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]


def cells(text: str, scale: int) -> int:
    """How many cells a line is wide."""
    points = sum(len(_shape(letter)[0]) + 1 for letter in _capitals(text)) - 1
    return -(-max(0, points) * scale // 2)


def drawn(text: str, scale: int) -> tuple[str, ...]:
    """One line as `ROWS * scale` rows of characters."""
    shapes = [_shape(letter) for letter in _capitals(text)]
    points = [".".join(shape[y] for shape in shapes) for y in range(_POINTS)]
    enlarged = ["".join(point * scale for point in row) for row in points for _ in range(scale)]
    return tuple(
        _quarters(upper, lower) for upper, lower in zip(enlarged[::2], enlarged[1::2], strict=True)
    )


def is_known(letter: str) -> bool:
    """Whether there is a shape for it, and not only a box."""
    return all(_shape(each) is not _UNKNOWN for each in _capitals(letter))


def _capitals(text: str) -> str:
    """In capitals, each with its mark in one sign where there is one."""
    return unicodedata.normalize("NFC", text.replace("ß", "ẞ").upper())


def _shape(letter: str) -> Sequence[str]:
    if letter in SHAPES:
        return SHAPES[letter]
    body, *marks = list(unicodedata.normalize("NFD", letter))
    if not marks or marks[0] not in MARKS or body not in BODIES:
        return SHAPES.get(body, _UNKNOWN)
    below = BODIES[body]
    width = len(below[0])
    mark = MARKS[marks[0]]
    if width < len(mark):
        mark = {"\u0308": "#.#", "\u0301": ".##", "\u0300": "##."}.get(marks[0], ".#.")
    air = ("." * width,) * (_POINTS - 1 - len(below))
    return (mark, *air, *below)


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
