"""The parts of a file of weights, as CTranslate2 lays them one after the other.

Rules: only the heads of the parts are read: even of a large model they are a few kilobytes. A file
in another form, or of more parts than any Whisper model has, is not judged: it may be well.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO

_FORM = 6
"""The binary form that is read here."""
_MOST_PARTS = 2_000  # a large model has some 1,300


class OtherForm(ValueError):
    """Of this file nothing can be said."""


def parts(weights: BinaryIO) -> Iterator[tuple[str, list[int]]]:
    """Name and shape of each part. Raises OtherForm, or ValueError where the file ends too soon or
    holds what is no part."""
    if weights.read(4) != struct.pack("<I", _FORM):
        raise OtherForm
    _name(weights)
    _number(weights, "<I")
    for _ in range(_count(weights)):
        name = _name(weights)
        yield name, [_number(weights, "<I") for _ in range(_number(weights, "<B"))]
        _number(weights, "<B")
        weights.seek(_number(weights, "<I"), 1)  # beyond the end, too: the next read tells
    for _ in range(_count(weights)):  # second names of parts
        _name(weights)
        _name(weights)


def is_whole(weights: BinaryIO) -> bool:
    """Whether all that the file announces is in it, as far as it can be read."""
    try:
        for _ in parts(weights):
            pass
    except OtherForm:
        return True
    except ValueError:
        return False
    return True


def _count(weights: BinaryIO) -> int:
    count = _number(weights, "<I")
    if count > _MOST_PARTS:
        raise OtherForm
    return count


def _name(weights: BinaryIO) -> str:
    return _bytes(weights, _number(weights, "<H")).rstrip(b"\0").decode()


def _number(weights: BinaryIO, form: str) -> int:
    (value,) = struct.unpack(form, _bytes(weights, struct.calcsize(form)))
    return int(value)


def _bytes(weights: BinaryIO, count: int) -> bytes:
    read = weights.read(count)
    if len(read) < count:
        raise ValueError("cut short")
    return read
