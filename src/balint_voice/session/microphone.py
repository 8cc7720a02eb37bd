"""The microphone as the session sees it: when it is open, when deaf, and what is still pending.

Rules:
- It opens only for what was agreed to. Before it records, the voice says so.
- Where it awaits the first word of a phase, it goes over to recording without being closed, so that
  nothing of the first sentence is lost.
- It is deaf from before a cue sounds until after it was heard. The order of the outputs ensures
  this: TurnDeaf comes before Say, and HearAgain after the cue. A cue that is only shown, because
  the sound broke, makes it deaf no longer than until that is known.
"""

from dataclasses import dataclass
from typing import NamedTuple

from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant, Seconds
from balint_voice.session.outbox import Outbox


class Opening(NamedTuple):
    """What the microphone is open for."""

    phase: str
    purpose: o.Purpose


@dataclass(frozen=True)
class HeardTotals:
    """What was heard of one phase, in seconds of sound and of speech."""

    recorded_s: Seconds = 0.0
    transcribed_s: Seconds = 0.0
    dropped_s: Seconds = 0.0
    unheard_s: Seconds = 0.0


class MicrophoneState:
    """Whether the microphone is open, and how much was heard of each phase."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self.open: Opening | None = None
        """None: the device is closed."""
        self.deaf = False
        self.pending = 0
        """Openings to record whose speech is not yet all sealed or dropped."""
        self.backlog_s: Seconds = 0.0
        self.sealed_at: Instant | None = None
        self.level: tuple[int, bool] | None = None
        """The step of the bar and whether it is too loud; None while nothing is known."""
        self.hears_nobody = False
        self._said_of_nobody = False
        self._announced: Opening | None = None
        self._attending_was_said = False
        self._heard: dict[str, HeardTotals] = {}
        self._forgotten: set[str] = set()

    @property
    def phase(self) -> str | None:
        """The phase that is being recorded."""
        return self.open.phase if self.open and self.open.purpose == "record" else None

    @property
    def forgotten(self) -> tuple[str, ...]:
        """The phases that a veto took back."""
        return tuple(sorted(self._forgotten))

    @property
    def kept(self) -> bool:
        """Whether something that was heard was not taken back."""
        return not self._forgotten.issuperset(self._heard)

    def heard_of(self, phase: str) -> bool:
        """Whether this phase was recorded, in part or whole."""
        return phase in self._heard

    @property
    def purpose(self) -> o.Purpose | None:
        return self.open.purpose if self.open else None

    @property
    def last_recorded(self) -> str | None:
        """The phase that is being recorded, or was last."""
        return self.phase or next(reversed(self._heard), None)

    def to_announce(self, wanted: Opening) -> str | None:
        """The cue that has to be heard before it may open; None: it may."""
        if self.open == wanted:
            return None
        if wanted.purpose == "attend":
            return None if self._attending_was_said else "microphone-attends"
        if self._announced == wanted:
            return None
        return "microphone-awaits" if wanted.purpose == "await" else "microphone-on"

    def _was_announced(self, wanted: Opening) -> bool:
        return self.to_announce(wanted) is None

    def announce(self, wanted: Opening) -> None:
        """It is being said that the microphone opens for this."""
        self._announced = wanted
        self._attending_was_said |= wanted.purpose == "attend"

    def was_not_announced(self, wanted: Opening) -> None:
        """What would have said it was dropped."""
        self._announced = None
        self._attending_was_said &= wanted.purpose != "attend"

    def before_speaking(self, wanted: Opening | None, *, audible: bool, now: Instant) -> None:
        """Before all other outputs of this moment: close, or turn deaf."""
        if self._goes_over(wanted) and not audible:
            return
        if self.open is not None and self.open != wanted:
            closed = r.MicrophoneClosed(r.Id(self.open.phase))
            self.level, self.hears_nobody = None, False
            if self._announced == self.open:
                self._announced = None
            self.open, self.deaf = None, False
            self._outbox.put_first(o.CloseMicrophone(), o.Log(now, closed))
        elif self.open is not None and audible and not self.deaf:
            self.deaf = True
            self._outbox.put_first(o.TurnDeaf())

    def after_speaking(
        self, wanted: Opening | None, *, opens: bool, echo: bool, now: Instant
    ) -> None:
        """After them: open, or hear again. Never while a cue sounds. `echo`: one did just now."""
        goes_over = opens and self._goes_over(wanted)
        if self.open is not None and goes_over:
            self._outbox.record(now, r.MicrophoneClosed(r.Id(self.open.phase)))
        may_open = opens and (goes_over or self.open is None)
        if may_open and wanted is not None and self._was_announced(wanted):
            self.open = wanted
            self.deaf = self._said_of_nobody = False
            if wanted.purpose == "record":
                self.pending += 1
                self._heard[wanted.phase] = self._heard.pop(wanted.phase, HeardTotals())
            opened = r.MicrophoneOpened(r.Id(wanted.phase), r.Id(wanted.purpose))
            self._outbox.put(o.OpenMicrophone(wanted.phase, wanted.purpose, echo))
            self._outbox.record(now, opened)
        elif self.deaf:
            self.deaf = False
            self._outbox.put(o.HearAgain(echo))

    def nobody_heard(self, quiet_s: Seconds, now: Instant) -> bool:
        """It should have heard somebody by now. Whether that is to be said: once an opening."""
        if self.open is None or self.deaf or self.hears_nobody:
            return False
        self.hears_nobody = True
        self._outbox.record(now, r.NobodyHeard(r.Id(self.open.phase), max(0.0, now - quiet_s)))
        first = not self._said_of_nobody and self.open.purpose == "record"
        self._said_of_nobody |= first
        return first

    def somebody_heard(self, now: Instant) -> None:
        """A voice."""
        if self.hears_nobody and self.open is not None:
            self.hears_nobody = False
            self._outbox.record(now, r.SomebodyHeard(r.Id(self.open.phase)))

    def _goes_over(self, wanted: Opening | None) -> bool:
        """From awaiting the first word of a phase to recording it."""
        awaits = self.open is not None and self.open.purpose == "await" and not self.deaf
        records = wanted is not None and wanted.purpose == "record" and self._announced == wanted
        return awaits and records

    def sealed(self, note: i.SpeechSealed, now: Instant) -> None:
        """A piece of speech is sealed."""
        self.sealed_at = now
        sealed = r.SpeechSealed(r.Id(note.phase), note.start_s, note.end_s, note.speech_s)
        self._outbox.record(now, sealed)

    def ended(self, span: i.ListeningEnded, now: Instant) -> None:
        """One opening of the microphone is accounted for."""
        self.pending = max(0, self.pending - 1)
        heard = HeardTotals(span.recorded_s, span.transcribed_s, span.dropped_s, span.unheard_s)
        self.add(span.phase, of=heard)
        listened = r.ListeningEnded(
            phase=r.Id(span.phase),
            recorded_s=span.recorded_s,
            speech_s=span.speech_s,
            transcribed_s=span.transcribed_s,
            dropped_s=span.dropped_s,
            unheard_s=span.unheard_s,
        )
        self._outbox.record(now, listened)

    def add(self, phase: str, *, of: HeardTotals) -> None:
        """Account for what was heard of a phase."""
        before = self._heard.get(phase, HeardTotals())
        self._heard[phase] = HeardTotals(
            before.recorded_s + of.recorded_s,
            before.transcribed_s + of.transcribed_s,
            before.dropped_s + of.dropped_s,
            before.unheard_s + of.unheard_s,
        )

    def forget(self, phases: tuple[str, ...]) -> None:
        """A veto: all that was and will be reported of these phases counts as dropped."""
        self._forgotten.update(phases)

    def receipt(self) -> r.AudioDeleted:
        """The account of all that was heard; what was vetoed is among what was dropped."""
        kept = [heard for phase, heard in self._heard.items() if phase not in self._forgotten]
        vetoed = sum(
            heard.transcribed_s + heard.dropped_s
            for phase, heard in self._heard.items()
            if phase in self._forgotten
        )
        return r.AudioDeleted(
            recorded_s=sum(heard.recorded_s for heard in self._heard.values()),
            transcribed_s=sum(heard.transcribed_s for heard in kept),
            dropped_s=sum(heard.dropped_s for heard in kept) + vetoed,
            on_disk_bytes=0,
            vetoed_s=vetoed,
            in_memory_s=self.backlog_s,
            unheard_s=sum(heard.unheard_s for heard in self._heard.values()),
        )
