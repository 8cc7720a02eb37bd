"""What the people at the table ask for between the cues: more time, a cue again, the time that is
left, help, and a note to be typed."""

from balint_voice.session import inputs as i
from balint_voice.session.answers import Answers
from balint_voice.session.clock import Instant, Seconds, later
from balint_voice.session.cue_ids import CueText
from balint_voice.session.delays import Delays
from balint_voice.session.offers import Offers
from balint_voice.session.stage_table import BEATS, Stage, Trigger
from balint_voice.session.stages import Stages
from balint_voice.session.state import SessionState


class Requests:
    """Does each, or says why not."""

    def __init__(
        self,
        state: SessionState,
        stages: Stages,
        delays: Delays,
        *,
        answers: Answers,
        offers: Offers,
    ) -> None:
        self._state, self._stages, self._delays = state, stages, delays
        self._answers, self._offers = answers, offers

    def take(
        self,
        given: i.Extend | i.Repeat | i.TellTimeLeft | i.Help | i.Hush | i.TypeNote,
        now: Instant,
    ) -> None:
        """Do what is asked for, where it means something at this moment."""
        match given:
            case i.Extend(by):
                self._extend(by, now)
            case i.Repeat():
                self._repeat(now)
            case i.TellTimeLeft():
                self._tell_time_left(now)
            case i.Help():
                self._state.say("help", now, wake=self._state.plan.options.wake_word)
            case i.Hush():
                self._hush(now)
            case i.TypeNote():
                self._type_note(now)

    def _extend(self, by: Seconds, now: Instant) -> None:
        state = self._state
        if not self._delays.extend(by, now):
            return
        if state.stage is Stage.CLOSE:  # that is when people ask for it: take the phase up again
            self._stages.fire(Trigger.MORE, now)
            self._delays.work_until(later(now, by), now)
        state.say("extended", now, minutes=state.script.words.minutes(by))
        self._delays.replan_the_rest(now)

    def _repeat(self, now: Instant) -> None:
        cues = self._state.cues
        if cues.last is not None and not cues.busy and self._state.paused_at is None:
            cues.queue(CueText(cues.last.name, cues.last.text), due=now)

    def _hush(self, now: Instant) -> None:
        """Stop what sounds, but for what the group has to hear. A reminder that waits for a pause
        in the talk is left out; the end of the work is not."""
        state = self._state
        if not state.cues.has_to_be_heard:
            state.cues.stop(now)
        due = state.timers.reminder_at
        if due is not None and due <= now:
            state.timers.take_reminder()

    def _tell_time_left(self, now: Instant) -> None:
        state = self._state
        if state.stage in (Stage.WORK, Stage.INTERLUDE):
            if state.timers.ends_at is not None:
                left = state.timers.ends_at - (state.paused_at or now)
                state.say("time-left", now, minutes=state.script.words.minutes(left))
        elif state.stage in BEATS and state.stage is not Stage.CLOSE:
            state.say("time-left-none", now)

    def _type_note(self, now: Instant) -> None:
        """No, where something is asked that it answers. Whoever shows the session opens the line
        for a note, where the view says that there can be one."""
        if not self._answers.refuse(now):
            self._state.warn(self._offers.refuses(i.TypeNote()) or "no-effect")
