"""The loudspeaker: an output stream that is open before a cue is due.

A cue can then begin and stop at once. The stream is closed after some time without sound, because
an open stream uses more CPU than the rest of the program.

Rules: a thread of the speaker opens and closes the device, informs the listener, and checks that
callbacks keep coming. A device that fails ends the sound with `failed()`; the next sound has the
sound library look again and opens the device by name. What one opening does is in `output_stream`.
"""

import contextlib
import heapq
import itertools
import queue
import threading
import time
from dataclasses import dataclass

from balint_voice.adapters.sound import portaudio
from balint_voice.adapters.sound.output_stream import (
    DEAD_AFTER_S,
    LATENCY_S,
    AudibleEdge,
    OutputStream,
)
from balint_voice.adapters.sound.playback import Playback
from balint_voice.errors import PartMissing
from balint_voice.listening.audio import Sound
from balint_voice.ports import AT_ONCE, Moment, PlaybackListener

IN_TIME_S = 0.08
"""So long before its block is asked for, a sound is in time: more than a block, and more than a
busy processor delays a thread."""
LINGER_S = 10.0
"""Open for so long after a sound, because another sound often follows."""
_LONGEST_LATENCY_S = 0.5


@dataclass(frozen=True)
class _GetReady:
    """Have the device open."""


@dataclass(frozen=True)
class _Look:
    """See whether the device still asks for samples."""


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


_Work = _Job | _GetReady | _Look | AudibleEdge | _Close


class DeviceSpeaker:
    """Plays on the device whose name contains `device`, else on the system's default."""

    def __init__(self, device: str | None = None) -> None:
        self._device = device
        self._stream: OutputStream | None = None
        self._broken = False
        self._used_at = 0.0
        self._at_the_device = threading.Lock()
        self._telling = threading.RLock()
        self._jobs: list[_Job] = []
        self._work: queue.SimpleQueue[_Work] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    @property
    def latency_s(self) -> float:
        """Seconds from a sample's callback until it is heard, as the open device reports it."""
        stream = self._stream  # the speaker's thread may close it meanwhile
        return stream.latency_s if stream is not None else LATENCY_S

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
        if self._stream is not None and self._stream.is_dead:
            self._broken = True
        if self._broken:
            self._close()
            with contextlib.suppress(PartMissing):
                portaudio.look_again()
        elif self._stream is not None:
            return
        self._stream = OutputStream(self._device, self._work.put, self._ended)
        self._broken = False

    def _close(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def _ended(self) -> None:
        """The library ended the stream: the device is gone."""
        self._broken = True
        self._work.put(_Look())

    # The speaker's own thread

    def _run(self) -> None:
        due: list[tuple[float, int, AudibleEdge]] = []
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
                case AudibleEdge(at):
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
            if not opened or self._stream is None:
                self._jobs.remove(job)
                job.listener.failed()
                return
            job.playback = self._stream.append(job.sound, job.heard_at)

    def _tell(self, heard: AudibleEdge) -> None:
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
            if not self._broken and self._stream is not None and not self._stream.is_dead:
                return
            self._broken = True
            failed, *self._jobs = self._jobs
            for job in self._jobs:
                if job.playback is not None:
                    job.playback = None
                    self._work.put(job)
            failed.listener.failed()
