"""Sound as numbers, with its format. Everything that listens works on 16 kHz mono."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Mono samples in -1..1, shape (n,)."""

Allocate = Callable[[int], Samples]
"""Gives room for so many samples, all zero. Some systems have a safer one than any memory."""


def zeros(count: int) -> Samples:
    """Ordinary memory."""
    return np.zeros(count, np.float32)


LISTENING_RATE = 16_000
"""Hz; what Silero and Whisper were made for."""


@dataclass(frozen=True)
class Sound:
    """Mono samples with their rate in Hz: a rendered cue, a test clip."""

    samples: Samples
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


@dataclass(frozen=True)
class AudioBlock:
    """What a microphone delivers: `samples` at 16 kHz mono, and where they lie.

    `position`: index at 16 kHz, since the microphone was opened, of the first sample. A jump
    against the end of the block before means frames were lost. `overflowed`: the device says so of
    the moment before it, and does not tell how many.
    """

    samples: Samples
    position: int
    overflowed: bool = False
