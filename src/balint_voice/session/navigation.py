"""From stage to stage, in and out of a pause, and to the end, as somebody commands.

Rules:
- A key that goes on is no answer to the question for consent. It is asked for one.
- Before the first phase such a key cuts short what is being explained, and no more. The question
  for consent is heard whole, and so is what was agreed to beforehand: nobody is asked about that.
- "Pause" at that question means that the group still talks about it.
- End in the midst leads to the farewell. While speech still becomes text, the first End gives up
  the backlog, and the second waits for nothing.
"""

from balint_voice.session import inputs as i
from balint_voice.session import outputs as o
from balint_voice.session.answers import Answers
from balint_voice.session.clock import Instant
from balint_voice.session.consent_question import ConsentQuestion
from balint_voice.session.delays import Delays
from balint_voice.session.stage_table import BEFORE_THE_END, Stage, Trigger
from balint_voice.session.stages import Stages
from balint_voice.session.state import SessionState

_TRIGGERS: dict[type[i.Input], Trigger] = {
    i.Next: Trigger.NEXT,
    i.Skip: Trigger.SKIP,
    i.Back: Trigger.BACK,
    i.End: Trigger.END,
}


class Navigation:
    """Knows besides whether the backlog was given up."""

    def __init__(
        self,
        state: SessionState,
        stages: Stages,
        delays: Delays,
        *,
        answers: Answers,
        consent_question: ConsentQuestion,
    ) -> None:
        self._state, self._stages, self._delays = state, stages, delays
        self._answers, self._consent_question = answers, consent_question
        self._gave_up = False

    def go(self, given: i.Input, now: Instant) -> None:
        """Take one of the commands that lead to another stage, or in and out of a pause."""
        state = self._state
        paused = state.paused_at is not None
        if isinstance(given, i.AskForConsent):
            self._ask_for_consent(now)
            return
        if state.questions.about("consent") and not isinstance(given, i.End):
            self._wait_for_consent(given, now)
            return
        match given:
            case i.Continue() | i.Next() | i.TogglePause() if paused:
                self._delays.go_on(now)
            case i.Next() if state.stage is Stage.WELCOME and state.tells_of_consent:
                state.warn("no-effect")
            case i.Next() if state.stage is Stage.WELCOME and state.cues.part:
                state.cues.take_back(state.cues.part, now)
            case i.Pause() | i.TogglePause():
                self._delays.pause(now)
            case i.End() if state.stage is Stage.DRAIN:
                self._end_the_wait(now)
            case i.End() if state.questions.about("consent"):
                state.questions.close()
                self._stages.fire(Trigger.END, now)
            case i.Continue():
                pass
            case _:
                self._stages.fire(_TRIGGERS[type(given)], now)

    def _ask_for_consent(self, now: Instant) -> None:
        """The clock stands still while the group is asked. One question at a time."""
        if self._state.questions.open is not None:
            self._state.warn("no-effect")
        elif self._state.paused_at is not None or self._delays.stop_clock(now, now):
            self._consent_question.ask_later(now)

    def _wait_for_consent(self, given: i.Input, now: Instant) -> None:
        state = self._state
        if isinstance(given, i.Pause | i.TogglePause):
            self._consent_question.talk_about_it(now)
        elif isinstance(given, i.Next) and state.explains_consent:
            state.cues.take_back(state.cues.part, now)
        else:
            state.warn("answer-first")

    def interrupt(self, now: Instant) -> None:
        """Stop in order, so that the session can be resumed; close to its end, end it."""
        state = self._state
        if state.questions.about("veto"):
            self._answers.unanswered(now)
        if state.stage in (*BEFORE_THE_END, Stage.INTERLUDE):
            self._stages.interrupt(now)
            return
        if state.stage is Stage.FAREWELL and state.interrupted and not self._gave_up:
            self._give_up_backlog()
        self.go(i.End(), now)

    def _end_the_wait(self, now: Instant) -> None:
        if not self._gave_up:
            self._give_up_backlog()
            return
        if self._state.questions.about("veto"):
            self._answers.unanswered(now)
        self._stages.fire(Trigger.DRAINED, now)

    def _give_up_backlog(self) -> None:
        self._gave_up = True
        self._state.outbox.put(o.GiveUpBacklog())
