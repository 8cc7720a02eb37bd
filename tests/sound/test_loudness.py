"""Every voice is as loud as the others: measured as ITU-R BS.1770 says, held below -1 dBTP."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balint_voice.adapters.sound.loudness import (
    PEAK_DBTP,
    TARGET_LUFS,
    is_clipped,
    levelled,
    loudness,
    trimmed,
    true_peak,
)
from balint_voice.adapters.tts.chimes import KINDS, chime
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.listening.audio import Sound

LINES = {
    "nl": (
        "Pauze. De klok staat stil.",
        "We gaan verder.",
        "Inbrenger, begin maar. Wij luisteren.",
    ),
    "en": ("Paused. The clock has stopped.", "We carry on.", "Presenter, please begin."),
    "de": ("Pause. Die Uhr steht.", "Wir machen weiter.", "Bitte beginnen Sie."),
}


def sine(level_db: float, seconds: float = 2.0, rate: int = 48_000) -> Sound:
    t = np.arange(round(seconds * rate)) / rate
    wave = 10 ** (level_db / 20) * np.sin(2 * np.pi * 997 * t)
    return Sound(wave.astype(np.float32), rate)


def test_it_is_measured_as_the_standard_says() -> None:
    """A sine of 997 Hz at 0 dBFS in one channel is -3.01 LUFS (BS.1770, EBU Tech 3341)."""
    assert loudness(sine(-20)) == pytest.approx(-23.0, abs=0.1)
    assert true_peak(sine(-6)) == pytest.approx(-6.0, abs=0.1)
    assert loudness(Sound(np.zeros(48_000, np.float32), 48_000)) == float("-inf")


@pytest.mark.parametrize(
    "language", ["nl", *(pytest.param(each, marks=pytest.mark.slow) for each in ("en", "de"))]
)
def test_all_voices_and_chimes_are_within_one_unit(language: str, tmp_path: Path) -> None:
    found: dict[str, float] = {kind: loudness(chime(kind)) for kind in KINDS}
    for name in (None, f"{language}+f2"):
        for rate in (140, 155, 190):
            voice = ChildSynthesizer(choose_voice(language, name), rate, cache_folder=tmp_path)
            for line in LINES[language]:
                sound = voice.render(line)
                found[f"{name} at {rate}: {line}"] = loudness(sound)
                assert true_peak(sound) <= PEAK_DBTP + 0.1
            voice.close()
    assert max(found.values()) - min(found.values()) <= 1.0, found


@given(level_db=st.floats(-50, 0), seed=st.integers(0, 9), peaks=st.integers(0, 20))
def test_whatever_comes_is_as_loud_and_never_too_high(
    level_db: float, seed: int, peaks: int
) -> None:
    chance = np.random.default_rng(seed)
    samples = chance.standard_normal(24_000) * 0.1
    samples[chance.integers(0, 24_000, peaks)] *= 8
    made = levelled(Sound((samples * 10 ** (level_db / 20)).astype(np.float32), 24_000))
    assert true_peak(made) <= PEAK_DBTP + 0.2
    assert loudness(made) == pytest.approx(TARGET_LUFS, abs=1.0)


def test_silence_around_a_text_goes_and_the_text_stays() -> None:
    spoken = sine(-20, 1.0)
    quiet = np.zeros(48_000, np.float32) + np.float32(1e-4)
    around = Sound(np.concatenate([quiet, spoken.samples, quiet]), 48_000)
    assert trimmed(around).seconds == pytest.approx(1.2, abs=0.05)
    nothing = Sound(np.zeros(1_000, np.float32), 48_000)
    assert trimmed(nothing).seconds == nothing.seconds
    assert levelled(nothing) is nothing


def test_a_flat_top_is_a_distorted_recording() -> None:
    assert is_clipped((sine(6).samples).clip(-1, 1))
    assert not is_clipped(sine(-1).samples)
