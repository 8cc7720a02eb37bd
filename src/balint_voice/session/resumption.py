"""Going on where a session was cut off: the timing log replayed into a session that is paused.

Rule of this room: the log is all there is. Afterwards the evening stands in the phase and stage in
which the log ends, with the time that was left then; what had been said is not said again, except
what was cut. Consent is not restored: the microphone opens again only after another yes.
"""

from collections.abc import Sequence

from balint_voice.method.script import Reminder
from balint_voice.session import transitions as t
from balint_voice.session.clock import Instant, Seconds, later
from balint_voice.session.consent import Asked
from balint_voice.session.delays import Delays
from balint_voice.session.evening import Evening
from balint_voice.session.lines import Line
from balint_voice.session.table import BEATS, Stage

Records = Sequence[tuple[Instant, t.Transition]]

ANOTHER_DAY_S = 1800.0
"""Who comes back after this long has another evening before them; the end moves too."""


def asked_again(records: Records, beforehand: bool) -> Asked:
    """What the group is to be asked once more: what it agreed to, and never took back."""
    given = [each for _, each in records if isinstance(each, t.ConsentGiven)]
    refused = any(isinstance(each, t.ConsentDeclined) for _, each in records)
    vetoed = {p for _, each in records if isinstance(each, t.Vetoed) for p in each.phases}
    planned = {each.phase for _, each in records if isinstance(each, t.PhasePlanned)}
    if refused or veto_is_open(records) or vetoed >= planned > set():
        return Asked()
    if not given:
        arranged = next((each for _, each in records if isinstance(each, t.Arranged)), None)
        started = next((each for _, each in records if isinstance(each, t.SessionStarted)), None)
        if arranged is None or started is None:
            return Asked()
        return Asked(started.recorded, arranged.pauses, arranged.commands, beforehand)
    recorded = tuple(phase for phase in given[0].phases if phase not in vetoed)
    return Asked(recorded, given[0].pauses, given[0].commands, beforehand)


def veto_is_open(records: Records) -> bool:
    """Whether it was asked how far a veto goes, and the answer is not on record."""
    is_open = False
    phases = {each.phase for _, each in records if isinstance(each, t.PhasePlanned)}
    for _, each in records:
        if isinstance(each, t.Vetoed):
            is_open = not set(each.phases) >= phases
        elif isinstance(each, t.VetoSettled):
            is_open = False
    return is_open


