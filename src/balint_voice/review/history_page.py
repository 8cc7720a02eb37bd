"""A history as tables, sentences and small drawings: for the terminal, for HTML and as data.

Rules: pure; words come from `sections`, numbers from `history` and `proposal`.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from balint_voice.review.dates import day_of
from balint_voice.review.findings import clock
from balint_voice.review.history import Habit, MethodHistory, PhaseHistory, habits
from balint_voice.review.proposal import FROM_SESSIONS, Proposal

_WIDTH = 80
_LONGEST_NAME = 25
_SPARKS = "▁▂▃▄▅▆▇█"
_MOST_SPARKS = 12
MOST_BARS = 40
_HABITS = {"over": "over", "short": "short", "skipped": "often-skipped"}


@dataclass(frozen=True)
class MethodWords:
    """What the pages of one method's history are said with. `sections`: of its language."""

    title: str
    names: Mapping[str, str]
    guarded: tuple[str, ...]
    sections: Mapping[str, Mapping[str, str]]
    known: bool


@dataclass(frozen=True)
class Chart:
    """A phase over time: heights from 0 to 1, None where it was not held; the planned share."""

    number: int
    name: str
    heights: tuple[float | None, ...]
    planned: float
    cells: tuple[str, ...]
    marks: str


@dataclass(frozen=True)
class MethodPage:
    """One method of the history page."""

    title: str
    when: str
    sentences: tuple[str, ...]
    charts: tuple[Chart, ...]
    proposal: Proposal | None
    proposal_sentences: tuple[str, ...]
    adopt: str


@dataclass(frozen=True)
class HistoryPage:
    language: str
    title: str
    facts: tuple[str, ...]
    methods: tuple[MethodPage, ...]
    labels: Mapping[str, str]
    history: Mapping[str, str]
    notes: tuple[str, ...]
    most: int
    fit: float


def method_page(
    history: MethodHistory, words: MethodWords, proposal: Proposal | None, adopt: str
) -> MethodPage:
    """The page of one method; `adopt` says how to adopt its proposal."""
    return MethodPage(
        title=words.title[:1].upper() + words.title[1:],
        when=_when(history, words.sections),
        sentences=sentences(history, words),
        charts=tuple(_chart(history, each, words) for each in history.phases),
        proposal=proposal if proposal is not None and proposal.changes else None,
        proposal_sentences=proposal_sentences(history, words, proposal),
        adopt=adopt,
    )


def sentences(history: MethodHistory, words: MethodWords) -> tuple[str, ...]:
    """The habits, the breaks, and what was not counted."""
    labels, of = words.sections["history"], len(history.sessions)
    found = [_habit(each, words) for each in habits(history, words.guarded)] if of else []
    found = found or ([labels["steady"]] if of else [])
    if history.times_break:
        time = clock(history.break_s)
        found.append(labels["breaks"].format(times=history.times_break, of=of, time=time))
    elif of:
        found.append(labels["no-breaks"])
    if history.unfinished:
        found.append(labels["unfinished"].format(n=len(history.unfinished)))
    return tuple(found)


def proposal_sentences(
    history: MethodHistory, words: MethodWords, proposal: Proposal | None
) -> tuple[str, ...]:
    """Why there is a proposal, or why there is none."""
    labels, n = words.sections["history"], len(history.sessions)
    if not words.known:
        return (labels["gone"],)
    if proposal is None:
        return (labels["too-few"].format(least=FROM_SESSIONS, n=n),)
    if not proposal.changes:
        return (labels["same"],)
    minutes = f"{proposal.minutes:g}"
    return (labels["why"].format(n=n, people=proposal.people, minutes=minutes),)


def history_table(
    history: MethodHistory, words: MethodWords, proposal: Proposal | None, adopt: str
) -> str:
    """One method's history for the terminal; `adopt` says how to adopt the proposal."""
    review, labels = words.sections["review"], words.sections["history"]
    titles = [review["number"], review["phase"], review["planned"], review["took"]]
    titles += [labels["share"], labels["course"], labels["overran"]]
    charts = [_chart(history, each, words) for each in history.phases]
    rows = [
        [str(c.number or ""), c.name, *c.cells[:3], _sparks(p.shares), c.cells[3]]
        for c, p in zip(charts, history.phases, strict=True)
    ]
    lines = [*textwrap.wrap(f"{words.title} · {_when(history, words.sections)}", _WIDTH), ""]
    if charts:
        lines += _rows([titles, *rows], ["", *(chart.marks for chart in charts)], left=(1, 5))
        lines.append("")
    for sentence in sentences(history, words):
        lines += textwrap.wrap(sentence, _WIDTH, initial_indent="- ", subsequent_indent="  ")
    lines += ["", f"{labels['proposal']}:"] if proposal and proposal.changes else [""]
    for sentence in proposal_sentences(history, words, proposal):
        lines += textwrap.wrap(sentence, _WIDTH)
    if proposal is not None and proposal.changes:
        how = textwrap.wrap(adopt, _WIDTH, break_long_words=False, break_on_hyphens=False)
        lines += ["", *_proposed(proposal, review, labels), "", *how]
    return "\n".join(lines) + "\n"


