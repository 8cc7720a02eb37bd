"""Ears with everything around them, for one listening after the other."""

import gc
from collections.abc import Callable

from balint_voice.adapters.capture.commands import Commands
from balint_voice.adapters.capture.pipeline import MicrophonePipeline, PipelineSettings
from balint_voice.listening.utterances import Utterance
from balint_voice.listening.windows import Window
from balint_voice.ports import SpeechDetector, Transcriber
from balint_voice.session import outputs as o
from balint_voice.session.inputs import ListeningEnded
from tests.support.fakes_listening import (
    CountingTranscriber,
    ListeningInbox,
    ListeningStep,
    LoudnessDetector,
    MemoryNotes,
    ScriptedMicrophone,
    SetClock,
)

QUIET = 1.0


class Room:
    """Ears with everything around them, run until what was opened has ended."""

    def __init__(
        self,
        *steps: ListeningStep,
        transcriber: Transcriber | None = None,
        detector: SpeechDetector | None = None,
        pace: float = 1.0,
        settings: PipelineSettings | None = None,
        commands: Commands | None = None,
    ) -> None:
        self.microphone = ScriptedMicrophone(*steps)
        self.transcriber = transcriber or CountingTranscriber()
        self.notes = MemoryNotes()
        self.inbox = ListeningInbox()
        self.clock = SetClock(100.0)
        self.pipeline = MicrophonePipeline(
            self.microphone,
            detector or LoudnessDetector(),
            transcriber=self.transcriber,
            notes=self.notes,
            inbox=self.inbox,
            clock=self.clock,
            pace=pace,
            settings=settings,
            commands=commands,
        )

    def listen(self) -> ListeningEnded:
        """Open, play the script, close after it, wait until all is accounted for."""
        self.microphone.steps.append(lambda: self.pipeline.perform(o.CloseMicrophone()))
        self.pipeline.perform(o.OpenMicrophone("probleemstelling"))
        (ended,) = self.inbox.until_ended()
        return ended

    def texts(self) -> list[str]:
        return [entry.text for entry in self.notes.entries]


MakeRoom = Callable[..., Room]


def sounds_in_memory() -> list[float]:
    """Seconds of each utterance and window in which anything can still be heard."""
    kept = [one for one in gc.get_objects() if isinstance(one, Utterance | Window)]
    return [len(one.samples) / 16_000 for one in kept if one.samples.any()]
