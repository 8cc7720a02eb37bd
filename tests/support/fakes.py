"""Small stand-ins for the parts with a device, a process or a model behind them.

Rule of this file: whatever stands here passes the same contract suite as the real part
(tests/sound/test_*_contract.py).
"""

import threading
import time
from collections import deque
from collections.abc import Callable

import numpy as np

from balint_voice.errors import PartMissing, Text
from balint_voice.listening.audio import LISTENING_RATE, AudioBlock, Samples, Sound
from balint_voice.ports import AT_ONCE, Moment, PlaybackListener
from balint_voice.session.inputs import Input

PATIENCE_S = 300.0


def tone(seconds: float, rate: int = 22_050, frequency: float = 440, level: float = 0.5) -> Sound:
    """A plain sine."""
    at = np.arange(int(seconds * rate)) / rate
    return Sound((level * np.sin(2 * np.pi * frequency * at)).astype(np.float32), rate)


class WaitingInbox:
    """An inbox that keeps everything, and in which a test can wait for what must come."""

    def __init__(self) -> None:
        self.received: list[Input] = []
        self._unread: deque[Input] = deque()
        self._arrived = threading.Condition()

    def put(self, item: Input) -> None:
        with self._arrived:
            self.received.append(item)
            self._unread.append(item)
            self._arrived.notify_all()

    def next(self, patience_s: float = PATIENCE_S) -> Input:
        """The next input, in order; fails when none comes."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: bool(self._unread), patience_s), (
                f"nothing came in {patience_s:.0f} s after {self.received}"
            )
            return self._unread.popleft()


class FakeSynthesizer:
    """A tone for a text, 0.02 s a character; `broken` makes it refuse."""

    def __init__(self) -> None:
        self.broken = False
        self.rendered: list[str] = []

    def render(self, text: str) -> Sound:
        if self.broken:
            raise PartMissing("voice-fails", voice="fake", why=Text("child-ended"))
        self.rendered.append(text)
        return tone(0.02 * len(text))

    def close(self) -> None:
        """Nothing is open."""


class FakeSpeaker:
    """Plays nothing, in real time; `broken` makes every play fail."""

    def __init__(self) -> None:
        self.broken = False
        self.played: list[Sound] = []
        self._sounding: list[Sound] = []
        self._free_at = 0.0
        self._telling = threading.RLock()
        self._timers: list[threading.Timer] = []

    def open(self) -> None:
        """Nothing has to be opened."""

    @property
    def lead_s(self) -> float:
        return 0.0

    def get_ready(self) -> None:
        """Nor here."""

    def play(self, sound: Sound, listener: PlaybackListener, heard_at: Moment = AT_ONCE) -> None:
        with self._telling:
            self.stop()
            self.follow(sound, listener, heard_at)

    def follow(self, sound: Sound, listener: PlaybackListener, heard_at: Moment = AT_ONCE) -> None:
        with self._telling:
            self._sounding.append(sound)
            self.played.append(sound)
            if self.broken:
                self._later(0, sound, listener.failed, last=True)
                return
            begins = max(self._free_at, heard_at, time.monotonic())
            self._free_at = begins + sound.seconds + 0.01

            def started() -> None:
                listener.started()
                self._later(sound.seconds + 0.01, sound, listener.finished, last=True)

            self._later(begins - time.monotonic(), sound, started)

    def _later(
        self, seconds: float, sound: Sound, tell: Callable[[], None], *, last: bool = False
    ) -> None:
        def told() -> None:
            with self._telling:
                if any(sound is one for one in self._sounding):
                    if last:
                        self._sounding = [one for one in self._sounding if one is not sound]
                    tell()

        timer = threading.Timer(seconds, told)
        timer.daemon = True
        timer.start()
        self._timers.append(timer)

    def stop(self) -> None:
        with self._telling:
            self._sounding.clear()
            self._free_at = 0.0
            for timer in self._timers:
                timer.cancel()
            self._timers.clear()

    def close(self) -> None:
        self.stop()


class FakeMicrophone:
    """Delivers `samples` (16 kHz) in blocks of 512 as fast as they are read, then nothing.

    `real_time` delivers them by the clock instead.
    """

    def __init__(self, samples: Samples, *, real_time: bool = False) -> None:
        self._samples = samples
        self._real_time = real_time
        self._heard = 0
        self._position = 0
        self._opened_at: float | None = None
        self.openings = 0

    def open(self) -> None:
        self._opened_at = time.monotonic()
        self._position = 0
        self.openings += 1

    def read(self, timeout: float) -> AudioBlock | None:
        if self._opened_at is None or self._heard >= len(self._samples):
            return None
        samples = self._samples[self._heard : self._heard + 512]
        if self._real_time:
            due = self._opened_at + (self._position + len(samples)) / LISTENING_RATE
            early = due - time.monotonic()
            if early > 0:
                threading.Event().wait(min(early, timeout))
            if early > timeout:
                return None
        block = AudioBlock(samples, self._position)
        self._heard += len(samples)
        self._position += len(samples)
        return block

    def close(self) -> None:
        self._opened_at = None
