"""How many frames a device lost, told by when its blocks come.

Rules: pure; the moments are given. Blocks may come late, and all at once, after a busy moment; then
the next ones are in time again. Frames that were lost never come: from then on every block is late
by as much. So what counts is the most punctual block of the last while, against the most punctual
one before.
"""

_WHILE_S = 0.5
_SURE_S = 0.25
"""Without a word of the device: more than any jitter, and than a clock drifts in many minutes."""
_REPORTED_S = 0.03
"""Where the device says that frames were lost."""


class LostFrames:
    """Of one opening of a device, at `rate` frames a second."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._came = 0
        self._punctual: float | None = None
        self._began = 0.0
        self._since = 0
        self._best = float("inf")
        self._reported = False

    def after(self, frames: int, moment: float, *, reported: bool) -> int:
        """A block of so many frames came at `moment` (seconds); `reported`: the device says that
        some were lost before it. Returns how many are missing, once that is sure."""
        if self._since == self._came:
            self._began = moment
        self._came += frames
        self._reported |= reported
        self._best = min(self._best, moment - self._came / self._rate)
        # By both clocks: what had to wait comes at once, and lasts for no time.
        if self._came - self._since < _WHILE_S * self._rate or moment - self._began < _WHILE_S / 2:
            return 0
        late = self._best - (self._best if self._punctual is None else self._punctual)
        enough = late > (_REPORTED_S if self._reported else _SURE_S)
        lost = round(late * self._rate) if enough else 0
        self._came += lost
        before = self._best if self._punctual is None else self._punctual
        self._punctual = min(before, self._best)
        self._since, self._best, self._reported = self._came, float("inf"), False
        return lost
