"""What is usually wrong where a TOML text cannot be read, and the line to write instead.

Rules: pure. A line is offered only if it can be read and says what was meant: the quotation marks
of a word processor, a Windows path in double quotes, a text without any.
"""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass

from balint_voice.errors import Text

_AT_LINE = re.compile(r"\(at line (\d+),")
_MARKS = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"')
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4", "'")
    | {"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2060": "", "\u200b": "", "\ufeff": ""}
)
_ASSIGNED = re.compile(r"(\s*[\w.-]+\s*)[=:]\s*(.*?)\s*")
_QUOTED = re.compile(r'(\s*[\w.-]+\s*=\s*)"([^"\']*)"\s*(#.*)?')
_FLAGS = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false"}
_FLAGS["off"] = "false"


@dataclass(frozen=True)
class Slip:
    """A line (from 1), what is wrong with it, and the same line as it can be read."""

    line: int
    what: Text
    write: str


def slip(text: str, said: str) -> Slip | None:
    """The slip behind an error of Python's reader, which `said` the line; None: another fault."""
    match = _AT_LINE.search(said)
    lines = text.splitlines()
    number = int(match[1]) if match else len(lines)
    # An open quotation mark is noticed on the line below, or at the end of the text.
    for at in (number, number - 1):
        if 0 < at <= len(lines) and (found := _mended(lines[at - 1])) is not None:
            return Slip(at, *found)
    return None


def literal(line: str) -> str | None:
    """The line with its text in single quotation marks, in which a backslash is a backslash."""
    match = _QUOTED.fullmatch(line)
    if match is None or "\\" not in match[2]:
        return None
    return _readable(f"{match[1]}'{match[2]}'{f' {match[3]}' if match[3] else ''}")


def _mended(line: str) -> tuple[Text, str] | None:
    if _readable(line) is not None:
        return None
    plain = line.translate(_MARKS)
    ways: tuple[tuple[Text, Callable[[str], str | None]], ...] = (
        (Text("toml-marks"), _readable),
        (Text("toml-backslash"), literal),
        (Text("toml-bare"), _quoted),
    )
    for what, way in ways:
        if (better := way(plain)) is not None:
            return what, better.strip()
    return None


def _quoted(line: str) -> str | None:
    match = _ASSIGNED.fullmatch(line)
    if match is None or not match[2]:
        return None
    value = match[2]
    bare = not set(value) & set("\"'[]{}#=")
    number = re.fullmatch(r"(\d+),(\d+)", value)
    said = f"{number[1]}.{number[2]}" if number else f'"{value}"' if bare else value
    said = _FLAGS.get(value.lower(), said)
    written = f"{match[1].rstrip()} = {said}"
    return _readable(written) or literal(written)


def _readable(line: str) -> str | None:
    try:
        tomllib.loads(line)
    except (ValueError, RecursionError):
        return None
    return line
