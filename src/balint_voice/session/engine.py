"""The session: hands each input to the rules for it, and returns what is to be done.

The rules and their files:
- `stage_table` is every way from one stage to the next; `stages` what a stage says and how long it
  is. `navigation`: next, skip, back, pause, end. `beginning`: how a session starts or is resumed.
- `cue_queue`: one cue at a time. `air`: the silence between two. `politeness`: when it interrupts.
- `consent`, `microphone`: the microphone is open only for what was agreed to, and deaf while a cue
  sounds.
- `consent_question`, `veto`, `silence_question`: what the group is asked. `answers`: what an answer
  means. `spoken_commands`, `requests`: what the group asks for.
- `early_beginning`: somebody begins in the quiet moment.
- `presses`: which press of a key counts. `offers`: what a key would do now.
- `part_events`: what the parts around the session report.
- `delays`, `timetable`: pauses, more time, and the plan that is dealt out anew.

Time comes in with each input. Nothing here waits, reads a clock or uses a device.
"""

from collections.abc import Callable
from typing import Literal

from balint_voice.method.script import Phase
from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.answers import Answers
from balint_voice.session.beginning import Beginning
from balint_voice.session.clock import Instant, Seconds
from balint_voice.session.consent_question import ConsentQuestion
from balint_voice.session.cut_off import Records
from balint_voice.session.delays import Delays
from balint_voice.session.early_beginning import EarlyBeginning
from balint_voice.session.navigation import Navigation
from balint_voice.session.offers import Offers
from balint_voice.session.part_events import PartEvents
from balint_voice.session.plan import SessionPlan
from balint_voice.session.politeness import PolitenessSettings
from balint_voice.session.position import Position
from balint_voice.session.presses import Presses
from balint_voice.session.requests import Requests
from balint_voice.session.silence_question import SilenceQuestion
from balint_voice.session.snapshot import Snapshot, take_snapshot
from balint_voice.session.spoken_commands import SpokenCommands
from balint_voice.session.stage_table import Stage
from balint_voice.session.stages import Stages
from balint_voice.session.state import SessionState
from balint_voice.session.veto import VetoQuestion


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
        consent_question = ConsentQuestion(self.state, self._stages)
        self._veto = VetoQuestion(self.state, consent_question)
        self._answers = Answers(self.state, consent_question, self._veto)
        self._silence_question = SilenceQuestion(self.state)
        self._early_beginning = EarlyBeginning(self.state, self._stages, pace)
        self._spoken_commands = SpokenCommands(self.state, self._answers, self._veto)
        self._beginning = Beginning(self.state, self._delays, consent_question, self._veto)
        self._offers = Offers(self.state, takes_notes=takes_notes)
        self._presses = Presses(self.state, self._offers, pace)
        self._requests = Requests(
            self.state,
            self._stages,
            self._delays,
            answers=self._answers,
            offers=self._offers,
        )
        self._part_events = PartEvents(self.state, self._silence_question)
        self._navigation = Navigation(
            self.state,
            self._stages,
            self._delays,
            answers=self._answers,
            consent_question=consent_question,
        )
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
        return self.state.ended

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
        silent = not self.state.cues.busy
        return self._stages.asks and self.stage is Stage.PREPARE and silent

    def snapshot(self) -> Snapshot:
        """The session as it stands now, for whoever shows it."""
        work_s = self.work_seconds(self.phase) if self.phase is not None else None
        return take_snapshot(self.state, self._offers, work_s=work_s, waiting=self.waiting)

    def work_seconds(self, phase: Phase) -> Seconds:
        """How long the work of a phase is, as planned now."""
        return self._delays.work_seconds(phase)

    @property
    def deadline(self) -> Instant | None:
        """When to come back with TimePassed, if nothing else happens before."""
        return _first(self._due, self.state.cues.begins_at, self._presses.deadline)

    @property
    def cue_due_at(self) -> Instant | None:
        """When the next cue by the clock is due: the end of a stage's time, or a reminder."""
        return self._stages.deadline

    @property
    def _due(self) -> Instant | None:
        """When a rule has something to do."""
        state = self.state
        return _first(
            state.cues.deadline,
            state.questions.deadline,
            self._silence_question.due_at,
            self._early_beginning.due_at,
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
        wanted, cues = state.to_be_heard, state.cues
        state.microphone.before_speaking(wanted, audible=cues.audible, now=now)
        if not cues.audible:
            opens = cues.sounding is None  # not before it was said, or can have been read
            state.microphone.after_speaking(wanted, opens=opens, echo=cues.rang, now=now)
        state.politeness.listen(now, state.hearing)
        return state.outbox.empty()

    def _take(self, given: i.Input, now: Instant) -> None:
        match given:
            case i.Start():
                self._beginning.start(now)
            case i.Resume(away):
                self._beginning.resume(self._records, away, now, asks=self._stages.asks)
            case i.Interrupt():
                self._navigation.interrupt(now)
            case (
                i.Next()
                | i.Skip()
                | i.Back()
                | i.End()
                | i.Pause()
                | i.Continue()
                | i.TogglePause()
                | i.AskForConsent()
            ):
                self._navigation.go(given, now)
            case i.Extend() | i.Repeat() | i.TellTimeLeft() | i.Help() | i.Hush() | i.TypeNote():
                self._requests.take(given, now)
            case i.Agree():
                self._take_too(self._answers.agree(now), now)
            case i.CommandHeard():
                self._take_too(self._spoken_commands.obey(given, now), now)
            case i.Veto():
                self._veto.veto(now)
            case i.OnlyThisPhase():
                self._veto.only_this_phase(now)
            case i.Pressed():
                self._take_too(self._presses.take(given), now)
            case i.Slept(since):
                self._delays.slept(since, now)
            case i.TimePassed():  # nothing waits in the inbox, so no press either
                for wanted in self._presses.decided(now):
                    self._take(wanted, now)
            case _:
                self._part_events.take(given, now)

    def _take_too(self, given: i.Input | None, now: Instant) -> None:
        if given is not None:
            self._take(given, now)

    # What follows from it.

    def _catch_up(self, now: Instant) -> None:
        """Do what is due by now, in order: afterwards nothing that is due lies behind."""
        state = self.state
        state.politeness.listen(now, state.hearing)
        while (due := self._due) is not None and due <= now:
            if state.cues.deadline == due:
                state.cues.stop(now)
                state.cues.speak(now)
            elif state.questions.deadline == due:
                self._answers.unanswered(now)
            elif self._silence_question.due_at == due:
                self._silence_question.ask(now)
            elif self._early_beginning.due_at == due:
                self._early_beginning.begin(now)
            else:
                self._stages.time_passed(now)
            state.politeness.listen(now, state.hearing)

    def _settle(self, now: Instant) -> None:
        """Say what waits, and go through every stage that silence ends."""
        state = self.state
        state.cues.speak(now)
        while not state.cues.busy:
            state.questions.was_heard(now)
            if state.questions.agreed_early:
                self._take_too(self._answers.agree(now), now)
                state.cues.speak(now)
                continue
            if state.paused_at is not None or not self._stages.nothing_sounds(now):
                return
            state.cues.speak(now)

    def _say_of_closing(self, now: Instant) -> None:
        """A recording that is about to stop, whatever the reason, is said to be."""
        state = self.state
        closing, wanted = state.microphone.phase, state.to_be_heard
        if closing is None or state.microphone.open == wanted:
            return
        said = state.texts.recording_stopped(closing, listens_on=wanted is not None)
        if state.stage is Stage.CLOSE:  # the thanks come first
            state.cues.queue(said, due=now)
        else:
            state.cues.queue_first(said, due=now)


def _first(*moments: Instant | None) -> Instant | None:
    return min((at for at in moments if at is not None), default=None)
