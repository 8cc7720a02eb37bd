"""The file of the sealed notes: a head, and then records in an order that can be proved.

Rules: it can write and never read. The head is plain (format, version, session,
recipient). Each record after it is one age blob, sealed to the presenter; inside stand the
session, the sequence (1, 2, 3 ... the record's place) and the digest of the frame before. So the
order of all records can be proved, also of those whose words were forgotten.
docs/sealed-notes.md is the whole format.
"""

import json
from pathlib import Path
from typing import Any

import pyrage

from balint_voice.errors import Damaged, Unusable
from balint_voice.records.append_only import AppendOnlyFile, read_regular
from balint_voice.records.frames import Split, frame_of, framed, split
from balint_voice.records.presenter_key import parsed_recipient

FORMAT = "balint-voice notes"
VERSION = 2
FIRST_VERSION = 1
"""Of the program's first release: entries sealed to the presenter alone. Read, never written."""


class Chain:
    """Appends records one by one; made by `begin_chain` or `reopen_chain`."""

    def __init__(self, file: AppendOnlyFile, head: dict[str, Any], frames: int, last: str) -> None:
        self.session = str(head["session"])
        self.presenter: pyrage.x25519.Recipient = parsed_recipient(str(head["recipient"]))
        self._file = file
        self._next = frames
        self._last = last

    @property
    def next(self) -> int:
        """The sequence that the next record gets."""
        return self._next

    def seal(self, content: dict[str, object]) -> None:
        """When this returns, the record is sealed and synced. Raises OSError, keeping no half."""
        record = {
            "version": VERSION,
            "session": self.session,
            "sequence": self._next,
            "previous": self._last,
            **content,
        }
        blob = pyrage.encrypt(json.dumps(record).encode(), [self.presenter])
        self._file.append(framed(blob))
        self._next += 1
        self._last = frame_of(blob).digest

    def close(self) -> None:
        self._file.close()


def begin_chain(path: Path, session: str, recipient: str) -> Chain:
    """Create the file with its head. Raises Unusable when records stand in it already."""
    head = {"format": FORMAT, "version": VERSION, "session": session, "recipient": recipient}
    blob = json.dumps(head).encode()
    file = AppendOnlyFile(path, whole=_whole_frames)
    try:
        if file.content:
            raise already_begun(path)
        file.append(framed(blob))
        return Chain(file, head, frames=1, last=frame_of(blob).digest)
    except BaseException:
        file.close()
        raise


def begun(path: Path) -> bool:
    """Whether there is more in the file than what a kill left of its head."""
    return path.exists() and bool(split(read_regular(path)).frames)


def records_in(path: Path) -> int:
    """How many records the file has, which takes no secret to count."""
    return max(0, len(split(read_regular(path)).frames) - 1) if path.exists() else 0


def already_begun(path: Path) -> Unusable:
    return Unusable("notes-begun", file=path.name)


def reopen_chain(path: Path, session: str) -> Chain:
    """Go on with a file, without any secret; a torn tail is cut off first. Raises Unusable where
    nothing was begun."""
    if not begun(path):
        raise Unusable("notes-not-begun", file=path.name)
    file = AppendOnlyFile(path, whole=_whole_frames)
    try:
        found = split(file.content)
        head = read_head(found)
        if head["session"] != session:
            raise Damaged("notes-of-another", file=path.name)
        if head["version"] != VERSION:
            raise Damaged("notes-older")
        return Chain(file, head, len(found.frames), found.frames[-1].digest)
    except BaseException as error:
        file.close()
        if isinstance(error, Unusable):
            raise Damaged("notes-head-changed") from None
        raise


def read_head(found: Split) -> dict[str, Any]:
    """The plain first frame, or Damaged."""
    try:
        head = json.loads(found.frames[0].blob)
        known = head["format"] == FORMAT and type(head["version"]) is int
        strings = isinstance(head["session"], str) and isinstance(head["recipient"], str)
    except (IndexError, ValueError, KeyError, TypeError, RecursionError):
        known = strings = False
    if not (known and strings):
        raise Damaged("notes-head-changed")
    if head["version"] not in (FIRST_VERSION, VERSION):
        raise Damaged("notes-version", found=head["version"], known=VERSION)
    return dict(head)


def _whole_frames(content: bytes) -> int:
    found = split(content)
    if found.broken:
        raise Damaged("notes-broken")
    return found.size
