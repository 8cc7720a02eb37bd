"""Speech from libespeak-ng (the PyPI package espeakng-loader), called directly through ctypes.

Rules: a speaker is (variant, rate, pitch); the held-out speakers share no variant, no
rate and no pitch with the training speakers.
"""

import ctypes
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import espeakng_loader
import numpy as np
from scipy.signal import resample_poly

SAMPLE_RATE = 16_000
PRESENTER_VARIANT, PRESENTER_RATE, PRESENTER_PITCH = "m3", 145, 50

HELD_OUT_VARIANTS = ("m3", "f2", "Andrea", "Hugo", "Michael", "Marco", "steph", "rob")
HELD_OUT_RATES = (142, 145, 148, 167, 170, 173)
HELD_OUT_PITCHES = (46, 48, 50, 52)
TRAINING_RATES = tuple(r for r in range(120, 201) if not 141 <= r <= 149 and not 166 <= r <= 174)
TRAINING_PITCHES = (*range(22, 45), *range(54, 80))
# Voices that whisper, croak or sing off key: no demonstration needs them.
UNUSED_VARIANTS = {"whisper", "whisperf", "croak", "Demonic", "fast", "AnxiousAndy", "Tweaky"}


@dataclass(frozen=True)
class Speaker:
    """One espeak-ng voice of Dutch."""

    variant: str
    rate: int
    pitch: int


PRESENTER = Speaker(PRESENTER_VARIANT, PRESENTER_RATE, PRESENTER_PITCH)

_RATE, _PITCH, _RETRIEVAL, _UTF8 = 1, 3, 1, 1
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class Synthesiser:
    """libespeak-ng; one per process (a second one hangs), not for threads."""

    def __init__(self, language: str = "nl") -> None:
        self._language = language
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = str(espeakng_loader.get_data_path()).encode()
        self._native_rate = self._library.espeak_Initialize(_RETRIEVAL, 0, data, 0)
        if self._native_rate <= 0:
            raise RuntimeError("espeak-ng did not start")
        self._chunks: list[np.ndarray] = []
        self._callback = _CALLBACK(self._receive)  # kept alive: the library holds a bare pointer
        self._library.espeak_SetSynthCallback(self._callback)
        self._speaker: Speaker | None = None

    def _receive(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _: int) -> int:
        if samples and count > 0:
            self._chunks.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0

    def say(self, text: str, speaker: Speaker) -> np.ndarray:
        """The sentence as float32 at 16 kHz, without the silence before and after it."""
        if speaker != self._speaker:
            voice = f"{self._language}+{speaker.variant}" if speaker.variant else self._language
            if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
                raise ValueError(f"espeak-ng has no voice {voice}")
            self._library.espeak_SetParameter(_RATE, speaker.rate, 0)
            self._library.espeak_SetParameter(_PITCH, speaker.pitch, 0)
            self._speaker = speaker
        self._chunks.clear()
        data = text.encode() + b"\0"
        self._library.espeak_Synth(data, len(data), 0, 1, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        raw = np.concatenate(self._chunks).astype(np.float32) / 32_768
        if self._native_rate != SAMPLE_RATE:
            raw = resample_poly(raw, 320, 441).astype(np.float32)
        return trim(raw)


def trim(samples: np.ndarray) -> np.ndarray:
    """Cut the near-silence at both ends."""
    loud = np.flatnonzero(np.abs(samples) > 0.01 * max(1e-6, float(np.abs(samples).max())))
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples[:0]


def training_variants() -> list[str]:
    """Every variant in the espeak-ng data that is neither held out nor unused; "" is plain."""
    folder = Path(espeakng_loader.get_data_path()) / "voices" / "!v"
    names = {path.name for path in folder.iterdir() if " " not in path.name}
    return ["", *sorted(names - set(HELD_OUT_VARIANTS) - UNUSED_VARIANTS)]


def training_speakers(rng: random.Random, count: int) -> list[Speaker]:
    """Random speakers, every variant used about equally often."""
    variants = training_variants()
    return [
        Speaker(
            variants[i % len(variants)], rng.choice(TRAINING_RATES), rng.choice(TRAINING_PITCHES)
        )
        for i in range(count)
    ]


def held_out_speakers() -> list[Speaker]:
    """The presenter first, then seven more variants at other unseen rates and pitches."""
    others = [
        Speaker(
            variant,
            HELD_OUT_RATES[i % len(HELD_OUT_RATES)],
            HELD_OUT_PITCHES[i % len(HELD_OUT_PITCHES)],
        )
        for i, variant in enumerate(HELD_OUT_VARIANTS[1:])
    ]
    return [PRESENTER, *others]


def render(jobs: Iterable[tuple[str, Speaker]]) -> list[np.ndarray]:
    """All sentences of one process, as 16-bit samples, equally loud."""
    synthesiser = Synthesiser()
    rendered = []
    for text, speaker in jobs:
        speech = synthesiser.say(text, speaker)
        level = float(np.sqrt(np.mean(speech**2))) + 1e-9
        speech = np.clip(speech * (0.1 / level), -1, 1)
        rendered.append((speech * 32_767).astype(np.int16))
    return rendered
