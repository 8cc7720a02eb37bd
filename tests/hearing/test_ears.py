"""Ears from end to end: a scripted microphone, real parts or fakes behind it."""

import math
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from balint_voice.adapters.ears import EarsSettings, MicrophoneEars
from balint_voice.adapters.silero import SileroDetector
from balint_voice.adapters.transcriber import WorkerTranscriber
from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.listening.transcript import NoteEntry
from balint_voice.ports import Ears, SpeechDetector, Transcriber
from balint_voice.session.inputs import BacklogChanged, ListeningEnded, NoteSealed, PartFailed
from tests.fakes_listening import (
    CountingTranscriber,
    EndingEars,
    LoudnessDetector,
    MemoryNotes,
    ScriptedMicrophone,
    SetClock,
    Step,
    WaitingInbox,
    silence,
    tone,
)
from tests.hearing.conftest import Say


class Room:
    """Ears with everything around them, run until what was opened has ended."""

    def __init__(
        self,
        *steps: Step,
        transcriber: Transcriber | None = None,
        detector: SpeechDetector | None = None,
        pace: float = 1.0,
        settings: EarsSettings | None = None,
    ) -> None:
        self.microphone = ScriptedMicrophone(*steps)
        self.transcriber = transcriber or CountingTranscriber()
        self.notes = MemoryNotes()
        self.inbox = WaitingInbox()
        self.clock = SetClock(100.0)
        self.ears = MicrophoneEars(
            self.microphone,
            detector or LoudnessDetector(),
            self.transcriber,
            self.notes,
            self.inbox,
            self.clock,
            pace,
            settings,
        )

    def listen(self) -> ListeningEnded:
        """Open, play the script, close after it, wait until all is accounted for."""
        self.microphone.steps.append(self.ears.close)
        self.ears.open("probleemstelling")
        (ended,) = self.inbox.until_ended()
        return ended

    def texts(self) -> list[str]:
        return [entry.text for entry in self.notes.entries]


@pytest.fixture
def room() -> Iterator[Callable[..., Room]]:
    rooms: list[Room] = []

    def make(*steps: Step, **parts: object) -> Room:
        rooms.append(Room(*steps, **parts))  # type: ignore[arg-type]
        return rooms[-1]

    yield make
    for one in rooms:
        one.ears.stop()
        assert one.ears.join(timeout=60)


MakeRoom = Callable[..., Room]
QUIET = 1.0


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
    assert ended.recorded_s == pytest.approx(7.0 - 0.6)
    assert ended.speech_s == pytest.approx(4.0, abs=0.1)
    assert ended.transcribed_s == ended.speech_s
    assert ended.dropped_s == 0.0
    (sealed,) = here.inbox.of(NoteSealed)
    assert sealed == NoteSealed(entry.phase, entry.start_s, entry.end_s, ended.speech_s)
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
        *(silence(QUIET), tone(2.0), lambda: here.ears.turn_deaf()),
        *(tone(5.0), lambda: here.ears.hear_again()),
        *(tone(0.6), silence(QUIET), tone(1.5), silence(QUIET)),
    ]
    ended = here.listen()
    assert isinstance(here.transcriber, CountingTranscriber)
    (entry,) = here.notes.entries
    assert entry.start_s == pytest.approx(101.0, abs=0.05)
    assert entry.end_s == pytest.approx(111.1, abs=0.05)
    assert ended.speech_s == pytest.approx(3.5, abs=0.1)
    assert ended.recorded_s == pytest.approx(12.1 - 5.0 - 2 * 0.6)


def test_each_opening_ends_once_and_in_order(room: MakeRoom) -> None:
    here = room(silence(QUIET), tone(1.0))
    here.microphone.steps += [
        *(lambda: here.ears.close(), lambda: here.ears.open("besluitvorming")),
        *(silence(QUIET), tone(1.0), lambda: here.ears.close()),
    ]
    here.ears.open("probleemstelling")
    ends = here.inbox.until_ended(2)
    assert [end.phase for end in ends] == ["probleemstelling", "besluitvorming"]
    assert [entry.phase for entry in here.notes.entries] == ["probleemstelling", "besluitvorming"]
    assert here.microphone.openings == 2


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


def test_what_the_disk_refused_is_sealed_with_the_next(room: MakeRoom) -> None:
    here = room(silence(QUIET), tone(5.0), silence(QUIET), tone(5.0))
    here.notes.refusals = 1
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
    here.ears.open("probleemstelling")
    assert tried.wait(60)
    here.clock.at = 130.0
    here.ears.close()
    here.inbox.until_ended()
    assert here.inbox.of(PartFailed) == [PartFailed("microphone")]
    assert [(e.kind, e.start_s, e.end_s) for e in here.notes.entries] == [("gap", 100.0, 130.0)]


def test_exact_zeros_are_a_dead_microphone_unless_a_recording_is_played(room: MakeRoom) -> None:
    dead: Samples = np.zeros(15 * LISTENING_RATE, np.float32)
    here = room(silence(QUIET), dead.copy(), silence(QUIET))
    here.listen()
    assert here.inbox.of(PartFailed) == [PartFailed("microphone")]
    assert [(e.kind, e.start_s, e.end_s) for e in here.notes.entries] == [("gap", 101.0, 116.0)]
    played = room(silence(QUIET), dead.copy(), settings=EarsSettings(dead_after_s=math.inf))
    played.listen()
    assert played.inbox.of(PartFailed) == []


