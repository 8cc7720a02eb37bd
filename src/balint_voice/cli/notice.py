"""Lines to the user, on stderr: what is going on, what to do next."""

import contextlib
import shutil
import sys
import textwrap

import typer


def notice(line: str) -> None:
    """A line to the user; in a terminal, broken between words."""
    if sys.stderr.isatty():
        width = shutil.get_terminal_size().columns
        line = "\n".join(textwrap.fill(part, width) for part in line.split("\n"))
    with contextlib.suppress(OSError):  # the terminal may be closed; the session goes on
        typer.echo(line, err=True)
