"""Voices are told of as they begin and end; a microphone open only to attend keeps nothing."""

import pytest

from balint_voice.adapters.capture.empty_pipeline import NoNotes, NoTranscriber
from balint_voice.listening.transcript import NoteEntry
from balint_voice.session import outputs as o
from balint_voice.session.inputs import (
    BacklogChanged,
    ListeningEnded,
    PartFailed,
    PartRecovered,
    VoiceStarted,
    VoiceStopped,
)
from tests.capture.room import QUIET, MakeRoom, Room, sounds_in_memory
from tests.support.fakes_listening import CountingTranscriber, silence, tone
from tests.support.pulse import PATIENCE_S

SPOKE: list[type] = [VoiceStarted, VoiceStopped]


def voices(here: Room) -> list[object]:
    items = here.inbox.items
    return [type(item) for item in items if isinstance(item, VoiceStarted | VoiceStopped)]


def attend(here: Room) -> None:
    """Play the script to a microphone that is open only to attend, then close it."""
    here.microphone.steps.append(lambda: here.pipeline.stop())
    here.pipeline.perform(o.OpenMicrophone("beeldvorming", "attend"))
    assert here.pipeline.join(timeout=PATIENCE_S)
    here.inbox.drain()


def test_a_voice_is_told_of_when_it_begins_and_when_it_ends(room: MakeRoom) -> None:
    here = room(silence(QUIET), tone(2.0), silence(QUIET), tone(0.05), silence(QUIET), tone(2.0))
    here.listen()
    assert voices(here) == SPOKE * 2, "a click is no voice, and the last one ends with the phase"


def test_a_short_breath_does_not_end_a_voice(room: MakeRoom) -> None:
    here = room(silence(QUIET), tone(1.0), silence(0.4), tone(1.0), silence(QUIET))
    here.listen()
    assert voices(here) == SPOKE


def test_somebody_who_talks_for_long_is_one_voice_though_cut_for_the_transcriber(
    room: MakeRoom,
) -> None:
    here = room(silence(QUIET), tone(20.0), silence(QUIET))
    here.listen()
    assert voices(here) == SPOKE
    assert isinstance(here.transcriber, CountingTranscriber)
    assert len(here.transcriber.lengths) > 2


def test_turning_deaf_ends_a_voice_and_a_cue_is_none(room: MakeRoom) -> None:
    here = room()
    here.microphone.steps = [
        *(
            silence(QUIET),
            tone(1.0),
            lambda: here.pipeline.perform(o.TurnDeaf()),
            tone(3.0),
            lambda: here.pipeline.perform(o.HearAgain()),
        ),
        *(tone(0.25), silence(QUIET)),
    ]
    here.listen()
    assert voices(here) == SPOKE


def test_a_lost_microphone_ends_a_voice_and_is_told_of_when_it_works_again(
    room: MakeRoom,
) -> None:
    here = room(silence(QUIET), tone(1.0), *[None] * 25, silence(QUIET), tone(1.0))
    here.listen()
    told = [
        item if isinstance(item, PartFailed | PartRecovered) else type(item)
        for item in here.inbox.items
        if isinstance(item, VoiceStarted | VoiceStopped | PartFailed | PartRecovered)
    ]
    lost, found = PartFailed("microphone"), PartRecovered("microphone")
    assert told == [*SPOKE, lost, found, *SPOKE]


def test_a_microphone_that_works_again_in_the_next_phase_is_told_of_too(room: MakeRoom) -> None:
    here = room(silence(QUIET), *[None] * 25)
    here.microphone.steps += [
        *(
            lambda: here.pipeline.perform(o.CloseMicrophone()),
            lambda: here.pipeline.perform(o.OpenMicrophone("besluitvorming")),
        ),
        *(silence(QUIET), lambda: here.pipeline.perform(o.CloseMicrophone())),
    ]
    here.pipeline.perform(o.OpenMicrophone("probleemstelling"))
    here.inbox.until_ended(2)
    assert here.inbox.of(PartRecovered) == [PartRecovered("microphone")]


