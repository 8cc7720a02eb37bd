"""Secrets as the user gives them: from a file or stdin, never from the command line itself."""

import sys
from pathlib import Path
from typing import Any

import typer

from balint_voice.cli.language import label
from balint_voice.errors import Unusable, reason


def ask(question: str, **how: Any) -> str:
    """Ask in the terminal. Ctrl-C there is an interruption like any other: exit code 130."""
    try:
        answer: str = typer.prompt(question, err=True, **how)
    except typer.Abort:
        raise typer.Exit(130) from None
    return answer


def confirmed(question: str) -> bool:
    """Ask for a yes, in the language of this command; only that counts as one."""
    yes, no = label("ask", "yes"), label("ask", "no")
    answer = ask(f"{question} [{yes}/{no}]", default=no, show_default=False)
    return answer.strip().lower() in (yes, yes[0])


def text_from(path: Path) -> str:
    """A small text file's content, or Unusable naming it."""
    try:
        return path.read_text(encoding="utf-8-sig")  # Windows' editors may put a mark first
    except OSError as error:
        raise Unusable("file-unreadable", path=path, reason=reason(error)) from None
    except UnicodeDecodeError:
        raise Unusable("file-not-text", path=path) from None


def passphrase_from(file: str) -> str:
    """The passphrase in a file (`-` is stdin). Only the line's end is taken off: blanks count."""
    text = _piped().removeprefix("\ufeff") if file == "-" else text_from(Path(file))
    return text.removesuffix("\n").removesuffix("\r")


def _piped() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError:
        raise Unusable("file-not-text", path="-") from None


def existing_passphrase(file: str | None, question: str) -> str:
    """The passphrase that was chosen before: from a file, or asked once and unseen."""
    if file is not None:
        return passphrase_from(file)
    if not sys.stdin.isatty():
        raise Unusable("passphrase-no-terminal")
    return ask(question, hide_input=True)
