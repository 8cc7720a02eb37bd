"""The level is raised for far voices, never into clipping and never for a room's own noise."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from balint_voice.listening.audio import Samples
from balint_voice.listening.endpointing import FRAME
from balint_voice.listening.level import DetectorLevel, raise_level


def tone(peak: float) -> Samples:
    return np.asarray(peak * np.sin(np.arange(FRAME) * 0.3), np.float32)


def noise(level: float) -> Samples:
    return np.asarray(level * np.random.default_rng(2).standard_normal(FRAME), np.float32)


def test_a_voice_from_a_far_chair_comes_near_within_some_seconds() -> None:
    level = DetectorLevel()
    for _ in range(60):
        level.raised(noise(3e-5))
    assert np.abs(level.raised(tone(0.004))).max() > 0.05


def test_a_near_voice_after_a_far_one_does_not_clip() -> None:
    level = DetectorLevel()
    for _ in range(600):
        level.raised(tone(0.004))
    assert np.abs(level.raised(tone(0.9))).max() <= 1.0


def test_the_noise_of_a_room_is_not_raised_to_a_voice() -> None:
    level = DetectorLevel()
    shown = [level.raised(noise(0.001)) for _ in range(3000)]
    assert max(float(np.sqrt(np.mean(one**2))) for one in shown) < 0.004


def test_exact_zeros_are_no_room_and_change_nothing_for_it() -> None:
    """A mute switch that was pressed and released, a noise gate."""
    level = DetectorLevel()
    level.raised(noise(0.001))
    level.raised(np.zeros(FRAME, np.float32))
    shown = [level.raised(noise(0.001)) for _ in range(300)]
    assert max(float(np.sqrt(np.mean(one**2))) for one in shown) < 0.004


def test_what_is_loud_enough_stays_as_it_is() -> None:
    samples = tone(0.5)
    raise_level(samples)
    assert np.array_equal(samples, tone(0.5))


@given(st.floats(1e-6, 1.0))
def test_no_utterance_is_raised_into_clipping(peak: float) -> None:
    samples = tone(peak)
    raise_level(samples)
    assert np.abs(samples).max() <= max(peak, 0.3001)


def test_exact_zeros_stay() -> None:
    samples = np.zeros(FRAME, np.float32)
    raise_level(samples)
    assert not samples.any()