def test_attending_keeps_nothing_and_ends_without_an_account(room: MakeRoom) -> None:
    here = room(
        *(silence(QUIET), tone(3.0), silence(QUIET), *[None] * 25, tone(9.0), silence(1.0)),
        transcriber=CountingTranscriber(),
    )
    left: list[list[float]] = []
    here.microphone.steps.append(lambda: left.append(sounds_in_memory()))
    attend(here)
    assert left == [[]]
    assert voices(here) == SPOKE * 2
    assert here.notes.entries == []
    assert isinstance(here.transcriber, CountingTranscriber)
    assert here.transcriber.given == []
    assert here.inbox.of(ListeningEnded) == []
    assert [one.seconds for one in here.inbox.of(BacklogChanged)] in ([], [0.0])
    assert not any(samples.any() for samples in here.microphone.handed)
    assert not here.microphone.is_open


def test_attending_needs_neither_a_transcriber_nor_notes(room: MakeRoom) -> None:
    here = room(silence(QUIET), tone(3.0), silence(QUIET), transcriber=NoTranscriber())
    attend(here)
    assert voices(here) == SPOKE
    assert here.inbox.of(PartFailed) == []


def test_after_attending_a_recording_begins_with_nothing_of_it(room: MakeRoom) -> None:
    here = room(silence(QUIET), tone(2.0))
    here.microphone.steps += [
        *(
            lambda: here.pipeline.perform(o.OpenMicrophone("probleemstelling")),
            silence(QUIET),
            tone(3.0),
        ),
        lambda: here.pipeline.perform(o.CloseMicrophone()),
    ]
    here.pipeline.perform(o.OpenMicrophone("beeldvorming", "attend"))
    (ended,) = here.inbox.until_ended()
    assert ended.phase == "probleemstelling"
    assert ended.speech_s == pytest.approx(3.0, abs=0.1)
    assert voices(here) == SPOKE * 2


def test_what_stands_in_refuses_what_nobody_agreed_to() -> None:
    with pytest.raises(AssertionError):
        NoTranscriber().transcribe(tone(1.0))
    with pytest.raises(AssertionError):
        NoNotes().append(NoteEntry("heard", "beeldvorming", 0.0, 1.0, "Ja."))


def test_a_silence_counts_from_where_the_voice_ended(room: MakeRoom) -> None:
    here = room(silence(QUIET), tone(2.0), silence(QUIET))
    here.listen()
    stopped = [item for item in here.inbox.items if isinstance(item, VoiceStopped)]
    assert stopped == [VoiceStopped(ago=0.6)]


def test_whoever_begins_while_it_awaits_the_first_word_is_recorded_from_the_first_one(
    room: MakeRoom,
) -> None:
    """What was said before, to a neighbour, is not."""
    here = room()
    here.microphone.steps = [
        *(silence(QUIET), tone(1.0), silence(2.0), tone(3.0)),
        lambda: here.pipeline.perform(o.OpenMicrophone("probleemstelling", "record")),
        *(tone(2.0), silence(QUIET)),
        lambda: here.pipeline.perform(o.CloseMicrophone()),
    ]
    here.pipeline.perform(o.OpenMicrophone("probleemstelling", "await"))
    (ended,) = here.inbox.until_ended()
    (entry,) = here.notes.entries
    assert here.microphone.openings == 1
    begins = here.clock.now() + QUIET + 1.0 + 2.0
    assert entry.start_s == pytest.approx(begins, abs=0.2)
    assert ended.speech_s == pytest.approx(5.0, abs=0.5)
    assert ended.recorded_s == pytest.approx(2.0 + QUIET, abs=0.5), "not the quiet moment"
    assert voices(here) == SPOKE * 2


def test_a_microphone_that_awaits_in_vain_keeps_nothing(room: MakeRoom) -> None:
    here = room(silence(QUIET), tone(2.0), silence(QUIET), tone(1.0))
    here.microphone.steps.append(lambda: here.pipeline.stop())
    here.pipeline.perform(o.OpenMicrophone("probleemstelling", "await"))
    assert here.pipeline.join(timeout=PATIENCE_S)
    here.inbox.drain()
    assert not here.notes.entries and not sounds_in_memory()
    assert isinstance(here.transcriber, CountingTranscriber) and not here.transcriber.lengths
    assert not [item for item in here.inbox.items if isinstance(item, ListeningEnded)]
