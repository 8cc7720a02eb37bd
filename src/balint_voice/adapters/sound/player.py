"""Plays one sound and waits for its end: for a check, or for whoever wants to hear it again."""

import threading

from balint_voice.adapters.sound.speaker import DeviceSpeaker
from balint_voice.listening.audio import Sound

_PATIENCE_S = 4.0
"""Beyond its length."""


class Player:
    """A speaker, and whether what it was given came to its end."""

    def __init__(self, device: str | None) -> None:
        self._speaker = DeviceSpeaker(device)
        self.over = threading.Event()
        self._failed = False

    def open(self) -> None:
        """Raises PartMissing where there is no such speaker."""
        self._speaker.open()

    def play(self, sound: Sound) -> None:
        self.over.clear()
        self._failed = False
        self._speaker.play(sound, self)

    def wait(self, seconds: float) -> bool:
        """Whether a sound of so many seconds was played to its end."""
        return self.over.wait(seconds + _PATIENCE_S) and not self._failed

    def started(self) -> None: ...

    def finished(self) -> None:
        self.over.set()

    def failed(self) -> None:
        self._failed = True
        self.over.set()

    def close(self) -> None:
        self._speaker.close()
