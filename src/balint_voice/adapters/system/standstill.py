"""Notices that the machine slept, or that the program was stopped for a while.

Rules: a thread that does nothing else keeps the beat. What else takes long (a slow disk, a device
that opens slowly) is thus never taken for sleep, and sleep is seen whatever was being done.
"""

import threading

from balint_voice.session.clock import Instant

from .clock import SessionClock

_BEAT_S = 1.0
_SLEPT_S = 5.0
"""Only a machine that slept is this much late."""


class Standstill:
    """Watches from when it is made until `close`."""

    def __init__(self, clock: SessionClock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._last = clock.now()
        self._since: Instant | None = None
        self._closed = threading.Event()
        threading.Thread(target=self._keep_the_beat, name="standstill", daemon=True).start()

    def since(self) -> Instant | None:
        """When the last standstill began, told once; None where nothing stood still."""
        self._beat()  # who asks may have woken before the thread did
        with self._lock:
            since, self._since = self._since, None
        return since

    def close(self) -> None:
        self._closed.set()

    def _keep_the_beat(self) -> None:
        while not self._closed.wait(_BEAT_S):
            self._beat()

    def _beat(self) -> None:
        with self._lock:
            now = self._clock.now()
            if self._clock.real(now - self._last) > _BEAT_S + _SLEPT_S and self._since is None:
                self._since = self._last
            self._last = now
