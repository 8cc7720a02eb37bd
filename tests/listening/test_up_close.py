"""What is nearest stays, at its loudness; what murmurs before it or hums through it goes."""

import numpy as np
import pytest

from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.listening.enhancement import up_close, without_steady_noise
from tests.support.fakes_listening import silence, tone

HISS = 0.02


def hiss(seconds: float) -> Samples:
    noise = np.random.default_rng(2).standard_normal(round(seconds * LISTENING_RATE))
    return np.asarray(HISS * noise, np.float32)


def loudness(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples**2)))


def at(samples: Samples, start_s: float, end_s: float) -> Samples:
    return samples[round(start_s * LISTENING_RATE) : round(end_s * LISTENING_RATE)]


def test_a_murmur_before_and_after_is_cut_off() -> None:
    murmur = tone(0.9, level=0.05)
    near = up_close(np.concatenate([silence(0.3), murmur, tone(1.0), murmur, silence(0.4)]))
    assert len(near) / LISTENING_RATE == pytest.approx(1.0 + 0.25 + 0.35, abs=0.1)
    assert loudness(at(near, 0.4, 1.0)) == pytest.approx(loudness(tone(1.0)), rel=0.05)


def test_a_short_pause_within_what_is_said_stays() -> None:
    said = np.concatenate([tone(0.5), silence(0.4), tone(0.5)])
    near = up_close(np.concatenate([silence(0.5), said, silence(0.5)]))
    assert len(near) / LISTENING_RATE == pytest.approx(1.4 + 0.25 + 0.35, abs=0.1)


def test_steady_noise_goes_and_the_voice_stays() -> None:
    heard = np.concatenate([silence(0.5), tone(1.0), silence(0.5)]) + hiss(2.0)
    clear = without_steady_noise(heard)
    assert len(clear) == len(heard)
    assert loudness(at(clear, 0.1, 0.4)) < 0.5 * HISS
    assert loudness(at(clear, 0.6, 1.4)) == pytest.approx(loudness(tone(1.0)), rel=0.05)


@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.5, 0.51, 1.0])
def test_short_and_empty_sound_is_survived_and_the_caller_keeps_theirs(seconds: float) -> None:
    for heard in (hiss(seconds), np.zeros(round(seconds * LISTENING_RATE), np.float32)):
        before = heard.copy()
        near = up_close(heard)
        assert near.dtype == np.float32
        assert len(near) <= len(heard)
        assert np.isfinite(near).all()
        near.fill(1.0)
        assert np.array_equal(heard, before)
