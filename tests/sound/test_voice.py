"""Spoken cues, heard: their length, their order, and what happens when a part fails."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from balint_voice.adapters.sound.speaker import DeviceSpeaker
from balint_voice.adapters.tts.silent_voice import PacedVoice, ShownVoice
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer, estimated_seconds
from balint_voice.adapters.tts.voice import SpokenVoice
from balint_voice.adapters.tts.voice_choice import VoiceChoice
from balint_voice.session.cue_ids import CueId
from balint_voice.session.inputs import CueFailed, CueFinished, CueOnlyShown, CueStarted
from balint_voice.session.outputs import Cue
from tests.support.fakes import FakeSpeaker, FakeSynthesizer, WaitingInbox
from tests.support.pulse import RECORDING_RATE, Pulse

WELCOME = "Welkom bij deze intervisie."
THANKS = "Dank je wel, we gaan verder."


@pytest.fixture
def inbox() -> WaitingInbox:
    return WaitingInbox()


@pytest.fixture
def voice(
    pulse: Pulse,
    synthesizer: ChildSynthesizer,
    device_speaker: DeviceSpeaker,
    inbox: WaitingInbox,
) -> Iterator[SpokenVoice]:
    made = SpokenVoice(synthesizer, device_speaker, inbox=inbox)
    yield made
    made.close()


def test_two_cues_are_heard_one_after_the_other(
    voice: SpokenVoice, inbox: WaitingInbox, pulse: Pulse
) -> None:
    seen: list[tuple[int, int]] = []
    voice.prepare([WELCOME, THANKS], lambda done, of: seen.append((done, of)))
    with pulse.record_speaker() as recording:
        voice.say(Cue(CueId.parse("welcome"), WELCOME))
        assert inbox.next() == CueStarted(CueId.parse("welcome"))
        assert inbox.next() == CueFinished(CueId.parse("welcome"))
        ended = time.monotonic()
        voice.say(Cue(CueId.parse("thanks"), THANKS))
        assert inbox.next() == CueStarted(CueId.parse("thanks"))
        begun = time.monotonic()
        assert inbox.next() == CueFinished(CueId.parse("thanks"))
        heard = recording.wait_for_silence()
    loud, between = np.flatnonzero(np.abs(heard) > 0.02), recording.at((ended + begun) / 2)
    first, second = loud[loud < between], loud[loud >= between]
    for part, text in ((first, WELCOME), (second, THANKS)):
        length = (part[-1] - part[0]) / RECORDING_RATE
        assert voice.seconds(text) - 1.0 < length <= voice.seconds(text) + 0.1
    assert np.abs(heard).max() > 0.2, "too soft for a room"
    assert seen == [(1, 2), (2, 2)]


def test_a_cue_nobody_prepared_is_rendered_when_it_is_said(
    voice: SpokenVoice, inbox: WaitingInbox, pulse: Pulse
) -> None:
    assert voice.seconds(WELCOME) == estimated_seconds(WELCOME)
    voice.say(Cue(CueId.parse("welcome"), WELCOME))
    assert inbox.next() == CueStarted(CueId.parse("welcome"))
    assert inbox.next() == CueFinished(CueId.parse("welcome"))
    assert abs(voice.seconds(WELCOME) / estimated_seconds(WELCOME) - 1) < 0.3


def test_a_voice_that_cannot_speak_fails_the_cue_and_speaks_the_next(
    dutch: VoiceChoice, device_speaker: DeviceSpeaker, inbox: WaitingInbox
) -> None:
    synthesizer = FakeSynthesizer()
    voice = SpokenVoice(synthesizer, device_speaker, inbox=inbox)
    synthesizer.broken = True
    voice.say(Cue(CueId.parse("lost"), WELCOME))
    assert inbox.next() == CueOnlyShown(CueId.parse("lost"))
    assert inbox.next() == CueFailed(CueId.parse("lost"))
    synthesizer.broken = False
    voice.say(Cue(CueId.parse("heard"), THANKS))
    assert inbox.next() == CueStarted(CueId.parse("heard"))
    assert inbox.next() == CueFinished(CueId.parse("heard"))
    voice.close()


def test_a_voice_that_renders_silence_fails_the_cue_and_speaks_the_next(
    voice: SpokenVoice, inbox: WaitingInbox
) -> None:
    voice.say(Cue(CueId.parse("silent"), "..."))
    assert inbox.next() == CueOnlyShown(CueId.parse("silent"))
    assert inbox.next() == CueFailed(CueId.parse("silent"))
    voice.say(Cue(CueId.parse("heard"), THANKS))
    assert inbox.next() == CueStarted(CueId.parse("heard"))
    assert inbox.next() == CueFinished(CueId.parse("heard"))


def test_a_voice_that_hangs_is_replaced_and_speaks(
    synthesizer_of_little_patience: ChildSynthesizer,
    device_speaker: DeviceSpeaker,
    inbox: WaitingInbox,
) -> None:
    synthesizer = synthesizer_of_little_patience
    voice = SpokenVoice(synthesizer, device_speaker, inbox=inbox)
    synthesizer.render("Even proberen.")
    assert synthesizer.child_pid is not None
    os.kill(synthesizer.child_pid, signal.SIGSTOP)
    voice.say(
        Cue(CueId.parse("after"), WELCOME)
    )  # a new child speaks: the group notices a moment's wait
    assert inbox.next() == CueStarted(CueId.parse("after"))
    assert inbox.next() == CueFinished(CueId.parse("after"))
    voice.close()


@pytest.mark.parametrize("broken", ["speaker", "synthesizer"])
def test_a_cue_that_cannot_be_heard_takes_the_time_to_read_it(
    inbox: WaitingInbox, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    waits: list[float] = []

    class NotedTimer(threading.Timer):
        def __init__(self, seconds: float, *rest: Any) -> None:
            waits.append(seconds)
            super().__init__(seconds, *rest)

    speaker, synthesizer = FakeSpeaker(), FakeSynthesizer()
    voice = SpokenVoice(synthesizer, speaker, inbox=inbox)
    if broken == "speaker":
        voice.prepare([WELCOME])
    speaker.broken, synthesizer.broken = broken == "speaker", broken == "synthesizer"
    monkeypatch.setattr(threading, "Timer", NotedTimer)
    voice.say(Cue(CueId.parse("lost"), WELCOME))
    assert inbox.next() == CueOnlyShown(CueId.parse("lost"))
    assert inbox.next() == CueFailed(CueId.parse("lost"))
    assert waits[-1] == pytest.approx(voice.seconds(WELCOME))
    voice.close()


def test_a_speaker_that_fails_fails_the_cue_and_plays_the_next(inbox: WaitingInbox) -> None:
    speaker = FakeSpeaker()
    voice = SpokenVoice(FakeSynthesizer(), speaker, inbox=inbox)
    speaker.broken = True
    voice.say(Cue(CueId.parse("lost"), WELCOME))
    assert inbox.next() == CueOnlyShown(CueId.parse("lost"))
    assert inbox.next() == CueFailed(CueId.parse("lost"))
    speaker.broken = False
    voice.say(Cue(CueId.parse("heard"), THANKS))
    assert inbox.next() == CueStarted(CueId.parse("heard"))
    assert inbox.next() == CueFinished(CueId.parse("heard"))
    voice.close()


def test_sound_lost_in_the_middle_of_a_cue(
    voice: SpokenVoice, inbox: WaitingInbox, pulse: Pulse
) -> None:
    voice.say(Cue(CueId.parse("lost"), WELCOME * 9))
    assert inbox.next() == CueStarted(CueId.parse("lost"))
    pulse.stop()
    try:
        assert inbox.next() == CueOnlyShown(CueId.parse("lost"))
        assert inbox.next() == CueFailed(CueId.parse("lost"))
    finally:
        pulse.start()
    voice.say(Cue(CueId.parse("heard"), THANKS))
    assert inbox.next() == CueStarted(CueId.parse("heard"))
    assert inbox.next() == CueFinished(CueId.parse("heard"))


def test_shown_cues_take_no_time(inbox: WaitingInbox) -> None:
    voice = ShownVoice(inbox)
    voice.say(Cue(CueId.parse("shown"), WELCOME))
    assert inbox.received == [CueStarted(CueId.parse("shown")), CueFinished(CueId.parse("shown"))]
    assert voice.seconds(WELCOME) == 0


def test_paced_cues_take_the_time_of_the_rendered_ones(inbox: WaitingInbox) -> None:
    voice = PacedVoice(inbox, FakeSynthesizer())
    assert voice.seconds(WELCOME) == estimated_seconds(WELCOME)
    voice.prepare([WELCOME])
    assert voice.seconds(WELCOME) == pytest.approx(0.02 * len(WELCOME), abs=0.001)
    voice.close()


@pytest.fixture
def synthesizer_of_little_patience(
    dutch: VoiceChoice, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ChildSynthesizer]:
    made = ChildSynthesizer(dutch, timeout_s=15, cache_folder=tmp_path_factory.mktemp("cues"))
    yield made
    made.close()
