"""Command lines made of what there is and of noise: done, or refused in words. Never a fault.

A session that would begin does not: what puts its parts together is replaced by nothing. All else
is the program itself, with data and settings of its own.
"""

import contextlib
import io
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from balint_voice.cli import main as cli
from balint_voice.messages.printable import printable_lines

_NEVER = ("demo", "doctor", "devices", "models pull", "resume", "start", "shortcut")
"""They open a device, a connection or a page, go on with a session, or put an icon somewhere."""
_VALUES = (
    *(
        "nl",
        "de",
        "xx",
        "",
        "0",
        "-1",
        "9",
        "1e9",
        "nan",
        "20:00",
        "99:99",
        "case,decision",
        "case",
    ),
    *("intervisie", "demo", "../..", "é" * 300, "none", "-", "--", "probleemstelling"),
    *(
        "2026-11-21-200000",
        "age1xyz",
        "auto",
        "ask",
        "json",
        "/",
        "/nonexistent/file",
        "md",
        "~nosuchuser/x",
    ),
    *("\x1b]0;x\x07", "\u202e", "\x9b2J", "1" + "0" * 400),
)
CODES = {0, 2, 3, 4, 130}


def outcome(chance: random.Random) -> str:
    words = _line(chance)
    with away_from_home(), io.StringIO() as out, io.StringIO() as err:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = left_with(words)
        said = out.getvalue() + err.getvalue()
    assert code in CODES and "Traceback" not in said, (words, code, said)
    assert said == printable_lines(said), (words, said)
    assert code in (0, 130) or said, (words, code)
    return "valid" if code == 0 else "refused"


def left_with(words: list[str]) -> object:
    with mock.patch.object(sys, "argv", ["balint-voice", *words]):
        try:
            cli.main()
        except SystemExit as left:
            return left.code or 0


def _line(chance: random.Random) -> list[str]:
    path, options = chance.choice(_commands())
    words = path.split()
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        if options and chance.random() < 0.6:
            words.append(chance.choice(options))
        if chance.random() < 0.7:
            words.append(chance.choice(_VALUES))
    return words


def _commands() -> list[tuple[str, list[str]]]:
    """Each command by its path, with its options, as the program itself names them."""
    found: list[tuple[str, list[str]]] = []

    def walk(path: str, command: object) -> None:
        options = [name for each in command.params for name in each.opts if name.startswith("-")]  # type: ignore[attr-defined]
        for name, inner in getattr(command, "commands", {}).items():
            walk(f"{path} {name}".strip(), inner)
        if path and path not in _NEVER and not hasattr(command, "commands"):
            found.append((path, options))

    walk("", cli.commands())
    return found


@contextlib.contextmanager
def away_from_home() -> Iterator[None]:
    before = Path.cwd()
    with TemporaryDirectory(prefix="balint-voice-fuzz-") as name:
        places = {"BALINT_VOICE_DATA": f"{name}/data", "BALINT_VOICE_CONFIG": name}
        with (
            mock.patch.dict(os.environ, places),
            mock.patch("sys.stdin", io.StringIO("")),
            mock.patch("balint_voice.app.run", side_effect=KeyboardInterrupt),
        ):
            os.chdir(name)
            try:
                yield
            finally:
                os.chdir(before)
