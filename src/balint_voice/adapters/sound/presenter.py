"""A synthesised presenter as the microphone, for `demo`: each opening, the next thing said.

Real time, as from a device: one block of 0.1 s every 0.1 s, silence when nothing is left to say.
"""

import threading
import time
from collections.abc import Sequence

import numpy as np
import soxr

from balint_voice.listening.audio import LISTENING_RATE, AudioBlock, Samples, Sound

_BLOCK = LISTENING_RATE // 10


class PresenterMicrophone:
    """`ports.Microphone`: says `sounds`, one for each time it is opened, after `pause_s`."""

    def __init__(self, sounds: Sequence[Sound], pause_s: float = 1.0) -> None:
        lead = np.zeros(round(pause_s * LISTENING_RATE), np.float32)
        self._to_say = [np.concatenate([lead, _at_16_khz(sound)]) for sound in sounds]
        self._saying: Samples | None = None
        self._position = 0
        self._opened_at = 0.0
        self._closed = threading.Event()

    def open(self) -> None:
        self._saying = self._to_say.pop(0) if self._to_say else np.zeros(0, np.float32)
        self._position = 0
        self._opened_at = time.monotonic()
        self._closed.clear()

    def read(self, timeout: float) -> AudioBlock | None:
        saying = self._saying
        if saying is None:
            return None
        early = self._opened_at + (self._position + _BLOCK) / LISTENING_RATE - time.monotonic()
        if early > 0 and (self._closed.wait(min(early, timeout)) or early > timeout):
            return None
        block = saying[self._position : self._position + _BLOCK]
        at, self._position = self._position, self._position + _BLOCK
        return AudioBlock(np.pad(block, (0, _BLOCK - len(block))), at)

    def close(self) -> None:
        self._saying = None
        self._closed.set()


def _at_16_khz(sound: Sound) -> Samples:
    return np.asarray(soxr.resample(sound.samples, sound.rate, LISTENING_RATE), np.float32)
