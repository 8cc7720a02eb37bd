"""The veto: recording stops and what was recorded is destroyed. Then it is asked how far it goes.

Rules: a veto acts before anybody is asked, except in a phase that holds nothing, and when a spoken
one was only probable: there the microphone closes, and what was recorded waits for the answer. No
answer means that
everything is destroyed, also when the program is killed meanwhile.
"""

import math

from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant, Seconds
from balint_voice.session.consent_question import ConsentQuestion
from balint_voice.session.cue_ids import CueName
from balint_voice.session.questions import Question
from balint_voice.session.stage_table import NOTES_ARE_CLOSED
from balint_voice.session.state import SessionState

_PROMISES = ("no-names", "microphone-on", "microphone-awaits")
"""What is said of a recording that is about to begin."""
_QUESTION = CueName(None, "ask-veto")


class VetoQuestion:
    """Takes back the recording of one phase, or of all."""

    def __init__(self, state: SessionState, consent_question: ConsentQuestion) -> None:
        self._state, self._consent_question = state, consent_question

    def veto(self, now: Instant, said_at: Seconds = math.inf) -> None:
        """Stop recording and make what was heard of this phase unreadable; then ask how far. Where
        it was said before this phase began, it is about the one before.

        Where this phase holds nothing, what was recorded before is not touched until somebody says
        what is meant. The microphone is closed all the same.
        """
        state = self._state
        if state.questions.about("consent"):
            if not state.microphone.kept:
                self._consent_question.decline(now)
                return
            self._consent_question.withdraw(now)  # it is a no, and there is something to erase
        recorded = state.consent.asked.recorded
        here = self._meant(said_at)
        before = state.microphone.last_recorded
        if state.questions.about("veto") or state.stage in NOTES_ARE_CLOSED:
            self.veto_all(now)
        elif not recorded and state.consent.anything:
            self._consent_question.decline(now)
        elif here is None and before is None:
            self._nothing_was_recorded(now)
        elif here is None and before in state.microphone.forgotten:
            self.veto_all(now)
        elif here is None:
            self._ask_what_is_meant(str(before), now)
        elif set(recorded) <= {here, *state.microphone.forgotten}:
            self.veto_all(now)
        else:
            self._forget((here,), now)
            state.consent.withdraw((here,))
            state.ask(Question("veto", self._cue("ask-veto", here), phase=here), now)

    def ask_back(self, now: Instant, said_at: Seconds = math.inf) -> bool:
        """Somebody may have asked for a veto: ask, with the microphone closed and nothing erased.
        False where nothing was recorded that it could mean."""
        here = self._meant(said_at) or self._state.microphone.last_recorded
        if here is None or here in self._state.microphone.forgotten:
            return False
        self._ask("ask-veto-heard", here, now)
        return True

    def only_this_phase(self, now: Instant) -> None:
        """The answer that the veto was for one phase."""
        state = self._state
        if not state.questions.about("veto"):
            return
        state.cues.take_back([_QUESTION], now)
        question = state.questions.close()
        if question is None or question.phase is None:
            return
        if not question.erased:
            self._forget((question.phase,), now)
            state.consent.withdraw((question.phase,))
        state.record(now, r.VetoSettled())
        self._say_erased("veto-done", now, phase=state.script.phase(question.phase).name)
        if not state.consent.anything:
            state.say("consent-no", now)
        self._how_to_go_on(now)

    def take_back(self, now: Instant) -> bool:
        """Nothing is to be erased; False where something was already."""
        state = self._state
        question = state.questions.open
        if question is None or question.erased:
            return False
        state.cues.take_back([_QUESTION], now)
        state.questions.close()
        state.record(now, r.VetoSettled())
        recorded = state.phase is not None and state.phase.id in state.consent.recorded
        kept = "veto-kept" if state.consent.anything else "veto-kept-off"
        state.say("veto-not-meant" if recorded else kept, now)
        self._how_to_go_on(now)
        return True

    def veto_all(self, now: Instant) -> None:
        """The veto is for the whole session."""
        state = self._state
        state.cues.take_back([_QUESTION], now)
        state.questions.close()
        state.consent.withdraw_all()
        self._forget(tuple(phase.id for phase in state.script.phases), now)
        self._say_erased("veto-all", now)
        self._how_to_go_on(now)

    def _say_erased(self, key: str, now: Instant, **fields: str) -> None:
        """Unless the disk does not let it: that it erased is said only where it did."""
        if "veto" in self._state.faults:
            self._state.say("veto-failed", now)
        else:
            self._state.say(key, now, **fields)

    def _how_to_go_on(self, now: Instant) -> None:
        if self._state.paused_at is not None:
            self._state.say("press-to-go-on", now)

    def _meant(self, said_at: Seconds) -> str | None:
        """The phase in which the veto was said, where it is recorded, or is about to be, or was."""
        state = self._state
        here = state.phase.id if state.phase else None
        phase = state.phase_before if said_at < state.here_since else here
        if phase is None:
            return None
        may_be = phase in state.consent.recorded
        return phase if may_be or state.microphone.heard_of(phase) else None

    def _nothing_was_recorded(self, now: Instant) -> None:
        """Nothing is there to be erased, and nothing will be recorded."""
        if self._state.consent.recorded:
            self.veto_all(now)
        else:
            self._state.say("veto-nothing", now)

    def _ask_what_is_meant(self, before: str, now: Instant) -> None:
        state = self._state
        if state.phase is not None:
            state.consent.withdraw((state.phase.id,))
        self._ask("ask-veto-before", before, now)

    def _ask(self, key: str, phase: str, now: Instant) -> None:
        """Ask what is to be erased, before anything is."""
        self._state.record(now, r.VetoAsked())  # after a kill it counts as not answered
        question = Question("veto", self._cue(key, phase), phase=phase, erased=False)
        self._state.ask(question, now)

    def _cue(self, key: str, phase: str) -> str:
        script = self._state.script
        return script.words.cue(key, phase=script.phase(phase).name)

    def _forget(self, phases: tuple[str, ...], now: Instant) -> None:
        state = self._state
        state.microphone.forget(phases)
        promised = {CueName(phase, key) for phase in phases for key in _PROMISES}
        state.cues.take_back(promised, now)
        state.cut = tuple(due for due in state.cut if due.name not in promised)
        state.outbox.put(o.Forget(phases))
        state.record(now, r.Vetoed(tuple(r.Id(phase) for phase in phases)))
