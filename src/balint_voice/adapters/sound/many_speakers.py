"""Several loudspeakers as one: the room, and a hearing loop or an earpiece.

Rules: each plays the same, at the same moment where there is one. One that fails does not silence
the others. A sound has begun when the first of them is heard and has ended when the last one is. It
has failed when all have. Whether one is silent is told once, and once more when it sounds again.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from balint_voice.listening.audio import Sound
from balint_voice.ports import AT_ONCE, Moment, PlaybackListener, Speaker

TellSilence = Callable[[bool], None]
"""Whether any of them is silent, while another sounds."""


class OpenSpeaker(Speaker, Protocol):
    """A speaker that can be opened beforehand. Raises PartMissing."""

    def open(self) -> None: ...


class ManySpeakers:
    """`ports.Speaker`: all of these at once."""

    def __init__(self, speakers: Sequence[OpenSpeaker], tell: TellSilence) -> None:
        self._speakers = tuple(speakers)
        self._tell = tell
        self._one_is_silent = False
        self._rounds: list[_Round] = []
        self._telling = threading.RLock()

    def open(self) -> None:
        """Raises PartMissing where one of them is not there: it was asked for by name."""
        for speaker in self._speakers:
            speaker.open()

    @property
    def lead_s(self) -> float:
        return max(speaker.lead_s for speaker in self._speakers)

    def get_ready(self) -> None:
        for speaker in self._speakers:
            speaker.get_ready()

    def play(self, sound: Sound, listener: PlaybackListener, heard_at: Moment = AT_ONCE) -> None:
        with self._telling:
            self.stop()
            self.follow(sound, listener, heard_at)

    def follow(self, sound: Sound, listener: PlaybackListener, heard_at: Moment = AT_ONCE) -> None:
        with self._telling:
            fresh = _Round(len(self._speakers), listener, self._ended)
            self._rounds = [*(one for one in self._rounds if not one.over), fresh]
            for speaker in self._speakers:
                speaker.follow(sound, fresh, heard_at)

    def stop(self) -> None:
        with self._telling:
            for one in self._rounds:
                one.over = True
            for speaker in self._speakers:
                speaker.stop()

    def close(self) -> None:
        self.stop()
        for speaker in self._speakers:
            speaker.close()

    def _ended(self, failed: int) -> None:
        silent = 0 < failed < len(self._speakers)
        if silent != self._one_is_silent:
            self._one_is_silent = silent
            self._tell(silent)


class _Round:
    """One sound on all of them: passes on what the listener is to know, each once."""

    def __init__(
        self, count: int, listener: PlaybackListener, ended: Callable[[int], None]
    ) -> None:
        self._count, self._left, self._failed, self._begun = count, count, 0, False
        self._listener = listener
        self._ended = ended
        self._lock = threading.Lock()
        self.over = False

    def started(self) -> None:
        with self._lock:
            first, self._begun = not self._begun, True
        if first and not self.over:
            self._listener.started()

    def finished(self) -> None:
        self._one_is_done(failed=0)

    def failed(self) -> None:
        self._one_is_done(failed=1)

    def _one_is_done(self, *, failed: int) -> None:
        with self._lock:
            self._left -= 1
            self._failed += failed
            last = self._left == 0
        if not last or self.over:
            return
        self.over = True
        self._ended(self._failed)
        if self._failed < self._count:
            self._listener.finished()
        else:
            self._listener.failed()
