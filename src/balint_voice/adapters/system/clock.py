"""The session's clock: the only reader of time for the session.

Rules: time during which the machine slept counts, so that a closed lid shows as a jump. `pace`
makes the session's seconds shorter than real ones.
"""

import sys
import time

from balint_voice.ports import Moment
from balint_voice.session.clock import Instant, Seconds


def _seconds_awake_and_asleep() -> float:
    """A clock that goes on in suspend, where the system has one.

    Linux: CLOCK_BOOTTIME. On a Mac it is CLOCK_MONOTONIC (Python's own `monotonic` stops there);
    on Windows Python's `monotonic` counts sleep.
    """
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


class SessionClock:
    """Reads `started_at` when started; `pace` session seconds pass in one real second."""

    def __init__(self, pace: float = 1.0, started_at: Seconds = 0.0) -> None:
        self._pace = pace
        self._started_at = started_at
        self.start()

    def start(self) -> None:
        """Begin to count, now. Made is started; a later start is for what took time to set up."""
        self._origin = _seconds_awake_and_asleep()

    def now(self) -> Instant:
        passed = _seconds_awake_and_asleep() - self._origin
        return Instant(self._started_at + passed * self._pace)

    def moment(self, instant: Instant) -> Moment:
        """The same moment on the clock of whatever has to be punctual."""
        return Moment(time.monotonic() + self.real(instant - self.now()))

    def real(self, seconds: Seconds) -> float:
        """How long session seconds last outside."""
        return seconds / self._pace
