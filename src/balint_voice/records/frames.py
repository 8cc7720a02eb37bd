"""How sealed records lie in a file: each a frame, its length in four bytes and then its bytes.

Rules: framing only. What a frame means, and whether it is true, is for
`sealed_notes`; here we find where frames begin and end, also in a file that was damaged.
"""

import hashlib
from dataclasses import dataclass

_LENGTH_BYTES = 4
_AGE = b"age-encryption.org/v1\n"
_HEADER = b"{"
_SECTOR = 512
_SEALED_ZEROS = 16  # so many zeros in a row stand in no age blob
_LARGEST = 1 << 20  # a minute of speech is some 2 kB; a length beyond this was never written by us


@dataclass(frozen=True)
class Frame:
    """One frame: `blob` as it was sealed, `digest` over the length and the blob."""

    blob: bytes
    digest: str


@dataclass(frozen=True)
class Split:
    """The frames of a file; `size`: bytes up to and including the last whole frame.

    What comes after `size` is a frame that was never finished, unless the file is `broken`: then
    something stands in it that is no frame, and records may be lost.
    """

    frames: tuple[Frame, ...]
    size: int
    broken: bool


def framed(blob: bytes) -> bytes:
    """The bytes to append for one blob."""
    if len(blob) > _LARGEST:
        raise ValueError("a record is longer than a frame can be")
    return len(blob).to_bytes(_LENGTH_BYTES, "big") + blob


def frame_of(blob: bytes) -> Frame:
    return Frame(blob, hashlib.sha256(framed(blob)).hexdigest())


def split(content: bytes) -> Split:
    """The header frame and the age frames after it, found again behind a damaged stretch too.

    Every age blob begins with the same line, so a damaged length costs no record behind it.
    """
    frames: list[Frame] = []
    at = last = 0
    broken = False
    while at < len(content):
        declared = _declared_end(content, at)
        limit = _next_frame(content, at)
        end = limit if limit is not None else declared
        if end is None:
            break
        if declared is not None and declared < end and _declared_end(content, declared) == end:
            end = declared  # between two frames stands one that does not begin as it should
        broken = broken or end != declared
        frames.append(frame_of(content[at + _LENGTH_BYTES : end]))
        last, at = at, end
    if at == len(content) and _lacks_a_sector(content, last):
        frames.pop()
        at = last
    tail = content[at:]
    torn = bool(tail) and (
        _could_be_torn(tail, _AGE if frames else _HEADER) or _lacks_a_sector(content, at)
    )
    return Split(tuple(frames), at, broken or (bool(tail) and not torn))


def _declared_end(content: bytes, at: int) -> int | None:
    """Where the frame at `at` ends by its own length, if that can be."""
    start = at + _LENGTH_BYTES
    length = int.from_bytes(content[at:start], "big")
    never_written = not any(content[start : start + len(_AGE)])
    fits = 0 < length <= _LARGEST and start + length <= len(content)
    return start + length if fits and not never_written else None


def _next_frame(content: bytes, at: int) -> int | None:
    """Where the next age frame after the one at `at` begins, whole or not."""
    found = content.find(_AGE, at + 2 * _LENGTH_BYTES + 1)
    return found - _LENGTH_BYTES if found >= 0 else None


def _lacks_a_sector(content: bytes, start: int) -> bool:
    """A write of which the power took a part: it has its length, with zeros in some sectors."""
    sectors = range(start // _SECTOR * _SECTOR, len(content), _SECTOR)
    parts = (content[max(start, each) : each + _SECTOR] for each in sectors)
    return any(len(part) >= _SEALED_ZEROS and not any(part) for part in parts)


def _could_be_torn(tail: bytes, opening: bytes) -> bool:
    """A write that was cut short: a right length and too few bytes, or nothing but zeros."""
    body = tail[_LENGTH_BYTES:]
    if not any(body):
        return True
    length = int.from_bytes(tail[:_LENGTH_BYTES], "big")
    return len(body) < length <= _LARGEST and body.startswith(opening[: len(body)])
