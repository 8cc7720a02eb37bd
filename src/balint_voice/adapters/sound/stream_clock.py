"""When each frame of a stream is heard: one straight line through all that the device reports.

Rules: pure; moments come in. The frames of a stream follow each other without a gap, so one moment
says that of all. The device reports a moment at each call for a block; it is some milliseconds
off, up to a block, and a busy processor makes the call late. So the middle of the last reports
holds, and not each of them. After a gap the line is drawn anew.
"""

import math
from collections import deque
from statistics import median

_REPORTS = 65
"""Some two seconds of them."""
_A_GAP_S = 0.2
"""A report that is further from the line than this tells of a gap in the stream."""


class StreamClock:
    """The line of one stream, from its first frame on. `rate`: frames a second."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._frames = 0
        self._first_heard: deque[float] = deque(maxlen=_REPORTS)
        self._middle = -math.inf  # so that the first report begins a line

    def block(self, frames: int, reported: float) -> float:
        """When the first frame of the next block is heard; `reported`: what the device says."""
        passed = self._frames / self._rate
        first_heard = reported - passed
        if abs(first_heard - self._middle) > _A_GAP_S:
            self._first_heard.clear()
        self._first_heard.append(first_heard)
        self._middle = median(self._first_heard)
        self._frames += frames
        return self._middle + passed
