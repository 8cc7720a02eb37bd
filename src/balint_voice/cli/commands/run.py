"""`balint-voice run`: a session, aloud, timed, hands-free."""

import sys
from typing import TYPE_CHECKING

import typer

from balint_voice.cli import options
from balint_voice.cli.folding import folded
from balint_voice.cli.language import label, settle
from balint_voice.cli.notice import notice
from balint_voice.cli.run_options import RunOptions
from balint_voice.cli.secrets import confirmed
from balint_voice.cli.with_settings import WithSettings

if TYPE_CHECKING:
    from balint_voice.session.plan import Outline


class Run(WithSettings, options.UnderHeadings):
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
    held = parsing.held(given)
    if _is_too_short(held) and not _begins_anyway():
        raise typer.Exit(2)
    with under_way.alone():
        if gone_on_with(given.parts, consent_given=given.consent_given):
            return
        request = session_parts.request_of(held, given.parts, ends_at=ends_at, theme=given.theme)
        _welcome(held)
        outcome = app.run(request, out=sys.stdout, look=look, notice=notice)
    session_parts.farewell(held.script, outcome)


_MANY = 12
"""More than these are a large group for any method."""


def _is_too_short(held: "Outline") -> bool:
    """Whether the phases do not fit into the minutes; then it is said, with what would."""
    minutes = held.options.minutes
    least = sum(held.script.phase(phase).least_minutes for phase in held.held)
    if not 0 < minutes < least:
        return False
    short = held.script.words.label("messages", "too-short")
    notice(short.format(minutes=f"{minutes:g}", least=f"{least:g}"))
    return True


def _begins_anyway() -> bool:
    """What somebody says who sits there; where nobody does, it begins."""
    return not sys.stdin.isatty() or confirmed(label("ask", "anyway"))


def _welcome(held: "Outline") -> None:
    """What the facilitator sees before it starts: the group's size, and what to check."""
    words, people = held.script.words, held.people
    if people < held.script.least_people:
        notice(words.label("messages", "small-group"))
    elif people > _MANY:
        notice(words.label("messages", "large-group"))
    notice(words.label("messages", "conditions"))
    for line in words.sections["conditions"].values():
        notice(f"  - {line}")
