"""From beat to beat: what a stage says, how long it lasts, and what ends it.

The rules:
- `table.TABLE` is every way from one stage to the next.
- A phase's working time starts when "begin" has been heard (or could not be said).
- A cue that sounds when a time is up is heard to its end first.
- The end of the work and a reminder wait for a pause in the talk (`politeness`).
- The session is over when the farewell was said and all that was heard is sealed or dropped.
"""

from balint_voice.method.script import Reminder
from balint_voice.session import transitions as t
from balint_voice.session.clock import Instant, Seconds, later
from balint_voice.session.delays import Delays
from balint_voice.session.evening import Evening
from balint_voice.session.lines import Line
from balint_voice.session.outputs import Chime, Chimes, GiveUpBacklog
from balint_voice.session.politeness import Turn
from balint_voice.session.programme import Interlude
from balint_voice.session.table import TABLE, Stage, Step, Trigger

_MISSED_S = 5.0
"""A reminder that could not come in time (the machine slept) does not come at all."""
_LAST_MINUTE_S = 60.0
_CHIMES: dict[Stage, Chimes] = {Stage.BEGIN: "begin", Stage.CLOSE: "close"}


def last_minute(between: Interlude) -> Reminder:
    """What is said when a break or the look back is nearly over."""
    return Reminder("last-minute", between.last_minute, left_s=_LAST_MINUTE_S)


