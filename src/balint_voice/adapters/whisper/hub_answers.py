"""Whether what a hub answers is the file that was asked for, told before a byte of it is kept.

Rules: status, type, encoding, range and length are read from the head of the answer. A login page
of a hotel's network answers 200 as well, and must cost nothing of what is here already. What the
head cannot tell, the checksum does.
"""

import re
from email.message import Message

from balint_voice.errors import PartMissing, Text

_PAGES = ("text/html", "application/xhtml+xml")
_PAGE_BEGINS = (b"<!doctype html", b"<html")
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class OtherPartError(Exception):
    """It is another part of the file than the one that was asked for."""


def begins_at(status: int, headers: Message, *, asked: int, size: int, host: str) -> int:
    """The place in the file of the answer's first byte: `asked`, or 0 where ranges are unknown.

    `size`: the file's length in bytes. Raises PartMissing where this is not the file, and
    OtherPartError.
    """
    if headers.get_content_type() in _PAGES:
        raise login_page(host)
    if (headers.get("Content-Encoding") or "identity").lower() != "identity":
        raise _no_file(host, Text("hub-packed"))
    begin, whole = 0, headers.get("Content-Length", "*")
    if status == 206:
        match = _RANGE.match(headers.get("Content-Range") or "")
        if match is None or int(match[1]) != asked:
            raise OtherPartError
        begin, whole = asked, match[2]
    elif status != 200:
        raise _no_file(host, Text("hub-answered", code=status))
    if whole.isdecimal() and int(whole) != size:
        raise _no_file(host, Text("hub-other-length", length=int(whole), wanted=size))
    return begin


def refuse_page(beginning: bytes, host: str) -> None:
    """Raises PartMissing where a page comes under the name of a file; `beginning`: its first."""
    if beginning.lstrip()[:20].lower().startswith(_PAGE_BEGINS):
        raise login_page(host)


def login_page(host: str) -> PartMissing:
    """For a page in place of the file."""
    return _no_file(host, Text("hub-page"))


def other_content(host: str) -> PartMissing:
    """For an answer that cannot be checked and is not what is here already."""
    return _no_file(host, Text("hub-other-content"))


def _no_file(host: str, what: Text) -> PartMissing:
    return PartMissing("hub-no-file", host=host, what=what)
