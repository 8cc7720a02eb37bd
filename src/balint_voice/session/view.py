"""What there is to see: one frozen view, computed from the session and the time."""

from dataclasses import dataclass

from balint_voice.session.clock import Instant
from balint_voice.session.engine import Session
from balint_voice.session.table import BEATS, Stage


@dataclass(frozen=True)
class View:
    """Everything a screen may show at one moment. Texts are in the session's language."""

    stage: Stage
    phase: str | None
    number: int
    phases: int
    speaks: str | None
    left_s: float | None
    """Seconds left of the quiet moment or the work; None while something is being said."""
    next_phase: str | None
    remaining_s: float
    """Seconds until the session ends, as planned now."""
    short_s: float
    """By how much the rest does not fit, even each phase at its least."""
    interlude: str | None
    waiting: bool
    """The phase waits for a key before it begins."""
    paused: bool
    microphone_open: bool
    backlog_s: float
    saying: str | None
    faults: tuple[str, ...]


def look(session: Session, now: Instant) -> View:
    """The view at `now`."""
    evening, phase = session.evening, session.phase
    script = evening.script
    after = script.phases[session.place.index + 1 :]
    at = evening.paused_at or now
    ends = evening.timers.ends_at
    left = max(0.0, ends - at) if ends is not None else None
    return View(
        stage=session.stage,
        phase=phase.name if phase else None,
        number=phase.number if phase else 0,
        phases=len(script.phases),
        speaks=script.words.label("speaks", phase.speaks) if phase else None,
        left_s=left,
        next_phase=after[0].name if after and session.stage in BEATS else None,
        remaining_s=_remaining(session, left),
        short_s=evening.agenda.short_s,
        interlude=session.place.interlude.id if session.place.interlude else None,
        waiting=session.waiting,
        paused=evening.paused_at is not None,
        microphone_open=evening.hearing.phase is not None,
        backlog_s=evening.hearing.backlog_s,
        saying=evening.speech.sounding.text if evening.speech.sounding else None,
        faults=evening.faults,
    )


def _remaining(session: Session, left: float | None) -> float:
    """Seconds the rest of the plan takes: what is left of this phase, and the slots after it."""
    evening = session.evening
    if session.stage not in (Stage.READY, Stage.WELCOME, Stage.INTERLUDE, *BEATS):
        return 0.0
    after = float(evening.agenda.ends_at(Instant(0), session.place.index + 1))
    if session.phase is None:
        return after + (left or 0.0)
    coming = evening.programme.interludes.get(session.phase.id)
    after += coming.seconds if coming is not None else 0.0
    if session.stage is Stage.WORK and left is not None:
        return after + left
    if session.stage is Stage.CLOSE:
        return after
    return after + session.work_seconds(session.phase)
