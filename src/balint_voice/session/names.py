"""The names that may stand in the timing log: ids of our own making, and the one that a person
gives, the group's.

Rules: a text that is no such name is recognised here. It is never quoted: it may be content.
"""

import re
import unicodedata
from datetime import datetime
from typing import NewType

Id = NewType("Id", str)
"""A name of our own making: lower case, digits, `/`, `-`, `_`, `.`; at most 64 characters."""

ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9/_.+-]{0,63}")
_GROUP = re.compile(r"[\w][\w .'&-]{0,63}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", re.ASCII)


def is_id(value: object) -> bool:
    return isinstance(value, str) and ID_PATTERN.fullmatch(value) is not None


def is_group(value: object) -> bool:
    """Letters, digits and a few signs."""
    return isinstance(value, str) and _GROUP.fullmatch(value) is not None


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
