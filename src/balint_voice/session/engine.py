"""The session itself: which beat we are in, what is said, when the microphone is open.

The rules, all of them:
- `table.TABLE` is every way from one stage to the next.
- A phase's working time starts when "begin" has been heard (or could not be said).
- One cue at a time; a cue that sounds when a time is up is heard to its end first.
- The microphone is open only while a phase that was agreed to be recorded is at work, never in
  a pause, and deaf while a cue sounds.
- The rest of the evening is re-planned (`agenda`) when a phase is announced and when time was
  added or lost; what no longer fits is said once.
- A pause moves every time that is still to come; what it cut is said again afterwards.
- The session is over when the farewell was said and all that was heard is sealed or dropped.

Time comes in with each input. Nothing here waits, reads a clock or touches a device.
"""

from collections.abc import Callable
from typing import Literal

from balint_voice.method.script import Phase, Reminder
from balint_voice.session import inputs as i
from balint_voice.session import outputs as o
from balint_voice.session import transitions as t
from balint_voice.session.agenda import Agenda
from balint_voice.session.clock import Instant, Seconds, later
from balint_voice.session.hearing import Hearing
from balint_voice.session.lines import Line, Lines
from balint_voice.session.place import Place
from balint_voice.session.programme import Programme
from balint_voice.session.speech import Due, Speech
from balint_voice.session.table import TABLE, Stage, Step, Trigger
from balint_voice.session.timers import Timers

_COMMANDS: dict[type[i.Input], Trigger] = {
    i.Start: Trigger.START,
    i.Next: Trigger.NEXT,
    i.Skip: Trigger.SKIP,
    i.Back: Trigger.BACK,
    i.End: Trigger.END,
}

_MISSED_S = 5.0
"""A reminder that could not come in time (the machine slept) does not come at all."""
_TOO_SHORT_S = 30.0
"""A shortage of less than this is not worth a word."""


