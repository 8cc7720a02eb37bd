"""The line into the stream, sample by sample, without any device."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from balint_voice.adapters.sound.playback import STOP_FADE_S, Playback, PlaybackQueue
from balint_voice.listening.audio import Samples

RATE = 8_000


def played(line: PlaybackQueue, frames: int, block: int) -> tuple[Samples, list[tuple[str, int]]]:
    """What the line gives in blocks, and at which frame of it all something began or ended."""
    pieces = [np.zeros(0, np.float32)]
    edges: list[tuple[str, int]] = []
    for first in range(0, frames, block):
        out = np.full((min(block, frames - first), 2), 9, np.float32)
        edges += [(edge, first + at) for edge, _, at in line.fill(out)]
        assert (out[:, 0] == out[:, 1]).all()
        pieces.append(out[:, 0])
    return np.concatenate(pieces), edges


@given(length=st.integers(1, 3_000), block=st.integers(1, 700))
def test_every_sample_once_whatever_the_blocks(length: int, block: int) -> None:
    samples = np.random.default_rng(length).uniform(-1, 1, length).astype(np.float32)
    line = PlaybackQueue(RATE)
    line.append(Playback(samples))
    out, edges = played(line, 4_000, block)
    rise = int(0.005 * RATE)
    assert (out[rise:length] == samples[rise:]).all()
    assert (out[length:] == 0).all()
    assert edges == [("started", 0), ("finished", length)]


@given(stop_after=st.integers(0, 1_500), block=st.integers(1, 700))
def test_giving_up_fades_and_ends(stop_after: int, block: int) -> None:
    playback = Playback(np.ones(2_000, np.float32))
    line = PlaybackQueue(RATE)
    line.append(playback)
    before, _ = played(line, stop_after, block)
    playback.give_up()
    after, edges = played(line, 1_000, block)
    fade = int(STOP_FADE_S * RATE)
    if stop_after == 0:
        assert (after == 0).all()
        assert edges == []
        return
    assert (after[fade:] == 0).all()
    assert np.abs(np.diff(np.concatenate([before, after])))[40:].max() < 0.06
    assert edges == [("finished", fade)]


def test_the_next_sound_comes_after_the_fade() -> None:
    first, second = Playback(np.ones(2_000, np.float32)), Playback(-np.ones(100, np.float32))
    line = PlaybackQueue(RATE)
    line.append(first)
    played(line, 500, 100)
    first.give_up()
    line.append(second)
    out, edges = played(line, 500, 100)
    fade = int(STOP_FADE_S * RATE)
    assert edges == [("finished", fade), ("started", fade), ("finished", fade + 100)]
    assert out[fade + 99] == -1


@given(moment=st.integers(0, 2_000), block=st.integers(1, 700))
def test_a_sound_begins_at_its_moment_wherever_that_is_in_a_block(moment: int, block: int) -> None:
    line = PlaybackQueue(RATE)
    line.append(Playback(np.ones(10, np.float32), not_before=moment / RATE))
    begun = []
    for first in range(0, 3_000, block):
        edges = line.fill(np.zeros((block, 1), np.float32), heard_at=first / RATE)
        begun += [first + at for edge, _, at in edges if edge == "started"]
    assert begun == [moment]
