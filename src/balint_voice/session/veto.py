"""The veto: recording stops and what was recorded is destroyed. Then it is asked how far it goes.

Rules: a veto acts before anybody is asked. No answer means that everything is destroyed.
"""

from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant
from balint_voice.session.consent_question import ConsentQuestion
from balint_voice.session.cue_ids import CueName
from balint_voice.session.questions import Question
from balint_voice.session.stage_table import NOTES_ARE_CLOSED
from balint_voice.session.state import SessionState

_PROMISES = ("no-names", "microphone-on")
"""What is said of a recording that is about to begin."""


class Veto:
    """Takes back the recording of one phase, or of all."""

    def __init__(self, state: SessionState, consent_question: ConsentQuestion) -> None:
        self._state, self._consent_question = state, consent_question

    def veto(self, now: Instant) -> None:
        """Stop recording and make what was heard of this phase unreadable; then ask how far."""
        state = self._state
        recorded = state.consent.asked.recorded
        if state.questions.about("consent"):
            self._consent_question.decline(now)
        elif state.questions.about("veto") or state.stage in NOTES_ARE_CLOSED:
            self.veto_all(now)
        elif not recorded and state.consent.anything:
            self._consent_question.decline(now)
        elif (phase := self._meant()) is None and not state.consent.recorded:
            state.say("veto-nothing", now)
        elif phase is None or set(recorded) <= {phase, *state.microphone.forgotten}:
            self.veto_all(now)
        else:
            self._forget((phase,), now)
            state.consent.withdraw((phase,))
            state.ask(Question("veto", state.script.words.cue("ask-veto")), now)

    def only_this_phase(self, now: Instant) -> None:
        """The answer that the veto was for one phase."""
        state = self._state
        if state.questions.about("veto"):
            state.questions.close()
            state.cues.take_back([CueName(None, "ask-veto")], now)
            state.record(now, r.VetoSettled())
            state.say("veto-done", now)

    def veto_all(self, now: Instant) -> None:
        """The veto is for the whole session."""
        state = self._state
        state.questions.close()
        state.consent.withdraw_all()
        self._forget(tuple(phase.id for phase in state.script.phases), now)
        state.say("veto-all", now)

    def _meant(self) -> str | None:
        """The phase that is recorded, or is about to be; else the one that was recorded last."""
        state = self._state
        if state.phase is not None and state.phase.id in state.consent.recorded:
            return state.phase.id
        return state.microphone.last_recorded

    def _forget(self, phases: tuple[str, ...], now: Instant) -> None:
        state = self._state
        state.microphone.forget(phases)
        promised = {CueName(phase, key) for phase in phases for key in _PROMISES}
        state.cues.take_back(promised, now)
        state.cut = tuple(due for due in state.cut if due.name not in promised)
        state.outbox.put(o.Forget(phases))
        state.record(now, r.Vetoed(tuple(r.Id(phase) for phase in phases)))
