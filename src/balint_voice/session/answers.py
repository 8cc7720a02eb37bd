"""What an answer to the open question means, and what it means when none comes.

Rules:
- A yes to the recording counts only after all of the question was heard. One that comes early is
  kept until then.
- No answer is the safer answer: no to the recording, when it was asked twice, everything after a
  veto, and nothing at all for a command that was only nearly understood. After a long silence the
  phase goes on.
"""

from balint_voice.session import inputs as i
from balint_voice.session.clock import Instant
from balint_voice.session.consent_question import ConsentQuestion
from balint_voice.session.stage_table import Stage
from balint_voice.session.state import SessionState
from balint_voice.session.veto import VetoQuestion


class Answers:
    """Takes the answer to the question that is open."""

    def __init__(
        self, state: SessionState, consent_question: ConsentQuestion, veto: VetoQuestion
    ) -> None:
        self._state, self._consent_question, self._veto = state, consent_question, veto

    def agree(self, now: Instant) -> i.Input | None:
        """Yes. Returns what it was a yes to, where that is an input to be handled."""
        questions = self._state.questions
        if questions.about("consent"):
            return self._agree_to_the_microphone(now)
        if questions.about("veto"):
            return None
        question = questions.close()
        if question is not None and question.about == "silence":
            return i.Next()
        return question.command if question is not None else None

    def refuse(self, now: Instant) -> bool:
        """No. False where nothing was asked that it could be an answer to."""
        questions = self._state.questions
        if questions.about("consent"):
            self._consent_question.decline(now)
            return True
        return questions.about("veto") and self._veto.take_back(now)

    def unanswered(self, now: Instant) -> None:
        """The time for an answer is over."""
        questions = self._state.questions
        if questions.about("consent"):
            self._consent_question.unanswered(now)
        elif questions.about("veto"):
            self._veto.veto_all(now)
        else:
            questions.close()

    def _agree_to_the_microphone(self, now: Instant) -> i.Input | None:
        state = self._state
        in_a_pause = state.stage is not Stage.CONSENT
        self._consent_question.agree(now)
        answered = not state.questions.about("consent")
        return i.Continue() if answered and in_a_pause else None
