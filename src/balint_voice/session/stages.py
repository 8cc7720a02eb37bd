"""From stage to stage: what a stage says, how long it lasts, and what ends it.

Rules:
- `stage_table.TABLE` is every way from one stage to the next.
- A phase's working time starts when "begin" has been heard (or could not be said).
- A cue that sounds when a time is up is heard to its end first.
- The end of the work and a reminder wait for a pause in the talk (`politeness`).
- In a quiet session a reminder is a chime and is shown; what announces something is said.
- The session is over when the farewell was said and all that was heard is sealed or dropped.
"""

from balint_voice.method.script import Reminder
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant, Seconds, later
from balint_voice.session.cue_ids import CueId, CueName, CueText
from balint_voice.session.delays import Delays
from balint_voice.session.outputs import Chime, Chimes, Cue, GiveUpBacklog, Show
from balint_voice.session.plan import Interlude
from balint_voice.session.politeness import Turn
from balint_voice.session.stage_table import TABLE, Move, Stage, Trigger
from balint_voice.session.state import SessionState

_MISSED_S = 5.0
"""A reminder that could not come in time (the machine slept) does not come at all."""
_LAST_MINUTE_S = 60.0
_OF_OPENING = ("microphone-on", "microphone-attends", "microphone-awaits")
_CHIMES: dict[Stage, Chimes] = {Stage.BEGIN: "begin", Stage.CLOSE: "close"}


def last_minute(between: Interlude) -> Reminder:
    """What is said when a break or the look back is nearly over."""
    return Reminder("last-minute", between.last_minute, left_s=_LAST_MINUTE_S, announces=True)


