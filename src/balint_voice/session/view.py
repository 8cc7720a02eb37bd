"""What there is to see: one frozen view, computed from the session and the time."""

from dataclasses import dataclass

from balint_voice.session.clock import Instant, Seconds
from balint_voice.session.engine import Session
from balint_voice.session.outputs import Purpose
from balint_voice.session.questions import About, Question
from balint_voice.session.stage_table import BEATS, Stage

_BEFORE_THE_END = (Stage.READY, Stage.CONSENT, Stage.WELCOME, Stage.INTERLUDE, *BEATS)


@dataclass(frozen=True)
class BarShare:
    """A part of the session: a phase's slot as it is planned now, or what stands between two.

    `number`: the phase's; 0 for a break or the look back. `done`: how much of it is behind us,
    0 to 1; `current`: whether we are in it.
    """

    number: int
    seconds: Seconds
    done: float
    current: bool


@dataclass(frozen=True)
class View:
    """Everything a screen may show at one moment. Texts are in the session's language."""

    stage: Stage
    script: str
    phase: str | None
    number: int
    phases: int
    speaks: str | None
    left_s: float | None
    """Seconds left of the quiet moment or the work; None while something is being said."""
    work_s: float | None
    """Seconds of work the phase we are in has in all."""
    next_phase: str | None
    next_interlude: str | None
    """The break or look back that comes before the next phase."""
    remaining_s: float
    """Seconds until the session ends, as planned now."""
    late_s: float
    """By how much that is later than it should end."""
    short_s: float
    """By how much the rest does not fit, even each phase at its least."""
    shares: tuple[BarShare, ...]
    """The whole session, part by part."""
    interlude: str | None
    waiting: bool
    """The phase waits for a key before it begins."""
    paused: bool
    microphone: Purpose | None
    """What the microphone is open for; None when it is closed."""
    backlog_s: float
    sealed_ago_s: float | None
    """How long ago the last piece of speech was sealed, while the microphone records."""
    saying: str | None
    words: str | None
    """What is being said; else the question that is open; else what the phase or interlude we
    are in asks for at this moment."""
    asks: About | None
    """What the question is about that can be answered now; None before it is being said."""
    faults: tuple[str, ...]


def look(session: Session, now: Instant) -> View:
    """The view at `now`."""
    phase, script, interlude = session.phase, session.state.script, session.position.interlude
    at = session.state.paused_at or now
    ends = session.state.timers.ends_at
    left = max(0.0, ends - at) if ends is not None else None
    remaining = _remaining(session, left)
    records = session.state.microphone.phase is not None
    question = session.state.questions.open
    sealed = session.state.microphone.sealed_at
    saying = session.state.cues.sounding.text if session.state.cues.sounding else None
    coming = session.state.plan.interludes.get(phase.id) if phase else None
    return View(
        stage=session.stage,
        script=script.name,
        phase=phase.name if phase else None,
        number=phase.number if phase else 0,
        phases=len(script.phases),
        speaks=script.words.label("speaks", phase.speaks) if phase else None,
        left_s=left,
        work_s=session.work_seconds(phase) if phase else None,
        next_phase=_next_phase(session),
        next_interlude=coming.id if coming else None,
        remaining_s=remaining,
        late_s=max(0.0, now + remaining - session.state.timetable.ends_by) if remaining else 0.0,
        short_s=session.state.timetable.short_s,
        shares=_shares(session, left),
        interlude=interlude.id if interlude else None,
        waiting=session.waiting,
        paused=session.state.paused_at is not None,
        microphone=session.state.microphone.purpose,
        backlog_s=session.state.microphone.backlog_s,
        sealed_ago_s=now - sealed if records and sealed is not None else None,
        saying=saying,
        words=saying or (question.text if question else _asked_for(session)),
        asks=question.about if question and _is_asked(session, question) else None,
        faults=session.state.faults,
    )


def _is_asked(session: Session, question: Question) -> bool:
    """It is being said, or was: not while other words come before it."""
    sounding = session.state.cues.sounding
    asked = sounding is not None and sounding.text == question.text
    return asked or session.state.questions.heard


def _asked_for(session: Session) -> str | None:
    """The words that hold while nothing is being said."""
    phase, interlude = session.phase, session.position.interlude
    if phase is not None:
        return phase.begin if session.stage is Stage.WORK else str(getattr(phase, session.stage))
    return interlude.begin if interlude is not None else None


def _next_phase(session: Session) -> str | None:
    if session.stage not in _BEFORE_THE_END:
        return None
    coming = session.state.timetable.to_come(session.position.index + 1)
    return session.state.script.phase(coming[0]).name if coming else None


def _remaining(session: Session, left: float | None) -> float:
    """Seconds the rest of the plan takes: what is left of this phase, and the slots after it."""
    if session.stage not in _BEFORE_THE_END:
        return 0.0
    after = float(session.state.timetable.ends_at(Instant(0), session.position.index + 1))
    if session.phase is None:
        return after + (left or 0.0)
    coming = session.state.plan.interludes.get(session.phase.id)
    after += coming.seconds if coming is not None else 0.0
    return after + _left_of_phase(session, left)


def _left_of_phase(session: Session, left: float | None) -> float:
    """Seconds of work still ahead in the phase we are in."""
    if session.phase is None or session.stage is Stage.CLOSE:
        return 0.0
    if session.stage is Stage.WORK and left is not None:
        return left
    return session.work_seconds(session.phase)


def _shares(session: Session, left: float | None) -> tuple[BarShare, ...]:
    """Every phase that is held and every interlude, in order, and how far we are."""
    here, at_interlude = session.position.index, session.position.interlude is not None
    over = session.stage not in _BEFORE_THE_END
    shares = []
    for index, phase in enumerate(session.state.script.phases):
        if phase.id in session.state.plan.left_out:
            continue
        slot = session.state.timetable.slot(phase.id)
        current = index == here and session.phase is not None
        behind = 1.0 if over or index < here or (index == here and at_interlude) else 0.0
        ahead = _left_of_phase(session, left)
        shares.append(
            BarShare(phase.number, slot, _done(slot, ahead) if current else behind, current)
        )
        interlude = session.state.plan.interludes.get(phase.id)
        if interlude is not None:
            current = index == here and at_interlude
            ahead = interlude.seconds if left is None else left
            behind = 1.0 if over or index < here else 0.0
            done = _done(interlude.seconds, ahead) if current else behind
            shares.append(BarShare(0, interlude.seconds, done, current))
    return tuple(shares)


def _done(whole: Seconds, ahead: Seconds) -> float:
    return min(1.0, max(0.0, 1 - ahead / whole)) if whole > 0 else 1.0
