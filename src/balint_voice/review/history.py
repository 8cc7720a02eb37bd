"""Many sessions of one method: each phase's share over time, and what happens often.

Rules: pure. It uses medians, so that one odd session changes nothing. Only sessions that ran to
their end count; demonstrations, rehearsals and trials are left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from balint_voice.review.totals import PhaseTotals, SessionTotals

_OVERRUN_SHARE, _OVERRUN_S = 0.1, 60.0
_HABIT_FROM = 3
"""So many sessions make a habit, if it was so in more than half of them."""


@dataclass(frozen=True)
class PhaseHistory:
    """`times_held` of `times_planned`; times are medians over the sessions it was held in.

    `shares`: its part of the time of all phases, session by session; None where it was not held.
    """

    phase: str
    number: int
    times_planned: int
    times_held: int
    times_skipped: int
    times_over: int
    times_short: int
    planned_s: float
    taken_s: float
    over_s: float
    share: float
    shares: tuple[float | None, ...]


@dataclass(frozen=True)
class MethodHistory:
    """One script. `sessions`: those that count, oldest first; `unfinished`: ids that do not."""

    script: str
    language: str
    sessions: tuple[SessionTotals, ...]
    unfinished: tuple[str, ...]
    phases: tuple[PhaseHistory, ...]
    times_break: int
    break_s: float

    @property
    def people(self) -> int:
        """The usual number."""
        return round(median(each.people for each in self.sessions)) if self.sessions else 0


@dataclass(frozen=True)
class Habit:
    """Something that was so more often than not: `over`, `short` or `skipped`."""

    kind: str
    phase: str
    times: int
    of: int
    seconds: float


def histories(sessions: Iterable[SessionTotals]) -> tuple[MethodHistory, ...]:
    """One history a script, the most used first. What was no meeting is left out."""
    by_script: dict[str, list[SessionTotals]] = {}
    met = (each for each in sessions if each.group_met)
    for each in sorted(met, key=lambda each: (each.started, each.session)):
        by_script.setdefault(each.script, []).append(each)
    found = [_history(script, each) for script, each in by_script.items()]
    return tuple(sorted(found, key=lambda each: (-len(each.sessions), each.script)))


def habits(history: MethodHistory, guarded: Sequence[str]) -> tuple[Habit, ...]:
    """What happened in more than half of the sessions; short only where the method guards."""
    return tuple(each for phase in history.phases for each in _habits_of(phase, guarded))


def _habits_of(phase: PhaseHistory, guarded: Sequence[str]) -> Iterator[Habit]:
    if phase.times_skipped * 2 > phase.times_planned >= _HABIT_FROM:
        yield Habit(
            kind="skipped",
            phase=phase.phase,
            times=phase.times_skipped,
            of=phase.times_planned,
            seconds=0.0,
        )
    elif phase.times_held >= _HABIT_FROM:
        if phase.times_over * 2 > phase.times_held:
            yield Habit(
                kind="over",
                phase=phase.phase,
                times=phase.times_over,
                of=phase.times_held,
                seconds=phase.over_s,
            )
        if phase.phase in guarded and phase.times_short * 2 > phase.times_held:
            yield Habit(
                kind="short",
                phase=phase.phase,
                times=phase.times_short,
                of=phase.times_held,
                seconds=phase.planned_s - phase.taken_s,
            )


def over_s(phase: PhaseTotals) -> float:
    """How much longer than planned, when it is worth the name; else 0."""
    more = phase.taken_s - phase.planned_s
    return more if more >= max(_OVERRUN_S, phase.planned_s * _OVERRUN_SHARE) else 0.0


def share(session: SessionTotals, phase: PhaseTotals) -> float | None:
    """The phase's part of the time of all phases of its session."""
    return phase.taken_s / session.taken_s if phase.held else None


def _history(script: str, sessions: Sequence[SessionTotals]) -> MethodHistory:
    whole = tuple(each for each in sessions if _counts(each))
    numbers = {phase.phase: phase.number for each in whole for phase in each.phases}
    breaks = [each.break_s / each.breaks for each in whole if each.breaks]
    return MethodHistory(
        script=script,
        language=sessions[-1].language,
        sessions=whole,
        unfinished=tuple(each.session for each in sessions if not _counts(each)),
        phases=tuple(_phase(whole, each) for each in sorted(numbers, key=lambda p: numbers[p])),
        times_break=len(breaks),
        break_s=median(breaks) if breaks else 0.0,
    )


def _counts(session: SessionTotals) -> bool:
    return session.complete and session.taken_s > 0


def _phase(sessions: Sequence[SessionTotals], phase: str) -> PhaseHistory:
    found = [(each, each.phase(phase)) for each in sessions]
    planned = [p for _, p in found if p is not None]
    times = [p for p in planned if p.held]
    over = [more for p in times if (more := over_s(p)) > 0]
    short = [p for p in times if p.planned_s - p.taken_s >= max(60.0, p.planned_s * 0.15)]
    shares = tuple(share(s, p) if p is not None else None for s, p in found)
    shown = [each for each in shares if each is not None]
    return PhaseHistory(
        phase=phase,
        number=planned[0].number,
        times_planned=len(planned),
        times_held=len(times),
        times_skipped=sum(1 for p in planned if p.skipped),
        times_over=len(over),
        times_short=len(short),
        planned_s=round(median(p.planned_s for p in times), 3) if times else 0.0,
        taken_s=round(median(p.taken_s for p in times), 3) if times else 0.0,
        over_s=round(median(over), 3) if over else 0.0,
        share=round(median(shown), 4) if shown else 0.0,
        shares=tuple(None if each is None else round(each, 4) for each in shares),
    )
