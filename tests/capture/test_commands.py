"""Spoken commands reach the session and nothing else of them remains."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pytest

from balint_voice.adapters.capture.backlog import Backlog, EndOfWork, OpeningEnded
from balint_voice.adapters.capture.commands import Commands, CommandSettings, commanded
from balint_voice.adapters.capture.transcription import Transcription
from balint_voice.errors import PartMissing
from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.listening.phrases import CONTENDERS, Likelihood, Understood, calls, phrases
from balint_voice.listening.transcript import Decoded
from balint_voice.listening.utterances import OpeningTime, Utterance
from balint_voice.listening.windows import PlacedUtterance, Window
from balint_voice.session import inputs as i
from balint_voice.session import outputs as o
from tests.capture.room import QUIET, MakeRoom, Room, sounds_in_memory
from tests.support.fakes_listening import (
    CountingTranscriber,
    ListeningInbox,
    ListeningStep,
    MemoryNotes,
    silence,
    tone,
)
from tests.support.pulse import PATIENCE_S


@dataclass
class Saying(CountingTranscriber):
    """Hears a text by the length of what is given, in seconds to the nearest half."""

    texts: dict[float, str] = field(default_factory=dict)
    order: list[float] = field(default_factory=list)
    least_confidence: float = 0.0

    def transcribe(self, samples: Samples) -> tuple[Decoded, ...]:
        (one,) = super().transcribe(samples)
        seconds = round(2 * len(samples) / LISTENING_RATE) / 2
        self.order.append(seconds)
        text = self.texts.get(seconds, one.text)
        return (Decoded(0.0, one.end_s, text, 0.0, -0.1),)

    def likelihoods(
        self, samples: Samples, phrases: Sequence[Sequence[str]], *, closer: bool = False
    ) -> list[list[Likelihood]]:
        """Each part that was said is likely, any other less than where nobody speaks."""
        (heard,) = self.transcribe(samples)
        return [
            [Likelihood(-1.0 if part.strip() in heard.text else -24.0, -20.0, 3) for part in parts]
            for parts in phrases
        ]


def commands_of(scorer: "Saying") -> Commands:
    return Commands(scorer, "nl", "Balint")


@dataclass
class Slow(Saying):
    """Its first decode takes until everything was `said`."""

    decoding: threading.Event = field(default_factory=threading.Event)
    said: threading.Event = field(default_factory=threading.Event)

    def transcribe(self, samples: Samples) -> tuple[Decoded, ...]:
        if len(self.given) == 0:
            self.decoding.set()
            self.said.wait(PATIENCE_S)
        return super().transcribe(samples)


@dataclass
class Asked(Saying):
    """Notes what it is asked for: how many phrases, and whether closer."""

    looks: list[tuple[int, bool]] = field(default_factory=list)

    def likelihoods(
        self, samples: Samples, phrases: Sequence[Sequence[str]], *, closer: bool = False
    ) -> list[list[Likelihood]]:
        self.looks.append((len(phrases), closer))
        return super().likelihoods(samples, phrases, closer=closer)


PAUSE = {2.0: "Balint, pauze."}  # a second, and the quiet around it


def listening_for(room: MakeRoom, texts: dict[float, str], *steps: ListeningStep) -> Room:
    transcriber = Saying(texts=texts)
    return room(*steps, transcriber=transcriber, commands=commands_of(transcriber))


def attend(here: Room) -> None:
    done = threading.Event()
    here.microphone.steps += [
        silence(0.5),
        done.set,
        silence(0.1),
        lambda: here.pipeline.perform(o.CloseMicrophone()),
    ]
    here.microphone.steps += [
        lambda: here.pipeline.perform(o.OpenMicrophone("einde")),
        lambda: here.pipeline.perform(o.CloseMicrophone()),
    ]
    here.pipeline.perform(o.OpenMicrophone("beeldvorming", "attend"))
    here.inbox.until_ended()
    here.inbox.drain()


def test_all_that_a_command_may_need_is_asked_whatever_was_said() -> None:
    """What `doctor` measures: a sentence that is not understood would take far less."""
    scorer = Asked()
    commands = commands_of(scorer)
    commands.hear(np.zeros(3 * LISTENING_RATE, np.float32))
    assert scorer.looks == [(len(calls("nl", "Balint")), False)]
    scorer.looks.clear()
    commands.ask_all(np.zeros(LISTENING_RATE, np.float32))
    assert (len(phrases("nl", "Balint")), False) in scorer.looks
    assert (CONTENDERS, True) in scorer.looks


def test_a_command_is_passed_on_and_no_sound_of_it_is_left(room: MakeRoom) -> None:
    here = listening_for(room, PAUSE, silence(QUIET), tone(1.25), silence(QUIET))
    attend(here)
    assert here.inbox.of(i.CommandHeard) == [i.CommandHeard(i.Pause(), sure=True)]
    assert here.notes.entries == []
    assert isinstance(here.transcriber, Saying)
    assert not any(samples.any() for samples in here.transcriber.given)
    assert sounds_in_memory() == []


def test_who_speaks_on_after_it_gave_no_command(room: MakeRoom) -> None:
    at_any_length = {seconds / 2: PAUSE[2.0] for seconds in range(9)}
    here = listening_for(room, at_any_length, silence(QUIET), tone(3.0), silence(QUIET))
    attend(here)
    assert here.inbox.of(i.CommandHeard) == []
    assert isinstance(here.transcriber, Saying) and here.transcriber.given


def test_what_is_no_command_leaves_nothing_when_only_attending(room: MakeRoom) -> None:
    here = listening_for(room, {}, *[silence(QUIET), tone(1.25)] * 3, silence(QUIET))
    attend(here)
    assert here.inbox.of(i.CommandHeard) == []
    assert here.notes.entries == []
    assert isinstance(here.transcriber, Saying)
    assert here.transcriber.given
    assert not any(samples.any() for samples in here.transcriber.given)


def test_long_talk_and_what_follows_without_a_pause_are_not_looked_at(room: MakeRoom) -> None:
    here = listening_for(room, PAUSE, silence(QUIET), tone(7.0), silence(QUIET), tone(0.12))
    here.microphone.steps += [silence(QUIET)]
    attend(here)
    assert isinstance(here.transcriber, Saying)
    assert here.transcriber.given == []


def test_a_command_said_while_recording_is_no_part_of_the_notes(room: MakeRoom) -> None:
    here = listening_for(
        room,
        PAUSE,
        *(silence(QUIET), tone(0.8), silence(QUIET), tone(1.25), silence(QUIET), tone(0.8)),
    )
    ended = here.listen()
    assert here.inbox.of(i.CommandHeard) == [i.CommandHeard(i.Pause(), sure=True)]
    assert isinstance(here.transcriber, Saying)
    assert here.transcriber.order[-1] == 2.5, "the window without the command"
    (entry,) = here.notes.entries
    assert entry.kind == "heard"
    assert ended.speech_s == ended.transcribed_s == pytest.approx(1.6, abs=0.2)
    assert not any(samples.any() for samples in here.transcriber.given)


def test_a_window_that_was_nothing_but_a_command_is_no_note(room: MakeRoom) -> None:
    here = listening_for(room, PAUSE, silence(QUIET), tone(1.25), silence(QUIET))
    ended = here.listen()
    assert here.notes.entries == []
    assert (ended.speech_s, ended.dropped_s) == (0.0, 0.0)


def test_a_yes_is_passed_on_and_stays_in_the_notes(room: MakeRoom) -> None:
    here = listening_for(room, {2.0: "Ja."}, silence(QUIET), tone(1.25), silence(QUIET))
    here.listen()
    assert here.inbox.of(i.CommandHeard) == [i.CommandHeard(i.Agree(), sure=True)]
    assert [entry.text for entry in here.notes.entries] == ["Ja."]


def test_a_command_is_as_late_as_the_clock_is_ahead_of_the_samples(room: MakeRoom) -> None:
    """The machine slept while the microphone was open: its samples stood still."""
    here = listening_for(room, PAUSE, silence(QUIET))
    here.microphone.steps.append(partial(setattr, here.clock, "at", 400.0))
    here.microphone.steps += [tone(1.25), silence(QUIET)]
    here.listen()
    (given,) = here.inbox.of(i.CommandHeard)
    assert 396.0 < given.began_s < 400.0


def test_a_command_goes_before_the_windows_that_wait(room: MakeRoom) -> None:
    transcriber = Slow(texts=PAUSE)
    here = room(
        *(
            silence(QUIET),
            *[tone(5.0), silence(QUIET)] * 4,
            lambda: transcriber.decoding.wait(PATIENCE_S),
        ),
        *(tone(1.25), silence(QUIET), transcriber.said.set),
        transcriber=transcriber,
        commands=commands_of(transcriber),
    )
    here.listen()
    assert here.inbox.of(i.CommandHeard) == [i.CommandHeard(i.Pause(), sure=True)]
    assert transcriber.order[1] == 2.0
    assert len(here.notes.entries) == 4


def test_a_command_is_cut_out_though_the_phase_before_is_still_being_transcribed() -> None:
    """It is understood before the windows that wait, and before the account of that phase."""
    before, now = OpeningTime("beeldvorming", 0.0, 1.0), OpeningTime("besluitvorming", 60.0, 1.0)
    spoken = 2 * LISTENING_RATE
    piece = PlacedUtterance(0, spoken, LISTENING_RATE, LISTENING_RATE, LISTENING_RATE + spoken)
    transcriber, inbox = Saying(texts={2.0: "Balint, pauze."}), ListeningInbox()
    notes = MemoryNotes()
    backlog = Backlog(600.0, lambda _: None)
    backlog.put(OpeningEnded("beeldvorming", before.session_s(50.0), 50.0))
    backlog.put(
        Utterance(piece.position, tone(2.0), piece.voice_start, piece.voice_end, opening=now)
    )
    backlog.put(Window(tone(2.0), (piece,), now))
    backlog.put(EndOfWork())
    Transcription(
        backlog, transcriber, notes=notes, inbox=inbox, commands=commands_of(transcriber)
    ).run()
    inbox.drain()
    (heard,) = inbox.of(i.CommandHeard)
    assert (heard.command, heard.began_s) == (i.Pause(), 61.0)
    assert notes.entries == []


def test_only_the_newest_few_wait_and_a_veto_drops_them(room: MakeRoom) -> None:
    for veto, heard in ((False, 4), (True, 1)):
        transcriber = Slow(texts=PAUSE)
        here = room(
            *(silence(QUIET), tone(1.25), silence(QUIET), partial(transcriber.decoding.wait, 60)),
            *[tone(1.25), silence(QUIET)] * 6,
            transcriber=transcriber,
            commands=commands_of(transcriber),
        )
        if veto:
            here.microphone.steps.append(
                partial(here.pipeline.perform, o.Forget(("beeldvorming",)))
            )
        here.microphone.steps.append(transcriber.said.set)
        attend(here)
        assert len(here.inbox.of(i.CommandHeard)) == heard


def test_a_transcriber_that_is_missing_is_told_of_once_and_when_it_works(room: MakeRoom) -> None:
    transcriber = Saying(texts=PAUSE, fails=2)
    here = room(
        *[silence(QUIET), tone(1.25)] * 3,
        silence(QUIET),
        transcriber=transcriber,
        commands=commands_of(transcriber),
    )
    attend(here)
    assert here.inbox.of(i.PartFailed) == [i.PartFailed("transcriber")]
    assert here.inbox.of(i.PartRecovered) == [i.PartRecovered("transcriber")]
    assert not any(samples.any() for samples in transcriber.given)


def test_which_utterances_are_looked_at() -> None:
    one = CommandSettings()

    def said(start_s: float, end_s: float) -> Utterance:
        edges = round(start_s * LISTENING_RATE), round(end_s * LISTENING_RATE)
        return Utterance(0, tone(0.1), *edges)

    assert one.worth_decoding(said(1.0, 2.0), None)
    assert one.worth_decoding(said(1.0, 2.0), LISTENING_RATE // 2)
    assert not one.worth_decoding(said(1.0, 2.0), LISTENING_RATE)
    assert not one.worth_decoding(said(1.0, 5.1), None)
    assert not one.worth_decoding(said(1.0, 1.1), None)


def test_every_command_has_its_input() -> None:
    assert commanded(Understood("more-time", True, 5)) == i.CommandHeard(i.Extend(300.0), True)
    assert commanded(Understood("veto", False)) == i.CommandHeard(i.Veto(), False)
    assert commanded(Understood("help", True)) == i.CommandHeard(i.Help(), True)


def test_commands_raise_what_the_transcriber_raises() -> None:
    with pytest.raises(PartMissing):
        commands_of(Saying(fails=1)).hear(tone(1.0))


def test_nobody_who_was_not_called_is_scored_against_the_whole_list() -> None:
    one = Saying(texts={3.0: "Wat eten we?"})
    assert commands_of(one).hear(tone(3.0)) is None
    assert len(one.given) == 1


@dataclass
class HeardBetterCloser(Saying):
    """Tells two phrases apart only where it looks closer; keeps how many it looked at."""

    closer: list[int] = field(default_factory=list)

    def likelihoods(
        self, samples: Samples, phrases: Sequence[Sequence[str]], *, closer: bool = False
    ) -> list[list[Likelihood]]:
        if closer:
            self.closer.append(len(phrases))
        alike = (" pauze.", " verder.")
        return [
            [Likelihood(-1.0 if part == " Balint," else -20.0, -20.0, 3) for part in parts[:1]]
            + [Likelihood(self._heard(parts[1], alike, closer), -20.0, 3)]
            for parts in phrases
        ]

    def _heard(self, part: str, alike: Sequence[str], closer: bool) -> float:
        if part not in alike:
            return -20.0
        return -9.0 if closer and part == alike[0] else -4.0


def test_two_that_are_alike_are_looked_at_closer_and_only_they_and_a_few_more() -> None:
    one = HeardBetterCloser()
    assert commands_of(one).hear(tone(2.0)) == i.CommandHeard(i.Continue(), sure=True)
    assert one.closer
    assert one.closer[0] < 10


@dataclass
class CalledCloser(Saying):
    """Hears the wake word only where it looks closer."""

    gain: float = 0.0
    closer: int = 0

    def likelihoods(
        self, samples: Samples, phrases: Sequence[Sequence[str]], *, closer: bool = False
    ) -> list[list[Likelihood]]:
        found = super().likelihoods(samples, phrases)
        self.closer += closer
        called = 5.0 if closer else self.gain
        return [
            [
                Likelihood(-20.0 + called, -20.0, 3) if "Balint" in text else part
                for text, part in zip(asked, parts, strict=True)
            ]
            for asked, parts in zip(phrases, found, strict=True)
        ]


def test_a_call_that_is_unclear_is_looked_at_closer_and_clear_talk_is_not() -> None:
    unclear = CalledCloser(texts={3.0: "Balint, pauze."}, gain=1.0)
    assert commands_of(unclear).hear(tone(3.0)) == i.CommandHeard(i.Pause(), sure=True)
    assert unclear.closer == 1
    talk = CalledCloser(texts={3.0: "Balint, pauze."}, gain=-4.0)
    assert commands_of(talk).hear(tone(3.0)) is None
    assert talk.closer == 0


def test_what_is_too_long_for_a_yes_is_not_read() -> None:
    one = Saying(texts={3.0: "Ja."})
    assert commands_of(one).hear(tone(3.0)) is None
    one.texts = {2.0: "Ja."}
    assert commands_of(one).hear(tone(2.0)) == i.CommandHeard(i.Agree(), sure=True)


def test_another_wake_word_is_the_only_one() -> None:
    one = Saying(texts={2.0: "Sokrates, pauze."})
    assert Commands(one, "nl", "Sokrates").hear(tone(2.0)) == i.CommandHeard(i.Pause(), sure=True)
    assert commands_of(one).hear(tone(2.0)) is None
