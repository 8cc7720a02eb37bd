"""One session as its history needs it: what each phase got. A light fold over few kinds of records.

Rules: pure, and quick: a history reads a thousand of these. Somebody who tries the program makes
records too. What is no meeting of a group, and no phase that was held, is told apart here.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from balint_voice.review.course import INTERLUDE, course
from balint_voice.session.clock import Instant
from balint_voice.session.cut_off import taken_up_again
from balint_voice.session.log_records import (
    BeatBegan,
    Continued,
    CueFinished,
    InterludeBegan,
    InterludeEnded,
    LogRecord,
    Paused,
    PhaseEnded,
    PhaseExtended,
    PhasePlanned,
    PhaseSkipped,
    Resumed,
    SessionEnded,
    SessionRequested,
    SessionStarted,
    Slept,
)
from balint_voice.session.meeting_time import FAREWELLS, meeting_time

KINDS: tuple[type, ...] = (
    SessionStarted,
    SessionRequested,
    PhasePlanned,
    BeatBegan,
    PhaseEnded,
    PhaseSkipped,
    PhaseExtended,
    InterludeBegan,
    InterludeEnded,
    Paused,
    Continued,
    Slept,
    Resumed,
    CueFinished,
    SessionEnded,
)
"""All that `session_totals` looks at."""

CUES = frozenset(map(str, FAREWELLS))
"""Of the cues, it looks at these alone."""


DEMONSTRATION = "demo"
"""The script that shows the program."""

_SHARE = 0.25
_SHORTEST_PHASE_S, _SHORTEST_MEETING_S = 60.0, 600.0
"""Below a quarter of what was planned, and below so many seconds, keys were tried."""


def too_brief(taken_s: float, planned_s: float) -> bool:
    """Whether a phase was begun and left again at once: nobody can have worked in it."""
    return 0 < taken_s < min(_SHORTEST_PHASE_S, planned_s * _SHARE)


@dataclass(frozen=True, slots=True)
class PhaseTotals:
    """`taken_s`: its whole slot as it was, pauses taken out; `skipped`: before half of it, or left
    again at once."""

    phase: str
    number: int
    planned_s: float
    taken_s: float
    working_s: float
    paused_s: float
    extended_s: float
    skipped: bool

    @property
    def held(self) -> bool:
        return self.taken_s > 0 and not self.skipped


@dataclass(frozen=True, slots=True)
class SessionTotals:
    """`complete`: it ran to the end of its script; only such a session counts in a history.
    `rehearsed`: its clock ran faster than the room's, so it was no meeting of the group.
    `ended`: somebody ended it, or its script did; it was not cut off. `ended_s`, `lasted_s`:
    the meeting's (`MeetingTime`).
    `looked_back`: it held the evaluation.
    """

    session: str
    script: str
    language: str
    started: str
    group: str | None
    people: int
    complete: bool
    rehearsed: bool
    phases: tuple[PhaseTotals, ...]
    breaks: int
    break_s: float
    ended: bool
    ended_s: float
    lasted_s: float
    looked_back: bool

    @property
    def taken_s(self) -> float:
        return sum(each.taken_s for each in self.phases if each.held)

    @property
    def group_met(self) -> bool:
        """Whether a group met: no demonstration, no rehearsal, no trial of some minutes."""
        planned_s = sum(each.planned_s for each in self.phases)
        least_s = max(1.0, min(_SHORTEST_MEETING_S, planned_s * _SHARE))
        in_earnest = not self.rehearsed and self.script != DEMONSTRATION
        return in_earnest and self.taken_s >= least_s

    def phase(self, phase: str) -> PhaseTotals | None:
        return next((each for each in self.phases if each.phase == phase), None)


def session_totals(records: Sequence[tuple[Instant, LogRecord]]) -> SessionTotals | None:
    """The fold; None when the log does not begin with the session's start."""
    records = taken_up_again(records)
    start = records[0][1] if records else None
    if not isinstance(start, SessionStarted):
        return None
    planned: dict[str, PhasePlanned] = {}
    extended: Counter[str] = Counter()
    skipped: set[str] = set()
    after, break_places = "", set[str]()
    complete, rehearsed = False, False
    ended, looked_back = False, False
    for _, record in records:
        match record:
            case SessionRequested(pace=pace):
                rehearsed = pace != 1
            case PhasePlanned(phase):
                planned[phase] = record
            case BeatBegan(after):
                skipped.discard(after)
            case PhaseSkipped(phase):
                skipped.add(phase)
            case PhaseExtended(phase, by_s):
                extended[phase] += by_s  # type: ignore[assignment]
            case InterludeBegan("break"):
                break_places.add(after)  # one that was left and held again is one
            case InterludeBegan("evaluation"):
                looked_back = True
            case SessionEnded(complete):
                ended = True
    spent = _spent(records)
    meeting = meeting_time(records)
    return SessionTotals(
        session=start.session,
        script=start.script,
        language=start.language,
        started=start.started,
        group=start.group,
        people=start.people,
        complete=complete,
        rehearsed=rehearsed,
        phases=tuple(
            _phase(each, spent, extended[each.phase], skipped) for each in planned.values()
        ),
        breaks=len(break_places),
        break_s=round(spent["break", INTERLUDE], 3),
        ended=ended,
        ended_s=meeting.ended_s,
        lasted_s=meeting.lasted_s,
        looked_back=looked_back,
    )


def _spent(records: Sequence[tuple[Instant, LogRecord]]) -> Counter[tuple[str, str]]:
    """Seconds by where and beat; pauses by where alone."""
    spent: Counter[tuple[str, str]] = Counter()
    for each in course(records):
        if each.where is not None:
            place = "paused" if each.paused else each.place
            spent[each.where, place] += each.ends_s - each.begins_s  # type: ignore[assignment]
    return spent


def _phase(
    planned: PhasePlanned,
    spent: Mapping[tuple[str, str], float],
    extended_s: float,
    skipped: set[str],
) -> PhaseTotals:
    phase = planned.phase
    beats = [spent[phase, beat] for beat in ("announce", "prepare", "begin", "work", "close")]
    taken = round(sum(beats), 3)
    return PhaseTotals(
        phase=phase,
        number=planned.number,
        planned_s=planned.planned_s,
        taken_s=taken,
        working_s=round(beats[3], 3),
        paused_s=round(spent[phase, "paused"], 3),
        extended_s=extended_s,
        skipped=(phase in skipped and taken <= planned.planned_s / 2)
        or too_brief(taken, planned.planned_s),
    )
