"""The session itself: which beat we are in, what is said, when the microphone is open.

The rules, all of them:
- `table.TABLE` is every way from one stage to the next.
- A phase's working time starts when "begin" has been heard (or could not be said).
- One cue at a time; a cue that sounds when a time is up is heard to its end first.
- The microphone is open only while a phase that was agreed to be recorded is at work, never in
  a pause, and deaf while a cue sounds.
- A pause moves every time that is still to come; what it cut is said again afterwards.
- The session is over when the farewell was said and all that was heard is sealed or dropped.

Time comes in with each input. Nothing here waits, reads a clock or touches a device.
"""

from collections import Counter
from collections.abc import Callable
from typing import Literal

from balint_voice.method.schedule import Plan
from balint_voice.method.script import Phase, Script
from balint_voice.session import inputs as i
from balint_voice.session import outputs as o
from balint_voice.session import transitions as t
from balint_voice.session.clock import Instant, Seconds, later
from balint_voice.session.hearing import Hearing
from balint_voice.session.speech import Due, Speech
from balint_voice.session.table import BEATS, TABLE, Stage, Step, Trigger
from balint_voice.session.timers import Timers

_COMMANDS: dict[type[i.Input], Trigger] = {
    i.Start: Trigger.START,
    i.Next: Trigger.NEXT,
    i.Skip: Trigger.SKIP,
    i.Back: Trigger.BACK,
    i.End: Trigger.END,
}

_NO_NAMES = {"no-names": Stage.ANNOUNCE}
"""Said once, before the first phase that is recorded."""
_MICROPHONE = {"microphone-on": Stage.BEGIN, "microphone-off": Stage.CLOSE}
"""Said at every opening and closing."""


