"""Reads large letters back from a page: what a person at the far end of the table reads."""

from collections.abc import Sequence

from balint_voice.adapters.display import big_letters
from balint_voice.adapters.display.big_letters import ROWS
from balint_voice.adapters.display.letter_shapes import SHAPES
from balint_voice.adapters.display.rows import Row

_QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
_BY_SHAPE = {shape: sign for sign, shape in reversed(list(SHAPES.items())) if sign.strip()}
_MARKED = "ÄÖÜÁÉÍÓÚÀÈÌÒÙÂÊÎÔÛËÏÑ"
_WIDEST = 8


def read_large(rows: Sequence[Row], scale: int = 1) -> str:
    """All lines of large letters on a page, in capitals, with a blank between lines."""
    shapes = dict(_BY_SHAPE)
    for letter in _MARKED:
        shapes[tuple(big_letters._shape(letter))] = letter
    spans = [[span.text for span in row if span.role == "large"] for row in rows]
    texts = ["".join(found).rstrip() for found in spans]
    lines: list[list[str]] = []
    for text in texts:
        if text and lines and lines[-1] and len(lines[-1]) < ROWS * scale:
            lines[-1].append(text)
        elif text:
            lines.append([text])
    return " ".join(_line(line, scale, shapes) for line in lines)


def _line(rows: Sequence[str], scale: int, shapes: dict[tuple[str, ...], str]) -> str:
    width = max(map(len, rows)) + 2  # a letter may end in a blank column
    points: list[str] = []
    for row in rows:
        quarters = [_QUARTERS.index(sign) for sign in row.ljust(width)]
        points.append("".join(".#"[q & 1] + ".#"[q >> 1 & 1] for q in quarters))
        points.append("".join(".#"[q >> 2 & 1] + ".#"[q >> 3 & 1] for q in quarters))
    small = [row[::scale] for row in points[::scale]]
    said, at, blank = "", 0, 0
    while at < len(small[0]):
        for across in range(_WIDEST, 0, -1):
            shape = tuple(row[at : at + across] for row in small)
            after = {row[at + across : at + across + 1] for row in small}
            if shape in shapes and after <= {".", ""}:
                said += (" " if said and blank >= 3 else "") + shapes[shape]
                at, blank = at + across + 1, 0
                break
        else:
            assert {row[at] for row in small} == {"."}, (said, at)
            at, blank = at + 1, blank + 1
    return said
