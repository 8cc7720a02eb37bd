"""The sealed notes: each entry encrypted to the presenter's key before it touches the disk.

Rule of this room: it can write and never read. `notes.sealed` is a header frame (plain: format,
version, session, recipient) and then one age blob a frame. Inside each blob stand the session,
the sequence (1, 2, 3 ... the frame's place), the digest of the frame before it, and the entry;
so a record that was dropped, doubled, swapped or brought in from elsewhere is seen by
`opened_notes`. A last record "end" says that the notes were closed in order.

Not proved: who wrote a record. Whoever holds the public key can make a whole new file.
"""

import json
from pathlib import Path
from typing import Any

import pyrage

from balint_voice.errors import Damaged, Unusable
from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.append_only import AppendOnlyFile
from balint_voice.records.frames import Frame, Split, frame_of, framed, split
from balint_voice.records.presenter_key import parsed_recipient

FORMAT = "balint-voice notes"
VERSION = 1


class SealedNotes:
    """Seals entries one by one; made by `begin_notes` or `reopen_notes`."""

    def __init__(self, file: AppendOnlyFile, header: dict[str, Any], frames: int, last: Frame):
        self._file = file
        self._session = str(header["session"])
        self._recipient = parsed_recipient(str(header["recipient"]))
        self._next = frames
        self._last = last

    def append(self, entry: NoteEntry) -> None:
        """When this returns, the entry is sealed and synced. Raises OSError, keeping no half."""
        self._seal(
            {
                "kind": entry.kind,
                "phase": entry.phase,
                "start_s": round(float(entry.start_s), 3),
                "end_s": round(float(entry.end_s), 3),
                "text": entry.text,
                "doubtful": entry.doubtful,
            }
        )

    def finish(self) -> None:
        """Close in order: a last record says that nothing follows, then the file is released."""
        try:
            self._seal({"kind": "end"})
        finally:
            self.close()

    def close(self) -> None:
        """Release the file as it is: to the reader the notes are not closed yet."""
        self._file.close()

    def _seal(self, entry: dict[str, object]) -> None:
        record = {
            "version": VERSION,
            "session": self._session,
            "sequence": self._next,
            "previous": self._last.digest,
            **entry,
        }
        blob = pyrage.encrypt(json.dumps(record).encode(), [self._recipient])
        self._file.append(framed(blob))
        self._next += 1
        self._last = frame_of(blob)


def begin_notes(path: Path, session: str, recipient: str) -> SealedNotes:
    """Start the notes of a session, sealed to the presenter's recipient (age1...)."""
    parsed_recipient(recipient)
    header = {"format": FORMAT, "version": VERSION, "session": session, "recipient": recipient}
    blob = json.dumps(header).encode()
    file = AppendOnlyFile(path, whole=_whole_frames)
    try:
        if file.content:
            raise Unusable(f"{path.name} has been begun already", "Reopen it to go on.")
        file.append(framed(blob))
    except BaseException:
        file.close()
        raise
    return SealedNotes(file, header, frames=1, last=frame_of(blob))


def reopen_notes(path: Path, session: str) -> SealedNotes:
    """Go on with a session's notes, without any secret; a torn tail is cut off first."""
    if not path.exists():
        raise Unusable(f"There is no {path.name} here", "Begin the notes first.")
    file = AppendOnlyFile(path, whole=_whole_frames)
    try:
        found = split(file.content)
        header = read_header(found)
        if header["session"] != session:
            raise Damaged(f"{path.name} belongs to another session")
        return SealedNotes(file, header, frames=len(found.frames), last=found.frames[-1])
    except BaseException as error:
        file.close()
        if isinstance(error, Unusable):
            raise Damaged(f"The head of {path.name} was changed") from None
        raise


def read_header(found: Split) -> dict[str, Any]:
    """The plain first frame, or Damaged."""
    try:
        header = json.loads(found.frames[0].blob)
        known = header["format"] == FORMAT and isinstance(header["version"], int)
        strings = isinstance(header["session"], str) and isinstance(header["recipient"], str)
    except (IndexError, ValueError, KeyError, TypeError, RecursionError):
        known = strings = False
    if not (known and strings):
        raise Damaged("The head of the sealed notes is missing or was changed")
    if header["version"] != VERSION:
        raise Damaged(
            f"The sealed notes are of version {header['version']}; this program knows {VERSION}",
            "A newer balint-voice opens them.",
        )
    return dict(header)


def _whole_frames(content: bytes) -> int:
    found = split(content)
    if found.broken:
        raise Damaged(
            "The sealed notes are damaged, and going on would cut off what can still be read",
            "Read them first with `balint-voice notes`.",
        )
    return found.size
