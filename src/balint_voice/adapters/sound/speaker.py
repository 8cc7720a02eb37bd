"""The loudspeaker: an output stream that is open before a cue is due.

A cue can then begin and stop at once. The stream is closed after some time without sound, because
an open stream uses more CPU than the rest of the program.

Rules: the callback copies. A thread of the speaker opens and closes the device, informs the
listener, and checks that callbacks keep coming. A device that fails ends the sound with `failed()`;
the next sound has the sound library look again and opens the device by name. A sound with a moment
is placed in the stream sample by sample, however late a thread wakes up. What is open is never
digitally silent, and what was just opened gets some time before the first sound: an amplifier or a
headset that fell asleep wakes up meanwhile, and swallows no syllable.
"""

import contextlib
import functools
import heapq
import itertools
import queue
import threading
import time
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import soxr

from balint_voice.adapters.sound import portaudio
from balint_voice.adapters.sound.playback import Playback, PlaybackQueue
from balint_voice.adapters.sound.stream_clock import StreamClock
from balint_voice.errors import PartMissing
from balint_voice.listening.audio import Samples, Sound
from balint_voice.ports import AT_ONCE, Moment, PlaybackListener

LATENCY_S = 0.1
"""At half of this an idle stream costs twice the CPU. The latency is constant."""
IN_TIME_S = 0.08
"""So long before its block is asked for, a sound is in time: more than a block, and more than a
busy processor delays a thread."""
WARM_UP_S = 0.4
"""From opening the device to the first sound, at least."""
_WARMTH = 1e-4
"""The peak of the hiss that keeps a device awake: -80 dBFS, three steps of a 16-bit sample."""
LINGER_S = 10.0
"""Open for so long after a sound, because another sound often follows."""
_LONGEST_LATENCY_S = 0.5
DEAD_AFTER_S = 1.5
"""Without a callback for so long, the device is gone, whatever the library says of it."""


Edge = Literal["started", "finished"]


@dataclass(frozen=True)
class _GetReady:
    """Have the device open."""


@dataclass(frozen=True)
class _Look:
    """See whether the device still asks for samples."""


@dataclass(frozen=True)
class _Heard:
    """The first or last sample of a sound is audible at that moment."""

    at: float
    edge: Edge
    playback: Playback


@dataclass(frozen=True)
class _Close:
    """End the thread."""


@dataclass(eq=False)
class _Job:
    """One sound, from the call to its last sample."""

    sound: Sound
    listener: PlaybackListener
    heard_at: Moment
    playback: Playback | None = None


_Work = _Job | _GetReady | _Look | _Heard | _Close


