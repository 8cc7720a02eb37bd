"""What the facilitator is told of a session before it begins, and may disregard."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balint_voice.session.plan import Outline

_MANY = 12
"""More than these are a large group for any method."""


def too_short(held: "Outline") -> str | None:
    """Where the phases do not fit into the minutes: so, and what would."""
    minutes = held.options.minutes
    least = sum(held.script.phase(phase).least_minutes for phase in held.held)
    if not 0 < minutes < least:
        return None
    short = held.script.words.label("messages", "too-short")
    return short.format(minutes=f"{minutes:g}", least=f"{least:g}")


def about_size(held: "Outline") -> str | None:
    """Where the group is small or large for the method."""
    words, people = held.script.words, held.people
    if people < held.script.least_people:
        return words.label("messages", "small-group")
    if people > _MANY:
        return words.label("messages", "large-group")
    return None
