"""The microphone: 16 kHz mono, whatever the device's rate and channels.

Rules: the callback only copies samples and notes flags and moments; the reader's thread resamples.
Frames are counted, and timed only to find out how many the device lost. When a device stops
delivering, `read` returns None; the reader decides what to do. When a speaker's monitor takes the
place of a microphone that was unplugged, `read` raises PartMissing, and what came by then and was
not read is wiped.
"""

import queue
import threading
import time
from typing import Any

import numpy as np
import soxr

from balint_voice.adapters.sound import portaudio, sound_server
from balint_voice.errors import PartMissing, Text
from balint_voice.listening.audio import LISTENING_RATE, AudioBlock, Samples
from balint_voice.listening.channels import LoudestChannel
from balint_voice.listening.lost_frames import LostFrames
from balint_voice.listening.utterances import wipe

_Heard = tuple[Samples, float, bool]
"""A block, when it came, and whether the device says that frames were lost before it."""


class DeviceMicrophone:
    """Listens on the device whose name contains `device`, else on the system's default."""

    def __init__(self, device: str | None = None) -> None:
        self._device = device
        self._stream: Any = None
        self._resampler: Any = None
        self._channels = LoudestChannel(LISTENING_RATE)
        self._lost = LostFrames(LISTENING_RATE)
        self._rate: float = LISTENING_RATE
        self._heard: queue.SimpleQueue[_Heard] = queue.SimpleQueue()
        self._position = 0
        self._opening_or_closing = threading.Lock()
        self._watch = sound_server.Watch(self._unplugged)
        self._is_unplugged = False

    def open(self) -> None:
        with self._opening_or_closing:
            if self._stream is not None:
                return
            self._position = 0
            self._is_unplugged = False
            self._watch.start()
            try:
                self._start()
            except BaseException:
                self._watch.stop()
                raise

    def read(self, timeout: float) -> AudioBlock | None:
        if self._stream is None:
            return None
        deadline = time.monotonic() + timeout
        overflowed = False
        self._refuse_what_is_unplugged()
        while (left := deadline - time.monotonic()) > 0 or not self._heard.empty():
            try:
                raw, moment, lost = self._heard.get(timeout=max(0.0, left))
            except queue.Empty:
                break
            if self._is_unplugged:
                wipe(raw)
            self._refuse_what_is_unplugged()
            overflowed |= lost
            missing = self._lost.after(len(raw), moment, reported=lost)
            self._position += round(missing * LISTENING_RATE / self._rate)
            mono = self._channels.take(raw)
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
            self._watch.stop()
            stream, self._stream = self._stream, None
            if stream is not None:
                heard, self._heard = self._heard, queue.SimpleQueue()  # nothing more goes in
                portaudio.release(stream)
                self._wipe_what_nobody_read(heard)

    def _unplugged(self) -> None:
        self._is_unplugged = True

    def _refuse_what_is_unplugged(self) -> None:
        if self._is_unplugged:
            why = Text("device-unplugged")
            raise PartMissing("microphone-missing", why=why)

    def _wipe_what_nobody_read(self, heard: "queue.SimpleQueue[_Heard]") -> None:
        while not heard.empty():
            wipe(heard.get()[0])
        # Best effort: what the filter still holds of the last moments is pushed out by silence.
        wipe(self._resampler.resample_chunk(np.zeros(LISTENING_RATE, np.float32)))

    def _start(self) -> None:
        heard: queue.SimpleQueue[_Heard] = queue.SimpleQueue()

        def copy(data: Any, _frames: int, _moment: Any, flags: Any) -> None:
            if heard is self._heard:  # a stream that came too late, or is closed, is not heard
                heard.put((data.copy(), time.monotonic(), bool(flags.input_overflow)))

        self._stream = portaudio.open_stream(
            "input", self._device, dtype="float32", latency="high", callback=copy
        )
        self._watch.microphone = portaudio.name_of(self._stream)
        self._heard = heard
        self._channels = LoudestChannel(self._stream.samplerate)
        self._lost = LostFrames(self._stream.samplerate)
        self._rate = self._stream.samplerate
        self._resampler = soxr.ResampleStream(
            self._stream.samplerate, LISTENING_RATE, 1, dtype="float32"
        )
