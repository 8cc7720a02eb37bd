"""Frames that a device lost, told by when its blocks come."""

import random

from balint_voice.listening.lost_frames import LostFrames

RATE, BLOCK = 48_000, 480


def missing(
    holes: dict[int, float],
    *,
    reported: bool = False,
    jitter: float = 0.0,
    stalls: dict[int, float] | None = None,
    drift: float = 0.0,
    blocks: int = 2000,
) -> list[int]:
    """What is found of frames lost before blocks (seconds by block). `stalls`: a busy moment from
    that block on, after which all comes at once. `drift`: of the device's clock."""
    chance, lost, found = random.Random(1), LostFrames(RATE), []
    hole = free = 0.0
    for number in range(blocks):
        hole += holes.get(number, 0.0)
        moment = 5.0 + (number + 1) * BLOCK / RATE * (1 + drift) + hole
        if stalls and number in stalls:
            free = moment + stalls[number]
        moment = max(moment, free) + chance.random() * jitter
        said = reported and number in holes
        found.append(lost.after(BLOCK, moment, reported=said))
    return [each for each in found if each]


def test_where_none_is_lost_none_is_missing() -> None:
    assert missing({}) == []
    assert missing({}, jitter=0.2) == []


def test_a_second_that_is_lost_is_missed() -> None:
    (lost,) = missing({700: 1.0}, jitter=0.02)
    assert abs(lost - RATE) < 0.03 * RATE


def test_a_short_loss_counts_where_the_device_tells_of_it() -> None:
    assert missing({700: 0.1}) == []
    (lost,) = missing({700: 0.1}, reported=True)
    assert abs(lost - 0.1 * RATE) < 0.01 * RATE


def test_each_loss_is_counted_once() -> None:
    found = missing({300: 0.5, 1000: 0.8, 1500: 2.0}, jitter=0.01)
    assert len(found) == 3
    assert abs(sum(found) - 3.3 * RATE) < 0.1 * RATE


def test_a_busy_moment_after_which_all_comes_at_once_is_no_loss() -> None:
    assert missing({}, stalls={500: 1.5, 900: 0.4}, jitter=0.01) == []


def test_a_clock_that_drifts_shortens_no_evening() -> None:
    """100 ppm for some hours: what is found is the drift itself, and never the other way."""
    found = missing({}, drift=1e-4, blocks=1_000_000)
    assert abs(sum(found) / RATE - 1.0) < 0.3
    assert missing({}, drift=-1e-4, blocks=100_000) == []
