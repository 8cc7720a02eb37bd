"""What the facilitator is told of a session before it begins, and may disregard."""

import math
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from balint_voice.method.script import Script
    from balint_voice.session.plan import Outline, SessionPlan

_MANY = 12
"""More than these are a large group for any method in one circle."""


def as_it_would_be(outline: "Outline", ends_at: "datetime | None") -> "SessionPlan":
    """The plan, before any text is rendered. At its own pace: a rehearsal is over sooner, but is
    that session."""
    from balint_voice import app
    from balint_voice.adapters.tts.synthesizer import estimated_seconds

    at_its_own_pace = replace(outline, options=replace(outline.options, pace=1.0))
    return app.planned(at_its_own_pace, ends_at, estimated_seconds)


def too_short(plan: "SessionPlan", ends_at: "datetime | None") -> str | None:
    """Where the session does not fit into the minutes, or before its end: so, and what would do."""
    minutes = plan.options.minutes  # those that are left, where an end was asked for
    asked = f"{minutes:g}" if ends_at is None else f"{minutes:.0f}"
    return does_not_fit(plan.script, asked, minutes * 60, plan.short_s) if minutes else None


def does_not_fit(script: "Script", asked: str, seconds: float, short_s: float) -> str | None:
    """Where so many seconds are short by so much. `asked`: the same in minutes, to be read."""
    from balint_voice.session.plan import TOO_SHORT_S

    if short_s <= TOO_SHORT_S:
        return None
    least = math.ceil((seconds + short_s) / 60)
    return script.words.label("messages", "too-short").format(minutes=asked, least=least)


def about_size(outline: "Outline") -> str | None:
    """Where the group is small or large for the method."""
    words, people = outline.script.words, outline.people
    if people < outline.script.least_people:
        return words.label("messages", "small-group")
    if people > _MANY and not outline.script.in_small_groups:
        return words.label("messages", "large-group")
    return None
