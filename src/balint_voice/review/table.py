"""The review as a table for the terminal: plain text, at most 80 columns.

Rule of this room: only `labels` is language; here are columns, minutes and seconds.
"""

from collections.abc import Mapping

from balint_voice.review.timing import PhaseReview, Review

_WIDTH = 80
_LONGEST_NAME = 36
_NOT_WORTH_A_MARK_S = 15.0


def table(review: Review, labels: Mapping[str, str]) -> str:
    """Phase by phase planned, taken and working time; below it the whole, and the receipt."""
    whole = [
        "",
        labels["whole"],
        minutes(review.planned_s),
        minutes(review.actual_s),
        minutes(sum(phase.actual_s for phase in review.phases)),
    ]
    rows = [_cells(phase) for phase in review.phases]
    between = [
        ["", labels[each.interlude], minutes(each.planned_s), minutes(each.actual_s), ""]
        for each in review.interludes
        if each.interlude in labels
    ]
    titles = [labels[key] for key in ("number", "phase", "planned", "took", "working")]
    widths = [
        max(len(row[at]) for row in [titles, *rows, *between, whole]) for at in range(len(titles))
    ]
    marks = [_marks(phase, labels) for phase in review.phases]
    whole_marks = [] if review.paused_s == 0 else [_timed(labels["paused"], review.paused_s)]
    whole_marks += [] if review.ended else [labels["unfinished"]]
    lines = [
        _head(review, labels),
        "",
        _line(titles, widths, []),
        *(_line(row, widths, marked) for row, marked in zip(rows, marks, strict=True)),
        *(_line(row, widths, []) for row in between),
        _line(whole, widths, whole_marks),
        "",
        labels["without-pauses"],
        *_receipt(review, labels),
    ]
    return "\n".join(lines) + "\n"


def minutes(seconds: float) -> str:
    """Minutes and seconds: 65.2 -> 1:05."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def _head(review: Review, labels: Mapping[str, str]) -> str:
    when = review.started[:16].replace("T", " ")
    people = labels["people"].format(n=review.people)
    parts = [review.session, review.script, when, people, review.group or ""]
    return _cut(" · ".join(part for part in parts if part), _WIDTH)


def _cells(phase: PhaseReview) -> list[str]:
    return [
        str(phase.number),
        _cut(phase.name, _LONGEST_NAME),
        minutes(phase.planned_s),
        minutes(phase.taken_s),
        minutes(phase.actual_s),
    ]


def _marks(phase: PhaseReview, labels: Mapping[str, str]) -> list[str]:
    if phase.taken_s == 0 and not phase.skipped:
        return [labels["not-reached"]]
    marks = [labels["skipped"]] if phase.skipped else []
    if phase.extended_s:
        marks.append(_timed(labels["extended"], phase.extended_s))
    elif abs(phase.replanned_s - phase.planned_s) >= _NOT_WORTH_A_MARK_S and not phase.skipped:
        marks.append(_timed(labels["replanned"], phase.replanned_s))
    if phase.paused_s:
        marks.append(_timed(labels["paused"], phase.paused_s))
    return marks


def _timed(label: str, seconds: float) -> str:
    return label.format(time=minutes(seconds))


def _line(cells: list[str], widths: list[int], marks: list[str]) -> str:
    number, name, *times = (
        cell.ljust(width) if at == 1 else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    line = "  ".join([number, name, *times])
    beside = f"{line}  {', '.join(marks)}"
    if len(beside) <= _WIDTH:
        return beside.rstrip()
    # No room beside the numbers: the marks go below the phase's name.
    indent = " " * (len(number) + 2)
    return "\n".join([line, *(f"{indent}{mark}" for mark in marks)])


def _receipt(review: Review, labels: Mapping[str, str]) -> list[str]:
    audio = review.audio
    if not audio.deleted and audio.recorded_s == audio.transcribed_s == 0:
        return [labels["nothing-recorded"]]
    heard = labels["audio"].format(
        recorded=minutes(audio.recorded_s),
        transcribed=minutes(audio.transcribed_s),
        dropped=minutes(audio.dropped_s),
    )
    gone = labels["audio-deleted" if audio.deleted else "audio-not-deleted"]
    return [heard, gone.format(bytes=audio.on_disk_bytes)]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
