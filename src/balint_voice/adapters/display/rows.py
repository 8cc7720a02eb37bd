"""What a page of the full screen is made of: rows of spans, each with the role of its text."""

from dataclasses import dataclass
from typing import Literal

Role = Literal[
    "text",
    "strong",
    "quiet",
    "digits",
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
