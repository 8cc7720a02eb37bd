"""What stands in where nobody agreed to be heard, to be transcribed, or to be recorded.

Rules: each of these is a guard as well: asked for what nobody agreed to, it refuses.
"""

from collections.abc import Sequence

from balint_voice.adapters.system.freed_memory import overwrite_freed_soon
from balint_voice.errors import BalintVoiceError
from balint_voice.listening.audio import Samples
from balint_voice.listening.transcript import Decoded, NoteEntry
from balint_voice.ports import Inbox, Notes
from balint_voice.session.inputs import PartFailed
from balint_voice.session.outputs import Purpose


class EmptyPipeline:
    """`ports.Ears` that hears nothing, since nobody agreed to be heard.

    `notes`: typed ones, or those of a session that is resumed; a veto still reaches them.
    """

    def __init__(self, notes: Notes | None = None, inbox: Inbox | None = None) -> None:
        self._notes, self._inbox = notes, inbox

    def open(self, phase: str, purpose: Purpose = "record") -> None:
        raise AssertionError(f"nobody is heard, yet {phase} opens the microphone to {purpose}")

    def forget(self, phases: Sequence[str]) -> None:
        if self._notes is None:
            return
        try:
            self._notes.forget(phases)
        except (OSError, BalintVoiceError):
            if self._inbox is not None:
                self._inbox.put(PartFailed("notes"))
        overwrite_freed_soon()

    def close(self) -> None: ...
    def turn_deaf(self) -> None: ...
    def hear_again(self) -> None: ...
    def stop(self) -> None: ...


class NoTranscriber:
    """`ports.Transcriber` for audio pipeline that only attend: nothing said becomes text."""

    @property
    def window_s(self) -> float:
        return 28.0

    def transcribe(self, samples: Samples) -> tuple[Decoded, ...]:
        raise AssertionError(f"nothing is transcribed, yet {len(samples)} samples came")

    def forget(self) -> None: ...
    def close(self) -> None: ...


class NoNotes:
    """`ports.Notes` for audio pipeline that only attend: nothing heard is written down."""

    def append(self, entry: NoteEntry) -> None:
        raise AssertionError(f"nothing is recorded, yet there is a note of {entry.phase}")

    def forget(self, phases: Sequence[str]) -> None: ...
    def close(self) -> None: ...
