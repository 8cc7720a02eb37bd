"""When a frame of a stream is heard, from what a device says and when it is asked."""

import random

from balint_voice.adapters.sound.stream_clock import StreamClock

RATE, BLOCK = 48_000, 1_200
BLOCK_S = BLOCK / RATE


def test_reports_that_are_off_do_not_move_what_is_heard() -> None:
    chance = random.Random(5)
    clock, off = StreamClock(RATE), []
    for n in range(400):
        true = 100.0 + n * BLOCK_S
        late = 0.05 if n % 7 == 0 else 0.0
        said = clock.block(BLOCK, true + chance.uniform(-0.012, 0.012) + late)
        off.append(abs(said - true))
    assert max(off[100:]) < 0.005


def test_one_report_is_enough_to_begin_with() -> None:
    clock = StreamClock(RATE)
    assert clock.block(BLOCK, 7.0) == 7.0
    assert abs(clock.block(BLOCK, 7.1) - (7.0 + BLOCK_S)) < 0.1


def test_blocks_of_any_size_follow_each_other_without_a_gap() -> None:
    clock, at = StreamClock(RATE), 0
    for frames in (1_200, 64, 4_000, 1, 900):
        assert abs(clock.block(frames, 50.0 + at / RATE) - (50.0 + at / RATE)) < 1e-9
        at += frames


def test_after_a_gap_the_new_line_holds_at_once() -> None:
    clock = StreamClock(RATE)
    for n in range(100):
        clock.block(BLOCK, 10.0 + n * BLOCK_S)
    assert abs(clock.block(BLOCK, 10.0 + 100 * BLOCK_S + 3.0) - (13.0 + 100 * BLOCK_S)) < 1e-9
