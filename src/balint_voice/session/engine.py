"""The session itself: hands each input to the rules it belongs to, and returns what is to be done.

The rules, each where it can be found:
- `table` is every way from one stage to the next; `stages` what a stage says and how long it is.
- `speech`: one cue at a time. `politeness`: when it may interrupt.
- `consent`, `hearing`: the microphone is open only for what was agreed to, and deaf while a cue
  sounds; `asking`: consent, veto, spoken commands, a long silence.
- `news`: what the parts around the session report.
- `delays`, `agenda`: pauses, more time, and the plan that is dealt out anew.

Time comes in with each input. Nothing here waits, reads a clock or touches a device.
"""

from collections.abc import Callable
from typing import Literal

from balint_voice.method.script import Phase
from balint_voice.session import inputs as i
from balint_voice.session import outputs as o
from balint_voice.session import transitions as t
from balint_voice.session.asking import Asking
from balint_voice.session.clock import Instant, Seconds, later
from balint_voice.session.cut_off import Records, veto_is_open
from balint_voice.session.delays import Delays
from balint_voice.session.evening import Evening
from balint_voice.session.news import News
from balint_voice.session.place import Place
from balint_voice.session.politeness import Manners
from balint_voice.session.programme import Programme
from balint_voice.session.resumption import ANOTHER_DAY_S, Replay
from balint_voice.session.stages import Stages
from balint_voice.session.table import BEATS, BEFORE_THE_END, Stage, Trigger

_TRIGGERS: dict[type[i.Input], Trigger] = {
    i.Next: Trigger.NEXT,
    i.Skip: Trigger.SKIP,
    i.Back: Trigger.BACK,
    i.End: Trigger.END,
}


