"""Ears when a part fails: told once, shown as a gap, never the end of the session."""

import math
import threading

import numpy as np
import pytest

from balint_voice.adapters.capture.pipeline import PipelineSettings
from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.session import outputs as o
from balint_voice.session.inputs import PartFailed
from tests.capture.room import QUIET, MakeRoom
from tests.support.fakes_listening import (
    CountingTranscriber,
    silence,
    tone,
)
from tests.support.pulse import PATIENCE_S


def test_a_window_nobody_could_decode_is_a_gap_and_is_told_of(room: MakeRoom) -> None:
    here = room(
        *(silence(QUIET), tone(5.0), silence(QUIET), tone(5.0), silence(QUIET)),
        transcriber=CountingTranscriber(fails=1),
    )
    ended = here.listen()
    gap, heard = here.notes.entries
    assert (gap.kind, gap.text) == ("gap", "")
    assert gap.start_s == pytest.approx(101.0, abs=0.05)
    assert gap.end_s == pytest.approx(106.0, abs=0.05)
    assert heard.text == "Venster 2."
    assert here.inbox.of(PartFailed) == [PartFailed("transcriber")]
    assert ended.dropped_s == pytest.approx(5.0, abs=0.1)
    assert ended.dropped_s + ended.transcribed_s == pytest.approx(ended.speech_s)
    assert isinstance(here.transcriber, CountingTranscriber)
    assert not any(samples.any() for samples in here.transcriber.given)


def test_long_speech_without_a_word_is_a_gap_and_a_cough_is_nothing(room: MakeRoom) -> None:
    here = room(silence(QUIET), tone(4.0), transcriber=CountingTranscriber(text=" ... "))
    assert here.listen().dropped_s == pytest.approx(4.0, abs=0.1)
    assert [entry.kind for entry in here.notes.entries] == ["gap"]
    cough = room(silence(QUIET), tone(0.4), transcriber=CountingTranscriber(text=""))
    ended = cough.listen()
    assert cough.notes.entries == []
    assert (ended.speech_s, ended.dropped_s) == (0.0, 0.0)


def test_an_invention_is_marked(room: MakeRoom) -> None:
    here = room(
        *(silence(QUIET), tone(2.0)), transcriber=CountingTranscriber(text="TV Gelderland 2021")
    )
    here.listen()
    assert [entry.doubtful for entry in here.notes.entries] == [True]


@pytest.mark.parametrize("refusals", [1, 3])
def test_what_the_disk_refused_is_sealed_as_soon_as_it_takes_it(
    room: MakeRoom, refusals: int
) -> None:
    here = room(silence(QUIET), tone(5.0), silence(QUIET), tone(5.0))
    here.notes.refusals = refusals
    ended = here.listen()
    assert here.texts() == ["Venster 1.", "Venster 2."]
    assert here.inbox.of(PartFailed) == [PartFailed("notes")]
    assert ended.dropped_s == 0.0


def test_a_disk_that_stays_full_costs_the_text_and_not_the_session(room: MakeRoom) -> None:
    here = room(silence(QUIET), tone(5.0), silence(QUIET), tone(5.0))
    here.notes.refusals = 100
    ended = here.listen()
    assert here.notes.entries == []
    assert here.inbox.of(PartFailed) == [PartFailed("notes")]
    assert ended.dropped_s == pytest.approx(10.0, abs=0.2)


def test_a_microphone_that_goes_silent_is_told_once_and_its_time_is_a_gap(room: MakeRoom) -> None:
    here = room(silence(QUIET), tone(1.0), *[None] * 25, silence(QUIET), tone(1.0), silence(QUIET))
    here.clock.at = 100.0
    here.microphone.steps.insert(-3, lambda: setattr(here.clock, "at", 104.0))
    here.listen()
    assert here.inbox.of(PartFailed) == [PartFailed("microphone")]
    assert here.microphone.openings == 2
    gaps = [entry for entry in here.notes.entries if entry.kind == "gap"]
    assert len(gaps) == 1
    assert gaps[0].start_s == pytest.approx(102.0, abs=0.05)


def test_a_microphone_that_cannot_be_opened_leaves_the_session_going(
    room: MakeRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = room()
    tried = threading.Event()

    def fail() -> None:
        tried.set()
        raise OSError("no such device")

    monkeypatch.setattr(here.microphone, "open", fail)
    here.pipeline.perform(o.OpenMicrophone("probleemstelling"))
    assert tried.wait(PATIENCE_S)
    here.clock.at = 130.0
    here.pipeline.perform(o.CloseMicrophone())
    here.inbox.until_ended()
    assert here.inbox.of(PartFailed) == [PartFailed("microphone")]
    assert [(e.kind, e.start_s, e.end_s) for e in here.notes.entries] == [("gap", 100.0, 130.0)]


def test_exact_zeros_are_a_dead_microphone_unless_a_recording_is_played(room: MakeRoom) -> None:
    dead: Samples = np.zeros(15 * LISTENING_RATE, np.float32)
    here = room(dead.copy(), silence(QUIET))
    here.listen()
    assert here.inbox.of(PartFailed) == [PartFailed("microphone")]
    assert [(e.kind, e.start_s, e.end_s) for e in here.notes.entries] == [("gap", 100.0, 115.0)]
    played = room(dead.copy(), settings=PipelineSettings(dead_after_s=math.inf))
    played.listen()
    assert played.inbox.of(PartFailed) == []


def test_too_much_to_transcribe_gives_up_the_oldest_and_says_so(
    room: MakeRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, go_on = threading.Event(), threading.Event()

    class Slow(CountingTranscriber):
        def transcribe(self, samples: Samples):  # type: ignore[no-untyped-def]
            started.set()
            assert go_on.wait(PATIENCE_S)
            return super().transcribe(samples)

    here = room(
        *[step for _ in range(2) for step in (silence(QUIET), tone(5.0))],
        *(silence(QUIET), lambda: started.wait(PATIENCE_S)),
        *[step for _ in range(3) for step in (tone(5.0), silence(QUIET))],
        transcriber=Slow(),
        settings=PipelineSettings(most_backlog_s=12.0),
    )
    monkeypatch.setattr(here.microphone, "close", go_on.set)  # by then all has been handed over
    ended = here.listen()
    kinds = [entry.kind for entry in here.notes.entries]
    assert kinds == ["heard", "gap", "gap", "heard", "heard"]
    starts = [entry.start_s for entry in here.notes.entries]
    assert starts == sorted(starts)
    assert ended.dropped_s == pytest.approx(10.0, abs=0.2)


def test_stop_gives_up_what_is_pending_and_still_accounts_for_it(room: MakeRoom) -> None:
    here = room(silence(QUIET), tone(3.0))
    here.microphone.steps.append(lambda: here.pipeline.stop())
    here.pipeline.perform(o.OpenMicrophone("probleemstelling"))
    (ended,) = here.inbox.until_ended()
    assert ended.dropped_s == ended.speech_s == pytest.approx(3.0, abs=0.1)
    assert [entry.kind for entry in here.notes.entries] == ["gap"]
    assert here.pipeline.join(timeout=PATIENCE_S)
    assert here.inbox.of(PartFailed) == [], "given up by choice, not by a fault"
