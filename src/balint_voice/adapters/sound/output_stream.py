"""One opening of a loudspeaker: a stream that asks for samples, and what it is given.

Rules: the callback copies, and tells of what it copied. A sound with a moment is placed sample by
sample, however late a thread wakes up. What is open is never digitally silent, and what was just
opened gets some time before the first sound: an amplifier or a headset that fell asleep wakes up
meanwhile, and swallows no syllable.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import soxr
from numpy.typing import NDArray

from balint_voice.adapters.sound import portaudio
from balint_voice.adapters.sound.playback import Playback, PlaybackQueue
from balint_voice.adapters.sound.stream_clock import StreamClock
from balint_voice.listening.audio import Samples, Sound
from balint_voice.ports import Moment

LATENCY_S = 0.1
"""At half of this an idle stream costs twice the CPU. The latency is constant."""
WARM_UP_S = 0.4
"""From opening the device to the first sound, at least."""
_WARMTH = 1e-4
"""The peak of the hiss that keeps a device awake: -80 dBFS, three steps of a 16-bit sample."""
DEAD_AFTER_S = 1.5
"""Without a callback for so long, the device is gone, whatever the library says of it."""

Edge = Literal["started", "finished"]


@dataclass(frozen=True)
class AudibleEdge:
    """The first or last sample of a sound is audible at that moment."""

    at: float
    edge: Edge
    playback: Playback


class OutputStream:
    """Opens the device whose name contains `device`, else the system's default. Raises PartMissing.

    `tell`: of each first and last sample, before it is heard. `ended`: the library ended the stream
    unasked. Both come from threads of the library.
    """

    def __init__(
        self, device: str | None, tell: Callable[[AudibleEdge], None], ended: Callable[[], None]
    ) -> None:
        self._tell, self._ended = tell, ended
        self._closed = False
        self._line: PlaybackQueue | None = None  # until all is there, the callback is silent
        self._stream: Any = portaudio.open_stream(
            "output",
            device,
            dtype="float32",
            latency=LATENCY_S,
            callback=self._callback,
            finished_callback=self._finished,
        )
        self._rate = int(self._stream.samplerate)
        self._last_callback = time.monotonic()
        self._warm_at = self._last_callback + WARM_UP_S
        self._clock = StreamClock(self._rate)
        self._hiss = _hiss(self._rate)
        self._line = PlaybackQueue(self._rate)

    @property
    def latency_s(self) -> float:
        """Seconds from a sample's callback until it is heard, as the device reports it."""
        return float(self._stream.latency)

    @property
    def is_dead(self) -> bool:
        """Whether the device does not ask for samples any more."""
        return time.monotonic() - self._last_callback > DEAD_AFTER_S

    def append(self, sound: Sound, heard_at: Moment) -> Playback:
        """Puts a sound behind what sounds and waits, at its moment at the soonest."""
        playback = Playback(_at_rate(sound, self._rate), max(heard_at, self._warm_at))
        if self._line is not None:
            self._line.append(playback)
        return playback

    def close(self) -> None:
        self._closed = True  # what the library still says of its end does not count
        portaudio.release(self._stream)

    def _callback(self, out: Any, frames: int, moment: Any, _flags: Any) -> None:
        now = time.monotonic()
        self._last_callback = now
        if self._line is None:
            out[:] = 0
            return
        delay = moment.outputBufferDacTime - moment.currentTime
        if not 0 < delay < 2:  # some systems do not tell
            delay = self.latency_s
        heard = self._clock.block(frames, now + delay)
        for edge, playback, frame in self._line.fill(out, heard):
            self._tell(AudibleEdge(heard + frame / self._rate, edge, playback))
        hiss = self._hiss[:frames]
        out[: len(hiss)] += hiss

    def _finished(self) -> None:
        if not self._closed:
            self._ended()


def _hiss(frames: int) -> NDArray[np.float32]:
    """A column of noise, made once: longer than any block."""
    noise = np.random.default_rng().uniform(-_WARMTH, _WARMTH, (frames, 1))
    return noise.astype(np.float32)


def _at_rate(sound: Sound, rate: int) -> Samples:
    samples = np.ascontiguousarray(sound.samples, dtype=np.float32)
    if sound.rate == rate:
        return samples
    resampled: Samples = soxr.resample(samples, sound.rate, rate)
    return resampled
