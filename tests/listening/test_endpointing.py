"""Voices in probabilities: nothing lost, nothing doubled, nothing too long."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balint_voice.listening.endpointing import (
    Endpointer,
    EndpointSettings,
    FrameSpan,
    VoiceEvent,
    VoiceOffset,
    VoiceOnset,
    frames,
)

SETTINGS = EndpointSettings(longest_s=6.0)
LONGEST = frames(SETTINGS.longest_s)
MIN_SPEECH = frames(SETTINGS.min_speech_s)


def heard(probabilities: list[float], settings: EndpointSettings = SETTINGS) -> list[VoiceEvent]:
    endpointer = Endpointer(settings)
    events = [event for p in probabilities for event in endpointer.frame(p)]
    return events + list(endpointer.flush())


def spans(probabilities: list[float], settings: EndpointSettings = SETTINGS) -> list[FrameSpan]:
    return [e.span for e in heard(probabilities, settings) if isinstance(e, VoiceOffset)]


def test_a_sentence_keeps_its_pre_roll_and_tail() -> None:
    (span,) = spans([0.0] * 50 + [0.9] * 40 + [0.0] * 50)
    assert (span.voice_start, span.voice_end) == (50, 90)
    assert (span.start, span.end) == (50 - frames(0.3), 90 + frames(0.4))


def test_a_hesitation_shorter_than_the_silence_does_not_part_a_sentence() -> None:
    assert len(spans([0.9] * 20 + [0.1] * (frames(0.6) - 1) + [0.9] * 20)) == 1
    assert len(spans([0.9] * 20 + [0.1] * (frames(0.6) + 1) + [0.9] * 20)) == 2


def test_between_the_thresholds_a_voice_goes_on_but_none_begins() -> None:
    assert spans([0.45] * 100) == []
    (span,) = spans([0.9] * 10 + [0.45] * 60 + [0.1] * 60)
    assert span.voice_end == 70


def test_a_murmur_does_not_hold_a_voice_that_ended() -> None:
    (span,) = spans([0.9] * 10 + [0.4] * 60)
    assert span.voice_end == 10


def test_a_click_is_no_voice() -> None:
    assert heard([0.0] * 10 + [0.9] * (MIN_SPEECH - 1) + [0.0] * 60) == []


def test_two_voices_close_together_share_no_frame() -> None:
    first, second = spans([0.9] * 30 + [0.0] * 19 + [0.9] * 30 + [0.0] * 60)
    assert first.end <= second.start


def test_who_never_pauses_is_cut_where_they_were_quietest_in_the_last_third() -> None:
    talk = [0.9] * LONGEST * 2
    quiet = LONGEST - 20
    talk[quiet] = 0.6
    talk[10] = 0.5  # quieter, but early: cutting there would make a sliver
    first, second, *_ = spans(talk)
    assert first.end == quiet == second.start


def test_after_a_restart_frames_count_from_zero() -> None:
    endpointer = Endpointer(SETTINGS)
    for _ in range(30):
        endpointer.frame(0.9)
    endpointer.restart()
    assert endpointer.flush() == ()
    assert endpointer.next_frame == 0


@pytest.mark.parametrize(
    "wrong", [{"leave": 0.6}, {"tail_s": 0.7}, {"longest_s": 1.0}, {"leave": 0.0}]
)
def test_settings_that_contradict_each_other_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        EndpointSettings(**wrong)


runs = st.lists(
    st.tuples(st.sampled_from([0.0, 0.2, 0.34, 0.35, 0.45, 0.5, 0.8, 1.0]), st.integers(1, 120)),
    max_size=25,
).map(lambda pairs: [p for p, count in pairs for _ in range(count)])


@given(runs)
def test_spans_are_ordered_bounded_and_hold_every_confirmed_voice(
    probabilities: list[float],
) -> None:
    found = spans(probabilities)
    for span in found:
        assert 0 <= span.start <= span.voice_start < span.voice_end <= span.end
        assert span.end <= len(probabilities)
        assert span.end - span.start <= LONGEST
    for before, after in itertools.pairwise(found):
        assert before.end <= after.start
    covered = {frame for span in found for frame in range(span.start, span.end)}
    run = 0
    for frame, probability in enumerate([*probabilities, 0.0]):
        if probability >= SETTINGS.enter:
            run += 1
            continue
        if run >= MIN_SPEECH:
            assert covered.issuperset(range(frame - run, frame))
        run = 0


@given(runs)
def test_every_voice_that_starts_stops_before_the_next(probabilities: list[float]) -> None:
    events = heard(probabilities)
    kinds = [type(event) for event in events]
    assert kinds == [VoiceOnset, VoiceOffset] * (len(kinds) // 2)
