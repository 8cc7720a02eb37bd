"""The inputs of the core: commands in the imperative, events in the past tense.

Rules: frozen values only. Whoever makes one (a key, the speaker, the listener) puts it into the
inbox. Only the conductor takes it out.
"""

import math
from dataclasses import dataclass, field
from typing import Literal

from balint_voice.session.clock import Instant, Seconds
from balint_voice.session.cue_ids import CueId

# Commands: somebody wants something.


@dataclass(frozen=True)
class Start:
    """Begin the session."""


@dataclass(frozen=True)
class Resume:
    """Go on with a session that was cut off, so many seconds ago."""

    away: Seconds


@dataclass(frozen=True)
class Interrupt:
    """Stop here in order, so that the session can be resumed later (Ctrl-C, a shutdown)."""


@dataclass(frozen=True)
class Next:
    """Begin, when the group is getting ready; otherwise go on to what comes next."""


@dataclass(frozen=True)
class Back:
    """One phase back."""


@dataclass(frozen=True)
class Pause:
    """Stop the clock and close the microphone until `Continue`."""


@dataclass(frozen=True)
class Continue:
    """End the pause."""


@dataclass(frozen=True)
class TogglePause:
    """Pause, or go on where it is paused: one key for both."""


@dataclass(frozen=True)
class Extend:
    """Give the running phase more time."""

    by: Seconds


@dataclass(frozen=True)
class Skip:
    """Leave the running phase out."""


@dataclass(frozen=True)
class Repeat:
    """Say the last cue once more."""


@dataclass(frozen=True)
class TellTimeLeft:
    """Say how much time the phase has left."""


@dataclass(frozen=True)
class Help:
    """Say what can be said."""


@dataclass(frozen=True)
class Hush:
    """Leave unsaid what sounds or waits to be said."""


@dataclass(frozen=True)
class End:
    """End the session here, in order."""


@dataclass(frozen=True)
class Agree:
    """Yes: to the recording, asked of the group; or to a command that was spoken back."""


@dataclass(frozen=True)
class AskForConsent:
    """Ask the group for its consent once more, after it did not give it."""


@dataclass(frozen=True)
class Veto:
    """Somebody no longer wants this recorded. A second one means the whole session."""


@dataclass(frozen=True)
class OnlyThisPhase:
    """The veto was for one phase; the answer to the question that follows a veto."""


@dataclass(frozen=True)
class TypeNote:
    """Somebody wants to type a note. While the group is asked for its consent: no."""


# Events: something happened.


@dataclass(frozen=True)
class Pressed:
    """A key was pressed at this moment. `key`: the character it types, in lower case, or its name.
    `wants`: the command it stands for; None for a key that means nothing. `by_button`: it was a
    button of a page that stands for the key."""

    key: str
    wants: "Input | None"
    at: Instant
    by_button: bool = False


@dataclass(frozen=True)
class VoiceStarted:
    """Somebody in the room began to speak."""


@dataclass(frozen=True)
class VoiceStopped:
    """Nobody in the room speaks any more, since `ago` seconds before this was noticed."""

    ago: Seconds = 0.0


@dataclass(frozen=True)
class LevelChanged:
    """The open microphone gives sound at another level: a step of the bar, 0 to 5. `clips`: it is
    louder than the microphone can take."""

    step: int
    clips: bool


@dataclass(frozen=True)
class NobodyHeard:
    """The open microphone has heard no voice for `quiet_s` seconds, and should have."""

    quiet_s: Seconds


@dataclass(frozen=True)
class CommandHeard:
    """A command was spoken after the wake word; not `sure`: it was only nearly understood.
    `began_s`: when the voice began, on the session's clock."""

    command: "Input"
    sure: bool
    began_s: float = field(default=math.inf, compare=False)


@dataclass(frozen=True)
class NoteTyped:
    """A typed note is sealed and synced to disk."""

    phase: str


@dataclass(frozen=True)
class Slept:
    """The machine slept, or its clock jumped: nothing was heard or shown since that moment."""

    since: Instant


@dataclass(frozen=True)
class TimePassed:
    """Nothing but time went by; sent when the deadline is reached."""


@dataclass(frozen=True)
class CueStarted:
    """The first sample of a cue is audible."""

    cue: CueId


@dataclass(frozen=True)
class CueFinished:
    """A cue was heard to its end."""

    cue: CueId


@dataclass(frozen=True)
class CueOnlyShown:
    """The cue cannot be heard, and is there to be read; CueFailed comes when it can have been."""

    cue: CueId


@dataclass(frozen=True)
class CueFailed:
    """A cue could not be spoken (no sound, a dead voice); it was shown instead."""

    cue: CueId


@dataclass(frozen=True)
class SpeechSealed:
    """A piece of speech is text, sealed and synced to disk; its samples are wiped.

    `speech_s`: seconds of speech that became text.
    """

    phase: str
    start_s: Seconds
    end_s: Seconds
    speech_s: Seconds


@dataclass(frozen=True)
class BacklogChanged:
    """Seconds of speech heard and not yet sealed."""

    seconds: Seconds


@dataclass(frozen=True)
class SearchChanged:
    """Speech is turned into text more widely from now on, or more narrowly because it waits."""

    widely: bool


@dataclass(frozen=True)
class ListeningEnded:
    """All that one opening of the microphone heard is sealed or dropped; nothing is pending.

    `recorded_s`: seconds the microphone listened (deaf moments not counted); `speech_s`: of these,
    speech; `transcribed_s`: speech that became text; `dropped_s`: speech that was given up;
    `unheard_s`: seconds in which it was open and deaf, because a cue sounded.
    """

    phase: str
    recorded_s: Seconds
    speech_s: Seconds
    transcribed_s: Seconds
    dropped_s: Seconds
    unheard_s: Seconds = 0.0


Part = Literal["speaker", "one-speaker", "voice", "microphone", "transcriber", "notes", "veto"]
"""The parts around the core that can fail without stopping the session. "one-speaker": one of
several. "veto": the disk does not let it erase."""


@dataclass(frozen=True)
class PartFailed:
    """A part stopped working; the session goes on without it, or with what is left of it."""

    part: Part


@dataclass(frozen=True)
class PartRecovered:
    """A part that had failed works again."""

    part: Part


@dataclass(frozen=True)
class NetworkRefused:
    """Something in the program asked for the network and was refused. `times`: how often since
    the last input of this kind."""

    times: int


Input = (
    Start
    | Resume
    | Interrupt
    | Next
    | Back
    | Pause
    | Continue
    | TogglePause
    | Extend
    | Skip
    | Repeat
    | TellTimeLeft
    | Help
    | Hush
    | End
    | Agree
    | AskForConsent
    | Veto
    | OnlyThisPhase
    | TypeNote
    | VoiceStarted
    | VoiceStopped
    | LevelChanged
    | NobodyHeard
    | CommandHeard
    | NoteTyped
    | Slept
    | Pressed
    | TimePassed
    | CueStarted
    | CueFinished
    | CueOnlyShown
    | CueFailed
    | SpeechSealed
    | BacklogChanged
    | SearchChanged
    | ListeningEnded
    | PartFailed
    | PartRecovered
    | NetworkRefused
)
