"""Utterances joined into windows as long as the transcriber takes.

Rules: each decode costs the same, however short the speech, so windows are filled. Every sample of
every utterance lies in exactly one window, no window is longer than its limit, and a window knows
the microphone's sample count for each of its samples. Where a decode costs little they are closed
early, so that a kill costs less.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass, replace

from balint_voice.listening.audio import LISTENING_RATE, Allocate, Samples, zeros
from balint_voice.listening.level import raise_level
from balint_voice.listening.utterances import OpeningTime, Utterance, wipe


@dataclass(frozen=True)
class WindowSettings:
    """`window_s`: what the model takes. A window is closed early once it holds `commit_s` of
    sound, or once nothing was said for `quiet_s`, because a kill must not cost more than that. Each
    decode costs a whole pass. With 26 s a recording needs no more passes than with full windows.
    `seal_s`: closed once so long ago its first voice began, though somebody talks on."""

    window_s: float = 28.0
    commit_s: float = 26.0
    quiet_s: float = 20.0
    seal_s: float = math.inf


SEAL_S = 15.0
"""So often a piece is sealed while somebody talks on, where the machine can do it."""
_SHARE = 1 / 3
"""Chosen: a decode may take so much of that time. The rest is for the voice and for commands."""


def has_room(pass_s: float) -> bool:
    """Whether this machine can do more than fill windows, where one decode takes `pass_s`."""
    return pass_s <= SEAL_S * _SHARE


def seal_every(pass_s: float) -> float:
    """How often to seal, in seconds, where one decode takes `pass_s`; infinite: when it is full."""
    return SEAL_S if has_room(pass_s) else math.inf


@dataclass(frozen=True)
class PlacedUtterance:
    """One utterance inside a window: `length` samples at `offset`, said at `position`."""

    offset: int
    length: int
    position: int
    voice_start: int
    voice_end: int

    @property
    def end(self) -> int:
        """Offset of the first sample after it."""
        return self.offset + self.length

    @property
    def speech(self) -> int:
        return self.voice_end - self.voice_start


@dataclass(frozen=True, eq=False)
class Window:
    """Samples for one decode, and where they were said, all in one `opening`."""

    samples: Samples
    pieces: tuple[PlacedUtterance, ...]
    opening: OpeningTime

    @property
    def speech_s(self) -> float:
        """Seconds of speech in it, pauses around the voices not counted."""
        return sum(piece.speech for piece in self.pieces) / LISTENING_RATE

    @property
    def session_speech_s(self) -> float:
        """The same in session seconds."""
        return self.speech_s * self.opening.pace

    @property
    def voice_start_s(self) -> float:
        """When its first voice began, in seconds since the microphone was opened."""
        return self.pieces[0].voice_start / LISTENING_RATE

    @property
    def voice_end_s(self) -> float:
        return self.pieces[-1].voice_end / LISTENING_RATE

    def without(self, positions: Collection[int]) -> "Window":
        """The same window, in the same memory, without the utterances said at these positions."""
        kept, offset = [], 0
        for piece in self.pieces:
            if piece.position not in positions:
                _move_forward(self.samples, piece.offset, offset, piece.length)
                kept.append(replace(piece, offset=offset))
                offset += piece.length
        wipe(self.samples[offset:])
        return replace(self, samples=self.samples[:offset], pieces=tuple(kept))


def _move_forward(samples: Samples, start: int, to: int, length: int) -> None:
    """In strides that do not overlap, so that no copy is made elsewhere."""
    stride = start - to
    for at in range(0, length if stride else 0, stride or 1):
        count = min(stride, length - at)
        samples[to + at : to + at + count] = samples[start + at : start + at + count]


class Windows:
    """Fills one window at a time. `allocate`: where a window's samples lie."""

    def __init__(self, settings: WindowSettings, allocate: Allocate = zeros) -> None:
        self._allocate = allocate
        self._limit = int(settings.window_s * LISTENING_RATE)
        self._commit = int(min(settings.commit_s, settings.window_s) * LISTENING_RATE)
        self._quiet = int(settings.quiet_s * LISTENING_RATE)
        self._seal = settings.seal_s * LISTENING_RATE
        self._open: list[Utterance] = []
        self._filled = 0

    def add(self, utterance: Utterance) -> tuple[Window, ...]:
        """Take one more utterance, no longer than a window; its samples are taken over."""
        length = len(utterance.samples)
        if length > self._limit:
            raise ValueError("an utterance must fit into a window")
        out = self.flush() if self._filled + length > self._limit else ()
        self._open.append(utterance)
        self._filled += length
        present = utterance.position + length
        enough = self._filled >= self._commit or self._lasts(present) >= self._seal
        return out + self.flush() if enough else out

    def time_passed(self, position: int) -> tuple[Window, ...]:
        """Close the window when nothing came into it for long, or when it began long ago;
        `position` is the present."""
        if not self._open:
            return ()
        last = self._open[-1]
        waited = position - last.position - len(last.samples)
        overdue = waited >= self._quiet or self._lasts(position) >= self._seal
        return self.flush() if overdue else ()

    def _lasts(self, present: int) -> int:
        """How long ago, in samples, the first of its utterances began."""
        return present - self._open[0].position

    def flush(self) -> tuple[Window, ...]:
        """Close the window now, if there is anything in it."""
        if not self._open:
            return ()
        samples = self._allocate(self._filled)
        pieces, offset = [], 0
        for said in self._open:
            length = len(said.samples)
            pieces.append(
                PlacedUtterance(
                    offset=offset,
                    length=length,
                    position=said.position,
                    voice_start=said.voice_start,
                    voice_end=said.voice_end,
                )
            )
            samples[offset : offset + length] = said.samples
            raise_level(samples[offset : offset + length])
            wipe(said.samples)
            offset += length
        window = Window(samples, tuple(pieces), self._open[0].opening)
        self._open, self._filled = [], 0
        return (window,)
