"""What stands in the timing log: times and names of our own, never a word that was said or typed.

Rules: these classes *are* the log's allow-list. A field is an identifier that we
made (`Id`), a number, a truth value, or a list of identifiers; there is no free text, so content
cannot get in. `session/` is a fold over these, `review/` reads them.
"""

from dataclasses import dataclass

from balint_voice.session.clock import Seconds
from balint_voice.session.names import Id as Id

_RECORD = Id("record")


@dataclass(frozen=True)
class SessionStarted:
    """The first record: `started` is ISO-8601 with zone; `planned_s` the whole session; `group`
    the one name in it that a person gave."""

    session: Id
    script: Id
    language: Id
    started: str
    people: int
    group: str | None
    planned_s: Seconds
    recorded: tuple[Id, ...]


@dataclass(frozen=True)
class SessionRequested:
    """What the session was asked to be, so that it can be resumed.

    `minutes`: 0 where the phases' own minutes count. `asks`: each phase waits for "begin". `quiet`:
    reminders are a chime and shown. `unsaid`: reminders that are left out. `round_chime`: a chime
    marks the share of each person where each speaks in turn.
    """

    variants: tuple[Id, ...] = ()
    cases: int = 1
    breaks: tuple[Id, ...] = ()
    skipped: tuple[Id, ...] = ()
    orientation: bool = False
    evaluation: bool = False
    minutes: float = 0.0
    asks: bool = False
    polite: bool = True
    pauses: bool = False
    commands: bool = False
    pace: float = 1.0
    follow_up: bool = False
    quiet: bool = False
    unsaid: tuple[Id, ...] = ()
    round_chime: bool = False


@dataclass(frozen=True)
class PhasePlanned:
    """A phase of the plan, in order: its whole slot, spoken parts included."""

    phase: Id
    number: int
    planned_s: Seconds


@dataclass(frozen=True)
class PhaseReplanned:
    """The phase's slot as it now is, after an extension or a re-plan."""

    phase: Id
    planned_s: Seconds


@dataclass(frozen=True)
class ConsentGiven:
    """The presenter and the group agreed to record these phases; when, not who.

    `pauses`, `commands`: the microphone may also listen for a pause, and for spoken commands.
    """

    phases: tuple[Id, ...]
    pauses: bool = False
    commands: bool = False


@dataclass(frozen=True)
class ConsentDeclined:
    """Nobody has to say why: the session runs as a timer."""


@dataclass(frozen=True)
class Vetoed:
    """What was recorded of these phases is gone for good, and they are recorded no more."""

    phases: tuple[Id, ...]


@dataclass(frozen=True)
class VetoAsked:
    """Somebody vetoed in a phase that holds nothing, and is asked what is meant: so far nothing is
    gone."""


@dataclass(frozen=True)
class VetoSettled:
    """Somebody said how far the veto goes: one phase only, or nothing."""


@dataclass(frozen=True)
class BeatBegan:
    """A beat of a phase: announce, prepare, begin, work, close."""

    phase: Id
    beat: Id


@dataclass(frozen=True)
class BegunEarly:
    """Somebody began in the quiet moment of the phase; it is recorded from then on."""

    phase: Id


@dataclass(frozen=True)
class PhaseEnded:
    """The phase is over: its close was heard, or it was left."""

    phase: Id


@dataclass(frozen=True)
class PhaseSkipped:
    phase: Id


@dataclass(frozen=True)
class PhaseExtended:
    phase: Id
    by_s: Seconds


@dataclass(frozen=True)
class InterludeBegan:
    """A break, or the evaluation; `planned_s` its length."""

    interlude: Id
    planned_s: Seconds


@dataclass(frozen=True)
class InterludeExtended:
    interlude: Id
    by_s: Seconds


@dataclass(frozen=True)
class InterludeEnded:
    interlude: Id


@dataclass(frozen=True)
class DoesNotFit:
    """The time is too short by so much, even with each phase still to come at its least."""

    short_s: Seconds


@dataclass(frozen=True)
class CueStarted:
    """A cue's first sample was audible now. `due_s`: when it was due. `waited_s`: how long it
    waited for a pause in the talk."""

    cue: Id
    due_s: Seconds
    waited_s: Seconds


