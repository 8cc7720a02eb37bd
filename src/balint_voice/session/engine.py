"""The session itself: hands each input to the rules it belongs to, and returns what is to be done.

The rules, each where it can be found:
- `table` is every way from one stage to the next; `stages` what a stage says and how long it is.
- `cues`: one cue at a time. `politeness`: when it may interrupt.
- `consent`, `microphone`: the microphone is open only for what was agreed to, and deaf while a cue
  sounds; `asking`: consent, veto, spoken commands, a long silence.
- `news`: what the parts around the session report.
- `delays`, `timetable`: pauses, more time, and the plan that is dealt out anew.

Time comes in with each input. Nothing here waits, reads a clock or touches a device.
"""

from collections.abc import Callable
from typing import Literal

from balint_voice.method.script import Phase
from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.asking import Asking
from balint_voice.session.clock import Instant, Seconds, later
from balint_voice.session.cue_ids import CueText
from balint_voice.session.cut_off import Records, veto_is_open
from balint_voice.session.delays import Delays
from balint_voice.session.part_events import PartEvents
from balint_voice.session.plan import SessionPlan
from balint_voice.session.politeness import PolitenessSettings
from balint_voice.session.position import Position
from balint_voice.session.resumption import ANOTHER_DAY_S, Replay
from balint_voice.session.stage_table import BEATS, BEFORE_THE_END, Stage, Trigger
from balint_voice.session.stages import Stages
from balint_voice.session.state import SessionState

_TRIGGERS: dict[type[i.Input], Trigger] = {
    i.Next: Trigger.NEXT,
    i.Skip: Trigger.SKIP,
    i.Back: Trigger.BACK,
    i.End: Trigger.END,
}