class Session:
    """One session. Give it every input with its time; perform what it returns, in order.

    `header` names the session and the phases whose recording was agreed to. `seconds(text)`: how
    long a text takes to say, in session seconds. `start`: "auto" begins a phase after its quiet
    moment, "ask" waits for Next. `patience`: how long beyond its length a cue is waited for.
    """

    def __init__(
        self,
        script: Script,
        plan: Plan,
        header: t.SessionStarted,
        seconds: Callable[[str], Seconds],
        start: Literal["auto", "ask"] = "auto",
        patience: Seconds = 20.0,
    ) -> None:
        self.script, self.plan, self.header = script, plan, header
        self.stage = Stage.READY
        self.index = -1
        self.paused_at: Instant | None = None
        self.speech = Speech(seconds, patience)
        self.hearing = Hearing()
        self.timers = Timers()
        self.faults: tuple[str, ...] = ()
        self._seconds = seconds
        self._ask = start == "ask"
        self._complete = True
        self._extended: Counter[str] = Counter()
        self._cut: tuple[Due, ...] = ()
        self._out: list[o.Output] = []

    @property
    def over(self) -> bool:
        return self.stage is Stage.OVER

    @property
    def phase(self) -> Phase | None:
        """The phase we are in; None before the first and after the last."""
        return self.script.phases[self.index] if self.stage in BEATS else None

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
        self._settle(now)
        wanted, speaking = self._to_be_heard(), self.speech.sounding is not None
        before = self.hearing.before_speaking(wanted, speaking, now)
        return (*before, *self._out, *self.hearing.after_speaking(wanted, speaking, now))

    def _take(self, given: i.Input, now: Instant) -> None:
        match given:
            case i.GoOn() | i.Next() | i.TogglePause() if self.paused_at is not None:
                self._go_on(now)
            case i.End() if self.stage is Stage.DRAIN:
                self._out.append(o.GiveUpBacklog())
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
        if self.phase is not None and step.to not in BEATS[1:]:
            self._record(now, t.PhaseEnded(t.Id(self.phase.id)))
        self.index = max(0, self.index + step.phases) if step.phases else self.index
        past_the_last = step.phases > 0 and self.index == len(self.script.phases)
        self.stage = Stage.FAREWELL if past_the_last else step.to
        self.timers.clear()
        if self.phase is not None:
            self._record(now, t.BeatBegan(t.Id(self.phase.id), t.Id(self.stage.value)))
            self._say_beat(self.phase, due)
        if self.stage is Stage.WELCOME:
            self._open_log(now)
            self._say("welcome", now, name=self.script.name, people=self.header.people)
        elif self.stage is Stage.WORK and self.phase is not None:
            self._work_until(later(now, self.work_seconds(self.phase)), now)
        elif self.stage is Stage.FAREWELL:
            self._say("goodbye" if self._complete else "ended-early", now)
        elif self.stage is Stage.RECEIPT and self.header.recorded:
            self._record(now, self.hearing.account)
            self._say("audio-deleted", now)
        elif self.stage is Stage.OVER:
            self._record(now, t.SessionEnded(self._complete))

    def _open_log(self, now: Instant) -> None:
        self._record(now, self.header)
        for slot in self.plan:
            number = self.script.phase(slot.phase).number
            self._record(now, t.PhasePlanned(t.Id(slot.phase), number, slot.seconds))
        if self.header.recorded:
            self._record(now, t.ConsentGiven(self.header.recorded))

    def _say_beat(self, phase: Phase, due: Instant) -> None:
        if self.stage is not Stage.WORK:
            text = str(getattr(phase, self.stage.value))
            self.speech.queue(f"{phase.id}/{self.stage}", text, due)
        for aside, stage in self._asides(phase).items():
            if stage is self.stage:
                self.speech.queue(f"{phase.id}/{aside}", self.script.words.cue(aside), due)

    def _asides(self, phase: Phase) -> dict[str, Stage]:
        """What a recorded phase says besides, and after the words of which beat."""
        if phase.id not in self.header.recorded:
            return {}
        first = phase.id == self.header.recorded[0]
        return (_NO_NAMES if first else {}) | _MICROPHONE

    def work_seconds(self, phase: Phase) -> Seconds:
        """Working time: the slot without its spoken beats and its quiet moment, plus extensions.

        At least half of the slot: where the words fill it (a fast clock, a short phase), the
        people still get their turn.
        """
        slot = next(slot.seconds for slot in self.plan if slot.phase == phase.id)
        beats = [phase.announce, phase.prepare, phase.begin, phase.close]
        beats += [self.script.words.cue(aside) for aside in self._asides(phase)]
        spoken = sum(self._seconds(text) for text in beats) + phase.prepare_s
        return max(slot - spoken, slot / 2) + self._extended[phase.id]

    def _work_until(self, end: Instant, now: Instant) -> None:
        phase = self.script.phases[self.index]
        self.timers.run_until(end, now, self.work_seconds(phase), phase.reminders)

    # Time.

    def _catch_up(self, now: Instant) -> None:
        """Do what is due by now, in order: afterwards no deadline lies behind."""
        while (due := self.deadline) is not None and due <= now:
            if self.speech.deadline == due:
                self._out += (*self.speech.stop(now), *self.speech.speak(now))
            elif (taken := self.timers.take_reminder(due)) is not None:
                phase = self.script.phases[self.index]
                self.speech.queue(f"{phase.id}/{taken[1].key}", taken[1].text, due)
            else:
                self._enter(TABLE[self.stage, Trigger.DUE], now, due)

    def _settle(self, now: Instant) -> None:
        """Say what waits, and go through every stage that silence ends."""
        self._out += self.speech.speak(now)
        while self.speech.sounding is None and self.paused_at is None:
            if self.stage is Stage.PREPARE and self.timers.ends_at is None and not self._ask:
                quiet = self.script.phases[self.index].prepare_s
                self.timers.run_until(later(now, quiet), now)
                self._catch_up(now)
            elif self.stage is Stage.DRAIN and self.hearing.pending == 0:
                self._fire(Trigger.DRAINED, now)
            elif (self.stage, Trigger.SAID) in TABLE:
                self._fire(Trigger.SAID, now)
            else:
                break
            self._out += self.speech.speak(now)

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

    def _extend(self, by: Seconds, now: Instant) -> None:
        phase = self.phase
        if phase is None or by <= 0:
            return
        self._extended[phase.id] += round(by)
        self._record(now, t.PhaseExtended(t.Id(phase.id), by))
        slot = next(slot.seconds for slot in self.plan if slot.phase == phase.id)
        self._record(now, t.PhaseReplanned(t.Id(phase.id), slot + self._extended[phase.id]))
        if self.stage is Stage.CLOSE:
            self._fire(Trigger.MORE, now)
            self._work_until(later(now, by), now)
        elif self.stage is Stage.WORK and self.timers.ends_at is not None:
            self._work_until(later(self.timers.ends_at, by), self.paused_at or now)
        self._say("extended", now, minutes=self.script.words.minutes(by))

    # Small things.

    def _repeat(self, now: Instant) -> None:
        last = self.speech.last
        if last is not None and self.speech.sounding is None and self.paused_at is None:
            self.speech.queue(last.id.split(".")[0], last.text, now)

    def _tell_time_left(self, now: Instant) -> None:
        if self.stage is Stage.WORK and self.timers.ends_at is not None:
            left = self.timers.ends_at - (self.paused_at or now)
            self._say("time-left", now, minutes=self.script.words.minutes(left))
        else:
            self._say("time-left-none", now)

    def _part_failed(self, part: str, now: Instant) -> None:
        self.faults = (*(fault for fault in self.faults if fault != part), part)
        self._record(now, t.Faulted(t.Id(part)))
        self._out.append(o.Warn(part))
        if part == "microphone" and self.phase is not None:
            self._say("microphone-lost", now)

    def _say(self, key: str, now: Instant, **fields: object) -> None:
        self.speech.queue(key, self.script.words.cue(key, **fields), now)

    def _silence(self, now: Instant) -> None:
        self._out += self.speech.clear(now)[1]

    def _record(self, now: Instant, transition: t.Transition) -> None:
        self._out.append(o.Record(now, transition))
