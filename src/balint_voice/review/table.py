"""The review as a table for the terminal: plain text, at most 80 columns.

Rules: only `labels` is language; here are columns, minutes and seconds.
"""

import textwrap
from collections.abc import Mapping, Sequence

from balint_voice.review.findings import clock
from balint_voice.review.shape import Entry, PhaseReview, Review, entries, planned_seconds

_WIDTH = 80
_LONGEST_NAME = 25
SAME_S = 15.0
"""A new plan that differs by less is the old one."""
_COLUMNS = ("number", "phase", "planned", "new-plan", "took", "prepare", "working", "over")


def table(review: Review, labels: Mapping[str, str], sentences: Sequence[str]) -> str:
    """Phase by phase its times; then the whole, `sentences` (what stands out), and the receipt."""
    titles = [labels[key] for key in _COLUMNS]
    found = entries(review)
    rows = [row_of(entry, labels) for entry in found]
    whole = whole_row(review, labels)
    everything = [titles, *rows, whole]
    widths = [max(len(row[at]) for row in everything) for at in range(len(titles))]
    widths[1] = min(widths[1], _LONGEST_NAME)
    lines = [_head(review, labels), "", *_line(titles, widths)]
    for row, entry in zip(rows, found, strict=True):
        lines += [*_line(row, widths), *_beneath(marks(entry, labels))]
    lines += _line(whole, widths)
    lines += [] if review.ended else [f"    {labels['unfinished']}"]
    lines += ["", f"{labels['findings']}:"]
    for sentence in sentences:
        lines += textwrap.wrap(sentence, _WIDTH, initial_indent="- ", subsequent_indent="  ")
    lines.append("")
    for sentence in (labels["without-pauses"], *receipt(review, labels)):
        lines += textwrap.wrap(sentence, _WIDTH)
    return "\n".join(lines) + "\n"


def marks(phase: Entry, labels: Mapping[str, str]) -> list[str]:
    """What was out of the ordinary in a phase, in a word or two each."""
    if not isinstance(phase, PhaseReview):
        return []
    if not phase.reached and not phase.skipped:
        return [labels["not-reached"]]
    found = [labels["skipped" if phase.passed_over else "cut-short"]] if phase.skipped else []
    for label, seconds in (
        ("extended", phase.extended_s),
        ("paused", phase.paused_s),
        ("waited", phase.waited_s),
    ):
        found += [labels[label].format(time=clock(seconds))] if round(seconds) > 0 else []
    found += [labels["vetoed"]] if phase.vetoed else []
    found += [labels["typed"].format(n=phase.typed)] if phase.typed else []
    if phase.speech_s is not None and phase.silence_s is not None:
        times = (phase.recorded_s, phase.speech_s, phase.silence_s)
        recorded, spoken, silent = map(clock, times)
        found.append(labels["heard"].format(recorded=recorded, spoken=spoken, silent=silent))
    return found


def receipt(review: Review, labels: Mapping[str, str]) -> list[str]:
    """What became of the sound."""
    audio = review.audio
    if not audio.deleted and audio.recorded_s == audio.transcribed_s == 0:
        return [labels["nothing-recorded"]]
    heard = labels["audio"].format(
        recorded=clock(audio.recorded_s),
        transcribed=clock(audio.transcribed_s),
        dropped=clock(audio.dropped_s),
    )
    gone = labels["audio-deleted" if audio.deleted else "audio-not-deleted"]
    vetoed = [labels["audio-vetoed"].format(time=clock(audio.vetoed_s))] if audio.vetoed_s else []
    return [heard, *vetoed, gone]


def row_of(entry: Entry, labels: Mapping[str, str]) -> list[str]:
    """Number, name, then planned, new plan, took, prepare, working, over; empty where unsaid."""
    if not isinstance(entry, PhaseReview):
        name = labels.get(entry.interlude, entry.interlude)
        return ["", name, clock(entry.planned_s), "", clock(entry.actual_s), "", "", ""]
    planned = clock(entry.planned_s) if entry.planned_s else ""
    if not entry.reached:
        return [str(entry.number or ""), entry.name, planned, "", "", "", "", ""]
    changed = abs(entry.replanned_s - entry.planned_s) >= SAME_S and not entry.skipped
    return [
        str(entry.number or ""),
        entry.name,
        planned,
        clock(entry.replanned_s) if changed else "",
        clock(entry.taken_s),
        clock(entry.prepare_s),
        clock(entry.actual_s),
        f"+{clock(entry.overrun_s)}" if entry.overrun_s >= SAME_S else "",
    ]


def whole_row(review: Review, labels: Mapping[str, str]) -> list[str]:
    """The same of the whole session."""
    quiet = sum(phase.prepare_s for phase in review.phases)
    work = sum(phase.actual_s for phase in review.phases)
    times = [clock(planned_seconds(review)), "", clock(review.actual_s), clock(quiet), clock(work)]
    return ["", labels["whole"], *times, ""]


def _head(review: Review, labels: Mapping[str, str]) -> str:
    when = review.started[:16].replace("T", " ")
    people = labels["people"].format(n=review.people)
    parts = [review.session, review.script, when, people, review.group or ""]
    return _cut(" · ".join(part for part in parts if part), _WIDTH)


def _line(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """The row; a long name goes on below itself."""
    number, name, *times = row
    first, *rest = textwrap.wrap(name, widths[1]) or [""]
    shown = [number.rjust(widths[0]), first.ljust(widths[1])]
    shown += [time.rjust(width) for time, width in zip(times, widths[2:], strict=True)]
    indent = " " * (widths[0] + 2)
    return ["  ".join(shown).rstrip(), *(f"{indent}{part}" for part in rest)]


def _beneath(found: Sequence[str]) -> list[str]:
    return textwrap.wrap(
        ", ".join(found), _WIDTH, initial_indent="    · ", subsequent_indent="      "
    )


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
