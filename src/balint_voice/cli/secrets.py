"""Secrets as the user gives them: from a file or stdin, never from the command line itself."""

import sys
from pathlib import Path
from typing import Any, TextIO

import typer

from balint_voice.cli.interruption import every_end_in_order
from balint_voice.cli.language import label
from balint_voice.cli.streams import piped_text
from balint_voice.errors import Unusable, reason
from balint_voice.messages.printable import printable_lines

_MOST = 64 * 1024
"""Characters of a passphrase or a key: a device that never ends is not read to its end."""


def ask(question: str, **how: Any) -> str:
    """Ask in the terminal. Ctrl-C there is an interruption like any other: exit code 130. So is
    whatever else would end the program there and leave a terminal that shows nothing typed."""
    try:
        with every_end_in_order():
            answer: str = typer.prompt(printable_lines(question), err=True, **how)
    except typer.Abort:
        raise typer.Exit(130) from None
    return answer


def confirmed(question: str) -> bool:
    """Ask for a yes, in the language of this command; only that counts as one."""
    yes, no = label("ask", "yes"), label("ask", "no")
    answer = ask(f"{question} [{yes}/{no}]", default=no, show_default=False)
    return answer.strip().lower() in (yes, yes[0])


def text_from(path: Path) -> str:
    """A small text file's content, or Unusable naming it. A pipe is waited for, as a shell's is."""
    try:
        with path.open(encoding="utf-8-sig") as file:  # Windows' editors may put a mark first
            return _small(file, path)
    except OSError as error:
        raise Unusable("file-unreadable", path=path, reason=reason(error)) from None
    except UnicodeDecodeError:
        raise Unusable("file-not-text", path=path) from None


def passphrase_from(file: str) -> str:
    """The passphrase in a file (`-` is stdin). Only the line's end is taken off: blanks count."""
    return piped_passphrase(file) if file == "-" else _without_its_end(text_from(Path(file)))


def piped_passphrase(name: str) -> str:
    """The passphrase in stdin, whatever the user calls that. Raises Unusable where it is too large
    to be one."""
    text = piped_text(_MOST, name)
    if len(text) > _MOST:
        raise Unusable("secret-too-large", path=name)
    return _without_its_end(text)


def _small(file: TextIO, name: object) -> str:
    text = file.read(_MOST + 1)
    if len(text) > _MOST:
        raise Unusable("secret-too-large", path=name)
    return text


def _without_its_end(text: str) -> str:
    return text.removesuffix("\n").removesuffix("\r")


def existing_passphrase(file: str | None, question: str) -> str:
    """The passphrase that was chosen before: from a file, or asked once and unseen. Raises Unusable
    where there is no terminal to ask in."""
    if file is not None:
        return passphrase_from(file)
    if not sys.stdin.isatty():
        raise Unusable("passphrase-no-terminal")
    return ask(question, hide_input=True)