class Session:
    """One session. Give it every input with its time; perform what it returns, in order.

    `plan`: what is held, in how much time. `header` names the session. `seconds(text)`: how long a
    text takes to say, in session seconds. `start`: "auto" begins a phase after its quiet moment,
    "ask" waits for Next. `patience`: how long beyond its length a cue is waited for. `politeness`:
    how the voice waits for a pause; None: it speaks when due. `takes_notes`: there are sealed notes
    into which somebody may type. `pace`: session seconds that pass in one second of the people at
    the table, who are given time to answer. `requested`: what was asked for, put on the log so that
    the session can be resumed.
    """

    def __init__(
        self,
        plan: SessionPlan,
        header: r.SessionStarted,
        *,
        seconds: Callable[[str], Seconds],
        start: Literal["auto", "ask"] = "auto",
        patience: Seconds = 20.0,
        politeness: PolitenessSettings | None = None,
        takes_notes: bool = False,
        pace: float = 1.0,
        requested: r.SessionRequested | None = None,
    ) -> None:
        self.state = SessionState(
            plan,
            header,
            requested,
            seconds=seconds,
            patience=patience,
            politeness=politeness,
            pace=pace,
        )
        self._delays = Delays(self.state)
        self._stages = Stages(self.state, self._delays, asks=start == "ask")
        self._asking = Asking(self.state, self._stages, takes_notes=takes_notes)
        self._news = PartEvents(self.state, self._asking)
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
        return self.over and not self.state.interrupted

    @property
    def stage(self) -> Stage:
        return self.state.stage

    @property
    def position(self) -> Position:
        return self.state.position

    @property
    def phase(self) -> Phase | None:
        """The phase we are in; None before the first, after the last, and in an interlude."""
        return self.state.phase

    @property
    def waiting(self) -> bool:
        """Whether the phase waits for somebody to say "begin"."""
        silent = self.state.cues.sounding is None
        return self._stages.asks and self.stage is Stage.PREPARE and silent

    def work_seconds(self, phase: Phase) -> Seconds:
        """How long the work of a phase is, as planned now."""
        return self._delays.work_seconds(phase)

    @property
    def deadline(self) -> Instant | None:
        """When to come back with TimePassed, if nothing else happens before."""
        return min((at for at in self._moments() if at is not None), default=None)

    def _moments(self) -> tuple[Instant | None, ...]:
        state = self.state
        return (
            state.cues.deadline,
            state.questions.deadline,
            self._asking.silence_at,
            self._stages.deadline,
        )

    # What happens.

    def handle(self, given: i.Input, now: Instant) -> tuple[o.Output, ...]:
        """Take one input at its time; return what is to be done, in order."""
        state = self.state
        self._take(given, now)
        self._catch_up(now)
        self._say_of_closing(now)
        self._settle(now)
        wanted, speaking = state.to_be_heard, state.cues.sounding is not None
        state.microphone.before_speaking(wanted, speaking=speaking, now=now)
        state.microphone.after_speaking(wanted, speaking=speaking, now=now)
        self._listen(now)
        return state.outbox.empty()

    def _listen(self, now: Instant) -> None:
        """Tell the voice's manners whether the microphone will go on hearing the room."""
        state, microphone = self.state, self.state.microphone
        stays = microphone.open is not None and microphone.open == state.to_be_heard
        works = "microphone" not in state.faults
        state.politeness.listen(now, hears=stays and works, deaf=microphone.deaf)

    def _take(self, given: i.Input, now: Instant) -> None:
        state = self.state
        match given:
            case i.Start():
                self._asking.begin(now)
            case i.Resume(away):
                self._resume(away, now)
            case i.Interrupt():
                self._interrupt(now)
            case (
                i.Next()
                | i.Skip()
                | i.Back()
                | i.End()
                | i.Pause()
                | i.Continue()
                | i.TogglePause()
            ):
                self._go(given, now)
            case i.Extend() | i.Repeat() | i.TellTimeLeft() | i.Help():
                self._answer(given, now)
            case i.Agree():
                self._take_too(self._asking.agree(now), now)
            case i.CommandHeard():
                self._take_too(self._asking.obey(given, now), now)
            case i.Veto():
                self._asking.veto(now)
            case i.OnlyThisPhase():
                self._asking.only_this_phase(now)
            case i.TypeNote():
                self._asking.type_note(now)
            case i.ConfirmationAwaited():
                state.warn("confirm")
            case i.Slept(since):
                self._delays.slept(since, now)
            case i.TimePassed():
                pass
            case _:
                self._news.take(given, now)

    def _interrupt(self, now: Instant) -> None:
        state = self.state
        if state.questions.about("veto"):
            self._asking.unanswered(now)
        if self.stage in (*BEFORE_THE_END, Stage.INTERLUDE):
            self._stages.interrupt(now)
            return
        if self.stage is Stage.FAREWELL and state.interrupted and not self._gave_up:
            self._gave_up = True
            state.outbox.put(o.GiveUpBacklog())
        self._go(i.End(), now)

    def _resume(self, away: Seconds, now: Instant) -> None:
        state = self.state
        until, asks = later(now, -away), self._stages.asks
        replay = Replay(state, self._delays, self._records, until, asks=asks)
        for transition in replay.lost_opening:
            state.record(replay.until, transition)
        state.record(now, r.Resumed(away))
        if away > ANOTHER_DAY_S:
            state.timetable.move_end(away)
        vetoed = tuple(state.microphone.forgotten)
        if vetoed:  # a kill may have come between the veto and the notes
            state.outbox.put(o.Forget(vetoed))
        self._asking.resume(now, veto_is_open=veto_is_open(self._records), begun=replay.begun)

    def _take_too(self, given: i.Input | None, now: Instant) -> None:
        if given is not None:
            self._take(given, now)

    def _go(self, given: i.Input, now: Instant) -> None:
        """From stage to stage, or in and out of a pause."""
        state = self.state
        paused = state.paused_at is not None
        if paused and state.questions.about("consent") and not isinstance(given, i.Pause):
            self._asking.decline(now)  # whoever goes on without an answer has not agreed
        match given:
            case i.Continue() | i.Next() | i.TogglePause() if paused:
                self._delays.go_on(now)
            case i.Pause() | i.TogglePause():
                self._delays.pause(now)
            case i.End() if self.stage is Stage.DRAIN and not self._gave_up:
                self._gave_up = True
                state.outbox.put(o.GiveUpBacklog())
            case i.End() if self.stage is Stage.DRAIN:
                if state.questions.about("veto"):
                    self._asking.unanswered(now)
                self._stages.fire(Trigger.DRAINED, now)
            case i.End() if self.stage is Stage.CONSENT:
                state.questions.close()
                self._stages.fire(Trigger.END, now)
            case i.Continue():
                pass
            case _:
                self._stages.fire(_TRIGGERS[type(given)], now)

    def _answer(self, given: i.Input, now: Instant) -> None:
        """What the voice is asked for between its cues."""
        state = self.state
        words, last = state.script.words, state.cues.last
        match given:
            case i.Extend(by):
                self._extend(by, now)
            case i.Repeat() if last is not None and state.cues.sounding is None:
                if state.paused_at is None:
                    state.cues.queue(CueText(last.name, last.text), due=now)
            case i.TellTimeLeft() if self.stage in (Stage.WORK, Stage.INTERLUDE):
                if state.timers.ends_at is not None:
                    left = state.timers.ends_at - (state.paused_at or now)
                    state.say("time-left", now, minutes=words.minutes(left))
            case i.TellTimeLeft() if self.stage in BEATS and self.stage is not Stage.CLOSE:
                state.say("time-left-none", now)
            case i.Help():
                state.say("help", now)

    def _extend(self, by: Seconds, now: Instant) -> None:
        if not self._delays.extend(by, now):
            return
        if self.stage is Stage.CLOSE:  # that is when people ask for it: take the phase up again
            self._stages.fire(Trigger.MORE, now)
            self._delays.work_until(later(now, by), now)
        self.state.say("extended", now, minutes=self.state.script.words.minutes(by))
        self._delays.replan_the_rest(now)

    # What follows from it.

    def _catch_up(self, now: Instant) -> None:
        """Do what is due by now, in order: afterwards no deadline lies behind."""
        state = self.state
        self._listen(now)
        while (due := self.deadline) is not None and due <= now:
            if state.cues.deadline == due:
                state.cues.stop(now)
                state.cues.speak(now)
            elif state.questions.deadline == due:
                self._asking.unanswered(now)
            elif self._asking.silence_at == due:
                self._asking.after_a_silence(now)
            else:
                self._stages.time_passed(now)
            self._listen(now)

    def _settle(self, now: Instant) -> None:
        """Say what waits, and go through every stage that silence ends."""
        state = self.state
        state.cues.speak(now)
        while state.cues.sounding is None:
            state.questions.was_heard(now)
            if state.paused_at is not None or not self._stages.nothing_sounds(now):
                return
            state.cues.speak(now)

    def _say_of_closing(self, now: Instant) -> None:
        """A recording that is about to stop, whatever the reason, is said to be."""
        state = self.state
        closing = state.microphone.phase
        if closing is not None and state.microphone.open != state.to_be_heard:
            state.cues.queue_first(state.texts.of_phase("microphone-off", closing), due=now)