def test_too_much_to_transcribe_gives_up_the_oldest_and_says_so(
    room: MakeRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, go_on = threading.Event(), threading.Event()

    class Slow(CountingTranscriber):
        def transcribe(self, samples: Samples):  # type: ignore[no-untyped-def]
            started.set()
            assert go_on.wait(60)
            return super().transcribe(samples)

    here = room(
        *[step for _ in range(2) for step in (silence(QUIET), tone(5.0))],
        *(silence(QUIET), lambda: started.wait(60)),
        *[step for _ in range(3) for step in (tone(5.0), silence(QUIET))],
        transcriber=Slow(),
        settings=EarsSettings(most_backlog_s=12.0),
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
    here.microphone.steps.append(lambda: here.ears.stop())
    here.ears.open("probleemstelling")
    (ended,) = here.inbox.until_ended()
    assert ended.dropped_s == ended.speech_s == pytest.approx(3.0, abs=0.1)
    assert [entry.kind for entry in here.notes.entries] == ["gap"]
    assert here.ears.join(timeout=60)
    assert here.inbox.of(PartFailed) == [], "given up by choice, not by a fault"


# The contract of the port, on the fake and on the real one


@pytest.fixture(params=["fake", "real"])
def either(request: pytest.FixtureRequest, room: MakeRoom) -> tuple[Ears, WaitingInbox]:
    if request.param == "fake":
        inbox = WaitingInbox()
        return EndingEars(inbox), inbox
    here = room(silence(QUIET))
    return here.ears, here.inbox


def test_contract_one_end_for_each_opening(either: tuple[Ears, WaitingInbox]) -> None:
    ears, inbox = either
    ears.close()  # nothing is open: nothing ends
    for phase in ("een", "twee"):
        ears.open(phase)
        ears.turn_deaf()
        ears.hear_again()
        ears.close()
        ears.close()
    ears.open("drie")
    ears.stop()
    assert [end.phase for end in inbox.until_ended(3)] == ["een", "twee", "drie"]


# Everything real but the microphone


def test_real_speech_through_real_parts(
    room: MakeRoom, transcriber: WorkerTranscriber, say: Say
) -> None:
    """Every sentence within 0.3 s of when it was said, and not a word of the cue."""
    sentences = [
        "Ik voel mij machteloos als hij begint te huilen.",
        "Mijn vraag is hoe ik een grens kan stellen.",
        "De volgende keer zal ik het verdriet benoemen.",
    ]
    here = room(transcriber=transcriber, detector=SileroDetector())
    at, truth = 1.0, []
    for sentence in sentences:
        sound = say(sentence)
        truth.append((100.0 + at, 100.0 + at + len(sound) / LISTENING_RATE))
        here.microphone.steps += [sound]
        here.microphone.steps += [silence(1.5)]
        at += len(sound) / LISTENING_RATE + 1.5
    cue = say("Nog vijf minuten.")
    here.microphone.steps = [
        *(silence(1.0), *here.microphone.steps),
        *(lambda: here.ears.turn_deaf(), cue, lambda: here.ears.hear_again(), silence(1.0)),
    ]
    ended = here.listen()
    heard: list[NoteEntry] = here.notes.entries
    said = " ".join(entry.text.lower() for entry in heard)
    assert {entry.kind for entry in heard} == {"heard"}
    assert "machteloos" in said
    assert "grens" in said
    assert "minuten" not in said
    assert ended.dropped_s == 0.0
    for entry in heard:
        assert min(abs(entry.start_s - start) for start, _ in truth) < 0.3
        assert min(abs(entry.end_s - end) for _, end in truth) < 0.5


def test_noise_through_real_parts_gives_no_text(
    room: MakeRoom, transcriber: WorkerTranscriber
) -> None:
    rng = np.random.default_rng(8)
    hiss = (rng.standard_normal(8 * LISTENING_RATE) * 0.03).astype(np.float32)
    t = np.arange(8 * LISTENING_RATE) / LISTENING_RATE
    hum = np.asarray(0.2 * np.sign(np.sin(2 * np.pi * 50 * t)), np.float32)
    here = room(silence(2.0), hiss, hum, transcriber=transcriber, detector=SileroDetector())
    ended = here.listen()
    assert here.notes.entries == []
    assert ended.speech_s == 0.0


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script as Python")
def test_a_worker_that_never_answers_costs_its_window_only(
    room: MakeRoom,
    transcriber: WorkerTranscriber,
    say: Say,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dying = tmp_path / "python"
    dying.write_text("#!/bin/sh\n")
    dying.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(dying))
    sound = say("Ik voel mij machteloos als hij begint te huilen.")
    here = room(silence(1.0), sound, transcriber=transcriber, detector=SileroDetector())
    ended = here.listen()
    assert [entry.kind for entry in here.notes.entries] == ["gap"]
    assert here.inbox.of(PartFailed) == [PartFailed("transcriber")]
    assert ended.dropped_s == ended.speech_s > 1.0
