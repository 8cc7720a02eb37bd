"""The round: where each speaks in turn, how long the share of one person is.

Rules: it counts nobody and names nobody. The shares are equal parts of the work, whoever speaks.
"""

from balint_voice.method.script import Phase, Reminder
from balint_voice.session.clock import Seconds


def share_of(phase: Phase | None, work_s: Seconds | None, people: int) -> Seconds | None:
    """The share of each person; None where nobody speaks in turn."""
    if phase is None or phase.speaks != "round" or not work_s:
        return None
    return work_s / people


def marks_of(phase: Phase, people: int) -> tuple[Reminder, ...]:
    """A mark without words where each share ends, the last one aside: there the phase closes."""
    if phase.speaks != "round":
        return ()
    shares = (left / people for left in range(people - 1, 0, -1))
    return tuple(
        Reminder(f"round-{number}", "", left_share=share)
        for number, share in enumerate(shares, start=1)
    )
