"""A history as data for other programs: `history --json` and `--csv`. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from balint_voice.review.history import MethodHistory, share
from balint_voice.review.proposal import Proposal
from balint_voice.review.spreadsheet import Cell

_COLUMNS = (
    "session",
    "started",
    "script",
    "group",
    "people",
    "phase",
    "number",
    "planned_s",
    "taken_s",
    "working_s",
    "paused_s",
    "extended_s",
    "skipped",
    "share",
)


def as_json(
    group: str | None,
    histories: Sequence[MethodHistory],
    proposals: Mapping[str, Proposal],
    left_out: Mapping[str, str],
) -> dict[str, object]:
    """`left_out`: sessions that could not be read, with the damage."""
    methods = []
    for each in histories:
        shape: dict[str, object] = asdict(each)
        proposal = proposals.get(each.script)
        methods.append({**shape, "proposal": asdict(proposal) if proposal else None})
    away = [{"session": session, "damage": damage} for session, damage in left_out.items()]
    return {"group": group, "scripts": methods, "left_out": away}


def rows(histories: Sequence[MethodHistory]) -> Iterator[Sequence[Cell]]:
    """For a spreadsheet: a row for each phase of each session, under the names of the columns."""
    yield _COLUMNS
    for session in (session for history in histories for session in history.sessions):
        head = (session.session, session.started, session.script, session.group, session.people)
        for each in session.phases:
            times = (each.planned_s, each.taken_s, each.working_s, each.paused_s, each.extended_s)
            part = share(session, each)
            rounded = None if part is None else round(part, 4)
            yield (*head, each.phase, each.number, *times, each.skipped, rounded)
