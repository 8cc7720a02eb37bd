"""Blocks of any size, deaf moments and lost frames: what goes in is counted to the sample."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balint_voice.adapters.capture.segmenter import Segment, Segmenter
from balint_voice.listening.audio import LISTENING_RATE, AudioBlock, Samples
from balint_voice.listening.endpointing import EndpointSettings
from balint_voice.listening.windows import Window, WindowSettings
from tests.support.fakes_listening import LoudnessDetector, silence, tone

NO_ECHO = 0.0


def hearing(echo_tail_s: float = NO_ECHO) -> Segmenter:
    return Segmenter(
        LoudnessDetector(),
        EndpointSettings(longest_s=6.0),
        windows=WindowSettings(6.0),
        echo_tail_s=echo_tail_s,
    )


def blocks(sound: Samples, size: int, position: int = 0) -> list[AudioBlock]:
    return [
        AudioBlock(sound[at : at + size].copy(), position + at) for at in range(0, len(sound), size)
    ]


def heard(one: Segmenter, given_: list[AudioBlock]) -> list[Window]:
    return windows_of(caught for block in given_ for caught in one.hear(block))


def windows_of(caught: Iterable[Segment]) -> list[Window]:
    return [one for one in caught if isinstance(one, Window)]


SOUND = np.concatenate([silence(1.0), tone(1.5), silence(1.0), tone(9.0), silence(1.0)])


@settings(max_examples=25)
@given(st.integers(100, 5_000))
def test_the_size_of_blocks_does_not_matter(size: int) -> None:
    def windows(of: int) -> list[tuple[object, bytes]]:
        one = hearing()
        out = heard(one, blocks(SOUND, of)) + list(one.flush())
        return [(window.pieces, window.samples.tobytes()) for window in out]

    assert windows(size) == windows(len(SOUND))


def test_blocks_are_wiped_and_counted() -> None:
    one, given_ = hearing(), blocks(SOUND, 1_600)
    heard(one, given_)
    assert not any(block.samples.any() for block in given_)
    assert one.position_s == one.listened_s == len(SOUND) / LISTENING_RATE


def test_a_hole_in_the_frames_parts_the_utterance_and_keeps_the_time() -> None:
    one = hearing()
    lost = 4 * LISTENING_RATE
    out = heard(one, blocks(tone(1.0), 1_600)) + heard(
        one, blocks(tone(1.0), 1_600, LISTENING_RATE + lost)
    )
    out += one.flush()
    pieces = [piece for window in out for piece in window.pieces]
    assert [piece.voice_start / LISTENING_RATE for piece in pieces] == [0.0, 5.0]
    assert one.listened_s == 2.0


def test_frames_that_the_device_says_it_lost_part_the_utterance_too() -> None:
    one, (first, second) = hearing(), blocks(tone(2.0), LISTENING_RATE)
    out = heard(one, [first, replace(second, overflowed=True)]) + list(one.flush())
    pieces = [piece for window in out for piece in window.pieces]
    assert [piece.voice_start / LISTENING_RATE for piece in pieces] == [0.0, 1.0]


def test_what_was_said_before_a_long_silence_does_not_wait_for_its_end() -> None:
    one = hearing()
    assert heard(one, blocks(np.concatenate([tone(2.0), silence(15.0)]), 1_600)) == []
    (window,) = heard(one, blocks(silence(10.0), 1_600, 17 * LISTENING_RATE))
    assert window.speech_s == pytest.approx(2.0, abs=0.04)


def test_deafness_does_not_outlive_its_opening_but_the_echo_has_its_time() -> None:
    one = hearing(echo_tail_s=0.5)
    one.turn_deaf()
    heard(one, blocks(tone(2.0), 1_600))
    one.flush()
    one.begin("record")
    out = heard(one, blocks(tone(2.0), 1_600)) + list(one.flush())
    (window,) = out
    assert window.voice_start_s == pytest.approx(0.25), "people begin at once, however it rings"
    assert one.listened_s == pytest.approx(1.75)


def test_a_cue_in_the_middle_of_a_sentence_leaves_both_sides_of_it() -> None:
    one = hearing(echo_tail_s=0.5)
    one.begin("record")
    out = heard(one, blocks(tone(2.0), 1_600))
    out += windows_of(one.turn_deaf())
    out += heard(one, blocks(tone(3.0), 1_600, 2 * LISTENING_RATE))
    one.hear_again()
    out += heard(one, blocks(tone(2.0), 1_600, 5 * LISTENING_RATE))
    out += one.flush()
    pieces = [piece for window in out for piece in window.pieces]
    edges = [edge / LISTENING_RATE for p in pieces for edge in (p.voice_start, p.voice_end)]
    assert edges == pytest.approx([0.25, 2.0, 5.5, 7.0], abs=0.04)


def test_without_an_echo_nothing_is_dropped() -> None:
    """A cue that was only shown."""
    one = hearing(echo_tail_s=0.5)
    one.begin("record", echo=False)
    heard(one, blocks(tone(2.0), 1_600))
    one.turn_deaf()
    one.hear_again(echo=False)
    heard(one, blocks(tone(2.0), 1_600, 2 * LISTENING_RATE))
    assert one.unheard_s == 0.0
