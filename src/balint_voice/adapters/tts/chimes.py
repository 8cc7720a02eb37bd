"""The short soft sounds without words: a phase begins or closes, a minute is left.

Rules: they are computed, differ by how the pitch moves, and are as loud as the voice (a test
measures it). Their pitches lie from 500 to 3,000 Hz, where people of 60 hear well. They last at
most 0.6 s, and begin and end in silence. The detector does not take those that sound alone ("soon",
"understood") for a voice, so the microphone need not be deaf meanwhile.
"""

from dataclasses import dataclass
from functools import cache
from typing import get_args

import numpy as np

from balint_voice.listening.audio import Samples, Sound
from balint_voice.session.outputs import Chimes

KINDS: tuple[Chimes, ...] = get_args(Chimes)
RATE = 48_000
_PEAK_DBFS: dict[Chimes, float] = {
    "begin": -8.2,
    "close": -8.2,
    "last-minute": -7.8,
    "soon": -7.8,
    "understood": -4.0,
}
"""At which each is as loud as the voice: the shorter, the higher its peak."""

_ATTACK_S = 0.012
_RELEASE_S = 0.060
_PARTIALS = ((1.0, 1.0, 1.0), (2.0, 0.25, 1.8), (3.0, 0.08, 2.6))
"""Of a small bell: how many times the pitch, how loud, how much faster it dies away."""


@dataclass(frozen=True)
class _Note:
    """A note of `pitch` (Hz) that begins at `at` and is over after `lasts` (seconds)."""

    pitch: float
    at: float
    lasts: float


_C, _D, _E, _G, _HIGH_E = 523.25, 587.33, 659.26, 783.99, 1318.51
_TUNES: dict[Chimes, tuple[_Note, ...]] = {
    "begin": (_Note(_C, 0.0, 0.35), _Note(_G, 0.18, 0.38)),
    "close": (_Note(_G, 0.0, 0.35), _Note(_C, 0.18, 0.38)),
    "last-minute": (_Note(_E, 0.0, 0.26), _Note(_E, 0.27, 0.28)),
    "soon": (_Note(_D, 0.0, 0.45),),
    "understood": (_Note(_HIGH_E, 0.0, 0.11),),
}


@cache
def chime(kind: Chimes) -> Sound:
    """The sound of that name, at 48 kHz."""
    tune = _TUNES[kind]
    length = max(note.at + note.lasts for note in tune)
    samples = np.zeros(round(length * RATE), np.float32)
    for note in tune:
        first, rung = round(note.at * RATE), _ring(note)
        samples[first : first + len(rung)] += rung[: len(samples) - first]
    return Sound(samples * np.float32(10 ** (_PEAK_DBFS[kind] / 20) / np.abs(samples).max()), RATE)


def _ring(note: _Note) -> Samples:
    t = np.arange(round(note.lasts * RATE)) / RATE
    rung = np.zeros(len(t))
    for times, loudness, faster in _PARTIALS:
        decay = np.exp(-t * faster * 4.0 / note.lasts)
        rung += loudness * decay * np.sin(2 * np.pi * note.pitch * times * t)
    rise = 0.5 - 0.5 * np.cos(np.pi * np.minimum(t / _ATTACK_S, 1.0))
    fall = 0.5 - 0.5 * np.cos(np.pi * np.minimum((note.lasts - t) / _RELEASE_S, 1.0))
    return np.asarray(rung * rise * fall, np.float32)
