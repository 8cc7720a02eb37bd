"""The empty audio pipeline, and guards for what nobody agreed to: listening, transcription, notes.

Rules: each of these is a guard too. It refuses when it is asked for what nobody agreed to.
"""

from collections.abc import Sequence

from balint_voice.adapters.system.freed_memory import overwrite_freed_soon
from balint_voice.errors import BalintVoiceError
from balint_voice.listening.audio import Samples
from balint_voice.listening.transcript import Decoded, NoteEntry
from balint_voice.ports import Inbox, MicrophoneOrder, Notes
from balint_voice.session.inputs import PartFailed, PartRecovered
from balint_voice.session.outputs import Forget, OpenMicrophone


class EmptyPipeline:
    """`ports.AudioPipeline` that hears nothing, since nobody agreed to be heard.

    `notes`: typed ones, or those of a session that is resumed; a veto still reaches them.
    """

    def __init__(self, notes: Notes | None = None, inbox: Inbox | None = None) -> None:
        self._notes, self._inbox = notes, inbox
        self._refused = False

    def perform(self, order: MicrophoneOrder) -> None:
        match order:
            case OpenMicrophone(phase, purpose):
                raise AssertionError(
                    f"nobody agreed, yet {phase} opens the microphone to {purpose}"
                )
            case Forget(phases):
                self._forget(phases)

    def _forget(self, phases: Sequence[str]) -> None:
        if self._notes is None:
            return
        try:
            self._notes.forget(phases)
        except (OSError, BalintVoiceError):
            self._refused = True
            self._tell(PartFailed("veto"))
        else:
            if self._refused:
                self._refused = False
                self._tell(PartRecovered("veto"))
        overwrite_freed_soon()

    def _tell(self, event: PartFailed | PartRecovered) -> None:
        if self._inbox is not None:
            self._inbox.put(event)

    def stop(self) -> None: ...


class NoTranscriber:
    """`ports.Transcriber` for a pipeline that only attends: nothing said becomes text."""

    @property
    def name(self) -> str:
        return ""

    @property
    def window_s(self) -> float:
        return 28.0

    def transcribe(self, samples: Samples) -> tuple[Decoded, ...]:
        raise AssertionError(f"nothing is transcribed, yet {len(samples)} samples came")

    def forget(self) -> None: ...
    def close(self) -> None: ...


class NoNotes:
    """`ports.Notes` for a pipeline that only attends: nothing heard is written down."""

    def append(self, entry: NoteEntry) -> None:
        raise AssertionError(f"nothing is recorded, yet there is a note of {entry.phase}")

    def forget(self, phases: Sequence[str]) -> None: ...
    def close(self) -> None: ...
