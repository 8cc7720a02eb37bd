"""The small interfaces between the conductor and the world. Contract in each docstring.

Rules: Protocols of one to four methods. Adapters and the tests' fakes implement
them, and one contract suite per port runs on both.
"""

from collections.abc import Sequence
from typing import NewType, Protocol

from balint_voice.listening.audio import AudioBlock, Samples, Sound
from balint_voice.listening.phrases import Likelihood
from balint_voice.listening.transcript import Decoded, NoteEntry
from balint_voice.session.clock import Instant
from balint_voice.session.inputs import Input
from balint_voice.session.log_records import LogRecord
from balint_voice.session.outputs import (
    Chimes,
    CloseMicrophone,
    Cue,
    Forget,
    HearAgain,
    OpenMicrophone,
    TurnDeaf,
)

MicrophoneOrder = OpenMicrophone | CloseMicrophone | TurnDeaf | HearAgain | Forget
"""What the session wants of the microphone."""

Moment = NewType("Moment", float)
"""Seconds on this machine's monotonic clock (`time.monotonic`), for what has to be punctual."""
AT_ONCE = Moment(0.0)


class Inbox(Protocol):
    """The one queue into the session. Safe from any thread; never blocks."""

    def put(self, item: Input) -> None: ...


class Clock(Protocol):
    """The session's clock: 0 when the session starts; counts sleep; may be paced."""

    def now(self) -> Instant: ...


class Voice(Protocol):
    """Speaks cues, one at a time; answers through the inbox.

    `say` returns at once; then come CueStarted and CueFinished, or CueFailed, with the cue's id,
    exactly once. CueOnlyShown comes before CueFailed, as soon as it is known that nothing sounds.
    `stop` silences at once (a fade of some 30 ms): nothing more is posted for the cue that was
    stopped. `say` while another cue sounds stops that one first. `chime` posts nothing; a cue said
    after it begins when the chime is over. `heard_at`: when the first sample is to be heard; a
    moment that is too soon means as soon as possible. `lead_s`: told so many real seconds before
    that moment, it is in time; 0 where nothing sounds. `get_ready` is told, often, while something
    may be due within seconds: whatever takes time before a sound is done now.
    """

    @property
    def lead_s(self) -> float: ...
    def get_ready(self) -> None: ...
    def say(self, cue: Cue, *, heard_at: Moment = AT_ONCE) -> None: ...
    def chime(self, kind: Chimes, *, heard_at: Moment = AT_ONCE) -> None: ...
    def stop(self) -> None: ...
    def close(self) -> None: ...


class Synthesizer(Protocol):
    """Turns text into sound. Raises PartMissing when it cannot (dead, hanging or no voice)."""

    def render(self, text: str) -> Sound: ...
    def close(self) -> None: ...


class Speaker(Protocol):
    """An output that is open while it is used. `get_ready` opens it for what comes within seconds;
    without it a sound begins as soon as the device is open. `play` returns at once, replaces what
    sounds, and calls back from its own thread: `started()` when the first sample is audible,
    `finished()` when the last one was; `failed()` when the device is gone. `follow` does the same
    but replaces nothing: the sound begins where the one before it ends. `heard_at`: when the first
    sample is to be heard, to the sample where the device says enough; a moment that is too soon
    means as soon as possible. `stop` fades out in 30 ms; no callback follows it. `lead_s`: told so
    many seconds before that moment, a sound is in time.
    """

    @property
    def lead_s(self) -> float: ...
    def get_ready(self) -> None: ...
    def play(
        self, sound: Sound, listener: "PlaybackListener", heard_at: Moment = AT_ONCE
    ) -> None: ...
    def follow(
        self, sound: Sound, listener: "PlaybackListener", heard_at: Moment = AT_ONCE
    ) -> None: ...
    def stop(self) -> None: ...
    def close(self) -> None: ...


class PlaybackListener(Protocol):
    def started(self) -> None: ...
    def finished(self) -> None: ...
    def failed(self) -> None: ...


class Microphone(Protocol):
    """Delivers 16 kHz mono blocks in real time, whatever the device's rate.

    `open` raises PartMissing when there is no such device. `read` waits at most `timeout` seconds
    and returns None when nothing came. `close` releases the device; `open` may be called again.
    """

    def open(self) -> None: ...
    def read(self, timeout: float) -> AudioBlock | None: ...
    def close(self) -> None: ...


class SpeechDetector(Protocol):
    """Probability of speech, frame by frame; keeps its own state between frames.

    `probability` takes exactly 512 samples at 16 kHz. `reset` forgets what was heard.
    """

    def probability(self, frame: Samples) -> float: ...
    def reset(self) -> None: ...


class Transcriber(Protocol):
    """Turns one window into text; one decode at a time. Raises PartMissing when it cannot.

    `name`: the model's. `window_s`: the longest window it takes, in seconds. `forget` ends whatever
    still holds something of what it decoded; from any thread, at once. The next window waits for a
    new one.
    """

    @property
    def name(self) -> str: ...
    @property
    def window_s(self) -> float: ...
    def transcribe(self, samples: Samples) -> tuple[Decoded, ...]: ...
    def forget(self) -> None: ...
    def close(self) -> None: ...


class WideSearch(Protocol):
    """What can search for a text more widely: better, at more cost. From now on; narrowly at
    first."""

    def search_widely(self, widely: bool) -> None: ...  # noqa: FBT001 - it is all that it says


class PhraseScorer(Transcriber, Protocol):
    """Says how likely given phrases are in a short utterance, for commands. Raises PartMissing
    when it cannot. `least_confidence`: the least mean probability of a command's tokens, 0 to 1,
    where a model says so."""

    @property
    def least_confidence(self) -> float: ...
    def likelihoods(
        self, samples: Samples, phrases: Sequence[Sequence[str]], *, closer: bool = False
    ) -> Sequence[Sequence[Likelihood]]:
        """For each part of each phrase; nothing, where the samples were wiped meanwhile. `closer`:
        better, and for a few phrases only, because it takes longer."""
        ...


class Notes(Protocol):
    """The sealed notes: when `append` returns, the entry is sealed and synced to disk.

    `forget` makes all entries of these phases unreadable for good, also with the presenter's
    secret; when it returns, that is on disk. Entries of such a phase that come later are dropped.
    Safe from two threads.
    """

    def append(self, entry: NoteEntry) -> None: ...
    def forget(self, phases: Sequence[str]) -> None: ...
    def close(self) -> None: ...


class AudioPipeline(Protocol):
    """All that listens, as the conductor sees it. `perform` takes the session's order as it is and
    returns at once.

    OpenMicrophone opens the microphone for a phase, to record it or only to attend.
    CloseMicrophone closes it and lets everything heard become text, which ends in one
    ListeningEnded for each opening to record (none for one to attend, of which nothing is kept).
    While it is open and not deaf, VoiceStarted and VoiceStopped are posted. An opening begins deaf
    for the echo's tail: the cue that announced it may still ring in the room. Between TurnDeaf and
    HearAgain (plus the echo's tail) nothing that sounds is kept. Forget wipes what was heard in
    these phases and is not yet text, and has the notes forget what is; the openings it belongs to
    still end in ListeningEnded, their speech counted as dropped. `stop` gives up what is still
    pending.
    """

    def perform(self, order: MicrophoneOrder) -> None: ...
    def stop(self) -> None: ...


class SessionLog(Protocol):
    """When `append` returns, the record is synced to disk. Raises OSError when it is not."""

    def append(self, at: Instant, record: LogRecord) -> None: ...
    def close(self) -> None: ...
