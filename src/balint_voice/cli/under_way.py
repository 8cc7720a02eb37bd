"""Asks before a second session speaks in the same room.

Rules: whoever starts one is told what runs here already, and since when. Where somebody sits there
they are asked; where nobody does, it goes on.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from balint_voice.cli.language import label
from balint_voice.cli.notice import notice
from balint_voice.cli.secrets import confirmed
from balint_voice.errors import Unusable

if TYPE_CHECKING:
    from balint_voice.records.under_way import UnderWay


@contextmanager
def alone(*, asks: bool = True) -> Iterator[None]:
    """Around whatever runs a session. Raises Exit where the answer is no. `asks`: not where it was
    asked already."""
    from balint_voice.adapters.system import places
    from balint_voice.records.under_way import about_to_run

    with about_to_run(places.sessions_folder()) as other:
        if other is not None and asks:
            _ask_about(other)
        yield


def ask_first() -> None:
    """Before anything else that is heard in the room. Raises Exit where the answer is no."""
    if (other := _other()) is not None:
        _ask_about(other)


def warning() -> str | None:
    """What somebody is told who is about to start a second one."""
    other = _other()
    return _said_of(other) if other is not None else None


def _other() -> "UnderWay | None":
    from balint_voice.adapters.system import places
    from balint_voice.records.under_way import running

    try:
        return running(places.sessions_folder())
    except Unusable:  # no session can be held in it; why not is said by whoever would need it
        return None


def _said_of(other: "UnderWay") -> str:
    if other.session is None or other.since is None:
        return label("under-way", "soon")
    at = f"{other.since.astimezone():%H:%M}"
    return label("under-way", "since", session=other.session, time=at)


def _ask_about(other: "UnderWay") -> None:
    notice(_said_of(other))
    if sys.stdin.isatty() and not confirmed(label("ask", "anyway")):
        raise typer.Exit(2)
