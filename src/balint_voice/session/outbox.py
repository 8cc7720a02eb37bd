"""What is to be done at this moment, in order. The one way out of the core.

Rules: every rule puts its outputs here, and none returns them. `Session.handle` empties it.
"""

from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant
from balint_voice.session.outputs import Log, Output


class Outbox:
    """The outputs of one input."""

    def __init__(self) -> None:
        self._first: list[Output] = []
        self._then: list[Output] = []

    def put(self, *outputs: Output) -> None:
        """Have these done after what is already here."""
        self._then += outputs

    def put_first(self, *outputs: Output) -> None:
        """Have these done before all that came by `put`: the microphone is deaf before a cue
        sounds."""
        self._first += outputs

    def record(self, now: Instant, record: r.LogRecord) -> None:
        """Have this written in the timing log."""
        self.put(Log(now, record))

    def empty(self) -> tuple[Output, ...]:
        """All of it, in order; nothing stays."""
        outputs = (*self._first, *self._then)
        self._first, self._then = [], []
        return outputs
