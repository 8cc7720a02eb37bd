"""The names that may stand in the timing log: ids of our own making, and the one that a person
gives, the group's.

Rules: a text that is no such name is recognised here. It is never quoted: it may be content.
"""

import re
import unicodedata
from datetime import datetime
from typing import NewType

from balint_voice.errors import Text

Id = NewType("Id", str)
"""A name of our own making: lower case, digits, `/`, `-`, `_`, `.`; at most 64 characters."""

ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9/_.+-]{0,63}")
_LONGEST_GROUP = 64
_BEGINS = "'\u2018\u2019\"\u201c\u201e(#"
"""How a name may begin, besides letters and digits: as no formula of a spreadsheet does."""
_CONTROLS = {"\0": "NULL", "\t": "TAB", "\n": "LINE FEED", "\r": "RETURN", "\x1b": "ESCAPE"}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", re.ASCII)


def is_id(value: object) -> bool:
    return isinstance(value, str) and ID_PATTERN.fullmatch(value) is not None


def is_group(value: object) -> bool:
    """What people write: letters, digits, signs and blanks, but nothing that a terminal obeys."""
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_GROUP or value.strip() != value:
        return False
    begins = value[0].isalnum() or value[0] in _BEGINS
    return begins and any(map(str.isalnum, value)) and all(map(_is_written, value))


def _is_written(character: str) -> bool:
    """Not a control, a format or a direction sign, nor one of the ends of a line."""
    return character == " " or (character.isprintable() and not character.isspace())


def group_fault(typed: str) -> Text:
    """Why a text is no group's name; a sign that cannot be seen is named as Unicode names it."""
    name = unicodedata.normalize("NFC", typed)
    for character in name.strip():
        if not _is_written(character):
            called = unicodedata.name(character, _CONTROLS.get(character, "?"))
            return Text("group-sign", sign=f"U+{ord(character):04X} {called}")
    if len(name) > _LONGEST_GROUP:
        return Text("group-long", length=len(name), most=_LONGEST_GROUP)
    if name != name.strip():
        return Text("group-edges")
    if not any(map(str.isalnum, name)):
        return Text("group-empty")
    return Text("group-begins", sign=name[0])


def is_moment(value: object) -> bool:
    """ISO-8601 with zone, to the second."""
    if not isinstance(value, str) or _MOMENT.fullmatch(value) is None:
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def group_name(typed: str) -> str | None:
    """A group's name as it is kept: the same letters, whichever system composed them (e + accent).

    None for what is no name.
    """
    name = unicodedata.normalize("NFC", typed)
    return name if is_group(name) else None
