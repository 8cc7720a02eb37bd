"""The microphone as the session sees it: when it is open, when deaf, and what is still pending.

Open only for a phase that was agreed to be recorded, and only after it was said; deaf from before a
cue sounds until after it was heard. The order of the outputs is the promise: deaf *before* Say,
listening *after*.
"""

from dataclasses import replace

from balint_voice.session import inputs as i
from balint_voice.session import outputs as o
from balint_voice.session import transitions as t
from balint_voice.session.clock import Instant, Seconds


class Hearing:
    """The state of listening, and the account of all that was heard."""

    def __init__(self) -> None:
        self.phase: str | None = None
        """The phase the microphone is open for; None when it is closed."""
        self.deaf = False
        self.announced: str | None = None
        """The phase for which it was said that the microphone is being opened."""
        self.pending = 0
        """Openings of the microphone whose speech is not yet all sealed or dropped."""
        self.backlog_s: Seconds = 0.0
        self.sealed_at: Instant | None = None
        self.account = t.AudioDeleted(0.0, 0.0, 0.0, 0)

    def before_speaking(
        self, wanted: str | None, speaking: bool, now: Instant
    ) -> tuple[o.Output, ...]:
        """What must be done before the outputs of this moment: close, or turn deaf."""
        if self.phase is not None and self.phase != wanted:
            closed = t.MicrophoneClosed(t.Id(self.phase))
            self.phase, self.deaf, self.announced = None, False, None
            return (o.CloseMicrophone(), o.Record(now, closed))
        if self.phase is not None and speaking and not self.deaf:
            self.deaf = True
            return (o.TurnDeaf(),)
        return ()

    def after_speaking(
        self, wanted: str | None, speaking: bool, now: Instant
    ) -> tuple[o.Output, ...]:
        """What may be done after them: open, or hear again. Never while a cue sounds."""
        if speaking:
            return ()
        if wanted is not None and self.phase is None and self.announced == wanted:
            self.phase = wanted
            self.pending += 1
            return (o.OpenMicrophone(wanted), o.Record(now, t.MicrophoneOpened(t.Id(wanted))))
        if self.deaf:
            self.deaf = False
            return (o.HearAgain(),)
        return ()

    def sealed(self, note: i.NoteSealed, now: Instant) -> o.Record:
        self.sealed_at = now
        return o.Record(
            now, t.SpeechSealed(t.Id(note.phase), note.start_s, note.end_s, note.speech_s)
        )

    def ended(self, span: i.ListeningEnded, now: Instant) -> o.Record:
        """One opening of the microphone is accounted for."""
        self.pending = max(0, self.pending - 1)
        self.account = replace(
            self.account,
            recorded_s=self.account.recorded_s + span.recorded_s,
            transcribed_s=self.account.transcribed_s + span.transcribed_s,
            dropped_s=self.account.dropped_s + span.dropped_s,
        )
        listened = t.Listened(
            t.Id(span.phase), span.recorded_s, span.speech_s, span.transcribed_s, span.dropped_s
        )
        return o.Record(now, listened)
