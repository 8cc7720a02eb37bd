"""`balint-voice run`: a session, aloud, timed, hands-free."""

import sys
from typing import TYPE_CHECKING

import typer

from balint_voice.cli import advice, options
from balint_voice.cli.folding import folded
from balint_voice.cli.language import label, settle
from balint_voice.cli.notice import notice
from balint_voice.cli.run_options import RunOptions
from balint_voice.cli.secrets import confirmed
from balint_voice.cli.with_settings import WithSettings

if TYPE_CHECKING:
    from datetime import datetime

    from balint_voice.app import Outcome, Presenter
    from balint_voice.session.plan import Outline


class RunCommand(WithSettings, options.UnderHeadings):
    """The command with the group's settings as defaults, and its options under headings."""


@folded(RunOptions)
def run(given: RunOptions) -> None:
    """Run a session.

    Keys: space goes on, p pauses, + adds five minutes, q twice ends the session.
    """
    from balint_voice import app
    from balint_voice.cli import parsing, session_parts, under_way
    from balint_voice.cli.commands.resume import gone_on_with

    settle(given.language)
    look = session_parts.look(given.parts)
    ends_at = parsing.ends_at(given)
    outline = parsing.outline_of(given)
    if (short := _too_short(outline, ends_at)) is not None:
        notice(short)
        if not _begins_anyway():
            raise typer.Exit(2)
    with under_way.alone():
        if gone_on_with(given.parts, consent_given=given.consent_given):
            return
        request = session_parts.request_of(outline, given.parts, ends_at=ends_at, theme=given.theme)
        _welcome(outline)
        outcome = app.run(request, out=sys.stdout, look=look, notice=notice)
    session_parts.farewell(outline.script, outcome)


def begun(given: RunOptions, presenter: "Presenter | None") -> "Outcome":
    """Run a session that was asked for on the start page, where all questions were answered."""
    from balint_voice import app
    from balint_voice.cli import parsing, session_parts, under_way

    settle(given.language)
    look = session_parts.look(given.parts)
    ends_at, outline = parsing.ends_at(given), parsing.outline_of(given)
    with under_way.alone(asks=False):
        request = session_parts.request_of(
            outline, given.parts, presenter=presenter, ends_at=ends_at, theme=given.theme
        )
        _welcome(outline)
        outcome = app.run(request, out=sys.stdout, look=look, notice=notice)
    session_parts.farewell(outline.script, outcome)
    return outcome


def _too_short(outline: "Outline", ends_at: "datetime | None") -> str | None:
    if not outline.options.minutes and ends_at is None:
        return None
    return advice.too_short(advice.as_it_would_be(outline, ends_at), ends_at)


def _begins_anyway() -> bool:
    """What somebody says who sits there; where nobody does, it begins."""
    return not sys.stdin.isatty() or confirmed(label("ask", "anyway"))


def _welcome(outline: "Outline") -> None:
    """What the facilitator sees before it starts: the group's size, and what to check."""
    words = outline.script.words
    if (size := advice.about_size(outline)) is not None:
        notice(size)
    notice(words.label("messages", "conditions"))
    for line in words.sections["conditions"].values():
        notice(f"  - {line}")
