"""The session at one moment, as it is handed to whoever shows it.

Rules: frozen values, copied out of the state. What there is to see is computed from them in `view`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from balint_voice.method.script import Phase, Script
from balint_voice.session.clock import Instant, Seconds
from balint_voice.session.offers import Offer, Offers
from balint_voice.session.outputs import Purpose
from balint_voice.session.plan import Interlude
from balint_voice.session.questions import Question
from balint_voice.session.round import share_of
from balint_voice.session.stage_table import Stage
from balint_voice.session.state import SessionState


@dataclass(frozen=True)
class Snapshot:
    """`index`: of the phase we are in or were in last, -1 before the first. Seconds are of the
    session's clock."""

    script: Script
    stage: Stage
    ended: bool
    index: int
    phase: Phase | None
    interlude: Interlude | None
    interludes: Mapping[str, Interlude]
    """By the phase that they come after."""
    slots: Mapping[str, Seconds]
    """The phases that are held, in order, and their time as it is now."""
    work_s: Seconds | None
    """The work of the phase we are in, as planned now."""
    share_s: Seconds | None
    """The share of each person in it; None where nobody speaks in turn."""
    after_s: Seconds
    """What comes after this phase takes so long, farewell included."""
    ends_by: Instant
    """When the session should be over."""
    short_s: Seconds
    """By how much the phases still to come do not fit."""
    ends_at: Instant | None
    """When the quiet moment, the work or the interlude ends."""
    paused_at: Instant | None
    waiting: bool
    """The phase waits for somebody to say "begin"."""
    saying: str | None
    said_since: tuple[Instant, Seconds] | None
    """Since when what is being said is heard, and how long it lasts."""
    question: Question | None
    question_heard: bool
    microphone: Purpose | None
    level: tuple[int, bool] | None
    backlog_s: Seconds
    sealed_at: Instant | None
    faults: tuple[str, ...]
    offers: tuple[Offer, ...]
    note_for: str | None


def take_snapshot(
    state: SessionState, offers: Offers, *, work_s: Seconds | None, waiting: bool
) -> Snapshot:
    """The session as it stands now."""
    position, timetable, microphone = state.position, state.timetable, state.microphone
    return Snapshot(
        script=state.script,
        stage=state.stage,
        ended=state.ended,
        index=position.index,
        phase=state.phase,
        interlude=position.interlude,
        interludes=state.plan.interludes,
        slots={phase: timetable.slot(phase) for phase in timetable.to_come(0)},
        work_s=work_s,
        share_s=share_of(state.phase, work_s, state.plan.people),
        after_s=timetable.ends_at(Instant(0), position.index + 1),
        ends_by=timetable.ends_by,
        short_s=timetable.short_s,
        ends_at=state.timers.ends_at,
        paused_at=state.paused_at,
        waiting=waiting,
        saying=state.cues.shown,
        said_since=state.cues.shown_since,
        question=state.questions.open,
        question_heard=state.questions.heard,
        microphone=microphone.purpose,
        level=microphone.level,
        backlog_s=microphone.backlog_s,
        sealed_at=microphone.sealed_at,
        faults=(*state.faults, *(("nobody-heard",) if microphone.hears_nobody else ())),
        offers=offers.now(),
        note_for=offers.note_for,
    )
