"""Pauses, more time, and the plan that is dealt out anew because of them.

Rules:
- A pause moves every time that is still to come. Cues that it cut are said again afterwards.
- What the group has to hear at once is said in the pause: how far a veto goes, and that the
  recording stopped.
- A machine that slept was paused from the moment it fell asleep.
- What no longer fits is said once, with what could be skipped.
"""

from balint_voice.method.script import Phase
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant, Seconds, later
from balint_voice.session.plan import TOO_SHORT_S
from balint_voice.session.round import marks_of
from balint_voice.session.stage_table import BEATS, Stage
from balint_voice.session.state import SessionState

_AT_ONCE = ("ask-veto", "microphone-off", "recording-off")
"""What the group has to hear in the pause itself."""


class Delays:
    """Changes the times that are still to come."""

    def __init__(self, state: SessionState) -> None:
        self._state = state
        self._slept_until = Instant(-1)

    def pause(self, now: Instant) -> None:
        """Pause, and say so; means nothing in a pause and outside the phases and breaks."""
        if self.stop_clock(now, now):
            self._state.say("paused", now)

    def slept(self, since: Instant, now: Instant) -> None:
        """The machine slept since then, or the program was stopped: that time is a pause, and
        somebody has to end it. Two may tell of it."""
        state = self._state
        known, self._slept_until = self._slept_until, now
        if since < known:
            return
        state.record(now, r.Slept(now - since))
        if self.stop_clock(since, now):
            state.say("slept", now)

    def stop_clock(self, at: Instant, now: Instant) -> bool:
        """Pause as of `at`; False where there is nothing to pause."""
        state = self._state
        if state.paused_at is not None or state.stage not in (*BEATS, Stage.INTERLUDE):
            return False
        state.paused_at = at
        state.drop_question(now)
        cut = state.cues.clear(now)
        at_once = [due for due in cut if due.name.kind in _AT_ONCE]
        state.cut = tuple(due for due in cut if due not in at_once)
        state.cues.queue_again(at_once)
        state.record(now, r.Paused())
        return True

    def go_on(self, now: Instant) -> None:
        """End the pause; means nothing where there is none."""
        state = self._state
        if state.paused_at is None:
            return
        away, state.paused_at = now - state.paused_at, None
        unsaid = state.silence(now)
        state.record(now, r.Continued())
        state.timers.shift(away)
        state.announced_at = later(state.announced_at, away)
        state.say("went-on", now)
        state.tell_of_consent(unsaid)
        state.ask_to_the_end(now)
        cut, state.cut = state.cut, ()
        state.cues.queue_again(tuple(due.moved(away) for due in cut))
        self.replan_the_rest(now)

    def extend(self, by: Seconds, now: Instant) -> bool:
        """More time for the phase or the break; False where there is neither."""
        state = self._state
        phase = state.phase
        between = state.position.interlude
        if between is not None and state.timers.ends_at is not None:
            state.record(now, r.InterludeExtended(r.Id(between.id), by))
            state.timers.shift(by)
            return True
        if phase is None or by <= 0:
            return False
        state.record(now, r.PhaseExtended(r.Id(phase.id), by))
        state.record(now, state.timetable.extend(phase.id, by))
        if state.stage is Stage.WORK and state.timers.ends_at is not None:
            self.work_until(later(state.timers.ends_at, by), state.paused_at or now)
        return True

    def work_seconds(self, phase: Phase) -> Seconds:
        """Working time in seconds: the slot without spoken beats and quiet moment, plus extensions.

        At least half of the slot: where the words fill it (a fast clock, a short phase), the
        people still get their turn.
        """
        state = self._state
        extended = state.timetable.extended(phase.id)
        slot = state.timetable.slot(phase.id) - extended
        *before, after = state.texts.spoken(phase)
        spoken = sum(map(state.air.run, before)) + state.air.before_another(after)
        return max(slot - spoken - phase.prepare_s, slot / 2) + extended

    def work_until(self, end: Instant, now: Instant) -> None:
        """Have the work of this phase end then, with the reminders that are still ahead."""
        phase = self._state.script.phases[self._state.position.index]
        reminders = phase.reminders
        options = self._state.plan.options
        if options.round_chime:
            reminders += marks_of(phase, options.people)
        self._state.timers.run_until(end, now, self.work_seconds(phase), reminders)

    # The plan.

    def replan_the_rest(self, now: Instant) -> None:
        """Deal out anew what comes after this phase, which keeps its own time."""
        state = self._state
        if state.phase is None:
            return
        if state.stage is Stage.WORK and state.timers.ends_at is not None:
            ends = later(state.timers.ends_at, state.seconds(state.phase.close))
        elif state.stage is Stage.CLOSE:
            ends = now
        else:
            rest = self.work_seconds(state.phase) + state.seconds(state.phase.close)
            slot = state.timetable.slot(state.phase.id)
            ends = max(later(state.announced_at, slot), later(now, rest))
        coming = state.plan.interludes.get(state.phase.id)
        ends = later(ends, coming.seconds if coming is not None else 0.0)
        self.replan(ends, state.position.index + 1, now)

    def replan(self, begins: Instant, first: int, now: Instant) -> None:
        """Deal out anew, where the phase at index `first` begins at `begins`."""
        state = self._state
        for replanned in state.timetable.replan(begins, first):
            state.record(now, replanned)
        short = state.timetable.short_s
        if short <= TOO_SHORT_S:
            state.said_it_does_not_fit = False
        elif not state.said_it_does_not_fit:
            state.said_it_does_not_fit = True
            state.record(now, r.DoesNotFit(short))
            skippable = state.timetable.could_be_skipped(first)
            state.cues.queue(state.texts.does_not_fit(short, skippable), due=now)
