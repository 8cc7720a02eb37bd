"""Draws the pictures of the documents from the program: `make pictures`.

Rule of this file: a picture is what the program shows or what its tables say, never drawn by hand.
The full screen becomes an SVG of its own making: terminals' block characters as rectangles and each
word at its place, so that it looks the same with every font and fetches none.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from rich.color import Color

from balint_voice.adapters.display.palette import PALETTES, Palette
from balint_voice.adapters.display.rows import Row, Span
from balint_voice.session.stage_table import TABLE, Stage, Trigger
from tests.display import pictures
from tests.display.test_snapshots import full_screen

DOCS = Path(__file__).parents[2] / "docs"
SCREEN = DOCS / "session.svg"
DESIGN = DOCS / "design.md"

_WIDTH, _HEIGHT = 92, 24
_CELL, _LINE = 10, 21
_MARGIN = 14
_BLOCKS = {"█": (0.0, 1.0, 1.0), "▀": (0.0, 0.5, 1.0), "▄": (0.5, 0.5, 1.0), "░": (0.0, 1.0, 0.4)}
"""Where in its cell a block character begins, how high it is, how much of the colour it has."""


def screen() -> str:
    """The presenter speaks and is recorded, on the full screen, in English."""
    view, words = pictures.recording("en")
    return drawn(full_screen(view, words).rows(_WIDTH, _HEIGHT), PALETTES["dark"])


def drawn(rows: tuple[Row, ...], palette: Palette) -> str:
    width, height = _WIDTH * _CELL + 2 * _MARGIN, len(rows) * _LINE + 2 * _MARGIN
    marks = "\n".join(mark for y, row in enumerate(rows) for mark in _row(row, y, palette))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace" '
        f'font-size="16.5" shape-rendering="crispEdges">\n'
        f'<rect width="{width}" height="{height}" rx="10" fill="{_background(palette)}"/>\n'
        f"{marks}\n</svg>\n"
    )


def _row(row: Row, y: int, palette: Palette) -> Iterator[str]:
    column, top = 0, _MARGIN + y * _LINE
    for span in row:
        style = palette[span.role]
        if style.bgcolor and _hex(style.bgcolor) != _background(palette):
            wide = len(span.text) * _CELL
            yield _rectangle(column, top, wide=wide, high=_LINE, colour=_hex(style.bgcolor))
        yield from _span(span, column, top, palette)
        column += len(span.text)


def _span(span: Span, column: int, top: int, palette: Palette) -> Iterator[str]:
    style = palette[span.role]
    assert style.color is not None
    colour = _hex(style.color)
    for character, run in groupby(span.text):
        length = len(list(run))
        if character in _BLOCKS:
            begins, high, strength = _BLOCKS[character]
            at = top + begins * _LINE
            yield _rectangle(
                column, at, wide=length * _CELL, high=high * _LINE, colour=colour, strength=strength
            )
        column += length
    start = column - len(span.text)
    bold = ' font-weight="bold"' if style.bold else ""
    for word in re.finditer(rf"[^\s{''.join(_BLOCKS)}]+", span.text):
        x = _MARGIN + (start + word.start()) * _CELL
        yield (
            f'<text x="{x}" y="{top + 16}" textLength="{len(word[0]) * _CELL}" '
            f'fill="{colour}"{bold}>{escape(word[0])}</text>'
        )


def _rectangle(
    column: int, top: float, *, wide: int, high: float, colour: str, strength: float = 1.0
) -> str:
    opacity = f' opacity="{strength}"' if strength < 1 else ""
    place = f'x="{_MARGIN + column * _CELL}" y="{top:g}" width="{wide}" height="{high:g}"'
    return f'<rect {place} fill="{colour}"{opacity}/>'


def _background(palette: Palette) -> str:
    behind = palette["text"].bgcolor
    assert behind is not None
    return _hex(behind)


def _hex(colour: Color) -> str:
    return colour.get_truecolor().hex


def ways() -> str:
    """The way through an evening, from the core's own table: what skips and ends is left out."""
    beside = {Trigger.SKIP, Trigger.BACK, Trigger.END, Trigger.NEXT}
    lines = [f"    [*] --> {Stage.READY}"]
    for (stage, trigger), step in TABLE.items():
        if trigger not in beside:
            on = f", phase {step.phases:+}" if step.phases else ""
            lines.append(f"    {stage} --> {step.to}: {trigger}{on}")
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, f"    {Stage.OVER} --> [*]", "```"])


def with_ways(page: str) -> str:
    """The page with the diagram of today in the place of the one it has."""
    before, _, rest = page.partition("```mermaid\nstateDiagram-v2")
    return before + ways() + rest.partition("```")[2]


if __name__ == "__main__":
    SCREEN.write_text(screen(), "utf-8")
    DESIGN.write_text(with_ways(DESIGN.read_text("utf-8")), "utf-8")
