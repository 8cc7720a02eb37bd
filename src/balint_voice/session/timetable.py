"""The time of the session: what each phase gets, and what is dealt out anew after an overrun.

Rules: the rest is dealt out anew when a phase is announced and when time was added or lost, so that
the session ends when it should. A difference of a few seconds changes nothing.
"""

from collections import Counter

from balint_voice.method import schedule
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant, Seconds, later
from balint_voice.session.plan import SessionPlan

_NOT_WORTH_IT_S = 5.0


class Timetable:
    """Slots by phase, as planned and as they are now."""

    def __init__(self, plan: SessionPlan, farewell_s: Seconds) -> None:
        self._plan = plan
        self._farewell_s = farewell_s
        self._slots = {slot.phase: slot.seconds for slot in plan.slots}
        self._extended: Counter[str] = Counter()
        self._moved_by: Seconds = 0.0
        self.short_s: Seconds = 0.0
        """By how much the phases still to come do not fit, each at its least."""

    @property
    def ends_by(self) -> Instant:
        """When all should be over: as planned, or later where the session was moved."""
        return Instant(self._plan.ends_by + self._moved_by)

    def slot(self, phase: str) -> Seconds:
        """The phase's whole time as it is now, extensions included."""
        return self._slots[phase] + self._extended[phase]

    def extended(self, phase: str) -> Seconds:
        """How much time was added to the phase."""
        return self._extended[phase]

    def extend(self, phase: str, by: Seconds) -> r.PhaseReplanned:
        """Add `by` seconds to the phase; returns its slot as it is then, for the log."""
        self._extended[phase] += round(by)
        return r.PhaseReplanned(r.Id(phase), self.slot(phase))

    def restore(self, phase: str, planned: Seconds) -> None:
        """The phase's slot as the timing log has it, extensions included."""
        self._slots[phase] = round(planned) - self._extended[phase]

    def move_end(self, by: Seconds) -> None:
        """The session ends later than was planned."""
        self._moved_by += by

    def to_come(self, first: int) -> tuple[str, ...]:
        """The phases from this index on that are to be held."""
        phases = self._plan.script.phases[first:]
        return tuple(p.id for p in phases if p.id not in self._plan.left_out)

    def ends_at(self, begins: Instant, first: int) -> Instant:
        """When the session ends, if the phase at index `first` begins at this moment."""
        phases = sum(self.slot(phase) for phase in self.to_come(first))
        return later(begins, phases + self._between(first) + self._farewell_s)

    def replan(self, begins: Instant, first: int) -> tuple[r.PhaseReplanned, ...]:
        """Deal out anew what is left when the phase at index `first` begins at `begins`."""
        rest = self.to_come(first)
        left = self.ends_by - begins - self._between(first) - self._farewell_s
        left -= sum(self._extended[phase] for phase in rest)
        script, people = self._plan.script, self._plan.people
        self.short_s = schedule.shortage(script, people, rest, left)
        planned = sum(self._slots[phase] for phase in rest)
        if not rest or abs(left - planned) < _NOT_WORTH_IT_S:
            return ()
        dealt = schedule.replan(script, people, rest, max(0.0, left))
        changed = [slot for slot in dealt if slot.seconds != self._slots[slot.phase]]
        self._slots.update({slot.phase: slot.seconds for slot in dealt})
        return tuple(r.PhaseReplanned(r.Id(s.phase), self.slot(s.phase)) for s in changed)

    def could_be_skipped(self, first: int) -> str | None:
        """The phase whose leaving out would mend the shortage best."""
        script, people = self._plan.script, self._plan.people
        return schedule.could_be_skipped(script, people, self.to_come(first), self.short_s)

    def _between(self, first: int) -> Seconds:
        """Breaks and evaluation that are still to come."""
        ids = {phase.id for phase in self._plan.script.phases[first:]}
        interludes = self._plan.interludes.items()
        return sum(interlude.seconds for after, interlude in interludes if after in ids)
