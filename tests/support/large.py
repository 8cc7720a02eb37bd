"""Reads large letters back from a page: what a person at the far end of the table reads."""

from collections.abc import Sequence

from balint_voice.adapters.display.big_letters import SMALLEST, Letters, shape_of
from balint_voice.adapters.display.letter_shapes import LetterForm
from balint_voice.adapters.display.rows import Row

_QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
_MARKED = "ÄÖÜÁÉÍÓÚÀÈÌÒÙÂÊÎÔÛËÏÑ"
_WIDEST = 10


def read_large(rows: Sequence[Row], letters: Letters = SMALLEST) -> str:
    """All lines of large letters on a page, in capitals, with a blank between lines."""
    spans = [[span.text for span in row if span.role == "large"] for row in rows]
    texts = ["".join(found).rstrip() for found in spans]
    lines: list[list[str]] = []
    for text in texts:
        if text and lines and lines[-1] and len(lines[-1]) < letters.rows:
            lines[-1].append(text)
        elif text:
            lines.append([text])
    shapes = _by_shape(letters.form)
    return " ".join(_line(line, letters, shapes) for line in lines)


def _by_shape(form: LetterForm) -> dict[tuple[str, ...], str]:
    plain = {shape: sign for sign, shape in reversed(list(form.shapes.items())) if sign.strip()}
    return plain | {shape_of(letter, form): letter for letter in _MARKED}


def _line(rows: Sequence[str], letters: Letters, shapes: dict[tuple[str, ...], str]) -> str:
    times, gap = letters.times, letters.form.gap
    width = max(map(len, rows)) + 2  # a letter may end in a blank column
    points: list[str] = []
    for row in rows:
        quarters = [_QUARTERS.index(sign) for sign in row.ljust(width)]
        points.append("".join(".#"[q & 1] + ".#"[q >> 1 & 1] for q in quarters))
        points.append("".join(".#"[q >> 2 & 1] + ".#"[q >> 3 & 1] for q in quarters))
    small = [row[::times] for row in points[::times]]
    said, at, blank = "", 0, 0
    while at < len(small[0]):
        for across in range(_WIDEST, 0, -1):
            shape = tuple(row[at : at + across] for row in small)
            after = "".join(row[at + across : at + across + gap] for row in small)
            if shape in shapes and "#" not in after:
                said += (" " if said and blank > gap else "") + shapes[shape]
                at, blank = at + across + gap, 0
                break
        else:
            assert {row[at] for row in small} == {"."}, (said, at)
            at, blank = at + 1, blank + 1
    return said