def proposal_cells(proposal: Proposal, labels: Mapping[str, str]) -> list[list[str]]:
    """Name, now, usually, proposed, and why."""
    return [
        [
            each.name,
            f"{each.minutes:g}",
            "" if each.usual_minutes is None else f"{each.usual_minutes:g}",
            f"{each.proposed_minutes:g}",
            labels.get(f"why-{each.why}", ""),
        ]
        for each in proposal.phases
    ]


def _proposed(
    proposal: Proposal, review: Mapping[str, str], labels: Mapping[str, str]
) -> list[str]:
    titles = [review["phase"], labels["now"], labels["usual"], labels["proposed"]]
    cells = proposal_cells(proposal, labels)
    return _rows([titles, *(row[:4] for row in cells)], ["", *(row[4] for row in cells)], left=(0,))


def _rows(rows: Sequence[Sequence[str]], beneath: Sequence[str], left: Sequence[int]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    widths[left[0]] = min(widths[left[0]], _LONGEST_NAME)
    indent = " " * (sum(widths[: left[0]]) + 2 * left[0])
    lines = []
    for row, mark in zip(rows, beneath, strict=True):
        first, *rest = textwrap.wrap(row[left[0]], widths[left[0]]) or [""]
        cells = [first if at == left[0] else cell for at, cell in enumerate(row)]
        shown = [
            cell.ljust(width) if at in left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        lines.append("  ".join(shown).rstrip())
        lines += [f"{indent}{part}" for part in rest]
        lines += [f"{indent}· {mark}"] if mark else []
    return lines


def _when(history: MethodHistory, sections: Mapping[str, Mapping[str, str]]) -> str:
    if not history.sessions:
        return sections["history"]["unfinished"].format(n=len(history.unfinished))
    first, last = (day_of(history.sessions[at].started, sections["page"]) for at in (0, -1))
    text = sections["history"]["one-day" if first == last else "sessions"]
    return text.format(n=len(history.sessions), first=first, last=last)


def _habit(habit: Habit, words: MethodWords) -> str:
    return words.sections["history"][_HABITS[habit.kind]].format(
        phase=words.names.get(habit.phase, habit.phase),
        times=habit.times,
        of=habit.of,
        time=clock(habit.seconds),
    )


def _chart(history: MethodHistory, phase: PhaseHistory, words: MethodWords) -> Chart:
    labels = words.sections["history"]
    planned = [
        each.planned_s / sum(p.planned_s for p in session.phases)
        for session in history.sessions
        for each in session.phases
        if each.phase == phase.phase and each.held
    ]
    usual = sorted(planned)[len(planned) // 2] if planned else 0.0
    most = max([usual, 0.01, *(each for each in phase.shares if each is not None)])
    skipped = labels["skipped"].format(times=phase.times_skipped, of=phase.times_planned)
    cells = ("", "", "", "")
    if phase.times_held:
        over = labels["times"].format(times=phase.times_over, of=phase.times_held)
        share = f"{round(phase.share * 100)}%"
        cells = (clock(phase.planned_s), clock(phase.taken_s), share, over)
    return Chart(
        number=phase.number,
        name=words.names.get(phase.phase, phase.phase),
        heights=tuple(None if s is None else round(s / most, 3) for s in phase.shares[-MOST_BARS:]),
        planned=round(usual / most, 3),
        cells=cells,
        marks=skipped if phase.times_skipped else "",
    )


def _sparks(shares: Sequence[float | None]) -> str:
    """The newest sessions as little columns; a dot where the phase was not held."""
    shown = shares[-_MOST_SPARKS:]
    most = max((each for each in shown if each is not None), default=1.0)
    top = len(_SPARKS) - 1
    return "".join("·" if s is None else _SPARKS[round(s / most * top)] for s in shown)
