"""Noise around a table, synthetic: air alone, or with cups and chairs and a murmur besides."""

from collections.abc import Sequence

import numpy as np

from balint_voice.listening.audio import LISTENING_RATE, Samples

_SECONDS = 60
_AIR, _MURMUR, _KNOCKS = 0.7, 0.5, 0.5
"""How loud each is beside the others. A murmur as loud as the rest is a voice to the detector."""


class TableNoise:
    """A minute of each kind; `some` cuts a piece. `sentences`: what the murmur is made of."""

    def __init__(self, sentences: Sequence[Samples]) -> None:
        self._chance = np.random.default_rng(3)
        count = _SECONDS * LISTENING_RATE
        air = _level(self._air(count))
        murmur, knocks = _level(self._murmur(sentences, count)), _level(self._knocks(count))
        self.air = air
        self.table = _level(_AIR * air + _MURMUR * murmur + _KNOCKS * knocks)

    def some(self, noise: Samples, count: int) -> Samples:
        """So many samples of one of them, of effective level 1 over the minute."""
        first = self._chance.integers(0, len(noise) - count)
        return noise[first : first + count]

    def _air(self, count: int) -> Samples:
        spectrum = np.fft.rfft(self._chance.standard_normal(count))
        hertz = np.maximum(np.arange(len(spectrum)) / _SECONDS, 30)
        return np.asarray(np.fft.irfft(spectrum / np.sqrt(hertz), count), np.float32)

    def _murmur(self, sentences: Sequence[Samples], count: int) -> Samples:
        out = np.zeros(count, np.float32)
        for first in range(6):
            line = np.concatenate([*sentences[first:], *sentences[:first]])
            out += np.roll(np.resize(line, count), self._chance.integers(count))
        return out

    def _knocks(self, count: int) -> Samples:
        out = np.zeros(count, np.float32)
        for _ in range(2 * _SECONDS):
            length = self._chance.integers(300, 3_000)
            burst = self._chance.standard_normal(length) * np.exp(-np.arange(length) / 200)
            first = self._chance.integers(0, count - length)
            out[first : first + length] += (
                burst / np.abs(burst).max() * self._chance.uniform(0.2, 1)
            )
        return out


def _level(samples: Samples) -> Samples:
    return np.asarray(samples / np.sqrt(np.mean(samples**2)), np.float32)
