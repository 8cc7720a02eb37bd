"""Text from outside, made safe to show: nothing in it controls a terminal, a page or a reader.

Rules: pure. Every writer passes what it shows through here, and nothing else does. It escapes what
acts without being seen: control characters (C0, DEL, C1), marks of direction, characters of no
width, separators of lines and paragraphs, and lone surrogates.
"""

import json
import re
import unicodedata
from functools import cache

_OBEYED = ("Cc", "Cf", "Cs", "Zl", "Zp")
_PERHAPS = re.compile(r"[^ -~\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027]")
"""All but the letters and signs of our languages, which need no look-up."""


def printable(text: str) -> str:
    """On one line: a line break in it is escaped like all else, so it cannot look like ours."""
    return _PERHAPS.sub(lambda found: _escaped(found[0]), text)


def printable_lines(text: str) -> str:
    """A page: the line breaks that its layout made are kept."""
    return "\n".join(map(printable, text.split("\n")))


def json_text(value: object) -> str:
    """JSON to read: letters as they are, and what a terminal would obey as `\\uXXXX`."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return "\n".join(_PERHAPS.sub(_escaped_in_json, line) for line in text.split("\n"))


def is_obeyed(character: str) -> bool:
    """Whether it acts rather than shows."""
    return unicodedata.category(character) in _OBEYED


@cache
def _escaped(character: str) -> str:
    if not is_obeyed(character):
        return character
    return character.encode("unicode_escape").decode()


def _escaped_in_json(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1] if is_obeyed(found[0]) else found[0]
