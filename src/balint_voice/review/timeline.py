"""The session drawn along its clock: for every phase what was planned, above what became of it.

Rules: pure geometry on a line from 0 to 1; colours, patterns and words belong to the
template. What a bar is stands in its `kind`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from balint_voice.review.course import AROUND, INTERLUDE, Interval
from balint_voice.review.shape import Entry, PhaseReview, Review, entries, phase_before
from balint_voice.review.table import SAME_S

_KINDS = {"announce": "words", "prepare": "quiet", "begin": "words", "work": "work"}
_KINDS |= {"close": "words", INTERLUDE: "rest"}
_STEPS_S = (30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
_MOST_STEPS = 12
_SAME_S = 0.5


@dataclass(frozen=True)
class Bar:
    """From `x`, `width` long. `kind`: words, quiet, work, rest, pause, over, record, attend."""

    kind: str
    x: float
    width: float
    begins_s: float
    ends_s: float


@dataclass(frozen=True)
class TimelineRow:
    """A phase or an interlude. `ticks`: where cues were heard."""

    entry: Entry
    planned: Bar | None
    bars: tuple[Bar, ...]
    over: tuple[Bar, ...]
    microphone: tuple[Bar, ...]
    ticks: tuple[float, ...]


@dataclass(frozen=True)
class AxisMark:
    """A line of the axis."""

    x: float
    minutes: float


@dataclass(frozen=True)
class TimelineDrawing:
    rows: tuple[TimelineRow, ...]
    axis: tuple[AxisMark, ...]
    ticks: tuple[float, ...]
    """Cues before, between and after the phases."""
    ends: float
    """Where the session ended."""


@dataclass(frozen=True)
class _Scale:
    begins_s: float
    length_s: float

    def at(self, seconds: float) -> float:
        return round(min(1.0, max(0.0, (seconds - self.begins_s) / self.length_s)), 5)

    def bar(self, kind: str, begins_s: float, ends_s: float) -> Bar:
        x = self.at(begins_s)
        return Bar(
            kind=kind, x=x, width=round(self.at(ends_s) - x, 5), begins_s=begins_s, ends_s=ends_s
        )


def timeline(review: Review) -> TimelineDrawing:
    """The drawing of one session."""
    begins = review.course[0].begins_s if review.course else 0.0
    ends = review.course[-1].ends_s if review.course else 0.0
    found = entries(review)
    first = next((each.begins_s for each in review.course if each.place != AROUND), begins)
    last = first + sum(each.planned_s for each in found if not _left_out(each))
    scale = _Scale(begins, max(ends, last, begins + 1.0) - begins)
    rows, cursor = [], first
    for entry in found:
        until = cursor if _left_out(entry) else cursor + entry.planned_s
        rows.append(_row(review, entry, scale, (cursor, until)))
        cursor = until
    heard = [each.heard_s for each in review.cues if each.heard_s is not None]
    around = [at for at in heard if _place_at(review.course, at) == AROUND]
    return TimelineDrawing(tuple(rows), _axis(scale), tuple(map(scale.at, around)), scale.at(ends))


def _left_out(entry: Entry) -> bool:
    """Skipped from the start: it never had time in the plan."""
    return entry.planned_s <= 0


def _row(
    review: Review,
    entry: Entry,
    scale: _Scale,
    planned: tuple[float, float],
) -> TimelineRow:
    intervals = _intervals_of(review, entry)
    shown = scale.bar("planned", *planned) if planned[1] > planned[0] else None
    heard = [each.heard_s for each in review.cues if each.heard_s is not None]
    inside = [at for at in heard if any(s.begins_s <= at < s.ends_s for s in intervals)]
    return TimelineRow(
        entry=entry,
        planned=shown,
        bars=tuple(_bars(intervals, scale)),
        over=tuple(_over(intervals, entry.planned_s, scale)),
        microphone=tuple(
            scale.bar(each.purpose, each.opened_s, each.closed_s)
            for each in review.microphone
            if isinstance(entry, PhaseReview) and each.phase == entry.phase
        ),
        ticks=tuple(map(scale.at, inside)),
    )


def _intervals_of(review: Review, entry: Entry) -> list[Interval]:
    if isinstance(entry, PhaseReview):
        at_phases = (each for each in review.course if each.place != INTERLUDE)
        return [each for each in at_phases if each.where == entry.phase]
    after = phase_before(review.course, entry.began_s)
    between = (each for each in review.course if each.place == INTERLUDE)
    of_its_kind = (each for each in between if each.where == entry.interlude)
    return [each for each in of_its_kind if phase_before(review.course, each.begins_s) == after]


def _bars(intervals: Sequence[Interval], scale: _Scale) -> Iterable[Bar]:
    for each in intervals:
        kind = "pause" if each.paused else _KINDS.get(each.place, "words")
        yield scale.bar(kind, each.begins_s, each.ends_s)


def _over(intervals: Sequence[Interval], planned_s: float, scale: _Scale) -> Iterable[Bar]:
    """The part of the time that was beyond the first plan; a pause is not."""
    at_work = [each for each in intervals if not each.paused]
    if sum(each.seconds for each in at_work) - planned_s < SAME_S:
        return
    left, since, until = planned_s, 0.0, 0.0
    for each in at_work:
        if each.seconds > left:
            begins = each.begins_s + left
            if until and begins > until + _SAME_S:
                yield scale.bar("over", since, until)
            since, until = (begins if not until or begins > until + _SAME_S else since), each.ends_s
        left = max(0.0, left - each.seconds)
    yield scale.bar("over", since, until)


def _place_at(course: Sequence[Interval], at: float) -> str:
    return next((each.place for each in course if each.begins_s <= at < each.ends_s), AROUND)


def _axis(scale: _Scale) -> tuple[AxisMark, ...]:
    fitting = [step for step in _STEPS_S if scale.length_s / step <= _MOST_STEPS]
    step = fitting[0] if fitting else _STEPS_S[-1]
    count = int(scale.length_s / step) + 1
    return tuple(
        AxisMark(scale.at(scale.begins_s + n * step), round(n * step / 60, 1)) for n in range(count)
    )
