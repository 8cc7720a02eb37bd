"""How far a chime stands out of the noise around a table, by the method of ISO 7731.

A chime is heard where, in one third-octave band, its level is above the effective masked threshold:
the noise's level in that band, or that of the band below less 2.5 dB, and so on. The standard asks
13 dB above it of a signal that nobody must miss. Of the chime counts the highest level over 125 ms
(time weighting F); of the noise the level that nine of ten such pieces stay below.

What is told is how much louder than the noise the voice has to be at the listener's ear, in dB(A),
for each chime to be audible, and to be missed by nobody. Chimes and voice are equally loud, so the
volume of the evening is the same for both. Noises are the recordings in `noise` and `table` of the
folder of human speech; without it there is only pink noise.
"""

from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from balint_voice.adapters.sound.loudness import levelled, trimmed
from balint_voice.adapters.sound.sound_file import read_sound
from balint_voice.adapters.tts.chimes import KINDS, RATE, chime
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.listening.audio import Samples, Sound
from benchmarks.measuring import Figure, Options, at_most

NOBODY_MISSES_DB = 13.0
AIM_DB = 10.0
"""A voice of 60 dB(A) at the ear, in a room of 50: livelier than a group that listens."""
_FAST_S = 0.125
_NINE_OF_TEN = 90
_UP_PER_BAND_DB = 2.5
_BANDS = tuple(1000 * 2 ** (n / 3) for n in range(-9, 7))
"""Centres from 125 Hz to 4 kHz."""
_TEXT = "We gaan nu over naar de beeldvorming. U kunt vragen stellen aan de inbrenger."


def measure(options: Options) -> list[Figure]:
    spoken = ChildSynthesizer(choose_voice("nl"))
    try:
        voice_dba = _dba(_at_our_rate(trimmed(levelled(spoken.render(_TEXT)))))
    finally:
        spoken.close()
    loud = {kind: _loudest(_at_our_rate(chime(kind))) for kind in KINDS}
    figures, worst = [], -np.inf
    for name, noise in _noises(options.human).items():
        masked, apart_db = _masked(noise), voice_dba - _dba(noise)
        audible = {
            kind: apart_db - max(level - masked[band] for band, level in loud[kind].items())
            for kind in KINDS
        }
        worst = max(worst, *audible.values())
        told = ", ".join(f"{kind} {db:+.0f}" for kind, db in audible.items())
        figures.append(Figure(f"{name}: audible from, dB", told))
    missed = worst + NOBODY_MISSES_DB
    return [
        *figures,
        at_most("the worst of all: missed by nobody from", missed, aim=AIM_DB, unit="dB", digits=0),
    ]


def _noises(folder: Path | None) -> dict[str, Samples]:
    chance = np.random.default_rng(7)
    spectrum = np.fft.rfft(chance.standard_normal(20 * RATE))
    pink = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)) / 20, 20)))
    found = {"pink": np.asarray(pink / np.abs(pink).max(), np.float32)}
    if folder is not None:
        files = [*folder.glob("noise/*.flac"), *folder.glob("table/*.wav")]
        found |= {path.stem: _at_our_rate(read_sound(path)) for path in sorted(files)}
    return found


def _at_our_rate(sound: Sound) -> Samples:
    return np.asarray(soxr.resample(sound.samples, sound.rate, RATE), np.float32)


def _masked(noise: Samples) -> dict[float, float]:
    """The masked threshold in each band, from below."""
    masked: dict[float, float] = {}
    below = -np.inf
    for band, levels in _levels(noise).items():
        below = max(float(np.percentile(levels, _NINE_OF_TEN)), below - _UP_PER_BAND_DB)
        masked[band] = below
    return masked


def _loudest(sound: Samples) -> dict[float, float]:
    padded = np.pad(sound, round(_FAST_S * RATE))
    return {band: float(levels.max()) for band, levels in _levels(padded).items()}


def _levels(samples: Samples) -> dict[float, NDArray[np.float64]]:
    """dB of full scale in each third-octave band, in pieces of 125 ms that overlap by half."""
    length = round(_FAST_S * RATE)
    pieces = np.lib.stride_tricks.sliding_window_view(samples, length)[:: length // 2]
    window = np.hanning(length)
    power = np.abs(np.fft.rfft(pieces * window)) ** 2 / (window**2).sum() / length * 2
    hertz = np.fft.rfftfreq(length, 1 / RATE)
    return {
        band: 10 * np.log10(power[:, _within(hertz, band)].sum(axis=1) + 1e-12) for band in _BANDS
    }


def _within(hertz: NDArray[np.floating], band: float) -> slice:
    edges = np.searchsorted(hertz, (band * 2 ** (-1 / 6), band * 2 ** (1 / 6)))
    return slice(int(edges[0]), int(edges[1]))


def _dba(samples: Samples) -> float:
    """The A-weighted level of all of it (IEC 61672), in dB of full scale."""
    f2 = np.fft.rfftfreq(len(samples), 1 / RATE) ** 2
    weight = 12194**2 * f2**2
    weight /= (f2 + 20.6**2) * (f2 + 12194**2) * np.sqrt((f2 + 107.7**2) * (f2 + 737.9**2))
    power = np.abs(np.fft.rfft(samples)) ** 2 * weight**2
    return float(10 * np.log10(2 * power.sum() / len(samples) ** 2) + 2.0)
