"""The session as it stands: all state that the rules share.

Rules: state and its simplest changes, and no rule of the method. `engine` names the files with the
rules, and hands each input to one of them.
"""

from collections.abc import Callable, Iterable

from balint_voice.method.script import Phase
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.air import Air
from balint_voice.session.clock import Instant, Seconds
from balint_voice.session.consent import Consent
from balint_voice.session.cue_ids import CONSENT, CueName, CueText
from balint_voice.session.cue_queue import CueQueue, QueuedCue
from balint_voice.session.cue_texts import CueTexts
from balint_voice.session.microphone import MicrophoneState, Opening
from balint_voice.session.outbox import Outbox
from balint_voice.session.plan import SessionPlan
from balint_voice.session.politeness import Hearing, Politeness, PolitenessSettings
from balint_voice.session.position import Position
from balint_voice.session.questions import Question, Questions
from balint_voice.session.stage_table import Stage
from balint_voice.session.timers import Timers
from balint_voice.session.timetable import Timetable

_OF_THE_MOMENT = ("silence", "command")
"""Questions that mean nothing once the phase is left, or in a pause."""
_OF_TOO_LITTLE_TIME = ("does-not-fit", "does-not-fit-skip")


class SessionState:
    """`seconds(text)`: how long a text takes to say, in session seconds. `pace`: session seconds
    that pass in one second of the people at the table."""

    def __init__(
        self,
        plan: SessionPlan,
        header: r.SessionStarted,
        requested: r.SessionRequested | None,
        *,
        seconds: Callable[[str], Seconds],
        patience: Seconds,
        politeness: PolitenessSettings | None,
        pace: float,
    ) -> None:
        self.plan, self.seconds = plan, seconds
        self.header, self.requested = header, requested
        self.script = plan.script
        self.outbox = Outbox()
        self.consent = Consent(plan.asked)
        self.texts = CueTexts(plan, self.consent)
        self.timetable = Timetable(plan, seconds(self.script.words.cue("goodbye")))
        self.position = Position(plan)
        self.air = Air(seconds, pace)
        self.cues = CueQueue(self.outbox, seconds, patience, self.air)
        self.microphone = MicrophoneState(self.outbox)
        self.timers = Timers()
        self.politeness = Politeness(politeness)
        self.questions = Questions(pace)
        self.announced_at = Instant(0)
        """When the announcement of the phase we are in began; pauses since then put it off."""
        self.phase_before: str | None = None
        self.here_since = Instant(0)
        """When the phase or break we are in began; pauses do not move it."""
        self.paused_at: Instant | None = None
        self.cut: tuple[QueuedCue, ...] = ()
        """What a pause silenced, to be said again."""
        self.faults: tuple[str, ...] = ()
        self.refused = 0
        """How often something in the program asked for the network."""
        self.complete = True
        self.interrupted = False
        self.said_it_does_not_fit = False

    @property
    def stage(self) -> Stage:
        return self.position.stage

    @property
    def ended(self) -> bool:
        """Whether it is over for good; one that was interrupted can be resumed."""
        return self.stage is Stage.OVER and not self.interrupted

    @property
    def phase(self) -> Phase | None:
        """The phase we are in; None before the first, after the last, and in an interlude."""
        return self.position.phase

    @property
    def to_be_heard(self) -> Opening | None:
        """What the microphone should be open for at this moment; nothing while a veto's reach is
        being asked."""
        if self.questions.about("veto"):
            return None
        purpose = self.consent.purpose(self.stage, self.phase, paused=self.paused_at is not None)
        if purpose is None or self.phase is None:
            return None
        return Opening(self.phase.id, purpose)

    @property
    def heard_at_work(self) -> Opening | None:
        """What the microphone will be open for when this phase is at work."""
        purpose = self.consent.purpose(Stage.WORK, self.phase, paused=False)
        if purpose is None or self.phase is None:
            return None
        return Opening(self.phase.id, purpose)

    @property
    def tells_of_consent(self) -> bool:
        """Whether the group hears what the microphone is wanted for, and more comes after it."""
        part = self.cues.part
        return bool(part) and part[0].scope == CONSENT

    @property
    def explains_consent(self) -> bool:
        """Whether the group hears what it will be asked about, and not yet the question."""
        return self.questions.about("consent") and self.tells_of_consent

    @property
    def hearing(self) -> Hearing:
        """What the microphone tells of the room, unless it is about to close."""
        microphone = self.microphone
        stays = microphone.open is not None and microphone.open == self.to_be_heard
        if not stays or "microphone" in self.faults:
            return Hearing.NOTHING
        return Hearing.DEAF if microphone.deaf else Hearing.ROOM

    def record(self, now: Instant, record: r.LogRecord) -> None:
        self.outbox.record(now, record)

    def say(self, key: str, now: Instant, **fields: object) -> None:
        """Have a cue said that belongs to no phase."""
        self.cues.queue(self.texts.common(key, **fields), due=now)

    def ask(self, question: Question, now: Instant) -> None:
        """Have a question said; the answer is waited for once it was heard."""
        self.questions.ask(question, now)
        name = CueName(None, f"ask-{question.about}")
        self.cues.queue(CueText(name, question.text), due=now)

    def drop_question(self, now: Instant) -> None:
        """What was asked of this moment is asked no more: whether to go on, or what was meant."""
        question = self.questions.open
        if question is not None and question.about in _OF_THE_MOMENT:
            self.questions.close()
            self.cues.take_back([CueName(None, f"ask-{question.about}")], now)

    def ask_to_the_end(self, now: Instant) -> None:
        """Ask again how far a veto goes, where that was cut: without an answer all is erased."""
        question = self.questions.open
        if question is not None and question.about == "veto" and not self.questions.heard:
            self.ask(question, now)

    def tell_of_consent(self, unsaid: Iterable[QueuedCue]) -> None:
        """Queue again what was said of the consent: a key that goes on does not drop it."""
        self.cues.queue_again([due for due in unsaid if due.name.scope == CONSENT])

    def warn(self, key: str) -> None:
        """Have a line of the language pack shown. `key`: under `warnings`."""
        self.outbox.put(o.Warn(key))

    def silence(self, now: Instant) -> tuple[QueuedCue, ...]:
        """Stop what sounds and drop what waits; returns what was not said."""
        dropped = self.cues.clear(now)
        if any(due.name.kind in _OF_TOO_LITTLE_TIME for due in dropped):
            self.said_it_does_not_fit = False
        return dropped
