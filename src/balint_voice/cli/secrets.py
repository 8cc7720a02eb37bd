"""Secrets as the user gives them: from a file or stdin, never from the command line itself."""

import sys
from pathlib import Path
from typing import Any

import typer

from balint_voice.errors import Unusable


def ask(question: str, **how: Any) -> str:
    """Ask in the terminal. Ctrl-C there is an interruption like any other: exit code 130."""
    try:
        answer: str = typer.prompt(question, err=True, **how)
    except typer.Abort:
        raise typer.Exit(130) from None
    return answer


def text_from(path: Path) -> str:
    """A small text file's content, or Unusable naming it."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error.strerror}", "Check the name.") from None
    except UnicodeDecodeError:
        raise Unusable(f"{path} is not a text file", "It should hold plain UTF-8.") from None


def passphrase_from(file: str) -> str:
    """The passphrase in a file (`-` is stdin). Only the line's end is taken off: blanks count."""
    text = sys.stdin.read() if file == "-" else text_from(Path(file))
    return text.removesuffix("\n").removesuffix("\r")
