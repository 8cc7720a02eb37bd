"""The question for consent: before the session starts, and again after it was cut off.

Rules:
- What the group agreed to is asked again when the session is resumed.
- No answer is no. Nobody has to say why.
"""

from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant
from balint_voice.session.questions import Question
from balint_voice.session.stage_table import TABLE, Stage, Trigger
from balint_voice.session.stages import Stages
from balint_voice.session.state import SessionState


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
        asked = self._state.consent.asked
        if not asked.anything:
            return
        self._explain(now)
        if asked.beforehand:
            self._give(now)
        else:
            self._ask(now)

    def agree(self, now: Instant) -> None:
        """Yes. In the stage of consent the session goes on to its welcome."""
        state = self._state
        self._give(now)
        state.questions.close()
        if state.stage is Stage.CONSENT:
            state.say("consent-yes", now)
            self._stages.enter(TABLE[Stage.CONSENT, Trigger.ANSWERED], now, now)

    def decline(self, now: Instant) -> None:
        """No to the microphone, in answer to the question or at any moment after it."""
        state = self._state
        state.consent.withdraw_all()
        if state.questions.about("consent"):
            state.silence(now)
        state.questions.close()
        state.record(now, r.ConsentDeclined())
        state.say("consent-no", now)
        if state.stage is Stage.CONSENT:
            self._stages.enter(TABLE[Stage.CONSENT, Trigger.ANSWERED], now, now)

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
        phases = tuple(r.Id(phase) for phase in asked.recorded)
        state.record(now, r.ConsentGiven(phases, asked.pauses, asked.commands))
