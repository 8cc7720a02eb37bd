"""Rooms and noises, all synthetic.

Rules: numpy in, numpy out, float32 at 16 kHz, every choice from the generator given.
"""

import numpy as np
from scipy.signal import fftconvolve

SAMPLE_RATE = 16_000
_SECONDS = 60


def room_response(rng: np.random.Generator) -> np.ndarray:
    """An impulse response: the direct sound and exponentially decaying noise, RT60 0.1-0.5 s."""
    rt60 = rng.uniform(0.1, 0.5)
    time = np.arange(int(rt60 * SAMPLE_RATE)) / SAMPLE_RATE
    tail = rng.standard_normal(len(time)) * 10 ** (-3 * time / rt60)
    tail[: int(0.003 * SAMPLE_RATE)] = 0
    tail *= rng.uniform(0.2, 0.9) / np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    return tail.astype(np.float32)


def band_response(rng: np.random.Generator, bins: int) -> np.ndarray:
    """The gain per frequency of a poor microphone: soft low cut, soft high cut, a tilt."""
    hertz = np.linspace(0, SAMPLE_RATE / 2, bins)
    low, high = rng.uniform(20, 250), rng.uniform(3_400, 8_000)
    gain = 1 / (1 + (low / np.maximum(hertz, 1)) ** 4) / (1 + (hertz / high) ** 8)
    tilt = rng.uniform(-4, 4) / 20
    return (gain * (np.maximum(hertz, 100) / 1_000) ** tilt).astype(np.float32)


def coloured_noise(rng: np.random.Generator, slope: float, seconds: float) -> np.ndarray:
    """Noise whose amplitude falls with frequency to the power ``slope`` (0 white, 0.5 pink)."""
    count = int(seconds * SAMPLE_RATE)
    spectrum = np.fft.rfft(rng.standard_normal(count))
    hertz = np.maximum(np.arange(len(spectrum)) / seconds, 30)
    return np.fft.irfft(spectrum / hertz**slope, count).astype(np.float32)


def hum(rng: np.random.Generator, seconds: float) -> np.ndarray:
    """Mains or a machine: a tone with harmonics over a little noise."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    base = rng.choice([50.0, 60.0, 100.0, rng.uniform(80, 400)])
    tones = sum(
        rng.uniform(0, 1) / k * np.sin(2 * np.pi * base * k * time + rng.uniform(0, 6.28))
        for k in range(1, 9)
    )
    sound: np.ndarray = tones + 0.05 * rng.standard_normal(len(time))
    return sound.astype(np.float32)


def music(rng: np.random.Generator, seconds: float) -> np.ndarray:
    """Chords of decaying tones, one after the other."""
    out = np.zeros(int(seconds * SAMPLE_RATE), np.float32)
    at = 0.0
    while at < seconds - 0.1:
        length = min(rng.uniform(0.15, 1.5), seconds - at)
        time = np.arange(int(length * SAMPLE_RATE)) / SAMPLE_RATE
        note = np.zeros(len(time))
        for _ in range(rng.integers(1, 4)):
            base = 110 * 2 ** (rng.integers(0, 36) / 12)
            for k in range(1, 5):
                note += np.sin(2 * np.pi * base * k * time) * rng.uniform(0, 1) / k**1.5
        start = int(at * SAMPLE_RATE)
        note *= np.exp(-time * rng.uniform(0.5, 6)) * np.minimum(1, time / 0.01)
        out[start : start + len(note)] += note.astype(np.float32)
        at += length * rng.uniform(0.4, 1.1)
    return out


def knocks(rng: np.random.Generator, seconds: float) -> np.ndarray:
    """Chairs, cups, keys, breath: short bursts of filtered noise, with quiet between."""
    out = 0.003 * rng.standard_normal(int(seconds * SAMPLE_RATE)).astype(np.float32)
    for _ in range(int(seconds * rng.uniform(0.5, 4)) + 1):
        length = rng.choice([rng.uniform(0.01, 0.08), rng.uniform(0.1, 0.6)])
        burst = coloured_noise(rng, rng.uniform(0, 1), length)
        burst *= np.hanning(len(burst)) if length > 0.1 else np.exp(-np.arange(len(burst)) / 200)
        burst *= rng.uniform(0.2, 1) / (np.abs(burst).max() + 1e-9)
        start = rng.integers(0, max(1, len(out) - len(burst)))
        out[start : start + len(burst)] += burst[: len(out) - start]
    return out


class Noises:
    """A minute each of many noises, cut at random places."""

    def __init__(self, rng: np.random.Generator, voices: list[np.ndarray]) -> None:
        steady = [coloured_noise(rng, slope, _SECONDS) for slope in (0, 0.25, 0.5, 0.75, 1.0)]
        steady += [hum(rng, _SECONDS) for _ in range(6)]
        lively = [music(rng, _SECONDS) for _ in range(4)] + [
            knocks(rng, _SECONDS) for _ in range(4)
        ]
        babble = [self._crowd(rng, voices, talkers) for talkers in (4, 6, 8)]
        crowd = [self._crowd(rng, voices, 12)]
        self._beds = [*steady, *steady[:5], *lively, *babble]  # the plain noises twice as often
        self._alone = [*steady, *lively, *lively, *crowd]
        self._rooms = [room_response(rng) for _ in range(80)]

    @staticmethod
    def _crowd(rng: np.random.Generator, voices: list[np.ndarray], talkers: int) -> np.ndarray:
        out = np.zeros(_SECONDS * SAMPLE_RATE, np.float32)
        for _ in range(talkers):
            line = np.concatenate([voices[i] for i in rng.permutation(len(voices))])[: len(out)]
            out[: len(line)] += np.roll(line, rng.integers(len(line)))
        return out

    @staticmethod
    def _cut(rng: np.random.Generator, bed: np.ndarray, count: int) -> np.ndarray:
        start = rng.integers(0, len(bed) - count)
        piece = bed[start : start + count]
        level: np.ndarray = piece / (np.sqrt(np.mean(piece**2)) + 1e-9)
        return level

    def bed(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """Noise to lie under speech, level 1."""
        return self._cut(rng, self._beds[rng.integers(len(self._beds))], count)

    def alone(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """Something that is not speech, level 1; now and then digital silence."""
        if rng.random() < 0.05:
            return np.zeros(count, np.float32)
        return self._cut(rng, self._alone[rng.integers(len(self._alone))], count)

    def in_room(self, rng: np.random.Generator, dry: np.ndarray) -> np.ndarray:
        """The same sound in a random room through a random microphone."""
        wet = dry
        if rng.random() < 0.6:
            room = self._rooms[rng.integers(len(self._rooms))]
            wet = fftconvolve(dry, room)[: len(dry)]
        if rng.random() < 0.4:
            spectrum = np.fft.rfft(wet)
            wet = np.fft.irfft(spectrum * band_response(rng, len(spectrum)), len(wet))
        return wet.astype(np.float32)