class Stages:
    """`asks`: each phase waits for Next before it begins."""

    def __init__(self, evening: Evening, delays: Delays, *, asks: bool) -> None:
        self._evening, self._delays, self.asks = evening, delays, asks

    def fire(self, trigger: Trigger, now: Instant) -> None:
        """Leave the stage, if the table has a way: what sounds and waits is dropped."""
        evening = self._evening
        step = TABLE.get((evening.stage, trigger))
        if step is None:
            return
        if evening.paused_at is not None:
            self._delays.go_on(now)
        if evening.questions.about("silence"):
            evening.questions.close()
        unsaid = evening.silence(now)
        evening.ask_to_the_end(now)
        if trigger is not Trigger.END:
            evening.tell_of_consent(unsaid)
        said_all = trigger is not Trigger.END or evening.stage is Stage.FAREWELL
        evening.complete = evening.complete and said_all
        if trigger is Trigger.SKIP and evening.phase is not None:
            evening.record(now, t.PhaseSkipped(t.Id(evening.phase.id)))
            evening.say("skipped", now)
        self.enter(step, now, now)

    def interrupt(self, now: Instant) -> None:
        """Stop in the midst, in order: the phase is paused, not ended, so it can be resumed."""
        evening = self._evening
        evening.questions.close()
        self._delays.stop_clock(now, now)
        evening.silence(now)
        evening.paused_at, evening.cut = None, ()
        evening.complete, evening.interrupted = False, True
        evening.timers.clear()
        evening.place.leave()
        for name, text in self._lines():
            evening.speech.queue(name, text, due=now)

    def enter(self, step: Step, now: Instant, due: Instant, waited: Seconds = 0.0) -> None:
        """Be in the next stage; `due` is when its words should have begun."""
        evening = self._evening
        left = evening.place.interlude
        for transition in evening.place.take(step):
            evening.record(now, transition)
        evening.timers.clear()
        if left is not None and left.over:
            evening.speech.queue(f"{left.id}/over", left.over, due=now)
        if evening.stage is Stage.ANNOUNCE:
            evening.timers.forget()
            self._delays.replan(now, evening.place.index, now)
        elif evening.stage is Stage.RECEIPT and evening.consent.asked.recorded:
            # Nothing waits any more: whatever held sound ends before the receipt is read out.
            evening.out.append(GiveUpBacklog())
            evening.record(now, evening.hearing.receipt())
        elif evening.stage is Stage.OVER and evening.interrupted:
            evening.record(now, t.SessionInterrupted())
        elif evening.stage is Stage.OVER:
            evening.record(now, t.SessionEnded(evening.complete))
        if evening.stage is Stage.RECEIPT and evening.hearing.last_recorded is not None:
            gone = not evening.consent.recorded
            evening.say("all-forgotten" if gone else "audio-deleted", now)
        chime = _CHIMES.get(evening.stage)
        for name, text in self._lines():
            evening.speech.queue(name, text, due=due, waited=waited, chime=chime)
            chime = None
        if evening.stage is Stage.WORK and evening.phase is not None:
            self._delays.work_until(later(now, self._delays.work_seconds(evening.phase)), now)

    def _lines(self) -> tuple[Line, ...]:
        """What the stage we are in says."""
        evening = self._evening
        if evening.phase is not None:
            return evening.lines.beat(evening.stage, evening.phase)
        if evening.place.interlude is not None:
            return ((evening.place.interlude.id, evening.place.interlude.begin),)
        return evening.lines.outside(evening.stage, complete=evening.complete)

    # Time.

    @property
    def deadline(self) -> Instant | None:
        """When the stage's own time, or a reminder on the way, wants to be looked at."""
        timers, politeness = self._evening.timers, self._evening.politeness
        if self._evening.paused_at is not None:
            return None
        moments = (timers.reminder_at, timers.ends_at)
        return min((politeness.permits(at) for at in moments if at is not None), default=None)

    def time_passed(self, now: Instant) -> None:
        """Do the first thing that is due by now: the end of the stage's time, or a reminder."""
        timers, politeness = self._evening.timers, self._evening.politeness
        ends_at, reminder_at = timers.ends_at, timers.reminder_at
        if reminder_at is None or (ends_at is not None and ends_at <= now and politeness.hears):
            timers.drop_reminders()  # one that waited so long would say what is no longer true
            due = ends_at
        else:
            due = min(reminder_at, ends_at or reminder_at)
        if due is None:
            return
        match politeness.turn(due, now):
            case Turn.CHIME if self._evening.speech.sounding is None:
                self._evening.out.append(Chime("soon"))
            case Turn.SPEAK if due == reminder_at:
                self._remind(due, now)
            case Turn.SPEAK if due == ends_at:
                waited = now - due if politeness.hears else 0.0
                self.enter(TABLE[self._evening.stage, Trigger.DUE], now, due, waited)

    def _remind(self, due: Instant, now: Instant) -> None:
        evening = self._evening
        missed = now - evening.politeness.permits(due) > _MISSED_S
        reminder = evening.timers.take_reminder()
        if reminder is None or missed:
            return
        where = evening.place.interlude or evening.script.phases[evening.place.index]
        chime: Chimes | None = "last-minute" if 0 < reminder.left_s <= _LAST_MINUTE_S else None
        waited = now - due if evening.politeness.hears else 0.0
        evening.speech.queue(
            f"{where.id}/{reminder.key}", reminder.text, due=due, waited=waited, chime=chime
        )

    # Silence.

    def nothing_sounds(self, now: Instant) -> bool:
        """Go on where silence itself is what was waited for; False: nothing to do."""
        evening = self._evening
        wanted = evening.to_be_heard
        if wanted is not None and (key := evening.hearing.to_announce(wanted)) is not None:
            evening.hearing.announce(wanted)
            evening.speech.queue(*evening.lines.of_microphone(key, wanted), due=now)
        elif evening.stage is Stage.PREPARE and evening.timers.ends_at is None and not self.asks:
            quiet = evening.script.phases[evening.place.index].prepare_s
            evening.timers.run_until(later(now, quiet), now)
            if quiet <= 0:
                self.time_passed(now)
        elif (between := evening.place.interlude) is not None and evening.timers.ends_at is None:
            ends = later(now, between.seconds)
            evening.timers.run_until(ends, now, 0, (last_minute(between),))
        elif evening.stage is Stage.DRAIN:
            if evening.hearing.pending or evening.questions.open is not None:
                return False
            self.fire(Trigger.DRAINED, now)
        elif (evening.stage, Trigger.SAID) in TABLE:
            self.fire(Trigger.SAID, now)
        else:
            return False
        return True
