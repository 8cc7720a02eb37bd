"""A group's year as a table for the terminal, a page to print, and rows for a spreadsheet.

Rules: pure; words come from `sections`, numbers from `year`.
"""

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from balint_voice.review.dates import day_of, time_of
from balint_voice.review.members import Member
from balint_voice.review.spreadsheet import Cell
from balint_voice.review.year import Meeting, Year

_WIDTH = 80
_COLUMNS = ("date", "time", "minutes", "method", "phases", "looked-back", "points")
_FIELDS = (
    "date", "begin", "end", "minutes", "method", "phases", "looked_back", "points", "group",
    "people", "session",
)  # fmt: skip
_TO_THE_RIGHT = (2, 6)


@dataclass(frozen=True)
class YearWords:
    """What a year is told with. `titles`: of methods; `names`: of phases, by method."""

    language: str
    titles: Mapping[str, str]
    names: Mapping[str, Mapping[str, str]]
    sections: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class YearLine:
    """One meeting on the page; `day`: short, for the list of those present."""

    date: str
    day: str
    time: str
    minutes: int
    method: str
    phases: str
    mark: str
    looked_back: str
    points: str


@dataclass(frozen=True)
class YearPage:
    language: str
    title: str
    facts: tuple[str, ...]
    lines: tuple[YearLine, ...]
    minutes: int
    points: str
    notes: tuple[str, ...]
    members: tuple[Member, ...]
    labels: Mapping[str, str]
    fit: float


def year_page(
    year: Year, group: str, words: YearWords, *, members: Sequence[Member], damaged: Sequence[str]
) -> YearPage:
    """The page; `damaged`: ids of sessions that could not be read."""
    labels = words.sections["year"]
    return YearPage(
        language=words.language,
        title=f"{group} · {year.year}",
        facts=(labels["title"],),
        lines=tuple(_line(each, words) for each in year.meetings),
        minutes=year.minutes,
        points=number(year.points, labels),
        notes=(sums(year, labels), rule(year, labels), *left_out(year, damaged, labels)),
        members=tuple(members),
        labels=labels,
        fit=1.0,
    )


def year_table(year: Year, group: str, words: YearWords, damaged: Sequence[str]) -> str:
    """The year for the terminal, at most 80 columns."""
    labels = words.sections["year"]
    rows = [[labels[key] for key in _COLUMNS]]
    rows += [
        [
            each.started[:10],
            _hours(each),
            str(each.minutes),
            each.script,
            f"{len(each.phases)}/{each.phases_planned}",
            labels["yes" if each.looked_back else "no"],
            number(each.points, labels),
        ]
        for each in year.meetings
    ]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_COLUMNS))]
    widths[3] = min(widths[3], _WIDTH - sum(widths) + widths[3] - 2 * (len(widths) - 1))
    lines = [_cells(row, widths) for row in rows]
    sentences = (sums(year, labels), rule(year, labels), *left_out(year, damaged, labels))
    below = [part for each in sentences for part in textwrap.wrap(each, _WIDTH)]
    return "\n".join([f"{group} · {year.year}"[:_WIDTH], "", *lines, "", *below]) + "\n"


def year_rows(year: Year, words: YearWords, *, translated: bool) -> Iterator[Sequence[Cell]]:
    """A row for each meeting; names of columns in the group's language, or as other programs read
    them."""
    labels = words.sections["year"]
    yield [labels[f"column-{name}"] for name in _FIELDS] if translated else _FIELDS
    for each in year.meetings:
        looked_back = labels["yes" if each.looked_back else "no"]
        yield (
            each.started[:10],
            time_of(each.started),
            time_of(each.ended),
            each.minutes,
            words.titles[each.script],
            _phases(each, words),
            looked_back if translated else each.looked_back,
            each.points,
            each.group,
            each.people,
            each.session,
        )


def counted(names: Iterable[str]) -> Iterator[str]:
    """Each name once; one that comes again with how often."""
    for name, times in Counter(names).items():
        yield name if times == 1 else f"{name} ({times}×)"


def sums(year: Year, labels: Mapping[str, str]) -> str:
    """How many meetings, and how long together."""
    hours = number(round(year.minutes / 60, 2), labels)
    points = number(year.points, labels)
    n = len(year.meetings)
    return labels["sums"].format(n=n, minutes=year.minutes, hours=hours, points=points)


def rule(year: Year, labels: Mapping[str, str]) -> str:
    """What the points are reckoned by, and who decides."""
    found = {key: number(getattr(year.rule, key), labels) for key in ("points", "minutes", "step")}
    return labels["rule"].format(**found)


def left_out(year: Year, damaged: Sequence[str], labels: Mapping[str, str]) -> tuple[str, ...]:
    """What does not count, by reason."""
    reasons: dict[str, list[str]] = {}
    for each in year.left_out:
        reasons.setdefault(each.why, []).append(each.session)
    if damaged:
        reasons["damaged"] = list(damaged)
    return tuple(
        labels[f"left-out-{why}"].format(sessions=", ".join(found))
        for why, found in reasons.items()
    )


def number(value: float, labels: Mapping[str, str]) -> str:
    """As the language writes it: 37.5 or 37,5."""
    return f"{round(value, 2):g}".replace(".", labels["decimal"])


def _line(meeting: Meeting, words: YearWords) -> YearLine:
    labels = words.sections["year"]
    then = datetime.fromisoformat(meeting.started)
    return YearLine(
        date=day_of(meeting.started, words.sections["page"]),
        day=f"{then.day}-{then.month}",
        time=_hours(meeting),
        minutes=meeting.minutes,
        method=words.titles[meeting.script],
        phases=_phases(meeting, words),
        mark="" if meeting.complete else labels["early"],
        looked_back=labels["yes" if meeting.looked_back else "no"],
        points=number(meeting.points, labels),
    )


def _phases(meeting: Meeting, words: YearWords) -> str:
    names = words.names.get(meeting.script, {})
    return ", ".join(counted(names.get(each, each) for each in meeting.phases))


def _hours(meeting: Meeting) -> str:
    return f"{time_of(meeting.started)}–{time_of(meeting.ended)}"


def _cells(row: Sequence[str], widths: Sequence[int]) -> str:
    shown = [
        cell.rjust(width) if at in _TO_THE_RIGHT else _cut(cell, width).ljust(width)
        for at, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(shown).rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
