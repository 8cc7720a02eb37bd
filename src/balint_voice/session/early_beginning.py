"""Somebody begins in the quiet moment of a phase that is to be recorded.

Rules: who speaks on for some seconds has begun. Then the phase is at work at once, without a word,
and is recorded from what is being said now. A word to a neighbour or a spoken command is no
beginning. It happens only where the group agreed that the microphone hears it.
"""

from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant, Seconds, later
from balint_voice.session.microphone import Opening
from balint_voice.session.stage_table import TABLE, Stage, Trigger
from balint_voice.session.stages import Stages
from balint_voice.session.state import SessionState

BEGINS_S: Seconds = 3.0
"""Chosen: longer than a spoken command, and than "shall I close the window"."""


class EarlyBeginning:
    """`pace`: session seconds that pass in one second of the people at the table."""

    def __init__(self, state: SessionState, stages: Stages, pace: float) -> None:
        self._state, self._stages, self._pace = state, stages, pace

    @property
    def due_at(self) -> Instant | None:
        """When whoever speaks now will have begun."""
        state = self._state
        since = state.politeness.speaking_since
        awaits = state.stage is Stage.PREPARE and state.microphone.purpose == "await"
        occupied = state.cues.busy or state.questions.open is not None
        if since is None or not awaits or occupied or state.paused_at is not None:
            return None
        return later(since, BEGINS_S * self._pace)

    def begin(self, now: Instant) -> None:
        """The phase is at work, and is recorded."""
        state = self._state
        if state.phase is None:
            return
        state.record(now, r.BegunEarly(r.Id(state.phase.id)))
        state.microphone.announce(Opening(state.phase.id, "record"))
        state.warn("begun-early")
        self._stages.enter(TABLE[Stage.PREPARE, Trigger.BEGUN], now, now)
