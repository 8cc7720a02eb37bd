"""What the session wants done: cues to speak, the microphone to open, transitions to record.

Rule of this room: frozen values, in the order in which they are to be performed. The core
returns them and forgets them; the conductor performs them and decides nothing.
"""

from dataclasses import dataclass

from balint_voice.session.clock import Instant
from balint_voice.session.transitions import Transition


@dataclass(frozen=True)
class Cue:
    """One thing said aloud: `id` names it once in a session, `text` is what is spoken and shown."""

    id: str
    text: str


@dataclass(frozen=True)
class Say:
    """Speak and show the cue. The voice answers CueStarted, then CueFinished; or CueFailed."""

    cue: Cue


@dataclass(frozen=True)
class FallSilent:
    """Stop the cue that sounds, at once."""


@dataclass(frozen=True)
class OpenMicrophone:
    """Open the device for a phase that may be recorded."""

    phase: str


@dataclass(frozen=True)
class CloseMicrophone:
    """Close the device (not mute it), and turn what was heard into text without delay."""


@dataclass(frozen=True)
class TurnDeaf:
    """A cue is about to sound: what the microphone hears is dropped."""


@dataclass(frozen=True)
class HearAgain:
    """The cue is over: listen again once its echo has died away."""


@dataclass(frozen=True)
class GiveUpBacklog:
    """Somebody chose not to wait: drop what was heard and is not yet text."""


@dataclass(frozen=True)
class Record:
    """Append a transition to the timing log."""

    at: Instant
    transition: Transition


@dataclass(frozen=True)
class Warn:
    """Show a line of the language pack (key under `warnings`), without speaking it."""

    key: str


Output = (
    Say
    | FallSilent
    | OpenMicrophone
    | CloseMicrophone
    | TurnDeaf
    | HearAgain
    | GiveUpBacklog
    | Record
    | Warn
)
