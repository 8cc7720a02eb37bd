"""The facilitator's list of members on disk, as a spreadsheet saves it.

Rules: read, and nothing of it is kept. UTF-8, UTF-16 with its mark, or the Western code page in
which a European Excel saves "CSV".
"""

import codecs
from pathlib import Path

from balint_voice.errors import Unusable, reason
from balint_voice.records.reading import read_file
from balint_voice.review.members import Member, read_members

_MOST = 1 << 18


def load_members(path: Path) -> tuple[Member, ...]:
    """The members in this file. Raises Unusable."""
    try:
        content = read_file(path, _MOST)
    except OSError as error:
        raise Unusable("file-unreadable", path=path, reason=reason(error)) from None
    text = _decoded(content)
    if text is None or "\0" in text:
        raise Unusable("members-not-text", path=path)
    return read_members(text.replace("\r\n", "\n").replace("\r", "\n"), path.name)


def _decoded(content: bytes) -> str | None:
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