class Session:
    """One session. Give it every input with its time; perform what it returns, in order.

    `programme`: what is held, in how much time. `header` names the session. `seconds(text)`: how
    long a text takes to say, in session seconds. `start`: "auto" begins a phase after its quiet
    moment, "ask" waits for Next. `patience`: how long beyond its length a cue is waited for.
    `manners`: how the voice waits for a pause; None: it speaks when due. `takes_notes`: there are
    sealed notes into which somebody may type. `pace`: session seconds that pass in one second of
    the people at the table, who are given time to answer. `arranged`: what was asked for, put on
    the log so that the session can be resumed.
    """

    def __init__(
        self,
        programme: Programme,
        header: t.SessionStarted,
        *,
        seconds: Callable[[str], Seconds],
        start: Literal["auto", "ask"] = "auto",
        patience: Seconds = 20.0,
        manners: Manners | None = None,
        takes_notes: bool = False,
        pace: float = 1.0,
        arranged: t.Arranged | None = None,
    ) -> None:
        self.evening = Evening(
            programme,
            header,
            arranged,
            seconds=seconds,
            patience=patience,
            manners=manners,
            pace=pace,
        )
        self._delays = Delays(self.evening)
        self._stages = Stages(self.evening, self._delays, asks=start == "ask")
        self._asking = Asking(self.evening, self._stages, takes_notes=takes_notes)
        self._news = News(self.evening, self._asking)
        self._gave_up = False
        self._records: Records = ()

    def cut_off(self, records: Records) -> "Session":
        """Stand where these records of a timing log end; i.Resume goes on from there."""
        self._records = records
        return self

    # What others may see.

    @property
    def over(self) -> bool:
        return self.stage is Stage.OVER

    @property
    def ended(self) -> bool:
        """Whether it is over for good; one that was interrupted can be resumed."""
        return self.over and not self.evening.interrupted

    @property
    def stage(self) -> Stage:
        return self.evening.stage

    @property
    def place(self) -> Place:
        return self.evening.place

    @property
    def phase(self) -> Phase | None:
        """The phase we are in; None before the first, after the last, and in an interlude."""
        return self.evening.phase

    @property
    def waiting(self) -> bool:
        """Whether the phase waits for somebody to say "begin"."""
        silent = self.evening.speech.sounding is None
        return self._stages.asks and self.stage is Stage.PREPARE and silent

    def work_seconds(self, phase: Phase) -> Seconds:
        """How long the work of a phase is, as planned now."""
        return self._delays.work_seconds(phase)

    @property
    def deadline(self) -> Instant | None:
        """When to come back with TimePassed, if nothing else happens before."""
        return min((at for at in self._moments() if at is not None), default=None)

    def _moments(self) -> tuple[Instant | None, ...]:
        evening = self.evening
        return (
            evening.speech.deadline,
            evening.questions.deadline,
            self._asking.silence_at,
            self._stages.deadline,
        )

    # What happens.

    def handle(self, given: i.Input, now: Instant) -> tuple[o.Output, ...]:
        """Take one input at its time; return what is to be done, in order."""
        evening = self.evening
        evening.out = []
        self._take(given, now)
        self._catch_up(now)
        self._say_of_closing(now)
        self._settle(now)
        wanted, speaking = evening.to_be_heard, evening.speech.sounding is not None
        before = evening.hearing.before_speaking(wanted, speaking=speaking, now=now)
        after = evening.hearing.after_speaking(wanted, speaking=speaking, now=now)
        self._listen(now)
        return (*before, *evening.out, *after)

    def _listen(self, now: Instant) -> None:
        """Tell the voice's manners whether the microphone will go on hearing the room."""
        evening, hearing = self.evening, self.evening.hearing
        stays = hearing.open is not None and hearing.open == evening.to_be_heard
        works = "microphone" not in evening.faults
        evening.politeness.listen(now, hears=stays and works, deaf=hearing.deaf)

    def _take(self, given: i.Input, now: Instant) -> None:
        evening = self.evening
        match given:
            case i.Start():
                self._asking.begin(now)
            case i.Resume(away):
                self._resume(away, now)
            case i.Interrupt():
                self._interrupt(now)
            case i.Next() | i.Skip() | i.Back() | i.End() | i.Pause() | i.GoOn() | i.TogglePause():
                self._go(given, now)
            case i.Extend() | i.Repeat() | i.TellTimeLeft() | i.Help():
                self._answer(given, now)
            case i.Agree():
                self._take_too(self._asking.agree(now), now)
            case i.Commanded():
                self._take_too(self._asking.obey(given, now), now)
            case i.Veto():
                self._asking.veto(now)
            case i.OnlyThisPhase():
                self._asking.only_this_phase(now)
            case i.TypeNote():
                self._asking.type_note(now)
            case i.ConfirmationAwaited():
                evening.warn("confirm")
            case i.Slept(since):
                self._delays.slept(since, now)
            case i.TimePassed():
                pass
            case _:
                self._news.take(given, now)

    def _interrupt(self, now: Instant) -> None:
        evening = self.evening
        if evening.questions.about("veto"):
            self._asking.unanswered(now)
        if self.stage in (*BEFORE_THE_END, Stage.INTERLUDE):
            self._stages.interrupt(now)
            return
        if self.stage is Stage.FAREWELL and evening.interrupted and not self._gave_up:
            self._gave_up = True
            evening.out.append(o.GiveUpBacklog())
        self._go(i.End(), now)

    def _resume(self, away: Seconds, now: Instant) -> None:
        evening = self.evening
        until, asks = later(now, -away), self._stages.asks
        replay = Replay(evening, self._delays, self._records, until, asks=asks)
        for transition in replay.lost_opening:
            evening.record(replay.until, transition)
        evening.record(now, t.Resumed(away))
        if away > ANOTHER_DAY_S:
            evening.agenda.move_end(away)
        vetoed = tuple(evening.hearing.forgotten)
        if vetoed:  # a kill may have come between the veto and the notes
            evening.out.append(o.Forget(vetoed))
        self._asking.resume(now, veto_is_open=veto_is_open(self._records), begun=replay.begun)

    def _take_too(self, given: i.Input | None, now: Instant) -> None:
        if given is not None:
            self._take(given, now)

    def _go(self, given: i.Input, now: Instant) -> None:
        """From stage to stage, or in and out of a pause."""
        evening = self.evening
        paused = evening.paused_at is not None
        if paused and evening.questions.about("consent") and not isinstance(given, i.Pause):
            self._asking.decline(now)  # whoever goes on without an answer has not agreed
        match given:
            case i.GoOn() | i.Next() | i.TogglePause() if paused:
                self._delays.go_on(now)
            case i.Pause() | i.TogglePause():
                self._delays.pause(now)
            case i.End() if self.stage is Stage.DRAIN and not self._gave_up:
                self._gave_up = True
                evening.out.append(o.GiveUpBacklog())
            case i.End() if self.stage is Stage.DRAIN:
                if evening.questions.about("veto"):
                    self._asking.unanswered(now)
                self._stages.fire(Trigger.DRAINED, now)
            case i.End() if self.stage is Stage.CONSENT:
                evening.questions.close()
                self._stages.fire(Trigger.END, now)
            case i.GoOn():
                pass
            case _:
                self._stages.fire(_TRIGGERS[type(given)], now)

    def _answer(self, given: i.Input, now: Instant) -> None:
        """What the voice is asked for between its cues."""
        evening = self.evening
        words, last = evening.script.words, evening.speech.last
        match given:
            case i.Extend(by):
                self._extend(by, now)
            case i.Repeat() if last is not None and evening.speech.sounding is None:
                if evening.paused_at is None:
                    evening.speech.queue(last.id.split(".")[0], last.text, due=now)
            case i.TellTimeLeft() if self.stage in (Stage.WORK, Stage.INTERLUDE):
                if evening.timers.ends_at is not None:
                    left = evening.timers.ends_at - (evening.paused_at or now)
                    evening.say("time-left", now, minutes=words.minutes(left))
            case i.TellTimeLeft() if self.stage in BEATS and self.stage is not Stage.CLOSE:
                evening.say("time-left-none", now)
            case i.Help():
                evening.say("help", now)

    def _extend(self, by: Seconds, now: Instant) -> None:
        if not self._delays.extend(by, now):
            return
        if self.stage is Stage.CLOSE:  # that is when people ask for it: take the phase up again
            self._stages.fire(Trigger.MORE, now)
            self._delays.work_until(later(now, by), now)
        self.evening.say("extended", now, minutes=self.evening.script.words.minutes(by))
        self._delays.replan_the_rest(now)

    # What follows from it.

    def _catch_up(self, now: Instant) -> None:
        """Do what is due by now, in order: afterwards no deadline lies behind."""
        evening = self.evening
        self._listen(now)
        while (due := self.deadline) is not None and due <= now:
            if evening.speech.deadline == due:
                evening.out += (*evening.speech.stop(now), *evening.speech.speak(now))
            elif evening.questions.deadline == due:
                self._asking.unanswered(now)
            elif self._asking.silence_at == due:
                self._asking.after_a_silence(now)
            else:
                self._stages.time_passed(now)
            self._listen(now)

    def _settle(self, now: Instant) -> None:
        """Say what waits, and go through every stage that silence ends."""
        evening = self.evening
        evening.out += evening.speech.speak(now)
        while evening.speech.sounding is None:
            evening.questions.was_heard(now)
            if evening.paused_at is not None or not self._stages.nothing_sounds(now):
                return
            evening.out += evening.speech.speak(now)

    def _say_of_closing(self, now: Instant) -> None:
        """A recording that is about to stop, whatever the reason, is said to be."""
        evening = self.evening
        closing = evening.hearing.phase
        if closing is not None and evening.hearing.open != evening.to_be_heard:
            evening.speech.queue_first(*evening.lines.of_phase("microphone-off", closing), due=now)
