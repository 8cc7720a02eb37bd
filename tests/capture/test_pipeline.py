"""What is said becomes sealed text at its time, and nothing else does."""

import math
from itertools import pairwise

import pytest

from balint_voice.adapters.capture.pipeline import PipelineSettings
from balint_voice.listening.windows import SEAL_S
from balint_voice.ports import AudioPipeline
from balint_voice.session import outputs as o
from balint_voice.session.inputs import BacklogChanged, SpeechSealed
from tests.capture.room import QUIET, MakeRoom
from tests.support.fakes_listening import (
    CountingTranscriber,
    EndingPipeline,
    ListeningInbox,
    silence,
    tone,
)


def test_what_is_said_becomes_sealed_text_at_its_time_and_its_samples_are_wiped(
    room: MakeRoom,
) -> None:
    here = room(silence(QUIET), tone(2.0), silence(QUIET), tone(2.0), silence(QUIET))
    ended = here.listen()
    (entry,) = here.notes.entries
    assert (entry.kind, entry.phase, entry.text) == ("heard", "probleemstelling", "Venster 1.")
    assert entry.start_s == pytest.approx(101.0, abs=0.05)
    assert entry.end_s == pytest.approx(106.0, abs=0.05)
    assert not any(samples.any() for samples in here.microphone.handed)
    assert isinstance(here.transcriber, CountingTranscriber)
    assert not any(samples.any() for samples in here.transcriber.given)
    assert ended.recorded_s == pytest.approx(7.0 - 0.25)
    assert ended.unheard_s == pytest.approx(0.25)
    assert ended.speech_s == pytest.approx(4.0, abs=0.1)
    assert ended.transcribed_s == ended.speech_s
    assert ended.dropped_s == 0.0
    (sealed,) = here.inbox.of(SpeechSealed)
    assert sealed == SpeechSealed(entry.phase, entry.start_s, entry.end_s, ended.speech_s)
    assert here.inbox.of(BacklogChanged)[-1].seconds == 0.0
    assert not here.microphone.is_open


def test_closing_hands_over_the_sentence_that_is_being_spoken(room: MakeRoom) -> None:
    here = room(silence(QUIET), tone(2.0))
    here.listen()
    (entry,) = here.notes.entries
    assert entry.end_s == pytest.approx(103.0, abs=0.05)


def test_at_a_pace_the_times_are_the_sessions_and_no_more_is_given_up(room: MakeRoom) -> None:
    here = room(silence(QUIET), tone(2.0), silence(QUIET), pace=600.0)
    ended = here.listen()
    (entry,) = here.notes.entries
    assert entry.kind == "heard"
    assert entry.start_s == pytest.approx(100.0 + 600.0, abs=30.0)
    assert ended.speech_s == pytest.approx(1200.0, abs=60.0)


def test_nothing_is_kept_of_what_sounds_while_deaf_or_in_the_echo(room: MakeRoom) -> None:
    here = room()
    here.microphone.steps = [
        *(silence(QUIET), tone(2.0), lambda: here.pipeline.perform(o.TurnDeaf())),
        *(tone(5.0), lambda: here.pipeline.perform(o.HearAgain())),
        *(tone(0.25), silence(QUIET), tone(1.5), silence(QUIET)),
    ]
    ended = here.listen()
    assert isinstance(here.transcriber, CountingTranscriber)
    (entry,) = here.notes.entries
    assert entry.start_s == pytest.approx(101.0, abs=0.05)
    assert entry.end_s == pytest.approx(110.75, abs=0.05)
    assert ended.speech_s == pytest.approx(3.5, abs=0.1)
    assert ended.recorded_s == pytest.approx(11.75 - 5.0 - 2 * 0.25)
    assert ended.unheard_s == pytest.approx(5.0 + 2 * 0.25)


def test_somebody_who_begins_at_once_loses_nothing(room: MakeRoom) -> None:
    here = room(silence(0.3), tone(2.0), silence(QUIET))
    here.listen()
    (entry,) = here.notes.entries
    assert entry.start_s == pytest.approx(100.3, abs=0.05)


def test_nothing_is_deaf_where_cues_are_only_shown(room: MakeRoom) -> None:
    here = room(settings=PipelineSettings(echo_tail_s=None))
    here.microphone.steps = [
        *(tone(2.0), lambda: here.pipeline.perform(o.TurnDeaf())),
        *(tone(2.0), lambda: here.pipeline.perform(o.HearAgain())),
        *(tone(1.0), silence(QUIET)),
    ]
    ended = here.listen()
    assert ended.speech_s == pytest.approx(5.0, abs=0.1)
    assert ended.unheard_s == 0.0


def test_each_opening_ends_once_and_in_order(room: MakeRoom) -> None:
    here = room(silence(QUIET), tone(1.0))
    here.microphone.steps += [
        *(
            lambda: here.pipeline.perform(o.CloseMicrophone()),
            lambda: here.pipeline.perform(o.OpenMicrophone("besluitvorming")),
        ),
        *(silence(QUIET), tone(1.0), lambda: here.pipeline.perform(o.CloseMicrophone())),
    ]
    here.pipeline.perform(o.OpenMicrophone("probleemstelling"))
    ends = here.inbox.until_ended(2)
    assert [end.phase for end in ends] == ["probleemstelling", "besluitvorming"]
    assert [entry.phase for entry in here.notes.entries] == ["probleemstelling", "besluitvorming"]
    assert here.microphone.openings == 2


# The contract of the port, on the fake and on the real one


@pytest.fixture(params=["fake", "real"])
def either(request: pytest.FixtureRequest, room: MakeRoom) -> tuple[AudioPipeline, ListeningInbox]:
    if request.param == "fake":
        inbox = ListeningInbox()
        return EndingPipeline(inbox), inbox
    here = room(silence(QUIET))
    return here.pipeline, here.inbox


def test_contract_one_end_for_each_opening(either: tuple[AudioPipeline, ListeningInbox]) -> None:
    pipeline, inbox = either
    pipeline.perform(o.CloseMicrophone())  # nothing is open: nothing ends
    for phase in ("een", "twee"):
        pipeline.perform(o.OpenMicrophone(phase))
        pipeline.perform(o.TurnDeaf())
        pipeline.perform(o.HearAgain())
        pipeline.perform(o.CloseMicrophone())
        pipeline.perform(o.CloseMicrophone())
    pipeline.perform(o.OpenMicrophone("drie"))
    pipeline.stop()
    assert [end.phase for end in inbox.until_ended(3)] == ["een", "twee", "drie"]


def test_while_somebody_talks_on_a_piece_is_sealed_at_least_every_fifteen_seconds(
    room: MakeRoom,
) -> None:
    """Also where nobody takes a breath: a kill costs no more than that."""
    told = (silence(QUIET), tone(70.0), silence(QUIET))
    ends: dict[float, list[float]] = {}
    for seal_s in (SEAL_S, math.inf):
        here = room(
            *told,
            transcriber=CountingTranscriber(window_s=28.0),
            settings=PipelineSettings(seal_s=seal_s),
        )
        here.listen()
        begins = here.clock.now() + QUIET
        ends[seal_s] = [begins, *(each.end_s for each in here.notes.entries)]
        assert ends[seal_s][-1] == pytest.approx(begins + 70, abs=1.0), "nothing is lost"
    apart = [end - begin for begin, end in pairwise(ends[SEAL_S])]
    assert max(apart) <= SEAL_S
    assert len(ends[math.inf]) < len(apart), "where a decode costs much, windows are filled"
