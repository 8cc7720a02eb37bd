"""Lines to the user, on stderr: what is going on, and what to do next.

Rules: what came from outside is escaped here, as `writing` does it for stdout.
"""

import contextlib
import os
import shutil
import sys
import textwrap
from typing import TextIO

import typer

from balint_voice.messages.printable import printable_lines


def notice(line: str) -> None:
    """A line to the user; in a terminal, broken between words."""
    with contextlib.suppress(OSError):  # the terminal may be closed; the session goes on
        typer.echo(fitted(printable_lines(line), sys.stderr), err=True)


def fitted(text: str, stream: TextIO, indent: int | None = None) -> str:
    """The text for `stream`: in a terminal each line is broken between words.

    What follows stands `indent` cells to the right; by default under the words of its own line.
    A path or a command is never broken: it is to be copied.
    """
    if not stream.isatty():
        return text
    width = _width(stream)
    return "\n".join(_broken(line, width, indent) for line in text.split("\n"))


def _width(stream: TextIO) -> int:
    """Of this stream's terminal: a worker's stdout is a pipe, and its stderr is none."""
    with contextlib.suppress(OSError, ValueError):
        if width := os.get_terminal_size(stream.fileno()).columns:
            return width
    return shutil.get_terminal_size().columns


def _broken(line: str, width: int, indent: int | None) -> str:
    words = line.lstrip(" -")
    before = len(line) - len(words) if indent is None else indent
    return textwrap.fill(
        line,
        width,
        subsequent_indent=" " * before,
        break_long_words=False,
        break_on_hyphens=False,
    )