@dataclass(frozen=True)
class CueFinished:
    cue: Id
    due_s: Seconds
    heard: bool


@dataclass(frozen=True)
class Paused:
    pass


@dataclass(frozen=True)
class Continued:
    pass


@dataclass(frozen=True)
class MicrophoneOpened:
    """`purpose`: record, attend (pauses and commands only, nothing kept), or await (whether
    somebody begins, nothing kept)."""

    phase: Id
    purpose: Id = _RECORD


@dataclass(frozen=True)
class MicrophoneClosed:
    phase: Id


@dataclass(frozen=True)
class NobodyHeard:
    """The open microphone has heard nobody since `since_s`, and the group was told."""

    phase: Id
    since_s: Seconds


@dataclass(frozen=True)
class SomebodyHeard:
    """After that a voice was heard."""

    phase: Id


@dataclass(frozen=True)
class SpeechSealed:
    """Speech between these moments is in the sealed notes now."""

    phase: Id
    start_s: Seconds
    end_s: Seconds
    speech_s: Seconds


@dataclass(frozen=True)
class SearchChanged:
    """The transcriber searches widely from now on, or narrowly: then more words may be wrong."""

    widely: bool


@dataclass(frozen=True)
class ListeningEnded:
    """The account of one opening of the microphone (see `inputs.ListeningEnded`)."""

    phase: Id
    recorded_s: Seconds
    speech_s: Seconds
    transcribed_s: Seconds
    dropped_s: Seconds
    unheard_s: Seconds = 0.0


@dataclass(frozen=True)
class NoteTyped:
    """A typed note is in the sealed notes."""

    phase: Id


@dataclass(frozen=True)
class CommandObeyed:
    """A spoken command was obeyed: its name, none of its words."""

    command: Id


@dataclass(frozen=True)
class PartFailed:
    """A part failed; the session went on."""

    part: Id


@dataclass(frozen=True)
class PartRecovered:
    """A part that had failed works again."""

    part: Id


@dataclass(frozen=True)
class NetworkRefused:
    """Something in the program asked for the network and did not get it. `times`: how often in
    the whole session. Written the first time, and each time that the number has doubled."""

    times: int


@dataclass(frozen=True)
class Slept:
    """The machine slept for `away_s`; the session was paused meanwhile."""

    away_s: Seconds


@dataclass(frozen=True)
class Resumed:
    """The session goes on. Its program had ended in the middle of it, `away_s` before."""

    away_s: Seconds


@dataclass(frozen=True)
class AudioDeleted:
    """The receipt: all audio of this session is gone, and how much there was.

    `dropped_s`: speech that did not become text, or is text no more; `vetoed_s` of it by a veto.
    `in_memory_s`: speech that is still held in memory now. `unheard_s`: the microphone was open and
    deaf, because the voice spoke.
    """

    recorded_s: Seconds
    transcribed_s: Seconds
    dropped_s: Seconds
    on_disk_bytes: int
    vetoed_s: Seconds = 0.0
    in_memory_s: Seconds = 0.0
    unheard_s: Seconds = 0.0


@dataclass(frozen=True)
class SessionInterrupted:
    """It was stopped in its midst, in order; it can be resumed."""


@dataclass(frozen=True)
class SessionEnded:
    """`complete`: the script ran to its end; otherwise it was ended early."""

    complete: bool


LogRecord = (
    SessionStarted
    | SessionRequested
    | PhasePlanned
    | PhaseReplanned
    | ConsentGiven
    | ConsentDeclined
    | Vetoed
    | VetoAsked
    | VetoSettled
    | BeatBegan
    | BegunEarly
    | PhaseEnded
    | PhaseSkipped
    | PhaseExtended
    | InterludeBegan
    | InterludeExtended
    | InterludeEnded
    | DoesNotFit
    | CueStarted
    | CueFinished
    | Paused
    | Continued
    | MicrophoneOpened
    | MicrophoneClosed
    | NobodyHeard
    | SomebodyHeard
    | SpeechSealed
    | SearchChanged
    | ListeningEnded
    | NoteTyped
    | CommandObeyed
    | PartFailed
    | PartRecovered
    | NetworkRefused
    | Slept
    | Resumed
    | AudioDeleted
    | SessionInterrupted
    | SessionEnded
)
