"""The question after a long silence: whether to go on.

Rules: it is asked once in a phase, and not in a phase of quiet or of the presenter alone, where a
silence is part of the work; nor where the script lets silence be, nor in a quiet session.
"""

from balint_voice.session.clock import Instant
from balint_voice.session.questions import Question
from balint_voice.session.stage_table import Stage
from balint_voice.session.state import SessionState

_SILENCE_IS_WORK = ("nobody", "presenter")
_WORTH_ASKING_S = 60.0
"""With less than this left, a silence may as well last until the end of the phase."""


class SilenceQuestion:
    """Knows when a silence is long, and in which phase it asked last."""

    def __init__(self, state: SessionState) -> None:
        self._state = state
        self._asked_in: str | None = None

    @property
    def due_at(self) -> Instant | None:
        """When the silence in the room is worth a question."""
        state = self._state
        phase, ends = state.phase, state.timers.ends_at
        asked = state.questions.open is not None or state.cues.busy
        if state.stage is not Stage.WORK or state.paused_at is not None or asked:
            return None
        if phase is None or ends is None or phase.speaks in _SILENCE_IS_WORK:
            return None
        if phase.lets_silence_be or state.plan.options.quiet:
            return None
        at = state.politeness.silence_asked_at()
        late = at is None or ends - at < _WORTH_ASKING_S
        return None if late or self._asked_in == phase.id else at

    def ask(self, now: Instant) -> None:
        """Ask whether to go on."""
        state = self._state
        self._asked_in = state.phase.id if state.phase is not None else None
        state.ask(Question("silence", state.script.words.cue("ask-silence")), now)

    def voice_heard(self) -> None:
        """Somebody speaks: the question needs no answer any more."""
        questions = self._state.questions
        if questions.about("silence") and questions.heard:
            questions.close()
