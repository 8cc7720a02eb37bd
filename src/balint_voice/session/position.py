"""Where we are in the session: the stage, the phase or interlude, and the way to the next."""

from balint_voice.method.script import Phase
from balint_voice.session import log_records as r
from balint_voice.session.plan import Interlude, SessionPlan
from balint_voice.session.stage_table import BEATS, Move, Stage


class Position:
    """Moves by the steps of the table; knows breaks, phases left out, and the end."""

    def __init__(self, plan: SessionPlan) -> None:
        self._plan = plan
        self.stage = Stage.READY
        self.index = -1

    @property
    def phase(self) -> Phase | None:
        """The phase we are in; None outside and in an interlude."""
        return self._plan.script.phases[self.index] if self.stage in BEATS else None

    @property
    def interlude(self) -> Interlude | None:
        """The break or evaluation we are in."""
        if self.stage is not Stage.INTERLUDE:
            return None
        return self._plan.interludes.get(self._plan.script.phases[self.index].id)

    def take(self, step: Move) -> tuple[r.LogRecord, ...]:
        """Take a step: what it ends, what it leaves out, and what begins."""
        ended = self._ended(step)
        coming = self._interlude_after(step)
        if coming is not None:
            self.stage = Stage.INTERLUDE
            return (*ended, r.InterludeBegan(r.Id(coming.id), coming.seconds))
        left_out = self._move(step.phases)
        past_the_last = step.phases > 0 and self.index == len(self._plan.script.phases)
        self.stage = Stage.FAREWELL if past_the_last else step.to
        phase = self.phase
        began = (r.BeatBegan(r.Id(phase.id), r.Id(self.stage.value)),) if phase else ()
        return (*ended, *left_out, *began)

    def leave(self) -> None:
        """Go to the farewell from any stage."""
        self.stage = Stage.FAREWELL

    def _ended(self, step: Move) -> tuple[r.LogRecord, ...]:
        if self.phase is not None and step.to not in BEATS[1:]:
            return (r.PhaseEnded(r.Id(self.phase.id)),)
        if self.interlude is not None:
            return (r.InterludeEnded(r.Id(self.interlude.id)),)
        return ()

    def _interlude_after(self, step: Move) -> Interlude | None:
        """What stands between this phase and the next, if we are about to go there."""
        if self.phase is None or step != Move(Stage.ANNOUNCE, +1):
            return None
        return self._plan.interludes.get(self.phase.id)

    def _move(self, by: int) -> tuple[r.PhaseSkipped, ...]:
        """On or back over the phases that are left out."""
        phases, left_out = self._plan.script.phases, self._plan.left_out
        passed, index = [], self.index + by
        while by and 0 <= index < len(phases) and phases[index].id in left_out:
            if by > 0:
                passed.append(r.PhaseSkipped(r.Id(phases[index].id)))
            index += by
        self.index = index if index >= 0 or not by else self.index
        return tuple(passed)
