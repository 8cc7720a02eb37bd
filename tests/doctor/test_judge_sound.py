"""What a microphone gives, from samples made for it."""

import numpy as np
import pytest

from balint_voice.doctor.sound import (
    LONGEST_TAIL_S,
    SHORTEST_TAIL_S,
    echo_tail,
    is_bluetooth,
    judge_headset,
    judge_line,
    judge_microphone,
    likeness,
    measure,
)
from balint_voice.listening.audio import LISTENING_RATE, Samples


def noise(db: float, seconds: float = 2.0, seed: int = 1) -> Samples:
    made = np.random.default_rng(seed).standard_normal(round(seconds * LISTENING_RATE))
    return np.asarray(made * 10 ** (db / 20), np.float32)


def speech(seed: int, seconds: float = 3.0) -> Samples:
    """Syllables of random length and loudness."""
    random = np.random.default_rng(seed)
    parts: list[Samples] = []
    while sum(map(len, parts)) < seconds * LISTENING_RATE:
        length = random.uniform(0.08, 0.3)
        level = random.choice([-60, -25, -20, -14, -10])
        parts.append(noise(float(level), length, seed=int(random.integers(1 << 30))))
    return np.concatenate(parts)


def verdict(samples: Samples) -> tuple[str, str]:
    found = judge_microphone("mic", measure(samples))
    return found.state, found.what


def test_a_quiet_room_is_well() -> None:
    level = measure(noise(-60))
    assert -62 < level.floor_db < -58
    assert verdict(noise(-60)) == ("ok", "microphone-ok")


def test_exact_zeros_are_no_room() -> None:
    assert verdict(np.zeros(LISTENING_RATE, np.float32)) == ("missing", "microphone-zeros")


def test_nothing_at_all_is_not_silence() -> None:
    assert verdict(np.zeros(0, np.float32)) == ("missing", "microphone-stalled")


def test_full_scale_again_and_again_is_clipping_and_one_click_is_not() -> None:
    loud = np.clip(noise(-3), -1, 1)
    assert verdict(loud) == ("warning", "microphone-clips")
    click = noise(-60)
    click[100] = 1.0
    assert verdict(click) == ("ok", "microphone-ok")


def test_next_to_nothing_and_a_lot_of_noise() -> None:
    assert verdict(noise(-95)) == ("warning", "microphone-faint")
    assert verdict(noise(-25)) == ("warning", "microphone-noisy")


@pytest.mark.parametrize("delay_s", [0.0, 0.3, 1.2])
@pytest.mark.parametrize("loss_db", [0, 20, 30])
def test_a_line_is_recognised_through_a_room(delay_s: float, loss_db: float) -> None:
    line = speech(1)
    reverb = np.exp(-np.arange(4800) / 1200).astype(np.float32) * noise(0, 0.3, seed=5)
    room = np.convolve(line, reverb / np.abs(reverb).sum() * 8)[: len(line)]
    heard = noise(-70, 3.0 + 2.5)
    at = round(delay_s * LISTENING_RATE)
    heard[at : at + len(room)] += (room * 10 ** (-loss_db / 20)).astype(np.float32)
    assert judge_line("speaker", likeness(line, heard)).what == "speaker-heard"


@pytest.mark.parametrize("seed", range(2, 8))
def test_other_peoples_talk_and_silence_are_not_the_line(seed: int) -> None:
    line = speech(1)
    assert judge_line("speaker", likeness(line, speech(seed, 5.0))).what == "speaker-unheard"
    assert judge_line("speaker", likeness(line, noise(-60, 5.0))).what == "speaker-unheard"


@pytest.mark.parametrize("rings_s", [0.25, 0.4])
def test_the_echo_is_measured(rings_s: float) -> None:
    """Loud to the end of the line, and then it fades by 60 dB in twice that time."""
    line = noise(-20, 2.0)
    fading = noise(-20, 2 * rings_s, seed=2)
    fading *= 10 ** (-3 * np.arange(len(fading)) / len(fading))
    heard = np.concatenate([noise(-70, 0.7), line, fading, noise(-70, 1.5)])
    tail_s = echo_tail(heard, round(2.7 * LISTENING_RATE))
    assert 35 / 60 * 2 * rings_s == pytest.approx(tail_s, abs=0.15)


def test_what_is_believed_of_an_echo_is_bounded() -> None:
    quiet = np.concatenate([noise(-70, 0.7), noise(-20, 2.0), noise(-70, 1.5)])
    assert echo_tail(quiet, round(2.7 * LISTENING_RATE)) == SHORTEST_TAIL_S
    talked = np.concatenate([noise(-70, 0.7), noise(-20, 4.0)])
    assert echo_tail(talked, round(2.7 * LISTENING_RATE)) == LONGEST_TAIL_S


def test_too_short_a_recording_is_not_the_line() -> None:
    assert likeness(speech(1), noise(-60, 0.5)) == 0.0


def test_bluetooth_is_known_by_name() -> None:
    for name in ("bluez_output.00_1B.1", "Anna's AirPods", "Headset (WH-1000XM4 Hands-Free)"):
        assert is_bluetooth(name)
    for name in ("default", "Built-in Audio", "Jabra Speak 510 USB", "Microphone Array"):
        assert not is_bluetooth(name)
    assert judge_headset(["default", "bluez_input.1"], []).what == "headset-microphone"
    assert judge_headset(["default"], ["AirPods"]).what == "headset-speaker"
    assert judge_headset(["default"], ["default"]).state == "ok"
