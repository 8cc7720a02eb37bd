"""The short texts around what is said: where we are, the time, what it is of, what comes.

Rules: pure, and the same for every screen: the lines take the heading and the digits from here.
"""

from math import ceil

from balint_voice.method.words import Words
from balint_voice.session.stage_table import BEATS, Stage
from balint_voice.session.view import View

BEFORE_THE_FIRST = (Stage.READY, Stage.CONSENT, Stage.WELCOME)
_WORTH_SAYING_S = 60.0
_TO_THE_S = 5
"""A share of the round is said to so many seconds: it is a measure, not a limit."""


def minutes_and_seconds(seconds: float) -> str:
    """12:05, as a kitchen clock shows it."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


def title_of(words: Words, view: View) -> str:
    """Which phase or interlude we are in; before and after them the method's name."""
    if view.phase is not None:
        numbered = f"{words.label('screen', 'phase')} {view.phase_number} · {view.phase}"
        return numbered if view.phase_number else view.phase
    if view.interlude is not None:
        return words.label("review", view.interlude)
    return view.script


def time_of(view: View) -> str:
    """What the big digits show."""
    if view.left_s is not None and view.stage is not Stage.BEGIN:
        return minutes_and_seconds(ceil(view.left_s))
    if view.stage is Stage.CLOSE:
        return minutes_and_seconds(0)
    if view.work_s is not None:
        return minutes_and_seconds(view.work_s)
    return minutes_and_seconds(view.remaining_s) if view.stage in BEFORE_THE_FIRST else ""


def caption_of(words: Words, view: View) -> str:
    """What the time is of; or that it stands still, or waits for somebody."""
    key = _caption(view)
    return words.label("screen", key) if key else ""


def _caption(view: View) -> str:
    if view.paused:
        return "paused"
    if view.waiting:
        return "waits"
    if view.stage in BEFORE_THE_FIRST:
        return "whole"
    if view.stage in BEATS and view.left_s is None:
        return "closing" if view.stage is Stage.CLOSE else "lasts"
    if view.left_s is None:
        return "draining" if view.stage is Stage.DRAIN else ""
    return "quiet" if view.stage is Stage.PREPARE else "to-go"


def each_of(words: Words, view: View) -> str:
    """About how long each person has, where each speaks in turn."""
    if view.share_s is None:
        return ""
    share = minutes_and_seconds(round(view.share_s / _TO_THE_S) * _TO_THE_S)
    return words.label("screen", "each").format(time=share)


def is_important(view: View) -> bool:
    """Whether the caption is what somebody has to see now."""
    return view.paused or view.waiting or view.stage is Stage.DRAIN


def ends_of(words: Words, view: View, ends: str) -> str:
    """When all ends; nothing once it has. `ends`: the time of day, "21:30"."""
    return words.label("screen", "ends-at").format(time=ends) if view.remaining_s > 0 else ""


def coming_of(words: Words, view: View) -> str:
    """What comes next."""
    coming = view.next_phase
    if view.next_interlude is not None:
        coming = words.label("review", view.next_interlude)
    return f"{words.label('screen', 'next')}: {coming}" if coming else ""


def late_of(words: Words, view: View) -> str:
    """By how much it ends later than planned, where that is worth saying."""
    if view.late_s < _WORTH_SAYING_S:
        return ""
    return words.label("screen", "late").format(minutes=words.minutes(view.late_s))
