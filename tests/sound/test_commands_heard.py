"""Spoken into a microphone: a command reaches the session; the same without "Balint" does not."""

from collections.abc import Iterator

import numpy as np
import pytest

from balint_voice.adapters.hearing.commands import Commands
from balint_voice.adapters.hearing.ears import MicrophoneEars
from balint_voice.adapters.hearing.no_ears import NoNotes
from balint_voice.adapters.hearing.silero import SileroDetector
from balint_voice.adapters.sound.microphone import DeviceMicrophone
from balint_voice.adapters.speech.synthesizer import ChildSynthesizer
from balint_voice.adapters.system.clock import SessionClock
from balint_voice.adapters.whisper import model_store
from balint_voice.adapters.whisper.transcriber import WorkerTranscriber
from balint_voice.session import inputs as i
from tests.support.fakes import WaitingInbox
from tests.support.pulse import Pulse


@pytest.fixture
def inbox() -> WaitingInbox:
    return WaitingInbox()


@pytest.fixture
def ears(pulse: Pulse, inbox: WaitingInbox) -> Iterator[MicrophoneEars]:
    transcriber = WorkerTranscriber(model_store.find("demo-nl").folder, "nl")
    transcriber.start()
    made = MicrophoneEars(
        DeviceMicrophone(),
        SileroDetector(),
        transcriber=transcriber,
        notes=NoNotes(),
        inbox=inbox,
        clock=SessionClock(),
        commands=Commands(transcriber, "nl"),
    )
    yield made
    made.stop()
    made.join(timeout=60)


def say(pulse: Pulse, synthesizer: ChildSynthesizer, *texts: str) -> None:
    """Into the microphone, with a second of quiet around each."""
    parts = []
    for text in texts:
        sound = synthesizer.render(text)
        parts += [np.zeros(sound.rate, np.float32), sound.samples]
    pulse.say_into_microphone(np.concatenate([*parts, parts[0]]), sound.rate)
    pulse.until_said()


def test_only_what_is_said_to_balint_is_a_command(
    pulse: Pulse, synthesizer: ChildSynthesizer, ears: MicrophoneEars, inbox: WaitingInbox
) -> None:
    ears.open("beeldvorming", "attend")
    say(pulse, synthesizer, "Pauze.", "Hoe lang heb je daar al last van?", "Balint, pauze.")
    while not isinstance(given := inbox.next(), i.Commanded):
        pass
    assert given == i.Commanded(i.Pause(), sure=True)
    ears.turn_deaf()
    say(pulse, synthesizer, "Balint, verder.")
    ears.hear_again()
    say(pulse, synthesizer, "Balint, herhaal.")
    while not isinstance(given := inbox.next(), i.Commanded):
        pass
    assert given == i.Commanded(i.Repeat(), sure=True), "a cue commands nothing"
