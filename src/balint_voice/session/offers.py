"""What a key would do at this moment: which are offered, and why one is refused.

Rules: a key that would do nothing is not offered. While a question is open, the rules of that
question decide what a key means, and nothing is refused here. A veto is never refused.
"""

from collections.abc import Callable, Mapping
from typing import Literal

from balint_voice.session import inputs as i
from balint_voice.session.stage_table import BEATS, NOTES_ARE_CLOSED, TABLE, Stage, Trigger
from balint_voice.session.state import SessionState

Offer = Literal[
    "next",
    "back",
    "pause",
    "extend",
    "skip",
    "repeat",
    "time-left",
    "veto",
    "consent",
    "note",
    "end",
]
"""What is offered; its name in the language packs, under `keys`."""

Refused = Literal["no-effect", "no-notes", "erased"]
"""Why a key does nothing; the key of the warning that says so."""

_COMMANDS: Mapping[type[i.Input], Offer] = {
    i.Next: "next",
    i.Back: "back",
    i.TogglePause: "pause",
    i.Extend: "extend",
    i.Skip: "skip",
    i.Repeat: "repeat",
    i.TellTimeLeft: "time-left",
    i.AskForConsent: "consent",
    i.End: "end",
}


class Offers:
    """`takes_notes`: there are sealed notes into which somebody may type."""

    def __init__(self, state: SessionState, *, takes_notes: bool) -> None:
        self._state, self._takes_notes = state, takes_notes
        self._does: Mapping[Offer, Callable[[], bool]] = {
            "next": self._goes_on,
            "back": lambda: self._leads(Trigger.BACK),
            "pause": lambda: state.stage in (*BEATS, Stage.INTERLUDE),
            "extend": self._extends,
            "skip": lambda: self._leads(Trigger.SKIP),
            "repeat": lambda: state.cues.last is not None and state.paused_at is None,
            "time-left": lambda: state.stage in (*BEATS[:-1], Stage.INTERLUDE),
            "veto": self._can_be_taken_back,
            "consent": self._can_be_asked_again,
            "note": lambda: self.note_for is not None,
            "end": lambda: self._leads(Trigger.END) or state.stage is Stage.DRAIN,
        }

    def now(self) -> tuple[Offer, ...]:
        """What does something at this moment, in the order in which it is shown."""
        return tuple(offer for offer, does in self._does.items() if does())

    def refuses(self, wanted: i.Input) -> Refused | None:
        """Why this does nothing now; None: it does, or the rules say so themselves."""
        questions = self._state.questions
        if isinstance(wanted, i.TypeNote):
            asked = questions.about("consent") or questions.about("veto")
            return None if asked else self._no_note()
        if questions.open is not None:
            return None
        if isinstance(wanted, i.Agree | i.OnlyThisPhase):
            return "no-effect"
        offer = _COMMANDS.get(type(wanted))
        return None if offer is None or self._does[offer]() else "no-effect"

    @property
    def note_for(self) -> str | None:
        """The phase a note would belong to that is typed now; None where none can be kept."""
        questions = self._state.questions
        asked = questions.about("consent") or questions.about("veto")
        if asked or self._no_note() is not None:
            return None
        return self._phase()

    def _no_note(self) -> Refused | None:
        if not self._takes_notes or self._state.stage in NOTES_ARE_CLOSED:
            return "no-notes"
        return "erased" if self._phase() in self._state.microphone.forgotten else None

    def _phase(self) -> str:
        """The phase we are in, or were in last."""
        phases, index = self._state.script.phases, self._state.position.index
        return phases[min(max(index, 0), len(phases) - 1)].id

    def _leads(self, trigger: Trigger) -> bool:
        return (self._state.stage, trigger) in TABLE

    def _goes_on(self) -> bool:
        state = self._state
        stands_still = state.paused_at is not None
        if state.stage is Stage.WELCOME and state.tells_of_consent:
            return False  # nobody is asked about that, so it is told whole
        return self._leads(Trigger.NEXT) or stands_still or state.explains_consent

    def _extends(self) -> bool:
        state = self._state
        return state.phase is not None or (
            state.position.interlude is not None and state.timers.ends_at is not None
        )

    def _can_be_asked_again(self) -> bool:
        """Nobody may be heard, the group was asked, and a phase is still to come that may be."""
        state = self._state
        consent = state.consent
        may_be_heard = not consent.asked.recorded or any(
            phase.id in consent.asked.recorded and phase.id not in state.microphone.forgotten
            for phase in state.script.phases[max(state.position.index, 0) :]
        )
        in_a_phase = state.stage in (*BEATS, Stage.INTERLUDE)
        return consent.asked.anything and not consent.anything and may_be_heard and in_a_phase

    def _can_be_taken_back(self) -> bool:
        state = self._state
        heard = state.consent.anything or state.microphone.last_recorded is not None
        return heard and state.stage not in NOTES_ARE_CLOSED
