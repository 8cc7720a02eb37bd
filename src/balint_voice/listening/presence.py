"""What an open microphone gives: how loud it is, and whether anybody is heard at all.

Rules: samples in, facts out; time is counted in samples, so a moment in which it was deaf does not
count. A level is a step, for a small bar: it rises at once and falls by one step at a time. Nobody
is heard when there was no voice since the microphone opened; or when, after a voice, exact zeros
came for as long: then somebody switched it off. A silence in a room that can be heard is no such
thing, and nor are the zeros between two sentences.
"""

import math
from dataclasses import dataclass

import numpy as np

from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.listening.level_bar import step_of

NOBODY_S = 20.0
"""Chosen: shorter than the silence after which the voice asks whether to go on, and long enough for
somebody who still thinks about a first sentence."""
_LEAST = 1e-7  # no sound at all, in a scale that has no end
_EVERY = LISTENING_RATE // 2
_FULL_SCALE = 0.985
_CLIPS = 0.001
"""This share of all samples at full scale is no accident any more."""


@dataclass(frozen=True)
class Level:
    """`step`: from 0 (nothing) to `level_bar.LOUDEST`. `clips`: the microphone cannot take it."""

    step: int = 0
    clips: bool = False


def level_of(samples: Samples) -> Level:
    """The level of a piece of sound."""
    loud = np.abs(samples)
    peak_db = 20 * math.log10(max(float(loud.max(initial=0.0)), _LEAST))
    return Level(step_of(peak_db), bool(len(loud)) and float(np.mean(loud >= _FULL_SCALE)) > _CLIPS)


class LevelMeter:
    """The level of what comes, twice a second."""

    def __init__(self) -> None:
        self.level = Level()
        self.begin()

    def begin(self) -> None:
        """Another opening of the microphone begins."""
        self.level, self._shown = Level(), False
        self._loudest, self._clips, self._count = 0, False, 0

    def hear(self, samples: Samples) -> bool:
        """Take a piece in; whether there is another level to show now."""
        here = level_of(samples)
        self._loudest = max(self._loudest, here.step)
        self._clips |= here.clips
        self._count += len(samples)
        if self._count < _EVERY:
            return False
        before = self.level
        self.level = Level(max(self._loudest, before.step - 1), self._clips)
        self._loudest, self._clips, self._count = 0, False, 0
        changed = self.level != before or not self._shown
        self._shown = True
        return changed


class Presence:
    """Whether anybody was heard, in one opening of the microphone."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Another opening of the microphone begins."""
        self._somebody = self._said = False
        self._quiet = self._zeros = 0

    def hear(self, samples: Samples, *, speaking: bool) -> bool:
        """Take a piece in; whether just now it has to be said that nobody is heard."""
        if speaking:
            self._somebody, self._said = True, False
            self._quiet = self._zeros = 0
            return False
        self._quiet += len(samples)
        self._zeros = 0 if samples.any() else self._zeros + len(samples)
        since = self._zeros if self._somebody else self._quiet
        if self._said or since < NOBODY_S * LISTENING_RATE:
            return False
        self._said = True
        return True

    @property
    def quiet_s(self) -> float:
        """Seconds since a voice was heard, or since the microphone opened."""
        return self._quiet / LISTENING_RATE
