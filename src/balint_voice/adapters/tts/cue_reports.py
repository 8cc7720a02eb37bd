"""What a voice reports to the session about a cue: once, and only while it still matters."""

import threading

from balint_voice.ports import Inbox
from balint_voice.session.inputs import CueFailed, CueFinished, CueOnlyShown, CueStarted
from balint_voice.session.outputs import Cue


class CueReports:
    """Who is speaking now, and the only way to the inbox: what was stopped is not heard of."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._lock = threading.Lock()
        self._current: object | None = None

    def begin(self) -> object:
        """A token for one cue; whatever spoke before it is silenced."""
        token = object()
        with self._lock:
            self._current = token
        return token

    def stop(self) -> None:
        with self._lock:
            self._current = None

    @property
    def pending(self) -> bool:
        """Whether a cue has still to be answered."""
        with self._lock:
            return self._current is not None

    def current(self, token: object) -> bool:
        with self._lock:
            return token is self._current

    def started(self, token: object, cue: Cue) -> None:
        with self._lock:
            if token is self._current:
                self._inbox.put(CueStarted(cue.id))

    def failed(self, token: object, cue: Cue, reading_s: float) -> None:
        """CueOnlyShown now, and CueFailed when the cue can have been read."""
        with self._lock:
            if token is self._current:
                self._inbox.put(CueOnlyShown(cue.id))
        timer = threading.Timer(reading_s, self.ended, (token, CueFailed(cue.id)))
        timer.daemon = True
        timer.start()

    def ended(self, token: object, answer: CueFinished | CueFailed) -> None:
        with self._lock:
            if token is self._current:
                self._current = None
                self._inbox.put(answer)
