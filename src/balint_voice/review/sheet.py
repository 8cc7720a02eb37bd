"""The attendance sheet of a session: what an accreditation body asks for, to be filled in by hand.

Rules: pure. Times and phases from the timing log, a theme as the facilitator typed it
for this sheet, and empty lines; nothing of what was said.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from balint_voice.records.timing_log import moment
from balint_voice.review.dates import day_of, time_of
from balint_voice.review.shape import Review
from balint_voice.review.totals import too_brief

_ROOM_MM = 160.0
_HIGHEST_MM, _LOWEST_MM = 11.0, 6.6


@dataclass(frozen=True)
class SheetPage:
    """`rows`: the numbers of the lines, column by column; `row_mm`: how high a line is on paper."""

    language: str
    title: str
    facts: tuple[str, ...]
    told: tuple[tuple[str, str], ...]
    theme: str
    columns: tuple[tuple[int, ...], ...]
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
) -> SheetPage:
    """The sheet for so many people."""
    labels = sections["sheet"]
    lasted = review.actual_s + review.paused_s
    ended = review.ended or moment(review.started, lasted)
    hours = f"{time_of(review.started)}–{time_of(ended)}"
    # From its beginning to its end, but for a night in which nobody was there.
    minutes = labels["minutes"].format(n=round((lasted - review.away_s) / 60))
    breaks = sum(each.actual_s for each in review.interludes if each.interlude == "break")
    if breaks:
        minutes += f" ({labels['of-which-break'].format(n=round(breaks / 60))})"
    told = [
        (labels["date"], day_of(review.started, sections["page"])),
        (labels["duration"], f"{hours}, {minutes}"),
        (labels["method"], method[:1].upper() + method[1:]),
        (labels["phases"], ", ".join(_held(review)) or "–"),
    ]
    if review.group:
        told.insert(0, (labels["group"], review.group))
    columns = 1 if _ROOM_MM / people >= _LOWEST_MM else 2
    each_has = -(-people // columns)
    numbers = tuple(range(1, people + 1))
    return SheetPage(
        language=review.language,
        title=labels["title"],
        facts=(),
        told=tuple(told),
        theme=theme,
        columns=tuple(numbers[at : at + each_has] for at in range(0, people, each_has)),
        row_mm=round(min(_HIGHEST_MM, _ROOM_MM / each_has), 2),
        labels=labels,
        fit=1.0,
    )


def _held(review: Review) -> Iterator[str]:
    """The phases that were held; with two cases, how often."""
    held = [
        each
        for each in review.phases
        if each.reached and not each.passed_over and not too_brief(each.taken_s, each.planned_s)
    ]
    for name, times in Counter(each.name for each in held).items():
        yield name if times == 1 else f"{name} ({times}×)"
