"""What was said, as a canary: any 20 ms of it that turns up somewhere is found.

Rule of this file: a sound is known in each form that a program may hold it in: the device's rate or
16 kHz, one channel or two, float32 or int16 (rounded or cut off). Of each form, stretches of 10 ms
on a grid are looked for, byte by byte: whatever holds any 20 ms holds one of them whole.
"""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from balint_voice.listening.audio import Samples

_KEY = 8
"""Bytes at the front of a stretch by which it is looked up."""
_HASHED = 22
_MIX = np.uint64(0x9E3779B97F4A7C15)
_LOUD = 0.01
"""Root mean square from which a stretch tells anything: quieter ones look like any silence."""
_AT_ONCE = 1 << 24


class Canary:
    """`add` what was said, as often as there are recordings of it; then look for it."""

    def __init__(self) -> None:
        self._stretches: dict[bytes, list[tuple[bytes, int]]] = defaultdict(list)
        self.total = 0
        """How many stretches were said, however many forms they have."""

    def add(self, samples: Samples, rate: int) -> None:
        length = rate // 100
        for start in range(0, len(samples) - length + 1, length):
            stretch = samples[start : start + length]
            if float(np.sqrt(np.mean(stretch**2))) >= _LOUD:
                for form in _forms(stretch):
                    if any(form[:_KEY]):  # zeros are everywhere
                        self._stretches[form[:_KEY]].append((form, self.total))
                self.total += 1

    def found_in(self, data: bytes | bytearray) -> int:
        """How many stretches are in there, each counted once."""
        found: set[int] = set()
        keys = np.frombuffer(b"".join(self._stretches), np.uint64)
        table = np.zeros(1 << _HASHED, bool)
        table[_hashed(keys)] = True
        for start in range(0, len(data), _AT_ONCE):
            # Overlapping, so that a stretch across the border is whole in one of the pieces.
            piece = bytes(data[start : start + _AT_ONCE + 4096])
            for place in _candidates(piece, table):
                for form, number in self._stretches.get(piece[place : place + _KEY], ()):
                    if piece.startswith(form, place):
                        found.add(number)
        return len(found)


def _forms(stretch: Samples) -> Iterable[bytes]:
    """The bytes of a stretch in every form."""
    numbers: list[NDArray[np.generic]] = [stretch.astype("<f4")]
    for scale in (32_767, 32_768):
        scaled = np.clip(stretch.astype(np.float64) * scale, -32_768, 32_767)
        numbers += [np.trunc(scaled).astype("<i2"), np.rint(scaled).astype("<i2")]
    return {each for one in numbers for each in (one.tobytes(), np.repeat(one, 2).tobytes())}


def _hashed(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return (keys * _MIX) >> np.uint64(64 - _HASHED)


def _candidates(data: bytes, table: NDArray[np.bool_]) -> Iterable[int]:
    """The places where a stretch may begin."""
    for offset in range(_KEY):
        count = (len(data) - offset) // _KEY
        if count > 0:
            numbers = np.frombuffer(data, np.uint64, count, offset)
            for index in np.flatnonzero(table[_hashed(numbers)]):
                yield int(index) * _KEY + offset
