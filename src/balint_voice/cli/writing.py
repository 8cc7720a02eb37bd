"""What the commands write to stdout: lines, pages and data.

Rules: nothing else prints there (a test looks). Whatever came from a file, a device or
the command line is escaped here (`messages/printable.py`), then broken to fit a terminal.
"""

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import typer

from balint_voice.cli.notice import fitted
from balint_voice.messages.printable import json_text, printable, printable_lines

if TYPE_CHECKING:
    from balint_voice.review.spreadsheet import Cell


def line(text: str = "", indent: int | None = None) -> None:
    """One line, as it is: a table's row, a path."""
    shown = printable(text)
    typer.echo(shown if indent is None else fitted(shown, sys.stdout, indent))


def coloured_line(head: str, colour: str, rest: str, *, may_colour: bool | None) -> None:
    """A line whose first words have a colour; `may_colour` None: where there is a terminal."""
    styled = typer.style(printable(head), fg=colour)
    typer.echo(f"{styled}{printable(rest)}", color=may_colour)


def page(text: str) -> None:
    """Lines that are laid out already; the last one ends with a line break."""
    typer.echo(printable_lines(text), nl=False)


def can_be_read_in_place() -> bool:
    """Whether a page can be shown that is gone again afterwards: in a terminal that has keys."""
    draws = os.environ.get("TERM") != "dumb"
    return draws and sys.stdout.isatty() and sys.stdin.isatty()


def page_to_read(text: str, keys: str) -> None:
    """A page that leaves nothing behind in the terminal; `keys`: its last line says them."""
    from balint_voice.adapters.display.pager import read_page
    from balint_voice.cli.interruption import every_end_in_order

    with every_end_in_order():
        read_page(printable_lines(text), keys, sys.stdout)


def spreadsheet(rows: "Iterable[Sequence[Cell]]", *, european: bool) -> None:
    """A table. `european`: as Excel opens it by a double click, whatever the terminal's letters."""
    from balint_voice.review.spreadsheet import EUROPEAN, PLAIN, table

    if not european:
        page(table(rows, PLAIN))
        return
    lines = map(printable, table(rows, EUROPEAN).split("\n"))
    typer.echo("\r\n".join(lines).encode("utf-8-sig"), nl=False)


def data(value: object) -> None:
    """For other programs, as JSON."""
    typer.echo(json_text(value))
