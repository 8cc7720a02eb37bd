"""Pauses, more time, and the plan that is dealt out anew because of them.

The rules:
- A pause moves every time that is still to come; what it cut is said again afterwards, but what the
  group has to hear at once (how far a veto goes, that the microphone is off) in the pause itself.
- A machine that slept was paused from the moment it fell asleep.
- What no longer fits is said once, with what could be skipped.
"""

from balint_voice.method.script import Phase
from balint_voice.session import transitions as t
from balint_voice.session.clock import Instant, Seconds, later
from balint_voice.session.evening import Evening
from balint_voice.session.table import BEATS, Stage

_TOO_SHORT_S = 30.0
"""A shortage of less than this is not worth a word."""


class Delays:
    """Everything that bends the time of an evening."""

    def __init__(self, evening: Evening) -> None:
        self._evening = evening

    def pause(self, now: Instant) -> None:
        if self.stop_clock(now, now):
            self._evening.say("paused", now)

    def slept(self, since: Instant, now: Instant) -> None:
        """Nothing happened since then: that time is a pause, and it lasts until somebody says."""
        evening = self._evening
        evening.record(now, t.Slept(now - since))
        if self.stop_clock(since, now):
            evening.say("slept", now)

    def stop_clock(self, at: Instant, now: Instant) -> bool:
        """Pause as of `at`; False where there is nothing to pause."""
        evening = self._evening
        if evening.paused_at is not None or evening.stage not in (*BEATS, Stage.INTERLUDE):
            return False
        evening.paused_at = at
        if evening.questions.about("silence"):
            evening.questions.close()
        cut, silenced = evening.speech.clear(now)
        evening.out += silenced
        at_once = [due for due in cut if due.name.endswith(("ask-veto", "/microphone-off"))]
        evening.cut = tuple(due for due in cut if due not in at_once)
        evening.speech.queue_again(at_once)
        evening.record(now, t.Paused())
        return True

    def go_on(self, now: Instant) -> None:
        evening = self._evening
        if evening.paused_at is None:
            return
        away, evening.paused_at = now - evening.paused_at, None
        unsaid = evening.silence(now)
        evening.record(now, t.WentOn())
        evening.timers.shift(away)
        evening.say("went-on", now)
        evening.tell_of_consent(unsaid)
        evening.ask_to_the_end(now)
        cut, evening.cut = evening.cut, ()
        evening.speech.queue_again(tuple(due.moved(away) for due in cut))
        self.replan_the_rest(now)

    def extend(self, by: Seconds, now: Instant) -> bool:
        """More time for the phase or the break; False where there is neither."""
        evening = self._evening
        phase = evening.phase
        between = evening.place.interlude
        if between is not None and evening.timers.ends_at is not None:
            evening.record(now, t.InterludeExtended(t.Id(between.id), by))
            evening.timers.shift(by)
            return True
        if phase is None or by <= 0:
            return False
        evening.record(now, t.PhaseExtended(t.Id(phase.id), by))
        evening.record(now, evening.agenda.extend(phase.id, by))
        if evening.stage is Stage.WORK and evening.timers.ends_at is not None:
            self.work_until(later(evening.timers.ends_at, by), evening.paused_at or now)
        return True

    def work_seconds(self, phase: Phase) -> Seconds:
        """Working time: the slot without its spoken beats and its quiet moment, plus extensions.

        At least half of the slot: where the words fill it (a fast clock, a short phase), the
        people still get their turn.
        """
        evening = self._evening
        extended = evening.agenda.extended(phase.id)
        slot = evening.agenda.slot(phase.id) - extended
        spoken = sum(map(evening.seconds, evening.lines.spoken(phase))) + phase.prepare_s
        return max(slot - spoken, slot / 2) + extended

    def work_until(self, end: Instant, now: Instant) -> None:
        phase = self._evening.script.phases[self._evening.place.index]
        self._evening.timers.run_until(end, now, self.work_seconds(phase), phase.reminders)

    # The plan.

    def replan_the_rest(self, now: Instant) -> None:
        """Deal out anew what comes after this phase, which keeps its own time."""
        evening = self._evening
        if evening.phase is None:
            return
        if evening.stage is Stage.WORK and evening.timers.ends_at is not None:
            ends = later(evening.timers.ends_at, evening.seconds(evening.phase.close))
        elif evening.stage is Stage.CLOSE:
            ends = now
        else:
            ends = later(now, evening.agenda.slot(evening.phase.id))
        coming = evening.programme.interludes.get(evening.phase.id)
        ends = later(ends, coming.seconds if coming is not None else 0.0)
        self.replan(ends, evening.place.index + 1, now)

    def replan(self, begins: Instant, first: int, now: Instant) -> None:
        """Deal out anew, where the phase at index `first` begins at `begins`."""
        evening = self._evening
        for replanned in evening.agenda.replan(begins, first):
            evening.record(now, replanned)
        short = evening.agenda.short_s
        if short <= _TOO_SHORT_S:
            evening.said_it_does_not_fit = False
        elif not evening.said_it_does_not_fit:
            evening.said_it_does_not_fit = True
            evening.record(now, t.DoesNotFit(short))
            name, text = evening.lines.does_not_fit(short, evening.agenda.could_be_skipped(first))
            evening.speech.queue(name, text, due=now)
