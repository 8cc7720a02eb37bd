"""WAV files as numbers: any rate, any number of channels, 8 to 32 bit or float.

Rules: reading only, piece by piece; nothing here knows what the sound is for. The
standard library's `wave` refuses float and (before Python 3.12) most 24-bit files.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from balint_voice.errors import Text, Unusable, reason
from balint_voice.listening.audio import Samples
from balint_voice.records.reading import open_plain

_IN_DS64 = 0xFFFFFFFF
_UNKNOWN = (0, _IN_DS64)
"""The length of what a recorder never finished: it goes on to the end of the file. Of RF64 (EBU
Tech 3306), for more than 4 GB, the chunk `ds64` says it."""
_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE


@dataclass(frozen=True)
class WavFormat:
    """Where the samples of a WAV file lie and how they are written. `frames`: one per moment."""

    rate: int
    channels: int
    bits: int
    is_float: bool
    start: int
    frames: int

    @property
    def frame_bytes(self) -> int:
        return self.channels * self.bits // 8


def read_format(path: Path) -> WavFormat:
    """The format of the file. Raises Unusable, naming the file and what would do."""
    try:
        with open_plain(path) as file:
            return _format(file, path.stat().st_size)
    except OSError as error:
        raise Unusable("wav-unusable", path=path, why=reason(error)) from None
    except _NotWavError as error:
        raise Unusable("wav-unusable", path=path, why=error.why) from None
    except (ValueError, struct.error):
        raise Unusable("wav-unusable", path=path, why=Text("wav-cut-short")) from None


def read_frames(file: BinaryIO, layout: WavFormat, first: int, count: int) -> Samples:
    """Up to `count` frames from frame `first` on, (frames, channels); fewer at the file's end."""
    file.seek(layout.start + first * layout.frame_bytes)
    raw = file.read(max(0, min(count, layout.frames - first)) * layout.frame_bytes)
    raw = raw[: len(raw) // layout.frame_bytes * layout.frame_bytes]
    return _numbers(raw, layout).reshape(-1, layout.channels)


class _NotWavError(ValueError):
    """`why` a file is no WAV file that we read."""

    def __init__(self, why: Text) -> None:
        super().__init__(why)
        self.why = why


def _format(file: BinaryIO, size: int) -> WavFormat:
    head = file.read(12)
    if not head:
        raise _NotWavError(Text("wav-empty"))
    if head[:4] not in (b"RIFF", b"RF64") or head[8:12] != b"WAVE":
        raise _NotWavError(Text("wav-none"))
    described: tuple[int, int, int, int] | None = None
    long = 0
    while header := file.read(8):
        name, length = struct.unpack("<4sI", header)
        if name == b"data":
            if described is None:
                raise _NotWavError(Text("wav-disordered"))
            rest = size - file.tell()
            declared = long if length == _IN_DS64 and long else length
            whole = rest if declared in _UNKNOWN else min(declared, rest)
            return _located(described, file.tell(), whole)
        if name == b"fmt ":
            described = _described(file.read(length))
        elif name == b"ds64" and length >= 16:
            long = struct.unpack("<Q", file.read(16)[8:])[0]
            file.seek(length - 16, 1)
        else:
            file.seek(length, 1)
        if length % 2 and file.read(1) not in (b"\0", b""):
            file.seek(-1, 1)  # some writers leave the padding out
    raise _NotWavError(Text("wav-soundless"))


def _described(chunk: bytes) -> tuple[int, int, int, int]:
    """(kind, channels, rate, bits) of a format chunk."""
    kind, channels, rate, _, _, bits = struct.unpack("<HHIIHH", chunk[:16])
    if kind == _EXTENSIBLE:
        kind = struct.unpack("<H", chunk[24:26])[0]
    return kind, channels, rate, bits


def _located(described: tuple[int, int, int, int], start: int, length: int) -> WavFormat:
    kind, channels, rate, bits = described
    known = (kind == _PCM and bits in (8, 16, 24, 32)) or (kind == _FLOAT and bits in (32, 64))
    if not known:
        raise _NotWavError(Text("wav-compressed", kind=kind, bits=bits))
    if not 1 <= channels <= 64 or not 1_000 <= rate <= 768_000:
        raise _NotWavError(Text("wav-impossible", channels=channels, rate=rate))
    frames = length // (channels * bits // 8)
    if frames == 0:
        raise _NotWavError(Text("wav-soundless"))
    return WavFormat(
        rate=rate, channels=channels, bits=bits, is_float=kind == _FLOAT, start=start, frames=frames
    )


def _numbers(raw: bytes, layout: WavFormat) -> Samples:
    if layout.is_float:
        wild = np.frombuffer(raw, f"<f{layout.bits // 8}")
        # Held down before it is narrowed: a number that no float32 can hold warns on the terminal.
        return np.asarray(np.nan_to_num(wild).clip(-1, 1), np.float32)
    if layout.bits == 8:
        return (np.frombuffer(raw, np.uint8).astype(np.float32) - 128) / np.float32(128)
    if layout.bits == 24:
        wide = np.zeros((len(raw) // 3, 4), np.uint8)
        wide[:, 1:] = np.frombuffer(raw, np.uint8).reshape(-1, 3)
        return wide.view("<i4")[:, 0].astype(np.float32) / np.float32(2**31)
    values = np.frombuffer(raw, f"<i{layout.bits // 8}").astype(np.float32)
    return values / np.float32(2 ** (layout.bits - 1))
