"""The question for consent: before the session starts, and again after it was cut off.

Rules:
- What the group agreed to is asked again when the session is resumed.
- A yes that comes early counts when the question has been heard. A no counts at once.
- Without an answer it is asked once more. No answer to that is no. Nobody has to say why.
- A group that talks about it is waited for.
- After a no it can be asked again, whenever somebody wants that.
"""

from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant
from balint_voice.session.questions import Question
from balint_voice.session.stage_table import TABLE, Stage, Trigger
from balint_voice.session.stages import Stages
from balint_voice.session.state import SessionState

TALK_S = 600.0
"""So long a group that talks about its consent is waited for."""


class ConsentQuestion:
    """Asks the group whether the microphone may be used, and takes its answer."""

    def __init__(self, state: SessionState, stages: Stages) -> None:
        self._state, self._stages = state, stages

    def ask_or_start(self, now: Instant) -> None:
        """Start the session; ask first, where the microphone is wanted."""
        state = self._state
        asked = state.consent.asked
        if not asked.anything:
            self._stages.fire(Trigger.START, now)
        elif asked.beforehand:
            self._explain(now)
            self._give(now)
            self._stages.enter(TABLE[Stage.READY, Trigger.START], now, now)
        else:
            self._stages.fire(Trigger.ASK, now)
            self._ask(now)

    def ask_again(self, now: Instant) -> None:
        """Ask in the pause of a session that is resumed, before anything is heard again."""
        state = self._state
        asked = state.consent.asked
        if not asked.anything:
            state.say("press-to-go-on", now)
            return
        self._explain(now)
        if asked.beforehand:
            self._give(now)
            state.say("press-to-go-on", now)
        else:
            self._ask(now)

    def ask_later(self, now: Instant) -> None:
        """Ask in a pause, after a no or after no answer: the whole round once more."""
        self._explain(now)
        self._ask(now)

    def talk_about_it(self, now: Instant) -> None:
        """The group wants to talk before it answers."""
        self._state.questions.wait_for(TALK_S, now)
        self._state.warn("take-your-time")

    def agree(self, now: Instant) -> None:
        """Yes. In the stage of consent the session goes on to its welcome."""
        state = self._state
        if not state.questions.heard:
            state.questions.agreed_early = True
            state.warn("agreed-early")
            return
        self._give(now)
        state.questions.close()
        if state.stage is Stage.CONSENT:
            state.say("consent-yes", now)
            self._stages.enter(TABLE[Stage.CONSENT, Trigger.ANSWERED], now, now)

    def decline(self, now: Instant) -> None:
        """No to the microphone, in answer to the question or at any moment after it."""
        state = self._state
        self.withdraw(now)
        state.say("consent-no", now)
        if state.stage is Stage.CONSENT:
            self._stages.enter(TABLE[Stage.CONSENT, Trigger.ANSWERED], now, now)
        elif state.paused_at is not None:
            state.say("press-to-go-on", now)

    def withdraw(self, now: Instant) -> None:
        """No microphone any more; the question is answered. Nothing is said of it."""
        state = self._state
        state.consent.withdraw_all()
        if state.questions.about("consent"):
            state.silence(now)
        state.questions.close()
        state.record(now, r.ConsentDeclined())

    def unanswered(self, now: Instant) -> None:
        """Nobody answered: ask once more, and then it is no."""
        state = self._state
        if state.questions.asked_twice:
            self.decline(now)
            return
        state.ask(Question("consent", state.script.words.cue("ask-consent-again")), now)
        state.questions.asked_twice = True

    def _explain(self, now: Instant) -> None:
        for said in self._state.plan.consent:
            self._state.cues.queue(said, due=now)

    def _ask(self, now: Instant) -> None:
        state = self._state
        state.ask(Question("consent", state.script.words.cue("ask-consent")), now)

    def _give(self, now: Instant) -> None:
        state = self._state
        state.consent.give()
        asked = state.consent.asked
        phases = tuple(r.Id(phase) for phase in state.consent.recorded)
        state.record(now, r.ConsentGiven(phases, asked.pauses, asked.commands))
