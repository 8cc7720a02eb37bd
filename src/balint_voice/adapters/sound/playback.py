"""What the speaker's stream plays next, sample by sample: one sound, its fades, its end.

Rules: no device, no clock and no lock. `fill` runs in the sound library's own thread, so it only
copies and notes. Other threads only set one attribute each.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from balint_voice.listening.audio import Samples

STOP_FADE_S = 0.030
START_FADE_S = 0.005
"""Short enough to leave the first consonant whole; enough against a click."""


@dataclass(eq=False)
class Playback:
    """One sound on its way out, at the stream's rate. `give_up` asks for a fade and the end.

    `not_before`: when its first sample is to be heard. A sound that may begin anywhere in a block
    is as punctual as one in small blocks.
    """

    samples: Samples
    not_before: float = 0.0
    position: int = 0
    given_up: bool = False
    fade_left: int = field(default=0, init=False)
    fading: bool = field(default=False, init=False)

    def give_up(self) -> None:
        self.given_up = True


PlaybackEdge = tuple[Literal["started", "finished"], Playback, int]
"""What begins or ends in a block, and at which frame of it."""


class PlaybackQueue:
    """The queue into one stream: at most the sound that plays, fading, and the one after it."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._stop_fade = int(STOP_FADE_S * rate)
        self._start_fade = int(START_FADE_S * rate)
        self._waiting: deque[Playback] = deque()
        self._current: Playback | None = None

    def append(self, playback: Playback) -> None:
        self._waiting.append(playback)

    def fill(self, out: NDArray[np.float32], heard_at: float = 0.0) -> list[PlaybackEdge]:
        """Fills `out` (frames, channels), heard from `heard_at` on; what began and ended in it."""
        out[:] = 0
        edges: list[PlaybackEdge] = []
        at = 0
        while at < len(out):
            if self._current is None:
                if not self._waiting:
                    break
                early = round((self._waiting[0].not_before - heard_at) * self._rate)
                if early >= len(out):
                    break
                at = max(at, early)
                self._current = self._waiting.popleft()
                if self._current.given_up:  # stopped before its first sample
                    self._current = None
                    continue
                edges.append(("started", self._current, at))
            piece = self._take(self._current, len(out) - at)
            out[at : at + len(piece)] = piece[:, np.newaxis]
            at += len(piece)
            if self._over(self._current):
                edges.append(("finished", self._current, at))
                self._current = None
        return edges

    def _take(self, playback: Playback, count: int) -> Samples:
        if playback.given_up and not playback.fading:
            playback.fading = True
            playback.fade_left = self._stop_fade
        if playback.fading:
            count = min(count, playback.fade_left)
        first = playback.position
        piece = playback.samples[first : first + count].copy()
        playback.position += len(piece)
        if first < self._start_fade:
            rise = np.arange(first, first + len(piece), dtype=np.float32) / self._start_fade
            piece *= np.minimum(rise, 1)
        if playback.fading:
            steps = np.arange(len(piece), dtype=np.float32)
            piece *= (playback.fade_left - steps) / self._stop_fade
            playback.fade_left -= len(piece)
        return piece

    def _over(self, playback: Playback) -> bool:
        faded = playback.fading and playback.fade_left <= 0
        return faded or playback.position >= len(playback.samples)
