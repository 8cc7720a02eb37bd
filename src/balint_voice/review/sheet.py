"""The attendance sheet of a session: what an accreditation body asks for, to be filled in by hand.

Rules: pure. Times and phases from the timing log, a theme as the facilitator typed it
for this sheet, members as they keep them, and empty lines; nothing of what was said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from balint_voice.records.timing_log import moment
from balint_voice.review.dates import day_of, time_of
from balint_voice.review.members import Member
from balint_voice.review.shape import Review
from balint_voice.review.totals import too_brief
from balint_voice.review.year_page import counted

_ROOM_MM = 160.0
_HIGHEST_MM, _LOWEST_MM = 11.0, 6.6


@dataclass(frozen=True)
class SheetLine:
    """One line to sign; empty but for its number where nobody is named."""

    number: int
    name: str = ""
    profession: str = ""
    registration: str = ""


@dataclass(frozen=True)
class SheetPage:
    """`columns`: the lines, column by column; `row_mm`: how high a line is on paper."""

    language: str
    title: str
    facts: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    theme: str
    columns: tuple[tuple[SheetLine, ...], ...]
    row_mm: float
    labels: Mapping[str, str]
    fit: float


def sheet_page(
    review: Review,
    method: str,
    *,
    sections: Mapping[str, Mapping[str, str]],
    people: int,
    theme: str,
    members: Sequence[Member] = (),
) -> SheetPage:
    """The sheet for so many people, those who are named first."""
    labels = sections["sheet"]
    ended = moment(review.started, review.meeting.ended_s)
    hours = f"{time_of(review.started)}–{time_of(ended)}"
    minutes = labels["minutes"].format(n=round(review.meeting.lasted_s / 60))
    breaks = sum(each.actual_s for each in review.interludes if each.interlude == "break")
    if breaks:
        minutes += f" ({labels['of-which-break'].format(n=round(breaks / 60))})"
    details = [
        (labels["date"], day_of(review.started, sections["page"])),
        (labels["duration"], f"{hours}, {minutes}"),
        (labels["method"], method[:1].upper() + method[1:]),
        (labels["phases"], ", ".join(counted(_held(review))) or "–"),
    ]
    if review.group:
        details.insert(0, (labels["group"], review.group))
    people = max(people, len(members))
    columns = 1 if _ROOM_MM / people >= _LOWEST_MM else 2
    each_has = -(-people // columns)
    named = [
        SheetLine(number, each.name, each.profession, each.registration)
        for number, each in enumerate(members, start=1)
    ]
    empty = [SheetLine(number) for number in range(len(named) + 1, people + 1)]
    lines = (*named, *empty)
    return SheetPage(
        language=review.language,
        title=labels["title"],
        facts=(),
        details=tuple(details),
        theme=theme,
        columns=tuple(lines[at : at + each_has] for at in range(0, people, each_has)),
        row_mm=round(min(_HIGHEST_MM, _ROOM_MM / each_has), 2),
        labels=labels,
        fit=1.0,
    )


def _held(review: Review) -> list[str]:
    """The phases that were held."""
    return [
        each.name
        for each in review.phases
        if each.reached and not each.passed_over and not too_brief(each.taken_s, each.planned_s)
    ]
