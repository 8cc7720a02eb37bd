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
    from balint_voice.adapters.files.prompt_store import load_script
    from balint_voice.cli import parsing, session_parts
    from balint_voice.cli.commands.resume import gone_on_with
    from balint_voice.method.arrangement import arranged
    from balint_voice.session.plan import outline

    settle(given.language)
    ends_at = parsing.ends_at(given)
    script = load_script(given.script, given.language)
    script = arranged(
        script, parsing.listed(given.variant), given.cases, parsing.listed(given.unsaid)
    )
    held = outline(script, parsing.session_options(given, script))
    if _is_too_short(held) and not _begins_anyway():
        raise typer.Exit(2)
    if gone_on_with(given.parts, consent_given=given.consent_given):
        return
    request = session_parts.request_of(held, given.parts, ends_at=ends_at, theme=given.theme)
    _welcome(held)
    look = session_parts.look(plain=given.parts.plain)
    outcome = app.run(request, out=sys.stdout, look=look, notice=notice)
    session_parts.farewell(script, outcome)


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
    if not 5 <= people <= 12:
        notice(words.label("messages", "small-group" if people < 5 else "large-group"))
    notice(words.label("messages", "conditions"))
    for line in words.sections["conditions"].values():
        notice(f"  - {line}")
