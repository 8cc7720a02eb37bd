"""What a page of the full screen is made of: rows of spans, each with the role of its text."""

from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len, set_cell_size

Role = Literal[
    "text",
    "strong",
    "quiet",
    "digits",
    "large",
    "behind",
    "ahead",
    "here",
    "record",
    "attend",
    "warning",
    "cursor",
]
"""What a span means; the code that draws it chooses the colour."""


@dataclass(frozen=True)
class Span:
    text: str
    role: Role = "text"


Row = tuple[Span, ...]


def centred(text: str, inner: int, role: Role) -> Row:
    """A row with the text in the middle of `inner` cells."""
    return (Span(" " * max(0, (inner - cell_len(text)) // 2)), Span(text, role))


def padded(row: Row, margin: int, width: int) -> Row:
    """The row between its margins, cut or filled to the width."""
    left, spans = width - margin, [Span(" " * margin)]
    for span in row:
        text = span.text if cell_len(span.text) <= left else set_cell_size(span.text, left)
        left -= cell_len(text)
        spans.append(Span(text, span.role))
    return (*spans, Span(" " * max(0, left)))
