"""The microphone: 16 kHz mono, whatever the device's rate.

Rules: the callback only copies samples and notes flags; the reader's thread resamples. Frames are
counted, not timed. When a device stops delivering, `read` returns None; the reader decides what to
do.
"""

import queue
import threading
import time
from typing import Any

import numpy as np
import soxr

from balint_voice.adapters.sound import portaudio
from balint_voice.listening.audio import LISTENING_RATE, AudioBlock, Samples
from balint_voice.listening.utterances import wipe

_CANCELS = 0.05
"""Of the louder channel's energy: less than this is left only where channels cancel each other."""


class DeviceMicrophone:
    """Listens on the device whose name contains `device`, else on the system's default."""

    def __init__(self, device: str | None = None) -> None:
        self._device = device
        self._stream: Any = None
        self._resampler: Any = None
        self._heard: queue.SimpleQueue[tuple[Samples, bool]] = queue.SimpleQueue()
        self._position = 0
        self._opening_or_closing = threading.Lock()

    def open(self) -> None:
        with self._opening_or_closing:
            if self._stream is not None:
                return
            self._position = 0
            self._start()

    def read(self, timeout: float) -> AudioBlock | None:
        if self._stream is None:
            return None
        deadline = time.monotonic() + timeout
        overflowed = False
        while (left := deadline - time.monotonic()) > 0 or not self._heard.empty():
            try:
                raw, lost = self._heard.get(timeout=max(0.0, left))
            except queue.Empty:
                break
            overflowed |= lost
            mono = _mono(raw)
            samples: Samples = self._resampler.resample_chunk(mono)
            wipe(raw)
            wipe(mono)
            if len(samples):
                block = AudioBlock(samples, self._position, overflowed)
                self._position += len(samples)
                return block
        return None

    def close(self) -> None:
        with self._opening_or_closing:
            stream, self._stream = self._stream, None
            if stream is not None:
                heard, self._heard = self._heard, queue.SimpleQueue()  # nothing more goes in
                portaudio.release(stream)
                self._wipe_what_nobody_read(heard)

    def _wipe_what_nobody_read(self, heard: "queue.SimpleQueue[tuple[Samples, bool]]") -> None:
        while not heard.empty():
            wipe(heard.get()[0])
        # Best effort: what the filter still holds of the last moments is pushed out by silence.
        wipe(self._resampler.resample_chunk(np.zeros(LISTENING_RATE, np.float32)))

    def _start(self) -> None:
        heard: queue.SimpleQueue[tuple[Samples, bool]] = queue.SimpleQueue()

        def copy(data: Any, _frames: int, _moment: Any, flags: Any) -> None:
            if heard is self._heard:  # a stream that came too late, or is closed, is not heard
                heard.put((data.copy(), bool(flags.input_overflow)))

        self._stream = portaudio.open_stream(
            "input", self._device, dtype="float32", latency="high", callback=copy
        )
        self._heard = heard
        self._resampler = soxr.ResampleStream(
            self._stream.samplerate, LISTENING_RATE, 1, dtype="float32"
        )


def _mono(raw: Samples) -> Samples:
    """The mean of the channels; where they cancel each other (a plug or a driver turned one of them
    around), the louder one."""
    mono: Samples = raw.mean(axis=1, dtype=np.float32)
    if raw.shape[1] > 1:
        energy = np.einsum("ij,ij->j", raw, raw)
        if float(mono @ mono) < _CANCELS * float(energy.max()):
            mono[:] = raw[:, int(energy.argmax())]
    return mono
