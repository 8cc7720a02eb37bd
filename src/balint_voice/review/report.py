"""One session as a page to look at: what the template of `review --html` is given.

Rules: pure; words come from `labels`, numbers from the review, drawing from
`timeline`. The template adds nothing but shape.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from balint_voice.review.dates import day_of, time_of
from balint_voice.review.shape import Entry, PhaseReview, Review
from balint_voice.review.table import marks, receipt, row_of, whole_row
from balint_voice.review.timeline import TimelineDrawing, timeline

_HEIGHTS = ((9, 44), (14, 34), (99, 26))
"""Up to so many rows, a row of the drawing is so high: it all goes on one sheet of paper."""
_SHEET_MM = 268.0
"""What fits between the margins of an A4 sheet, with a little to spare."""


@dataclass(frozen=True)
class ReportLine:
    """A line of the table: number and name, its times, and what was out of the ordinary."""

    number: str
    name: str
    times: tuple[str, ...]
    marks: str
    aside: str = ""
    """In the drawing, where there is no bar: why not."""


@dataclass(frozen=True)
class SessionPage:
    """`row_height`: of the drawing. `fit`: how much smaller it must be printed to fit a sheet."""

    language: str
    title: str
    facts: tuple[str, ...]
    sentences: tuple[str, ...]
    drawing: TimelineDrawing
    columns: tuple[str, ...]
    lines: tuple[ReportLine, ...]
    whole: ReportLine
    notes: tuple[str, ...]
    labels: Mapping[str, str]
    row_height: int
    fit: float


def session_page(
    review: Review,
    method: str,
    sections: Mapping[str, Mapping[str, str]],
    sentences: Sequence[str],
) -> SessionPage:
    """The page of one session; `method` is the name of the script in the session's language."""
    labels, dates = sections["review"], sections["page"]
    drawing = timeline(review)
    keys = ("planned", "new-plan", "took", "prepare", "working", "over")
    lines = tuple(_line_of(row.entry, labels) for row in drawing.rows)
    high = next(high for most, high in _HEIGHTS if len(lines) <= most)
    _, name, *times = whole_row(review, labels)
    unfinished = "" if review.ended else labels["unfinished"]
    return SessionPage(
        language=review.language,
        title=method[:1].upper() + method[1:],
        facts=tuple(_facts(review, labels, dates)),
        sentences=tuple(sentences),
        drawing=drawing,
        columns=tuple(labels[key] for key in keys),
        lines=lines,
        whole=ReportLine("", name, tuple(times), unfinished),
        notes=(labels["without-pauses"], *receipt(review, labels)),
        labels=labels,
        row_height=high,
        fit=min(1.0, round(_SHEET_MM / _printed_mm(sentences, lines, high), 3)),
    )


def _line_of(entry: Entry, labels: Mapping[str, str]) -> ReportLine:
    number, name, *times = row_of(entry, labels)
    found = marks(entry, labels)
    aside = found[0] if isinstance(entry, PhaseReview) and not entry.reached else ""
    return ReportLine(
        number=number, name=name, times=tuple(times), marks=", ".join(found), aside=aside
    )


def _facts(review: Review, labels: Mapping[str, str], dates: Mapping[str, str]) -> list[str]:
    until = f"–{time_of(review.ended)}" if review.ended else ""
    facts = [
        f"{day_of(review.started, dates)}, {time_of(review.started)}{until}",
        labels["people"].format(n=review.people),
    ]
    return facts + ([review.group] if review.group else [])


def _printed_mm(sentences: Sequence[str], lines: Sequence[ReportLine], row_height: int) -> float:
    """About how high the page is on paper, as the template's print style sets it."""
    rows = sum(1 + len(sentence) // 100 for sentence in sentences)
    beneath = sum(1 + len(line.marks) // 60 for line in lines if line.marks)
    drawing = (len(lines) * row_height + 90) * 0.186
    return 66 + 4.9 * rows + drawing + 5.7 * (len(lines) + 2) + 3.4 * beneath