class Session:
    """One session. Give it every input with its time; perform what it returns, in order.

    `programme`: what is held, in how much time. `header` names the session and the phases whose
    recording was agreed to. `seconds(text)`: how long a text takes to say, in session seconds.
    `start`: "auto" begins a phase after its quiet moment, "ask" waits for Next. `patience`: how
    long beyond its length a cue is waited for.
    """

    def __init__(
        self,
        programme: Programme,
        header: t.SessionStarted,
        seconds: Callable[[str], Seconds],
        start: Literal["auto", "ask"] = "auto",
        patience: Seconds = 20.0,
    ) -> None:
        self.programme, self.header = programme, header
        self.script = programme.script
        self.lines = Lines(programme, header.recorded)
        self.agenda = Agenda(programme, seconds(self.script.words.cue("goodbye")))
        self.place = Place(programme)
        self.paused_at: Instant | None = None
        self.speech = Speech(seconds, patience)
        self.hearing = Hearing()
        self.timers = Timers()
        self.faults: tuple[str, ...] = ()
        self._seconds = seconds
        self._ask = start == "ask"
        self._complete = True
        self._said_it_does_not_fit = False
        self._gave_up = False
        self._cut: tuple[Due, ...] = ()
        self._out: list[o.Output] = []

    @property
    def over(self) -> bool:
        return self.stage is Stage.OVER

    @property
    def stage(self) -> Stage:
        return self.place.stage

    @property
    def phase(self) -> Phase | None:
        """The phase we are in; None before the first, after the last, and in an interlude."""
        return self.place.phase

    @property
    def waiting(self) -> bool:
        """Whether the phase waits for somebody to say "begin"."""
        return self._ask and self.stage is Stage.PREPARE and self.speech.sounding is None

    @property
    def deadline(self) -> Instant | None:
        """When to come back with TimePassed, if nothing else happens before."""
        moments = [self.speech.deadline]
        if self.paused_at is None:
            moments.append(self.timers.deadline)
        return min((at for at in moments if at is not None), default=None)

    def handle(self, given: i.Input, now: Instant) -> tuple[o.Output, ...]:
        """Take one input at its time; return what is to be done, in order."""
        self._out = []
        self._take(given, now)
        self._catch_up(now)
        self._say_of_closing(now)
        self._settle(now)
        wanted, speaking = self._to_be_heard(), self.speech.sounding is not None
        before = self.hearing.before_speaking(wanted, speaking, now)
        return (*before, *self._out, *self.hearing.after_speaking(wanted, speaking, now))

    def _take(self, given: i.Input, now: Instant) -> None:
        match given:
            case i.GoOn() | i.Next() | i.TogglePause() if self.paused_at is not None:
                self._go_on(now)
            case i.End() if self.stage is Stage.DRAIN and not self._gave_up:
                self._gave_up = True
                self._out.append(o.GiveUpBacklog())
            case i.End() if self.stage is Stage.DRAIN:
                self._fire(Trigger.DRAINED, now)
            case i.Start() | i.Next() | i.Skip() | i.Back() | i.End():
                self._fire(_COMMANDS[type(given)], now)
            case i.Pause() | i.TogglePause():
                self._pause(now)
            case i.Extend(by):
                self._extend(by, now)
            case i.Repeat():
                self._repeat(now)
            case i.TellTimeLeft():
                self._tell_time_left(now)
            case i.CueStarted(cue):
                self._out += self.speech.started(cue, now)
            case i.CueFinished(cue):
                self._out += self.speech.over(cue, heard=True, now=now)
            case i.CueFailed(cue):
                self._out += self.speech.over(cue, heard=False, now=now)
                if "voice" not in self.faults:
                    self._part_failed("voice", now)
            case i.NoteSealed():
                self._out.append(self.hearing.sealed(given, now))
            case i.BacklogChanged(seconds):
                self.hearing.backlog_s = seconds
            case i.ListeningEnded():
                self._out.append(self.hearing.ended(given, now))
            case i.PartFailed(part):
                self._part_failed(part, now)
            case i.ConfirmationAwaited():
                self._out.append(o.Warn("confirm"))
            case i.GoOn() | i.TimePassed():
                pass

    # Through the table.

    def _fire(self, trigger: Trigger, now: Instant) -> None:
        """Leave the stage, if the table has a way: what sounds and waits is dropped."""
        step = TABLE.get((self.stage, trigger))
        if step is None:
            return
        if self.paused_at is not None:
            self._go_on(now)
        self._silence(now)
        self._complete = self._complete and trigger is not Trigger.END
        if trigger is Trigger.SKIP and self.phase is not None:
            self._record(now, t.PhaseSkipped(t.Id(self.phase.id)))
            self._say("skipped", now)
        self._enter(step, now, now)

    def _enter(self, step: Step, now: Instant, due: Instant) -> None:
        """Be in the next stage; `due` is when its words should have begun."""
        left = self.place.interlude
        for transition in self.place.take(step):
            self._record(now, transition)
        self.timers.clear()
        if left is not None and left.over:
            self.speech.queue(f"{left.id}/over", left.over, now)
        if self.stage is Stage.WELCOME:
            self._open_log(now)
        elif self.stage is Stage.ANNOUNCE:
            self.timers.forget()
            self._replan(now, self.place.index, now)
        elif self.stage is Stage.RECEIPT and self.header.recorded:
            self._record(now, self.hearing.account)
        elif self.stage is Stage.OVER:
            self._record(now, t.SessionEnded(self._complete))
        for name, text in self._lines():
            self.speech.queue(name, text, due)
        if self.stage is Stage.WORK and self.phase is not None:
            self._work_until(later(now, self.work_seconds(self.phase)), now)

    def _lines(self) -> tuple[Line, ...]:
        """What the stage we are in says."""
        if self.phase is not None:
            return self.lines.beat(self.stage, self.phase)
        if self.place.interlude is not None:
            return ((self.place.interlude.id, self.place.interlude.begin),)
        return self.lines.outside(self.stage, self._complete)

    def _open_log(self, now: Instant) -> None:
        self._record(now, self.header)
        for slot in self.programme.plan:
            number = self.script.phase(slot.phase).number
            self._record(now, t.PhasePlanned(t.Id(slot.phase), number, slot.seconds))
        if self.header.recorded:
            self._record(now, t.ConsentGiven(self.header.recorded))

    def work_seconds(self, phase: Phase) -> Seconds:
        """Working time: the slot without its spoken beats and its quiet moment, plus extensions.

        At least half of the slot: where the words fill it (a fast clock, a short phase), the
        people still get their turn.
        """
        extended = self.agenda.extended(phase.id)
        slot = self.agenda.slot(phase.id) - extended
        spoken = sum(map(self._seconds, self.lines.spoken(phase))) + phase.prepare_s
        return max(slot - spoken, slot / 2) + extended

    def _work_until(self, end: Instant, now: Instant) -> None:
        phase = self.script.phases[self.place.index]
        self.timers.run_until(end, now, self.work_seconds(phase), phase.reminders)

    # Time.

    def _catch_up(self, now: Instant) -> None:
        """Do what is due by now, in order: afterwards no deadline lies behind."""
        while (due := self.deadline) is not None and due <= now:
            if self.speech.deadline == due:
                self._out += (*self.speech.stop(now), *self.speech.speak(now))
            elif (taken := self.timers.take_reminder(due)) is not None:
                if now - due > _MISSED_S:
                    continue
                where = self.place.interlude or self.script.phases[self.place.index]
                self.speech.queue(f"{where.id}/{taken[1].key}", taken[1].text, due)
            else:
                self._enter(TABLE[self.stage, Trigger.DUE], now, due)

    def _settle(self, now: Instant) -> None:
        """Say what waits, and go through every stage that silence ends."""
        self._out += self.speech.speak(now)
        while self.speech.sounding is None and self.paused_at is None:
            opening = self._to_be_heard()
            if opening is not None and opening not in (self.hearing.phase, self.hearing.announced):
                self.hearing.announced = opening
                self.speech.queue(*self.lines.of_phase("microphone-on", opening), due=now)
            elif self.stage is Stage.PREPARE and self.timers.ends_at is None and not self._ask:
                quiet = self.script.phases[self.place.index].prepare_s
                self.timers.run_until(later(now, quiet), now)
                self._catch_up(now)
            elif (interlude := self.place.interlude) is not None and self.timers.ends_at is None:
                last = (Reminder("last-minute", interlude.last_minute, left_s=60.0),)
                self.timers.run_until(later(now, interlude.seconds), now, 0, last)
            elif self.stage is Stage.DRAIN and self.hearing.pending == 0:
                self._fire(Trigger.DRAINED, now)
            elif (self.stage, Trigger.SAID) in TABLE:
                self._fire(Trigger.SAID, now)
            else:
                break
            self._out += self.speech.speak(now)

    def _say_of_closing(self, now: Instant) -> None:
        """A microphone that is about to be closed, whatever the reason, is said to be."""
        closing = self.hearing.phase
        if closing is not None and closing != self._to_be_heard():
            self.speech.queue_first(*self.lines.of_phase("microphone-off", closing), due=now)

    def _to_be_heard(self) -> str | None:
        """The phase the microphone belongs to at this moment, if any."""
        at_work = self.stage is Stage.WORK and self.paused_at is None
        phase = self.phase.id if self.phase is not None else ""
        return phase if at_work and phase in self.header.recorded else None

    # Commands that bend time.

    def _pause(self, now: Instant) -> None:
        if self.paused_at is not None or self.phase is None:
            return
        self.paused_at = now
        self._cut, silenced = self.speech.clear(now)
        self._out += silenced
        self._record(now, t.Paused())
        self._say("paused", now)

    def _go_on(self, now: Instant) -> None:
        if self.paused_at is None:
            return
        away, self.paused_at = now - self.paused_at, None
        self._silence(now)
        self._record(now, t.WentOn())
        self.timers.shift(away)
        self._say("went-on", now)
        self.speech.queue_again(tuple(Due(due.cue, later(due.at, away)) for due in self._cut))
        self._cut = ()
        self._replan_the_rest(now)

    def _extend(self, by: Seconds, now: Instant) -> None:
        phase = self.phase
        if phase is None or by <= 0:
            return
        self._record(now, t.PhaseExtended(t.Id(phase.id), by))
        self._record(now, self.agenda.extend(phase.id, by))
        if self.stage is Stage.CLOSE:
            self._fire(Trigger.MORE, now)
            self._work_until(later(now, by), now)
        elif self.stage is Stage.WORK and self.timers.ends_at is not None:
            self._work_until(later(self.timers.ends_at, by), self.paused_at or now)
        self._say("extended", now, minutes=self.script.words.minutes(by))
        self._replan_the_rest(now)

    def _replan_the_rest(self, now: Instant) -> None:
        """Deal out anew what comes after this phase, which keeps its own time."""
        if self.phase is None:
            return
        if self.stage is Stage.WORK and self.timers.ends_at is not None:
            ends = later(self.timers.ends_at, self._seconds(self.phase.close))
        elif self.stage is Stage.CLOSE:
            ends = now
        else:
            ends = later(now, self.agenda.slot(self.phase.id))
        coming = self.programme.interludes.get(self.phase.id)
        ends = later(ends, coming.seconds if coming is not None else 0.0)
        self._replan(ends, self.place.index + 1, now)

    def _replan(self, begins: Instant, first: int, now: Instant) -> None:
        for replanned in self.agenda.replan(begins, first):
            self._record(now, replanned)
        short = self.agenda.short_s
        if short <= _TOO_SHORT_S:
            self._said_it_does_not_fit = False
        elif not self._said_it_does_not_fit:
            self._said_it_does_not_fit = True
            self._record(now, t.DoesNotFit(short))
            name, text = self.lines.does_not_fit(short, self.agenda.could_be_skipped(first))
            self.speech.queue(name, text, now)

    # Small things.

    def _repeat(self, now: Instant) -> None:
        last = self.speech.last
        if last is not None and self.speech.sounding is None and self.paused_at is None:
            self.speech.queue(last.id.split(".")[0], last.text, now)

    def _tell_time_left(self, now: Instant) -> None:
        if self.stage in (Stage.WORK, Stage.INTERLUDE) and self.timers.ends_at is not None:
            left = self.timers.ends_at - (self.paused_at or now)
            self._say("time-left", now, minutes=self.script.words.minutes(left))
        elif self.stage in (Stage.ANNOUNCE, Stage.PREPARE, Stage.BEGIN):
            self._say("time-left-none", now)

    def _part_failed(self, part: str, now: Instant) -> None:
        self.faults = (*(fault for fault in self.faults if fault != part), part)
        self._record(now, t.Faulted(t.Id(part)))
        self._out.append(o.Warn(part))
        if part == "microphone" and self.phase is not None:
            self._say("microphone-lost", now)

    def _say(self, key: str, now: Instant, **fields: object) -> None:
        self.speech.queue(*self.lines.common(key, **fields), due=now)

    def _silence(self, now: Instant) -> None:
        dropped, outputs = self.speech.clear(now)
        self._out += outputs
        if any(due.cue.id.startswith("does-not-fit") for due in dropped):
            self._said_it_does_not_fit = False

    def _record(self, now: Instant, transition: t.Transition) -> None:
        self._out.append(o.Record(now, transition))
