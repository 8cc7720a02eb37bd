"""How a session begins, and how it begins again where it was cut off.

Rules: the log opens with what the session is and what was planned. A session that is resumed stands
in a pause, and the group is asked for its consent again.
"""

from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant, Seconds, later
from balint_voice.session.consent_question import ConsentQuestion
from balint_voice.session.cut_off import Records, taken_up_again, veto_is_open
from balint_voice.session.delays import Delays
from balint_voice.session.resumption import ANOTHER_DAY_S, Replay
from balint_voice.session.stage_table import Stage
from balint_voice.session.state import SessionState
from balint_voice.session.veto import VetoQuestion


class Beginning:
    """Starts or resumes."""

    def __init__(
        self,
        state: SessionState,
        delays: Delays,
        consent_question: ConsentQuestion,
        veto: VetoQuestion,
    ) -> None:
        self._state, self._delays = state, delays
        self._consent_question, self._veto = consent_question, veto

    def start(self, now: Instant) -> None:
        """Open the log, and ask for what needs a yes. Means nothing once the session has begun."""
        state = self._state
        if state.stage is not Stage.READY:
            return
        state.record(now, state.header)
        if state.requested is not None:
            state.record(now, state.requested)
        for slot in state.plan.slots:
            number = state.script.phase(slot.phase).number
            state.record(now, r.PhasePlanned(r.Id(slot.phase), number, slot.seconds))
        self._consent_question.ask_or_start(now)

    def resume(self, records: Records, away: Seconds, now: Instant, *, asks: bool) -> None:
        """Go on from where these records end, `away` seconds after the session was cut off."""
        state = self._state
        records = taken_up_again((*records, (now, r.Resumed(away))))[:-1]
        replay = Replay(state, self._delays, records, later(now, -away), asks=asks)
        for lost in replay.lost_opening:
            state.record(replay.until, lost)
        state.record(now, r.Resumed(away))
        if away > ANOTHER_DAY_S:
            state.timetable.move_end(away)
        vetoed = tuple(state.microphone.forgotten)
        if vetoed:  # a kill may have come between the veto and the notes
            state.outbox.put(o.Forget(vetoed))
        state.consent.withdraw_all()
        if veto_is_open(records):
            self._veto.veto_all(now)
        if replay.begun:
            state.say("resumed", now)
            self._consent_question.ask_again(now)
        else:
            self._consent_question.ask_or_start(now)
