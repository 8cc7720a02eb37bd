"""A recording as the microphone (`--microphone-file`), in real time.

Rules: it behaves like a device. The recording plays while the microphone is open and stops while it
is closed, so a recording of just the recorded phases fits. After its end there is silence. One
block is 0.1 s.
"""

import threading
import time
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soxr

from balint_voice.adapters.sound.wav_file import read_format, read_frames
from balint_voice.errors import PartMissing, reason
from balint_voice.listening.audio import LISTENING_RATE, AudioBlock, Samples
from balint_voice.listening.channels import LoudestChannel
from balint_voice.records.reading import open_plain

BLOCK = LISTENING_RATE // 10


class WavMicrophone:
    """Raises Unusable at once when the file is none that can be played."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._layout = read_format(path)
        self._resampler = soxr.ResampleStream(self._layout.rate, LISTENING_RATE, 1, dtype="float32")
        self._channels = LoudestChannel(self._layout.rate)
        self._frame = 0
        self._ready: Samples = np.zeros(0, np.float32)
        self._file: BinaryIO | None = None
        self._opened_at = 0.0
        self._position = 0
        self._closed = threading.Event()
        self._at_the_file = threading.Lock()

    def open(self) -> None:
        if self._file is not None:
            return
        try:
            self._file = open_plain(self._path)
        except OSError as error:
            raise PartMissing("recording-gone", path=self._path, reason=reason(error)) from None
        self._opened_at = time.monotonic()
        self._position = 0
        self._closed.clear()

    def read(self, timeout: float) -> AudioBlock | None:
        if self._file is None:
            return None
        due = self._opened_at + (self._position + BLOCK) / LISTENING_RATE
        early = due - time.monotonic()
        if early > 0 and (self._closed.wait(min(early, timeout)) or early > timeout):
            return None
        with self._at_the_file:
            if self._file is None:  # closed while we waited
                return None
            block = AudioBlock(self._next(self._file), self._position)
            self._position += BLOCK
            return block

    def close(self) -> None:
        self._closed.set()
        with self._at_the_file:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _next(self, file: BinaryIO) -> Samples:
        """The next block of the recording; zeros after its end."""
        while len(self._ready) < BLOCK and self._frame < self._layout.frames:
            piece = read_frames(file, self._layout, self._frame, self._layout.rate // 10)
            self._frame = self._frame + len(piece) if len(piece) else self._layout.frames
            last = self._frame >= self._layout.frames
            heard = self._resampler.resample_chunk(self._channels.take(piece), last=last)
            self._ready = np.concatenate([self._ready, heard])
        block, self._ready = self._ready[:BLOCK], self._ready[BLOCK:]
        return np.pad(block, (0, BLOCK - len(block)))
