"""A table for a spreadsheet, as comma-separated values. Pure.

Rules: a text that a spreadsheet would take for a formula gets an apostrophe before it. A cell
is one line. Numbers have the decimal sign of the dialect; yes and no are 1 and 0.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Cell = str | float | bool | None
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Dialect:
    """How fields are parted, and which sign stands before the decimals."""

    delimiter: str
    decimal: str


PLAIN = Dialect(",", ".")
"""For other programs, and for a spreadsheet that is set to English."""
EUROPEAN = Dialect(";", ",")
"""As a spreadsheet opens it by a double click where the comma stands before the decimals."""


def table(rows: Iterable[Sequence[Cell]], dialect: Dialect) -> str:
    """The rows as text, each ending with a line feed."""
    page = io.StringIO()
    lines = csv.writer(page, delimiter=dialect.delimiter, lineterminator="\n")
    lines.writerows([_shown(cell, dialect) for cell in row] for row in rows)
    return page.getvalue()


def _shown(cell: Cell, dialect: Dialect) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return str(int(cell))
        case int() | float():
            return str(cell).replace(".", dialect.decimal)
        case str():
            line = " ".join(cell.split())
            return f"'{line}" if line.startswith(_FORMULA) else line
