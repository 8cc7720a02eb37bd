"""Going on where a session was cut off: the timing log replayed into a session that is paused.

Rules:
- Nothing is known but the log, and how late it was when the session was cut off.
- Afterwards the session stands in that phase and stage, with the time that was left then. What had
  been said is not said again, except what was cut.
- Consent is not restored: the microphone opens again only after another yes.
"""

from collections.abc import Sequence

from balint_voice.method.script import Reminder
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant, Seconds, later
from balint_voice.session.cue_ids import CueId, CueName, CueText
from balint_voice.session.cut_off import Records
from balint_voice.session.delays import Delays
from balint_voice.session.microphone import HeardTotals
from balint_voice.session.stage_table import Stage
from balint_voice.session.stages import last_minute
from balint_voice.session.state import SessionState

ANOTHER_DAY_S = 1800.0
"""After so many seconds the group meets anew, and the end of the session moves too."""


class Replay:
    """One pass over the records of a log, and the time after the last of them until `until`.

    `asks`: each phase waits for "begin". `begun`: whether a phase or break had begun; otherwise the
    session begins anew. `lost_opening`: what closes the account of a microphone that was open then.
    """

    def __init__(
        self, state: SessionState, delays: Delays, records: Records, until: Instant, *, asks: bool
    ) -> None:
        self._state, self._delays, self._asks = state, delays, asks
        self._last = self._before = Instant(0)
        self.begun = False
        self._ends: Instant | None = None
        self._silent: Instant | None = None
        self._planned = Instant(0)
        self._reminded: set[CueName] = set()
        self._stopped: tuple[Instant, CueName] | None = None
        self._more: Seconds | None = None
        self._slept: tuple[Instant, Seconds] = Instant(0), 0.0
        self._began: set[CueName] = set()
        self._heard: set[CueName] = set()
        self._opened: tuple[Instant, str] | None = None
        self._closed: Instant | None = None
        self._sealed_s: Seconds = 0.0
        for at, record in records:
            self._before, self._last = self._last, at
            self._take(at, record)
        self.until = max(self._last, until)
        self.lost_opening = self._lost_opening()
        for record in self.lost_opening:
            self._microphone(self.until, record)
        if self.begun:
            self._pause()

    def _lost_opening(self) -> tuple[r.LogRecord, ...]:
        if self._opened is None:
            return ()
        since, phase = self._opened
        until = self.until if self._closed is None else self._closed
        listened = r.ListeningEnded(
            phase=r.Id(phase),
            recorded_s=max(0.0, until - since),
            speech_s=self._sealed_s,
            transcribed_s=self._sealed_s,
            dropped_s=0.0,
        )
        return (listened,) if self._closed else (r.MicrophoneClosed(r.Id(phase)), listened)

    def _take(self, at: Instant, record: r.LogRecord) -> None:
        match record:
            case r.BeatBegan() | r.InterludeBegan() | r.InterludeEnded() | r.PhaseEnded():
                self._move(at, record)
            case r.PhaseExtended() | r.PhaseReplanned() | r.InterludeExtended():
                self._plan(at, record)
            case r.Paused() | r.Continued() | r.Slept() | r.Resumed():
                self._pauses(at, record)
            case r.CueStarted() | r.CueFinished():
                self._said(at, record)
            case _:
                self._microphone(at, record)

    def _move(self, at: Instant, record: r.LogRecord) -> None:
        state, position = self._state, self._state.position
        match record:
            case r.BeatBegan(phase, beat):
                self.begun = True
                position.index = [each.id for each in state.script.phases].index(phase)
                position.stage = Stage(beat)
                self._forget_cues(fresh=position.stage is Stage.ANNOUNCE)
                if position.stage is Stage.ANNOUNCE:
                    state.announced_at = at
                if position.stage is Stage.WORK:
                    work = self._delays.work_seconds(state.script.phases[position.index])
                    self._end(at, later(at, work if self._more is None else self._more))
                    self._more = None
            case r.InterludeBegan():
                position.stage = Stage.INTERLUDE
                self._forget_cues(fresh=True)
            case r.PhaseEnded():
                # What follows is a record of its own; without it, silence leads on from here.
                position.stage, self._ends = Stage.CLOSE, None
                self._heard.update(said.name for said in self._texts())
            case r.InterludeEnded():
                self._end(at, at)

    def _end(self, now: Instant, ends: Instant) -> None:
        """The stage ends then; what is to be said on the way there is planned now."""
        self._planned, self._ends = now, ends
        self._reminded.clear()

    def _forget_cues(self, *, fresh: bool) -> None:
        self._ends = self._silent = None
        self._heard.difference_update([said.name for said in self._texts()])
        if fresh:
            self._began.clear()
            self._heard.clear()

    def _plan(self, at: Instant, record: r.LogRecord) -> None:
        timetable = self._state.timetable
        match record:
            case r.PhaseExtended(phase, by):
                timetable.extend(phase, by)
                if self._state.stage is Stage.CLOSE:
                    self._more = by
                elif self._state.stage is Stage.WORK and self._ends is not None:
                    self._end(self._state.paused_at or at, later(self._ends, by))
            case r.InterludeExtended(_, by) if self._ends is not None:
                self._ends = later(self._ends, by)
            case r.PhaseReplanned(phase, planned_s):
                timetable.restore(phase, planned_s)

    def _pauses(self, at: Instant, record: r.LogRecord) -> None:
        state = self._state
        match record:
            case r.Slept(away):
                self._slept = at, away
            case r.Paused():
                self._cut(at)
                slept_at, away = self._slept
                state.paused_at = later(at, -away if slept_at == at else 0.0)
            case r.Resumed(away):
                # It stood still from where it was cut off, without a record that says so.
                if self.begun and state.paused_at is None:
                    state.paused_at = max(self._before, later(at, -away))
                if away > ANOTHER_DAY_S:
                    state.timetable.move_end(away)
            case r.Continued() if state.paused_at is not None:
                away = at - state.paused_at
                self._planned = later(self._planned, away)
                state.announced_at = later(state.announced_at, away)
                if self._ends is not None:
                    self._ends = later(self._ends, away)
                state.paused_at = None

    def _said(self, at: Instant, record: r.LogRecord) -> None:
        match record:
            case r.CueStarted(cue, due):
                self._sounds(CueId.parse(cue), due)
            case r.CueFinished(cue, due, heard):
                name = self._sounds(CueId.parse(cue), due)
                self._heard.add(name)  # one that failed was shown instead
                if not heard:
                    self._stopped = at, name
                if self._state.paused_at is None and self._ends is None:
                    self._fall_silent(at)

    def _cut(self, at: Instant) -> None:
        """What a pause silenced is said again, and there was no silence."""
        if self._stopped is not None and self._stopped[0] == at:
            self._heard.discard(self._stopped[1])
        if self._silent == at:
            self._ends = self._silent = None

    def _sounds(self, cue: CueId, due: Seconds) -> CueName:
        """A cue began, or ended before it could; returns its name."""
        if self._silent is not None and due <= self._silent:
            self._ends = self._silent = None  # it had waited for the one before: no silence yet
        self._state.cues.made_before(cue)
        self._began.add(cue.name)
        self._reminded.add(cue.name)
        return cue.name

    def _fall_silent(self, at: Instant) -> None:
        """Nothing sounds: a quiet moment or a break begins, unless another cue waits."""
        phase, between = self._state.phase, self._state.position.interlude
        if self._state.stage is Stage.PREPARE and phase is not None and not self._asks:
            self._end(at, later(at, phase.prepare_s))
            self._silent = at
        elif between is not None:
            self._end(at, later(at, between.seconds))
            self._silent = at

    def _microphone(self, at: Instant, record: r.LogRecord) -> None:
        microphone, consent = self._state.microphone, self._state.consent
        match record:
            case r.ConsentGiven(phases):
                consent.restore(phases)
            case r.MicrophoneOpened(phase, "record"):
                self._opened, self._sealed_s, self._closed = (at, phase), 0.0, None
            case r.MicrophoneClosed() if self._closed is None:
                self._closed = at
            case r.SpeechSealed(_, _, _, speech_s):
                self._sealed_s += speech_s
            case r.ListeningEnded(phase, recorded_s, _, transcribed_s, dropped_s, unheard_s):
                heard = HeardTotals(recorded_s, transcribed_s, dropped_s, unheard_s)
                microphone.add(phase, of=heard)
                self._opened = None
            case r.Vetoed(phases):
                microphone.forget(phases)
                consent.withdraw(phases)

    # Where the log ends.

    def _pause(self) -> None:
        """Stand still where it was cut off; what is still to be said waits for "go on"."""
        state = self._state
        if state.paused_at is None:
            state.paused_at = self.until
        at = state.paused_at
        if self._silent is not None and any(said.name not in self._heard for said in self._texts()):
            self._ends = None  # the words of the quiet moment or the break were still to be said
        late = self._late(at)
        begun = (*self._texts(), *self._begun())
        cut = (said for said in begun if said.name not in self._heard)
        for said in (*cut, *late):
            state.cues.queue(said, due=at)
        state.cut = state.cues.clear(at)
        if self._ends is not None:
            self._run_on(self._ends, at, [said.name for said in late])

    def _texts(self) -> tuple[CueText, ...]:
        state = self._state
        if state.position.interlude is not None:
            return (state.texts.interlude(state.position.interlude),)
        return state.texts.beat(state.stage, state.phase) if state.phase else ()

    def _reminders(self) -> dict[CueName, Reminder]:
        """What is said on the way to the end of the stage, by the names of the cues."""
        phase, between = self._state.phase, self._state.position.interlude
        if between is not None:
            return {CueName(between.id, "last-minute"): last_minute(between)}
        if phase is None or self._state.stage is not Stage.WORK:
            return {}
        return {CueName(phase.id, each.key): each for each in phase.reminders}

    def _begun(self) -> tuple[CueText, ...]:
        return tuple(
            CueText(name, each.text)
            for name, each in self._reminders().items()
            if name in self._began
        )

    def _late(self, at: Instant) -> tuple[CueText, ...]:
        """Reminders whose time had come, and that still waited for a pause in the talk."""
        ends, phase = self._ends, self._state.phase
        if ends is None or ends <= at or self._state.plan.options.quiet:
            return ()
        work = self._delays.work_seconds(phase) if phase is not None else 0.0
        return tuple(
            CueText(name, each.text)
            for name, each in self._reminders().items()
            if self._planned < ends - each.seconds_before_end(work) <= at
            and name not in (self._began if each.left_share else self._reminded)
        )

    def _run_on(self, ends: Instant, at: Instant, late: Sequence[CueName]) -> None:
        state, reminders = self._state, self._reminders()
        if state.stage is Stage.WORK:
            shares = (name for name, each in reminders.items() if each.left_share)
            said = [n for n in shares if n in self._began or n in late]
            state.timers.remember(reminders[name].key for name in said)
            self._delays.work_until(ends, at)
        else:
            ahead = (each for name, each in reminders.items() if name not in self._began)
            state.timers.run_until(ends, at, 0, tuple(ahead))
