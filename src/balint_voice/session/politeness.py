"""The voice waits for a pause before it interrupts, up to a limit.

Rules:
- A cue that is due waits until nobody has spoken for `pause_s`, at most `longest_s`.
- Then one soft chime asks for the word, and a gap of `gap_s` is enough, at most `longer_s` later.
- Then the cue is said. Where the microphone hears nothing, a cue is said when it is due.

The defaults are chosen and not measured; a group changes them under `[waits]` in its settings. A
limit has to be there: noise in a room can count as speech for ever.
"""

from dataclasses import asdict, dataclass
from enum import Enum, auto

from balint_voice.session.clock import Instant, Seconds, later

_DEAF_AFTER_CHIME_S = 1.2
"""Chosen: the chime and its echo are over by then. What the microphone hears meanwhile is not the
room."""


@dataclass(frozen=True)
class PolitenessSettings:
    """How long the voice waits, all in seconds. `silence_s`: after so long a silence in a phase
    where somebody has the word, the voice asks whether to go on; 0: it never asks."""

    pause_s: Seconds = 1.5
    longest_s: Seconds = 30.0
    gap_s: Seconds = 0.6
    longer_s: Seconds = 15.0
    silence_s: Seconds = 45.0

    def at(self, pace: float) -> "PolitenessSettings":
        """The same for the people at the table, where the session's clock runs faster."""
        return PolitenessSettings(
            **{name: seconds * pace for name, seconds in asdict(self).items()}
        )


class Turn(Enum):
    """What a cue that is due may do now."""

    WAIT = auto()
    CHIME = auto()
    SPEAK = auto()


class Hearing(Enum):
    """What the open microphone tells of the room."""

    NOTHING = auto()
    """It is closed or broken, or is about to close."""
    DEAF = auto()
    """A cue sounds: what is heard is dropped."""
    ROOM = auto()


class Politeness:
    """Knows whether somebody speaks, and since when nobody does."""

    def __init__(self, settings: PolitenessSettings | None) -> None:
        self._settings = settings
        self._hearing = Hearing.NOTHING
        self._speaking = False
        self.speaking_since: Instant | None = None
        """When the voice that is heard now was first heard; None: nobody speaks."""
        self._quiet_since = Instant(0)
        self._deaf_until = Instant(0)
        self._chimed_for: Instant | None = None

    @property
    def hears(self) -> bool:
        """Whether waiting makes sense: somebody wants it, and the microphone tells."""
        return self._hearing is not Hearing.NOTHING and self._settings is not None

    def listen(self, now: Instant, hearing: Hearing) -> None:
        """What the microphone tells of the room from now on."""
        if hearing is Hearing.ROOM and self._hearing is not Hearing.ROOM:
            self._speaking, self._quiet_since = False, now
            self.speaking_since = None
        self._hearing = hearing

    def voice_started(self, at: Instant) -> None:
        """Somebody began to speak."""
        self._speaking = True
        self.speaking_since = at
        self._quiet_since = max(at, self._deaf_until)

    def voice_stopped(self, at: Instant) -> None:
        """Nobody has spoken since then."""
        self._speaking = False
        self.speaking_since = None
        self._quiet_since = max(at, self._deaf_until)

    def silent_since(self) -> Instant | None:
        """Since when nobody has spoken; None while somebody does, or where it is not known."""
        knows = self._hearing is Hearing.ROOM and not self._speaking
        return self._quiet_since if knows else None

    def silence_asked_at(self) -> Instant | None:
        """When the silence will have become so long that the voice asks."""
        since = self.silent_since()
        if since is None or self._settings is None or not self._settings.silence_s:
            return None
        return later(since, self._settings.silence_s)

    def permits(self, due: Instant) -> Instant:
        """When a cue due at `due` has to be looked at again, as far as is known now."""
        if self._settings is None or self._hearing is Hearing.NOTHING:
            return due
        settings, chimed = self._settings, self._chimed_for == due
        cap = later(due, settings.longest_s + (settings.longer_s if chimed else 0.0))
        if self.silent_since() is None:
            return cap
        gap = settings.gap_s if chimed else settings.pause_s
        return min(max(due, later(self._quiet_since, gap)), cap)

    def turn(self, due: Instant, now: Instant) -> Turn:
        """What a cue due at `due` may do now; asks for the word once, at the first cap."""
        if now < self.permits(due):
            return Turn.WAIT
        if self._settings is None or not self.hears or self._chimed_for == due:
            return Turn.SPEAK
        since = self.silent_since()
        if since is not None and now >= later(since, self._settings.pause_s):
            return Turn.SPEAK
        self._chimed_for = due
        self._deaf_until = later(now, _DEAF_AFTER_CHIME_S)
        self._quiet_since = max(self._quiet_since, self._deaf_until)
        return Turn.CHIME
