"""Time as the core knows it. The core never reads a clock: time comes in with each input."""

from typing import NewType

Instant = NewType("Instant", float)
"""A moment: seconds since the session started, pauses included, on the session's clock."""

Seconds = float
"""A duration in seconds of the session's clock."""


def later(moment: Instant, by: Seconds) -> Instant:
    """The moment `by` seconds after `moment`."""
    return Instant(moment + by)
