"""From utterances to windows to times: every sample once, every text once, in order."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balint_voice.listening.alignment import align
from balint_voice.listening.audio import LISTENING_RATE
from balint_voice.listening.endpointing import FRAME, EndpointSettings, frames
from balint_voice.listening.transcript import Decoded
from balint_voice.listening.utterances import Utterance, Utterances
from balint_voice.listening.windows import SEAL_S, Window, Windows, WindowSettings, seal_every

SETTINGS = WindowSettings(window_s=6.0, commit_s=5.0, quiet_s=20.0)


def said(position: int, length: int) -> Utterance:
    """An utterance whose every sample carries its own position."""
    samples = np.arange(position, position + length, dtype=np.float32)
    return Utterance(position, samples, position + length // 8, position + length - length // 8)


def windows_of(utterances: list[Utterance]) -> list[Window]:
    windows = Windows(SETTINGS)
    return [w for u in utterances for w in windows.add(u)] + list(windows.flush())


def decoded(start: float, end: float, text: str = "iets") -> Decoded:
    return Decoded(start, end, text, 0.0, -0.1)


lengths = st.lists(
    st.tuples(st.integers(0, 40_000), st.integers(3_000, 6 * LISTENING_RATE)), max_size=12
)


def along(pairs: list[tuple[int, int]]) -> list[Utterance]:
    out, position = [], 0
    for pause, length in pairs:
        out.append(said(position + pause, length))
        position += pause + length
    return out


@given(lengths)
def test_no_sample_is_lost_or_doubled_and_no_window_is_too_long(
    pairs: list[tuple[int, int]],
) -> None:
    utterances = along(pairs)
    expected = [u.samples.copy() for u in utterances]
    windows = windows_of(utterances)
    got = [w.samples for w in windows]
    assert np.array_equal(np.concatenate([[], *expected]), np.concatenate([[], *got]))
    assert all(len(w.samples) <= 6 * LISTENING_RATE for w in windows)
    assert not any(u.samples.any() for u in utterances), "what was taken over is wiped"
    for window in windows:
        for piece in window.pieces:
            for n in range(0, piece.length, 997):
                assert piece.position + n == window.samples[piece.offset + n]


def test_while_somebody_talks_on_a_window_is_closed_in_time() -> None:
    """Also where the one who speaks has not come to an end: what was said before is sealed."""
    windows = Windows(WindowSettings(seal_s=15.0))
    assert windows.add(said(0, 9 * LISTENING_RATE)) == ()
    assert windows.time_passed(15 * LISTENING_RATE - 1) == ()
    (window,) = windows.time_passed(15 * LISTENING_RATE)
    assert len(window.pieces) == 1
    assert windows.add(said(20 * LISTENING_RATE, 2 * LISTENING_RATE)) == ()
    (window,) = windows.add(said(34 * LISTENING_RATE, LISTENING_RATE))
    assert len(window.pieces) == 2


def test_where_a_decode_costs_much_a_window_is_filled() -> None:
    assert seal_every(2.6) == SEAL_S
    assert seal_every(6.0) == math.inf
    windows = Windows(WindowSettings(seal_s=seal_every(6.0)))
    assert windows.add(said(0, 9 * LISTENING_RATE)) == ()
    assert windows.add(said(14 * LISTENING_RATE, 9 * LISTENING_RATE)) == ()


def test_a_window_is_closed_when_it_holds_enough() -> None:
    windows = Windows(SETTINGS)
    assert windows.add(said(0, 2 * LISTENING_RATE)) == ()
    (window,) = windows.add(said(100_000, 3 * LISTENING_RATE))
    assert len(window.pieces) == 2
    assert windows.flush() == ()


def test_a_window_is_closed_when_nobody_speaks_for_long() -> None:
    windows = Windows(SETTINGS)
    windows.add(said(0, LISTENING_RATE))
    assert windows.time_passed(20 * LISTENING_RATE) == ()
    (window,) = windows.time_passed(21 * LISTENING_RATE)
    assert window.voice_end_s == pytest.approx(0.875)


def test_an_utterance_longer_than_a_window_is_refused() -> None:
    with pytest.raises(ValueError, match="fit"):
        Windows(SETTINGS).add(said(0, 7 * LISTENING_RATE))


def test_frames_become_utterances_at_their_positions_and_leave_the_ring() -> None:
    utterances = Utterances(EndpointSettings(longest_s=6.0))
    utterances.restart(1_000)
    out: list[Utterance] = []
    for n in range(700):
        speaking = 100 <= n < 600  # far longer than the ring
        frame = np.arange(FRAME, dtype=np.float32) + n * FRAME
        out += utterances.frame(frame, 0.9 if speaking else 0.0)
    whole = np.concatenate([u.samples for u in out])
    first = 100 - frames(0.3)
    assert out[0].position == 1_000 + first * FRAME
    assert np.array_equal(whole, np.arange(len(whole), dtype=np.float32) + first * FRAME)
    assert out[-1].voice_end == 1_000 + 600 * FRAME


# Snapping


def window(*pauses_and_lengths_s: tuple[float, float]) -> Window:
    pairs = [(int(p * LISTENING_RATE), int(n * LISTENING_RATE)) for p, n in pauses_and_lengths_s]
    (only,) = windows_of(along(pairs))
    return only


def test_as_many_segments_as_utterances_go_one_to_one_whatever_their_times() -> None:
    two = window((1.0, 2.0), (8.0, 2.0))
    placed = align(two, [decoded(0.0, 0.1, "een"), decoded(0.2, 30.0, "twee")])
    assert [(p.start_s, p.end_s) for p in placed] == [(1.25, 2.75), (11.25, 12.75)]


def test_one_segment_covers_all_utterances() -> None:
    (placed,) = align(window((1.0, 2.0), (8.0, 2.0)), [decoded(0.0, 4.0)])
    assert (placed.start_s, placed.end_s, placed.speech_s) == (1.25, 12.75, 3.0)


def test_fewer_segments_go_to_the_nearest_boundaries() -> None:
    three = window((0.0, 1.5), (2.0, 1.5), (2.0, 1.5))
    placed = align(three, [decoded(0.1, 2.7, "een en twee"), decoded(3.2, 4.4, "drie")])
    assert [p.start_s for p in placed] == pytest.approx([0.1875, 7.1875])


def test_several_segments_in_one_utterance_are_parted_by_their_length() -> None:
    placed = align(window((0.0, 4.0)), [decoded(0.0, 0.0, "abc"), decoded(0.0, 0.0, "abcdef")])
    assert [(p.start_s, p.end_s) for p in placed] == [(0.5, 1.5), (1.5, 3.5)]


wild = st.floats(-5, 60)


@given(
    lengths.filter(bool),
    st.lists(st.tuples(wild, wild, st.text(min_size=1, max_size=40)), max_size=15),
)
def test_texts_come_out_once_in_order_and_inside_the_window(
    pairs: list[tuple[int, int]], segments: list[tuple[float, float, str]]
) -> None:
    for one in windows_of(along(pairs)):
        given_ = [decoded(*segment) for segment in segments]
        placed = align(one, given_)
        assert [p.decoded for p in placed] == given_
        edge = one.voice_start_s
        for p in placed:
            assert edge <= p.start_s + 1e-6
            assert p.start_s <= p.end_s
            assert p.end_s <= one.voice_end_s + 1e-6
            edge = p.end_s
        if placed:
            assert sum(p.speech_s for p in placed) == pytest.approx(one.speech_s)


@given(lengths, st.data())
def test_what_is_left_out_of_a_window_is_gone_and_the_rest_keeps_its_place(
    pairs: list[tuple[int, int]], data: st.DataObject
) -> None:
    for window in windows_of(along(pairs)):
        memory, before = window.samples, window.samples.copy()
        chosen = data.draw(st.sets(st.sampled_from([piece.position for piece in window.pieces])))
        rest = window.without(chosen)
        kept = [piece for piece in window.pieces if piece.position not in chosen]
        assert [piece.position for piece in rest.pieces] == [piece.position for piece in kept]
        for old, new in zip(kept, rest.pieces, strict=True):
            assert np.array_equal(rest.samples[new.offset : new.end], before[old.offset : old.end])
        assert len(rest.samples) == sum(piece.length for piece in kept)
        assert not memory[len(rest.samples) :].any(), "nothing of it stays behind"
