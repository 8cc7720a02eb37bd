"""The outputs of the core: cues to speak, the microphone to open, records for the timing log.

Rules: frozen values, in the order in which they are to be performed. The conductor performs them
and decides nothing.
"""

from dataclasses import dataclass
from typing import Literal

from balint_voice.session.clock import Instant
from balint_voice.session.cue_ids import CueId
from balint_voice.session.log_records import LogRecord


@dataclass(frozen=True)
class Cue:
    """One thing that is said aloud. `id`: unique in a session. `text`: what is spoken and shown."""

    id: CueId
    text: str


@dataclass(frozen=True)
class Say:
    """Speak and show the cue. The voice answers CueStarted, then CueFinished; or CueFailed."""

    cue: Cue


@dataclass(frozen=True)
class Show:
    """Show the cue as if it were said; nothing is spoken, and nobody answers."""

    cue: Cue


@dataclass(frozen=True)
class FallSilent:
    """Stop the cue that sounds, at once."""


Chimes = Literal["begin", "close", "last-minute", "soon", "understood"]
"""Short soft sounds: a phase begins, it closes, one minute is left, the voice would like a word (or
there is something to read), a spoken command was understood."""


@dataclass(frozen=True)
class Chime:
    """Sound it, over nothing and before what is said next."""

    kind: Chimes


Purpose = Literal["record", "attend", "await"]
"""Why the microphone is open: to make notes; to hear only pauses and spoken commands; or to hear
whether somebody begins in the quiet moment before a phase that is recorded."""


@dataclass(frozen=True)
class OpenMicrophone:
    """Open the device for a phase. Where it awaits the first word of that phase and is now to
    record it, it stays open: what is being said at this moment is recorded from its beginning.
    `echo`: a cue was heard just before, and may still ring in the room."""

    phase: str
    purpose: Purpose = "record"
    echo: bool = True


@dataclass(frozen=True)
class CloseMicrophone:
    """Close the device (not mute it), and turn what was heard into text without delay."""


@dataclass(frozen=True)
class TurnDeaf:
    """A cue is about to sound: what the microphone hears is dropped."""


@dataclass(frozen=True)
class HearAgain:
    """The cue is over: listen again once its echo has died away, where it has one."""

    echo: bool = True


@dataclass(frozen=True)
class Forget:
    """A veto: wipe what was heard in these phases and is not yet text, and make unreadable for
    good what was sealed of them."""

    phases: tuple[str, ...]


@dataclass(frozen=True)
class GiveUpBacklog:
    """Somebody chose not to wait: drop what was heard and is not yet text."""


@dataclass(frozen=True)
class Log:
    """Append a record to the timing log."""

    at: Instant
    record: LogRecord


@dataclass(frozen=True)
class Warn:
    """Show a line of the language pack (key under `warnings`), without speaking it."""

    key: str


Output = (
    Say
    | Show
    | Chime
    | FallSilent
    | OpenMicrophone
    | CloseMicrophone
    | TurnDeaf
    | HearAgain
    | Forget
    | GiveUpBacklog
    | Log
    | Warn
)
