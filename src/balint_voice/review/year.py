"""A group's meetings of one year: when, how long, what was held, and for how many points.

Rules: pure. A meeting counts when it was ended and was a meeting of the group (`totals`). A
rehearsal, a demonstration, a trial of some minutes and a session that was cut off are named, and
do not count. Minutes are whole, and
every sum and every point is made of the minutes that are shown, so that a reader can add them up.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from balint_voice.records.timing_log import moment
from balint_voice.review.credit import CreditRule
from balint_voice.review.totals import SessionTotals

_DEMONSTRATION = "demo"
"""The method that shows the program, and that no group meets for."""

Why = Literal["rehearsed", "interrupted", "nothing-held"]


@dataclass(frozen=True)
class Meeting:
    """`minutes`: from begin to farewell, breaks included, less a time in which nobody was there.

    `phases`: ids of those that were held. `complete`: it ran to the end of its script.
    """

    session: str
    group: str | None
    script: str
    started: str
    ended: str
    minutes: int
    people: int
    phases: tuple[str, ...]
    phases_planned: int
    looked_back: bool
    complete: bool
    points: float


@dataclass(frozen=True)
class LeftOut:
    """A session that does not count, and why."""

    session: str
    why: Why


@dataclass(frozen=True)
class Year:
    """The meetings, oldest first."""

    year: int
    rule: CreditRule
    meetings: tuple[Meeting, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def minutes(self) -> int:
        return sum(each.minutes for each in self.meetings)

    @property
    def points(self) -> float:
        return sum(each.points for each in self.meetings)

    def as_json(self) -> dict[str, object]:
        """The fields of `year --json`."""
        return {**asdict(self), "minutes": self.minutes, "points": self.points}


def year_of(sessions: Iterable[SessionTotals], year: int, rule: CreditRule) -> Year:
    """The year of these sessions, which may be of several years."""
    found = [each for each in sessions if datetime.fromisoformat(each.started).year == year]
    found.sort(key=lambda each: (each.started, each.session))
    away = [(each, why) for each in found if (why := _why_not(each)) is not None]
    not_counted = {each.session for each, _ in away}
    return Year(
        year,
        rule,
        tuple(_meeting(each, rule) for each in found if each.session not in not_counted),
        tuple(LeftOut(each.session, why) for each, why in away),
    )


def years_of(sessions: Iterable[SessionTotals]) -> tuple[int, ...]:
    """The years in which there were any."""
    return tuple(sorted({datetime.fromisoformat(each.started).year for each in sessions}))


def _why_not(session: SessionTotals) -> Why | None:
    if session.rehearsed or session.script == _DEMONSTRATION:
        return "rehearsed"
    if not session.ended:
        return "interrupted"
    return None if session.group_met else "nothing-held"


def _meeting(session: SessionTotals, rule: CreditRule) -> Meeting:
    minutes = round(session.lasted_s / 60)
    phases = tuple(each.phase for each in session.phases if each.held)
    return Meeting(
        session=session.session,
        group=session.group,
        script=session.script,
        started=session.started,
        ended=moment(session.started, session.ended_s),
        minutes=minutes,
        people=session.people,
        phases=phases,
        phases_planned=len(session.phases),
        looked_back=session.looked_back,
        complete=session.complete,
        points=rule.of(minutes),
    )