class Replay:
    """One pass over the records of a log.

    `begun`: whether a phase or break had begun; otherwise the evening begins anew. `last`: when
    the last record was written. `lost_opening`: what closes the account of a microphone that was
    open when the log ends.
    """

    def __init__(self, evening: Evening, delays: Delays, records: Records) -> None:
        self._evening, self._delays = evening, delays
        self.last = self._before = Instant(0)
        self.begun = False
        self._ends: Instant | None = None
        self._more: Seconds | None = None
        self._slept: tuple[Instant, Seconds] = Instant(0), 0.0
        self._began: set[str] = set()
        self._heard: set[str] = set()
        self._opened: tuple[Instant, str] | None = None
        self._closed: Instant | None = None
        self._sealed_s: Seconds = 0.0
        for at, transition in records:
            self._before, self.last = self.last, at
            self._take(at, transition)
        self.lost_opening = self._lost_opening()
        for transition in self.lost_opening:
            self._microphone(self.last, transition)
        if self.begun:
            self._pause()

    def _lost_opening(self) -> tuple[t.Transition, ...]:
        if self._opened is None:
            return ()
        since, phase = self._opened
        until = self.last if self._closed is None else self._closed
        listened = t.Listened(
            t.Id(phase), max(0.0, until - since), self._sealed_s, self._sealed_s, 0.0
        )
        return (listened,) if self._closed else (t.MicrophoneClosed(t.Id(phase)), listened)

    def _take(self, at: Instant, transition: t.Transition) -> None:
        match transition:
            case t.BeatBegan() | t.InterludeBegan() | t.InterludeEnded() | t.PhaseEnded():
                self._move(at, transition)
            case t.PhaseExtended() | t.PhaseReplanned() | t.InterludeExtended():
                self._plan(transition)
            case t.Paused() | t.WentOn() | t.Slept() | t.Resumed():
                self._pauses(at, transition)
            case t.CueBegan() | t.CueEnded():
                self._said(at, transition)
            case _:
                self._microphone(at, transition)

    def _move(self, at: Instant, transition: t.Transition) -> None:
        evening, place = self._evening, self._evening.place
        match transition:
            case t.BeatBegan(phase, beat):
                self.begun = True
                place.index = [each.id for each in evening.script.phases].index(phase)
                place.stage = Stage(beat)
                self._forget_cues(fresh=place.stage is Stage.ANNOUNCE)
                if place.stage is Stage.WORK:
                    work = self._delays.work_seconds(evening.script.phases[place.index])
                    self._ends = later(at, work if self._more is None else self._more)
                    self._more = None
            case t.InterludeBegan():
                place.stage = Stage.INTERLUDE
                self._forget_cues(fresh=True)
            case t.PhaseEnded():
                # What follows is a record of its own; without it, silence leads on from here.
                place.stage, self._ends = Stage.CLOSE, None
                self._heard.update(name for name, _ in self._lines())
            case t.InterludeEnded():
                self._ends = at

    def _forget_cues(self, fresh: bool) -> None:
        self._ends = None
        self._heard.clear()
        if fresh:
            self._began.clear()

    def _plan(self, transition: t.Transition) -> None:
        agenda = self._evening.agenda
        match transition:
            case t.PhaseExtended(phase, by):
                agenda.extend(phase, by)
                if self._evening.stage is Stage.CLOSE:
                    self._more = by
                elif self._evening.stage is Stage.WORK and self._ends is not None:
                    self._ends = later(self._ends, by)
            case t.InterludeExtended(_, by) if self._ends is not None:
                self._ends = later(self._ends, by)
            case t.PhaseReplanned(phase, planned_s):
                agenda.restore(phase, planned_s)

    def _pauses(self, at: Instant, transition: t.Transition) -> None:
        evening = self._evening
        match transition:
            case t.Slept(away):
                self._slept = at, away
            case t.Paused():
                slept_at, away = self._slept
                evening.paused_at = later(at, -away if slept_at == at else 0.0)
            case t.Resumed(away):
                # It stood still from where the log broke off, without a record that says so.
                if self.begun and evening.paused_at is None:
                    evening.paused_at = self._before
                if away > ANOTHER_DAY_S:
                    evening.agenda.move_end(away)
            case t.WentOn() if evening.paused_at is not None:
                if self._ends is not None:
                    self._ends = later(self._ends, at - evening.paused_at)
                evening.paused_at = None

    def _said(self, at: Instant, transition: t.Transition) -> None:
        evening = self._evening
        match transition:
            case t.CueBegan(cue):
                name = evening.speech.made_before(cue)
                self._began.add(name)
            case t.CueEnded(cue, _, heard):
                if heard:
                    self._heard.add(cue.split(".")[0])
                if evening.paused_at is not None:
                    return
                if evening.stage is Stage.PREPARE and evening.phase is not None:
                    self._ends = later(at, evening.phase.prepare_s)
                elif evening.place.interlude is not None and self._ends is None:
                    self._ends = later(at, evening.place.interlude.seconds)

    def _microphone(self, at: Instant, transition: t.Transition) -> None:
        hearing, consent = self._evening.hearing, self._evening.consent
        match transition:
            case t.ConsentGiven(phases):
                consent.restore(phases)
            case t.MicrophoneOpened(phase, "record"):
                self._opened, self._sealed_s, self._closed = (at, phase), 0.0, None
            case t.MicrophoneClosed() if self._closed is None:
                self._closed = at
            case t.SpeechSealed(_, _, _, speech_s):
                self._sealed_s += speech_s
            case t.Listened(phase, recorded_s, _, transcribed_s, dropped_s):
                hearing.add(phase, recorded_s, transcribed_s, dropped_s)
                self._opened = None
            case t.Vetoed(phases):
                hearing.forget(phases)
                consent.withdraw(phases)

    # Where the log ends.

    def _pause(self) -> None:
        """Stand still at the last record; what is still to be said waits for "go on"."""
        evening = self._evening
        if evening.paused_at is None:
            evening.paused_at = self.last
        at = evening.paused_at
        for name, text in (*self._lines(), *self._reminders_cut()):
            if name not in self._heard:
                evening.speech.queue(name, text, at)
        evening.cut, _ = evening.speech.clear(at)
        if self._ends is not None:
            self._run_on(self._ends, at)

    def _lines(self) -> tuple[Line, ...]:
        evening = self._evening
        if evening.place.interlude is not None:
            return ((evening.place.interlude.id, evening.place.interlude.begin),)
        return evening.lines.beat(evening.stage, evening.phase) if evening.phase else ()

    def _reminders_cut(self) -> tuple[Line, ...]:
        """Reminders that had begun, and were not heard to their end."""
        phase = self._evening.phase
        if phase is None or self._evening.stage is not Stage.WORK:
            return ()
        named = ((f"{phase.id}/{each.key}", each.text) for each in phase.reminders)
        return tuple((name, text) for name, text in named if name in self._began)

    def _run_on(self, ends: Instant, at: Instant) -> None:
        evening = self._evening
        timers, phase, between = evening.timers, evening.phase, evening.place.interlude
        if between is not None:
            last = (Reminder("last-minute", between.last_minute, left_s=60.0),)
            timers.run_until(ends, at, 0, last)
        elif evening.stage is Stage.WORK and phase is not None:
            own = [reminder for reminder in phase.reminders if reminder.left_share]
            said = [r.key for r in own if f"{phase.id}/{r.key}" in self._began]
            timers.remember(said)
            self._delays.work_until(ends, at)
        elif evening.stage in BEATS:
            timers.run_until(ends, at)


def is_over(records: Records) -> bool:
    """Whether the session came to its end; an interrupted one did not."""
    return any(isinstance(each, t.SessionEnded) for _, each in records)