class Stages:
    """`asks`: each phase waits for Next before it begins."""

    def __init__(self, state: SessionState, delays: Delays, *, asks: bool) -> None:
        self._state, self._delays, self.asks = state, delays, asks

    def fire(self, trigger: Trigger, now: Instant) -> None:
        """Leave the stage, if the table has a way: what sounds and waits is dropped."""
        state = self._state
        step = TABLE.get((state.stage, trigger))
        if step is None:
            return
        if state.paused_at is not None:
            self._delays.go_on(now)
        if trigger is not Trigger.SAID:
            state.drop_question(now)
        unsaid = state.silence(now)
        if any(due.name.kind in _OF_OPENING for due in unsaid) and state.heard_at_work is not None:
            state.microphone.was_not_announced(state.heard_at_work)
        state.ask_to_the_end(now)
        if trigger is not Trigger.END:
            state.tell_of_consent(unsaid)
        said_all = trigger is not Trigger.END or state.stage is Stage.FAREWELL
        state.complete = state.complete and said_all
        if trigger is Trigger.SKIP and state.phase is not None:
            state.record(now, r.PhaseSkipped(r.Id(state.phase.id)))
            state.say("skipped", now)
        self.enter(step, now, now)

    def interrupt(self, now: Instant) -> None:
        """Stop in the midst, in order: the phase is paused, not ended, so it can be resumed."""
        state = self._state
        state.questions.close()
        self._delays.stop_clock(now, now)
        state.silence(now)
        state.paused_at, state.cut = None, ()
        state.complete, state.interrupted = False, True
        state.timers.clear()
        state.position.leave()
        for said in self._texts():
            state.cues.queue(said, due=now)

    def enter(self, step: Move, now: Instant, due: Instant, waited: Seconds = 0.0) -> None:
        """Be in the next stage; `due` is when its words should have begun."""
        state = self._state
        left, phase = state.position.interlude, state.phase
        heard = state.microphone.last_recorded is not None
        for record in state.position.take(step):
            state.record(now, record)
        state.timers.clear()
        if state.phase is not phase:
            state.phase_before = phase.id if phase else state.phase_before
            state.here_since = now
            state.drop_question(now)
        if left is not None and left.over and state.stage is not Stage.FAREWELL:
            state.cues.queue(CueText(CueName(left.id, "over"), left.over), due=now)
        if state.stage is Stage.ANNOUNCE:
            state.timers.forget()
            state.announced_at = now
            self._delays.replan(now, state.position.index, now)
        elif state.stage is Stage.RECEIPT and (state.consent.asked.recorded or heard):
            # Nothing is waited for any more: all sound is dropped before the receipt is read.
            state.outbox.put(GiveUpBacklog())
            state.record(now, state.microphone.receipt())
        elif state.stage is Stage.OVER and state.interrupted:
            state.record(now, r.SessionInterrupted())
        elif state.stage is Stage.OVER:
            state.record(now, r.SessionEnded(state.complete))
        if state.stage is Stage.RECEIPT and heard:
            state.say(self._receipt(), now)
        if state.stage is Stage.BEGIN:
            self._announce_microphone(now)
        chime = _CHIMES.get(state.stage)
        for said in self._texts():
            state.cues.queue(said, due=due, waited=waited, chime=chime)
            chime = None
        if state.stage is Stage.WORK and state.phase is not None:
            self._delays.work_until(later(now, self._delays.work_seconds(state.phase)), now)

    def _receipt(self) -> str:
        """What is said of what became of the recordings."""
        if "veto" in self._state.faults:
            return "veto-failed"
        return "audio-deleted" if self._state.microphone.kept else "all-forgotten"

    def _texts(self) -> tuple[CueText, ...]:
        """What the stage we are in says."""
        state = self._state
        if state.phase is not None:
            return state.texts.beat(state.stage, state.phase)
        if state.position.interlude is not None:
            return (state.texts.interlude(state.position.interlude),)
        if state.stage is Stage.FAREWELL:
            return (state.texts.common("goodbye" if state.complete else "ended-early"),)
        return state.texts.before_the_phases(state.stage)

    def _announce_microphone(self, now: Instant) -> None:
        """Before the invitation, so that nothing is said between it and the first word."""
        state = self._state
        wanted = state.heard_at_work
        if wanted is not None and (key := state.microphone.to_announce(wanted)) is not None:
            state.microphone.announce(wanted)
            state.cues.queue(state.texts.of_microphone(key, wanted), due=now)

    # Time.

    @property
    def deadline(self) -> Instant | None:
        """When the stage's own time, or a reminder on the way, wants to be looked at."""
        timers, politeness = self._state.timers, self._state.politeness
        if self._state.paused_at is not None:
            return None
        moments = (timers.reminder_at, timers.ends_at)
        return min((politeness.permits(at) for at in moments if at is not None), default=None)

    def time_passed(self, now: Instant) -> None:
        """Do the first thing that is due by now: the end of the stage's time, or a reminder."""
        timers, politeness = self._state.timers, self._state.politeness
        ends_at, reminder_at = timers.ends_at, timers.reminder_at
        if reminder_at is None or (ends_at is not None and ends_at <= now and politeness.hears):
            timers.drop_reminders()  # one that waited so long would say what is no longer true
            due = ends_at
        else:
            due = min(reminder_at, ends_at or reminder_at)
        if due is None:
            return
        match politeness.turn(due, now):
            case Turn.CHIME if not self._state.cues.busy:
                self._state.outbox.put(Chime("soon"))
            case Turn.SPEAK if due == reminder_at:
                self._remind(due, now)
            case Turn.SPEAK if due == ends_at:
                waited = now - due if politeness.hears else 0.0
                self.enter(TABLE[self._state.stage, Trigger.DUE], now, due, waited)

    def _remind(self, due: Instant, now: Instant) -> None:
        state = self._state
        missed = now - state.politeness.permits(due) > _MISSED_S
        reminder = state.timers.take_reminder()
        if reminder is None or missed:
            return
        where = state.position.interlude or state.script.phases[state.position.index]
        if not reminder.text or (state.plan.options.quiet and not reminder.announces):
            state.outbox.put(Chime("soon"))
            if reminder.text:
                shown = CueId(CueName(where.id, reminder.key))
                state.outbox.put(Show(Cue(shown, reminder.text)))
            return
        chime: Chimes | None = "last-minute" if 0 < reminder.left_s <= _LAST_MINUTE_S else None
        waited = now - due if state.politeness.hears else 0.0
        said = CueText(CueName(where.id, reminder.key), reminder.text)
        state.cues.queue(said, due=due, waited=waited, chime=chime)

    # Silence.

    def nothing_sounds(self, now: Instant) -> bool:
        """Go on where silence itself is what was waited for; False: nothing to do."""
        state = self._state
        wanted = state.to_be_heard
        if wanted is not None and (key := state.microphone.to_announce(wanted)) is not None:
            state.microphone.announce(wanted)
            state.cues.queue(state.texts.of_microphone(key, wanted), due=now)
        elif state.stage is Stage.PREPARE and state.timers.ends_at is None and not self.asks:
            quiet = state.script.phases[state.position.index].prepare_s
            state.timers.run_until(later(now, quiet), now)
            if quiet <= 0:
                self.time_passed(now)
        elif (between := state.position.interlude) is not None and state.timers.ends_at is None:
            ends = later(now, between.seconds)
            state.timers.run_until(ends, now, 0, (last_minute(between),))
        elif state.stage is Stage.DRAIN:
            if state.microphone.pending or state.questions.open is not None:
                return False
            self.fire(Trigger.DRAINED, now)
        elif state.stage is Stage.CLOSE and state.questions.about("command"):
            return False  # when a phase is being closed, people ask for more time
        elif (state.stage, Trigger.SAID) in TABLE:
            self.fire(Trigger.SAID, now)
        else:
            return False
        return True
