"""Going on where a session was cut off: the timing log replayed into a session that is paused.

Rule of this room: the log is all there is, and how late it was when it was cut off. Afterwards the
evening stands in that phase and stage, with the time that was left then; what had been said is not
said again, except what was cut. Consent is not restored: the microphone opens again only after
another yes.
"""

from collections.abc import Sequence

from balint_voice.method.script import Reminder
from balint_voice.session import transitions as t
from balint_voice.session.clock import Instant, Seconds, later
from balint_voice.session.cut_off import Records
from balint_voice.session.delays import Delays
from balint_voice.session.evening import Evening
from balint_voice.session.lines import Line
from balint_voice.session.stages import last_minute
from balint_voice.session.table import Stage

ANOTHER_DAY_S = 1800.0
"""Who comes back after this long has another evening before them; the end moves too."""


class Replay:
    """One pass over the records of a log, and the time after the last of them until `until`.

    `asks`: each phase waits for "begin". `begun`: whether a phase or break had begun; otherwise the
    evening begins anew. `lost_opening`: what closes the account of a microphone that was open then.
    """

    def __init__(
        self, evening: Evening, delays: Delays, records: Records, until: Instant, *, asks: bool
    ) -> None:
        self._evening, self._delays, self._asks = evening, delays, asks
        self._last = self._before = Instant(0)
        self.begun = False
        self._ends: Instant | None = None
        self._silent: Instant | None = None
        self._planned = Instant(0)
        self._reminded: set[str] = set()
        self._stopped: tuple[Instant, str] = Instant(-1), ""
        self._more: Seconds | None = None
        self._slept: tuple[Instant, Seconds] = Instant(0), 0.0
        self._began: set[str] = set()
        self._heard: set[str] = set()
        self._opened: tuple[Instant, str] | None = None
        self._closed: Instant | None = None
        self._sealed_s: Seconds = 0.0
        for at, transition in records:
            self._before, self._last = self._last, at
            self._take(at, transition)
        self.until = max(self._last, until)
        self.lost_opening = self._lost_opening()
        for transition in self.lost_opening:
            self._microphone(self.until, transition)
        if self.begun:
            self._pause()

    def _lost_opening(self) -> tuple[t.Transition, ...]:
        if self._opened is None:
            return ()
        since, phase = self._opened
        until = self.until if self._closed is None else self._closed
        listened = t.Listened(
            t.Id(phase), max(0.0, until - since), self._sealed_s, self._sealed_s, 0.0
        )
        return (listened,) if self._closed else (t.MicrophoneClosed(t.Id(phase)), listened)

    def _take(self, at: Instant, transition: t.Transition) -> None:
        match transition:
            case t.BeatBegan() | t.InterludeBegan() | t.InterludeEnded() | t.PhaseEnded():
                self._move(at, transition)
            case t.PhaseExtended() | t.PhaseReplanned() | t.InterludeExtended():
                self._plan(at, transition)
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
                    self._end(at, later(at, work if self._more is None else self._more))
                    self._more = None
            case t.InterludeBegan():
                place.stage = Stage.INTERLUDE
                self._forget_cues(fresh=True)
            case t.PhaseEnded():
                # What follows is a record of its own; without it, silence leads on from here.
                place.stage, self._ends = Stage.CLOSE, None
                self._heard.update(name for name, _ in self._lines())
            case t.InterludeEnded():
                self._end(at, at)

    def _end(self, now: Instant, ends: Instant) -> None:
        """The stage ends then; what is to be said on the way there is planned now."""
        self._planned, self._ends = now, ends
        self._reminded.clear()

    def _forget_cues(self, *, fresh: bool) -> None:
        self._ends = self._silent = None
        self._heard.difference_update([name for name, _ in self._lines()])
        if fresh:
            self._began.clear()
            self._heard.clear()

    def _plan(self, at: Instant, transition: t.Transition) -> None:
        agenda = self._evening.agenda
        match transition:
            case t.PhaseExtended(phase, by):
                agenda.extend(phase, by)
                if self._evening.stage is Stage.CLOSE:
                    self._more = by
                elif self._evening.stage is Stage.WORK and self._ends is not None:
                    self._end(self._evening.paused_at or at, later(self._ends, by))
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
                self._cut(at)
                slept_at, away = self._slept
                evening.paused_at = later(at, -away if slept_at == at else 0.0)
            case t.Resumed(away):
                # It stood still from where it was cut off, without a record that says so.
                if self.begun and evening.paused_at is None:
                    evening.paused_at = max(self._before, later(at, -away))
                if away > ANOTHER_DAY_S:
                    evening.agenda.move_end(away)
            case t.WentOn() if evening.paused_at is not None:
                away = at - evening.paused_at
                self._planned = later(self._planned, away)
                if self._ends is not None:
                    self._ends = later(self._ends, away)
                evening.paused_at = None

    def _said(self, at: Instant, transition: t.Transition) -> None:
        match transition:
            case t.CueBegan(cue, due):
                self._sounds(cue, due)
            case t.CueEnded(cue, due, heard):
                name = self._sounds(cue, due)
                self._heard.add(name)  # one that failed was shown instead
                if not heard:
                    self._stopped = at, name
                if self._evening.paused_at is None and self._ends is None:
                    self._fall_silent(at)

    def _cut(self, at: Instant) -> None:
        """What a pause silenced is said again, and there was no silence."""
        stopped_at, name = self._stopped
        if stopped_at == at:
            self._heard.discard(name)
        if self._silent == at:
            self._ends = self._silent = None

    def _sounds(self, cue: str, due: Seconds) -> str:
        """A cue began, or ended before it could; returns its name."""
        if self._silent is not None and due <= self._silent:
            self._ends = self._silent = None  # it had waited for the one before: no silence yet
        name = self._evening.speech.made_before(cue)
        self._began.add(name)
        self._reminded.add(name)
        return name

    def _fall_silent(self, at: Instant) -> None:
        """Nothing sounds: a quiet moment or a break begins, unless another cue waits."""
        phase, between = self._evening.phase, self._evening.place.interlude
        if self._evening.stage is Stage.PREPARE and phase is not None and not self._asks:
            self._end(at, later(at, phase.prepare_s))
            self._silent = at
        elif between is not None:
            self._end(at, later(at, between.seconds))
            self._silent = at

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
        """Stand still where it was cut off; what is still to be said waits for "go on"."""
        evening = self._evening
        if evening.paused_at is None:
            evening.paused_at = self.until
        at = evening.paused_at
        if self._silent is not None and any(name not in self._heard for name, _ in self._lines()):
            self._ends = None  # the words of the quiet moment or the break were still to be said
        late = self._late(at)
        cut = (each for each in (*self._lines(), *self._begun()) if each[0] not in self._heard)
        for name, text in (*cut, *late):
            evening.speech.queue(name, text, due=at)
        evening.cut, _ = evening.speech.clear(at)
        if self._ends is not None:
            self._run_on(self._ends, at, [name for name, _ in late])

    def _lines(self) -> tuple[Line, ...]:
        evening = self._evening
        if evening.place.interlude is not None:
            return ((evening.place.interlude.id, evening.place.interlude.begin),)
        return evening.lines.beat(evening.stage, evening.phase) if evening.phase else ()

    def _reminders(self) -> dict[str, Reminder]:
        """What is said on the way to the end of the stage, by the names of the cues."""
        phase, between = self._evening.phase, self._evening.place.interlude
        if between is not None:
            return {f"{between.id}/last-minute": last_minute(between)}
        if phase is None or self._evening.stage is not Stage.WORK:
            return {}
        return {f"{phase.id}/{each.key}": each for each in phase.reminders}

    def _begun(self) -> tuple[Line, ...]:
        return tuple((n, each.text) for n, each in self._reminders().items() if n in self._began)

    def _late(self, at: Instant) -> tuple[Line, ...]:
        """Reminders whose time had come, and that still waited for a pause in the talk."""
        ends, phase = self._ends, self._evening.phase
        if ends is None or ends <= at:
            return ()
        work = self._delays.work_seconds(phase) if phase is not None else 0.0
        return tuple(
            (name, each.text)
            for name, each in self._reminders().items()
            if self._planned < ends - each.seconds_before_end(work) <= at
            and name not in (self._began if each.left_share else self._reminded)
        )

    def _run_on(self, ends: Instant, at: Instant, late: Sequence[str]) -> None:
        evening, reminders = self._evening, self._reminders()
        if evening.stage is Stage.WORK:
            shares = (name for name, each in reminders.items() if each.left_share)
            said = [n for n in shares if n in self._began or n in late]
            evening.timers.remember(reminders[name].key for name in said)
            self._delays.work_until(ends, at)
        else:
            ahead = (each for name, each in reminders.items() if name not in self._began)
            evening.timers.run_until(ends, at, 0, tuple(ahead))
