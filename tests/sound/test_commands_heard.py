"""Spoken into a microphone: a command reaches the session; the same without "Balint" does not."""

from collections.abc import Iterator

import numpy as np
import pytest

from balint_voice.adapters.capture.commands import Commands
from balint_voice.adapters.capture.empty_pipeline import NoNotes
from balint_voice.adapters.capture.pipeline import MicrophonePipeline
from balint_voice.adapters.capture.silero import SileroDetector
from balint_voice.adapters.sound.microphone import DeviceMicrophone
from balint_voice.adapters.system.clock import SessionClock
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.whisper import model_store
from balint_voice.adapters.whisper.transcriber import WorkerTranscriber
from balint_voice.session import inputs as i
from balint_voice.session import outputs as o
from tests.support.fakes import WaitingInbox
from tests.support.pulse import PATIENCE_S, Pulse


@pytest.fixture
def inbox() -> WaitingInbox:
    return WaitingInbox()


@pytest.fixture
def pipeline(pulse: Pulse, inbox: WaitingInbox) -> Iterator[MicrophonePipeline]:
    transcriber = WorkerTranscriber(model_store.find("demo-nl").folder, "nl")
    transcriber.start()
    made = MicrophonePipeline(
        DeviceMicrophone(),
        SileroDetector(),
        transcriber=transcriber,
        notes=NoNotes(),
        inbox=inbox,
        clock=SessionClock(),
        commands=Commands(transcriber, "nl", "Balint"),
    )
    yield made
    made.stop()
    made.join(timeout=PATIENCE_S)


def say(pulse: Pulse, synthesizer: ChildSynthesizer, *texts: str) -> None:
    """Into the microphone, with a second of quiet around each."""
    parts = []
    for text in texts:
        sound = synthesizer.render(text)
        parts += [np.zeros(sound.rate, np.float32), sound.samples]
    pulse.say_into_microphone(np.concatenate([*parts, parts[0]]), sound.rate)
    pulse.until_said()


@pytest.mark.slow
def test_only_what_is_said_to_balint_is_a_command(
    pulse: Pulse, synthesizer: ChildSynthesizer, pipeline: MicrophonePipeline, inbox: WaitingInbox
) -> None:
    pipeline.perform(o.OpenMicrophone("beeldvorming", "attend"))
    say(pulse, synthesizer, "Pauze.", "Hoe lang heb je daar al last van?", "Balint, pauze.")
    while not isinstance(given := inbox.next(), i.CommandHeard):
        pass
    assert given == i.CommandHeard(i.Pause(), sure=True)
    pipeline.perform(o.TurnDeaf())
    say(pulse, synthesizer, "Balint, verder.")
    pipeline.perform(o.HearAgain())
    say(pulse, synthesizer, "Balint, herhaal.")
    while not isinstance(given := inbox.next(), i.CommandHeard):
        pass
    assert given == i.CommandHeard(i.Repeat(), sure=True), "a cue commands nothing"
