"""Which of a microphone's channels is heard."""

import numpy as np
import pytest

from balint_voice.listening.audio import Samples
from balint_voice.listening.channels import LoudestChannel

RATE = 48_000
BLOCK = 480


def voice(seconds: float = 1.0, level: float = 0.1) -> Samples:
    times = np.arange(round(seconds * RATE)) / RATE
    return np.asarray(level * np.sin(2 * np.pi * 180 * times), np.float32)


def noise(seconds: float, level: float) -> Samples:
    made = np.random.default_rng(1).standard_normal(round(seconds * RATE))
    return np.asarray(level * made, np.float32)


def heard(*channels: Samples) -> Samples:
    loudest = LoudestChannel(RATE)
    whole = np.stack(channels, axis=1)
    blocks = [loudest.take(whole[at : at + BLOCK]) for at in range(0, len(whole), BLOCK)]
    return np.concatenate(blocks)


@pytest.mark.parametrize("input_", range(8))
def test_the_input_that_somebody_speaks_into_is_heard_whole(input_: int) -> None:
    channels = [noise(1.0, 1e-4) for _ in range(8)]
    channels[input_] = channels[input_] + voice()
    np.testing.assert_array_equal(heard(*channels), channels[input_])


def test_channels_wired_the_other_way_round_do_not_cancel() -> None:
    np.testing.assert_array_equal(heard(voice(), -voice()), voice())


def test_a_voice_that_begins_on_another_microphone_is_heard_from_its_first_syllable_on() -> None:
    """Two people, each with a microphone of their own, and some noise on both."""
    quiet = np.zeros(RATE, np.float32)
    left = np.concatenate([voice(), quiet]) + noise(2.0, 1e-3)
    right = np.concatenate([quiet, voice()]) + noise(2.0, 1e-3)
    both = heard(left, right)
    np.testing.assert_array_equal(both[:RATE], left[:RATE])
    changed = int(np.flatnonzero(both[RATE:] != right[RATE:])[-1]) + 1
    assert changed <= RATE // 10


def test_two_that_are_about_as_loud_do_not_take_turns() -> None:
    left, right = voice() + noise(1.0, 0.02), voice() * np.float32(1.1) + noise(1.0, 0.01)
    both = heard(left, right)
    assert np.array_equal(both, left) or np.array_equal(both, right)


def test_a_converters_offset_is_no_sound() -> None:
    offset = np.full(RATE, 0.3, np.float32)
    np.testing.assert_array_equal(heard(offset, voice()), voice())


def test_mono_stays_as_it_is() -> None:
    np.testing.assert_array_equal(heard(voice()), voice())


def test_what_is_taken_is_a_copy() -> None:
    block = voice()[:, None].copy()
    assert not np.shares_memory(LoudestChannel(RATE).take(block), block), "the block is wiped"
