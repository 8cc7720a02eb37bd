"""What is checked before the group comes in, as the user asked for it."""

from dataclasses import dataclass

from balint_voice.session.options import WAKE_WORD


@dataclass(frozen=True)
class CheckOptions:
    """What to check, as the user asked for it; None is the default."""

    language: str
    model: str | None
    speakers: tuple[str, ...]
    """All that play at once, the one in the room first; none: the system's own."""
    microphone: str | None
    listen: bool
    wake_word: str = WAKE_WORD
    voice: str | None = None
    rate: int | None = None
    volume: float = 1.0
    """Of the voice, 0 to 1."""
    tonight: tuple[str, ...] = ()
    """All that is sure to be said."""