class DeviceSpeaker:
    """Plays on the device whose name contains `device`, else on the system's default."""

    def __init__(self, device: str | None = None) -> None:
        self._device = device
        self._stream: Any = None
        self._line: PlaybackQueue | None = None
        self._clock = StreamClock(1)
        self._warm_at = 0.0
        self._hiss = np.random.default_rng()
        self._rate = 0
        self._broken = False
        self._last_callback = 0.0
        self._used_at = 0.0
        self._openings = 0
        self._at_the_device = threading.Lock()
        self._telling = threading.RLock()
        self._jobs: list[_Job] = []
        self._work: queue.SimpleQueue[_Work] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    @property
    def latency_s(self) -> float:
        """Seconds from a sample's callback until it is heard, as the open device reports it."""
        stream = self._stream  # the speaker's thread may close it meanwhile
        return float(stream.latency) if stream is not None else LATENCY_S

    @property
    def lead_s(self) -> float:
        """`ports.Speaker`; a latency beyond reason is none."""
        return IN_TIME_S + min(self.latency_s, _LONGEST_LATENCY_S)

    def open(self) -> None:
        """Opens the device now rather than at the first `play`. Raises PartMissing."""
        with self._at_the_device:
            self._open()
        self.get_ready()

    def get_ready(self) -> None:
        with self._telling:
            self._do(_GetReady())

    def play(self, sound: Sound, listener: PlaybackListener, heard_at: Moment = AT_ONCE) -> None:
        with self._telling:
            self.stop()
            self.follow(sound, listener, heard_at)

    def follow(self, sound: Sound, listener: PlaybackListener, heard_at: Moment = AT_ONCE) -> None:
        with self._telling:
            job = _Job(sound, listener, heard_at)
            self._jobs.append(job)
            self._do(job)

    def stop(self) -> None:
        with self._telling:
            for job in self._jobs:
                if job.playback is not None:
                    job.playback.give_up()
            self._jobs.clear()

    def close(self) -> None:
        self.stop()
        if self._thread is not None:
            self._work.put(_Close())
            self._thread.join(timeout=DEAD_AFTER_S * 2)  # a dead device may hold it
            self._thread = None
        with self._at_the_device:
            self._close()

    def _do(self, work: _Job | _GetReady) -> None:
        self._work.put(work)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)
            self._thread.start()

    # The device

    def _open(self) -> None:
        if self._stream is not None and time.monotonic() - self._last_callback > DEAD_AFTER_S:
            self._broken = True
        if self._broken:
            self._close()
            with contextlib.suppress(PartMissing):
                portaudio.look_again()
        elif self._stream is not None:
            return
        self._line = None
        self._stream = portaudio.open_stream(
            "output",
            self._device,
            dtype="float32",
            latency=LATENCY_S,
            callback=self._callback,
            finished_callback=functools.partial(self._ended, self._openings),
        )
        self._rate = int(self._stream.samplerate)
        self._last_callback = time.monotonic()
        self._warm_at = self._last_callback + WARM_UP_S
        self._broken = False
        self._clock = StreamClock(self._rate)
        self._line = PlaybackQueue(self._rate)

    def _close(self) -> None:
        stream, self._stream = self._stream, None
        self._openings += 1  # what this stream still says does not count
        if stream is not None:
            portaudio.release(stream)

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
            self._work.put(_Heard(heard + frame / self._rate, edge, playback))
        out += self._hiss.uniform(-_WARMTH, _WARMTH, (frames, 1)).astype(np.float32)

    def _ended(self, opening: int) -> None:
        """The library ended the stream: it was closed, or the device is gone."""
        if opening == self._openings:
            self._broken = True
            self._work.put(_Look())

    # The speaker's own thread

    def _run(self) -> None:
        due: list[tuple[float, int, _Heard]] = []
        order = itertools.count()
        while True:
            try:
                work = self._work.get(timeout=self._longest_wait(due[0][0] if due else None))
            except queue.Empty:
                work = _Look()
            self._look()
            match work:
                case _Close():
                    return
                case _Job():
                    self._begin(work)
                case _GetReady():
                    self._used_at = time.monotonic()
                    if not self._broken:  # a lost one is looked for when there is something to say
                        self._opened()
                case _Heard(at):
                    heapq.heappush(due, (at, next(order), work))
            while due and due[0][0] <= time.monotonic():
                self._tell(heapq.heappop(due)[2])
            if self._jobs or due:
                self._used_at = time.monotonic()
            if self._broken or self._lingered():
                with self._at_the_device:  # or its rest would sound when the device comes back
                    self._close()

    def _longest_wait(self, due: float | None) -> float | None:
        if due is not None:
            return max(0.0, due - time.monotonic())
        if self._jobs:
            return DEAD_AFTER_S / 3
        return LINGER_S / 4 if self._stream is not None else None

    def _lingered(self) -> bool:
        return time.monotonic() - self._used_at > LINGER_S

    def _opened(self) -> bool:
        """Opens what is not open: may take a while, so nobody else waits for it here."""
        try:
            with self._at_the_device:
                self._open()
        except Exception:  # noqa: BLE001 - whatever it is, a cue without an answer would hold all up
            self._broken = True
            return False
        return True

    def _begin(self, job: _Job) -> None:
        opened = self._opened()
        with self._telling:
            if job not in self._jobs:
                return
            if not opened or self._line is None:
                self._jobs.remove(job)
                job.listener.failed()
                return
            begins_at = max(job.heard_at, self._warm_at)
            job.playback = Playback(_at_rate(job.sound, self._rate), begins_at)
            self._line.append(job.playback)

    def _tell(self, heard: _Heard) -> None:
        with self._telling:
            job = next((job for job in self._jobs if job.playback is heard.playback), None)
            if job is None:
                return
            if heard.edge == "started":
                job.listener.started()
            else:
                self._jobs.remove(job)
                job.listener.finished()

    def _look(self) -> None:
        """Fails the sound when its device does not ask for samples any more. For what follows it
        the device is opened once more."""
        with self._telling:
            if not self._jobs or self._jobs[0].playback is None:
                return
            if not self._broken and time.monotonic() - self._last_callback <= DEAD_AFTER_S:
                return
            self._broken = True
            failed, *self._jobs = self._jobs
            for job in self._jobs:
                if job.playback is not None:
                    job.playback = None
                    self._work.put(job)
            failed.listener.failed()


def _at_rate(sound: Sound, rate: int) -> Samples:
    samples = np.ascontiguousarray(sound.samples, dtype=np.float32)
    if sound.rate == rate:
        return samples
    resampled: Samples = soxr.resample(samples, sound.rate, rate)
    return resampled
