"""The program's own listening, with a recording as its microphone: for the benchmarks that hear.

Microphone -> voice detector -> windows -> backlog -> worker -> sealed notes on disk, as in a
session. The recording is read as fast as possible, or by the clock.
"""

import queue
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pyrage

from balint_voice.adapters.capture.commands import Commands
from balint_voice.adapters.capture.pipeline import MicrophonePipeline
from balint_voice.adapters.capture.search import Search
from balint_voice.adapters.capture.silero import SileroDetector
from balint_voice.adapters.system.clock import SessionClock
from balint_voice.adapters.whisper.model_store import Model, describe, find
from balint_voice.adapters.whisper.transcriber import WorkerTranscriber
from balint_voice.errors import PartMissing
from balint_voice.listening.audio import LISTENING_RATE, AudioBlock, Samples
from balint_voice.listening.transcript import Decoded, NoteEntry
from balint_voice.records.sealed_notes import SealedNotes, begin_notes
from balint_voice.session.inputs import Input, SpeechSealed
from balint_voice.session.options import WAKE_WORD
from benchmarks.measuring import Options
from benchmarks.speech import room

LANGUAGE = "nl"
PATIENCE_S = 600.0
_BLOCK = LISTENING_RATE // 10


def models(options: Options) -> list[Model]:
    """Our own small model, where it is, and those given."""
    found = []
    try:
        found.append(find("demo-nl"))
    except PartMissing:
        print("  (our own model demo-nl is not here)")
    return found + [describe(folder) for folder in options.models]


class RecordedMicrophone:
    """Reads `samples`, from `live_from` (seconds) on by the clock; then the quiet room, live. Where
    all of it is read as fast as possible nothing comes after it: a busy machine hears the same."""

    def __init__(self, samples: Samples, live_from: float = 1e9) -> None:
        self._samples = samples
        self._live_from = round(live_from * LISTENING_RATE)
        self._room = room(10.0)
        self._position = 0
        self._live_since: tuple[float, int] | None = None
        self.began_at = 0.0
        self.over = Event()

    def open(self) -> None:
        self._position, self._live_since = 0, None
        self.began_at = time.monotonic()

    def read(self, timeout: float) -> AudioBlock | None:
        at = self._position
        block = self._samples[at : at + _BLOCK]
        if len(block) == 0 and self._live_from >= len(self._samples):
            self.over.set()
            Event().wait(timeout)
            return None
        if at >= min(self._live_from, len(self._samples)) and self._early(timeout):
            return None
        if len(block) == 0:
            self.over.set()
            first = at % (len(self._room) - _BLOCK)
            block = self._room[first : first + _BLOCK]
        self._position += len(block)
        return AudioBlock(block.copy(), at)

    def _early(self, timeout: float) -> bool:
        """Waits until the next block has been said; True when that takes longer."""
        now = time.monotonic()
        if self._live_since is None:
            self._live_since = now, self._position
        since, first = self._live_since
        wait = since + (self._position + _BLOCK - first) / LISTENING_RATE - now
        Event().wait(min(max(wait, 0.0), timeout))
        return wait > timeout

    def close(self) -> None:
        """Nothing is open."""


class TimedInbox:
    """What the listening tells the session, each with its moment (monotonic)."""

    def __init__(self) -> None:
        self.received: list[tuple[float, Input]] = []
        self._queue: queue.SimpleQueue[Input] = queue.SimpleQueue()

    def put(self, item: Input) -> None:
        self.received.append((time.monotonic(), item))
        self._queue.put(item)

    def wait_for(self, kind: type[Input]) -> float:
        """Waits for the next input of a kind; the moment it came."""
        while not isinstance(item := self._queue.get(timeout=PATIENCE_S), kind):
            pass
        return next(at for at, one in reversed(self.received) if one is item)


class KeptNotes:
    """Seals to disk, and keeps what was sealed for comparison."""

    def __init__(self, sealed: SealedNotes) -> None:
        self._sealed = sealed
        self.entries: list[NoteEntry] = []

    def append(self, entry: NoteEntry) -> None:
        self._sealed.append(entry)
        self.entries.append(entry)

    def forget(self, phases: Sequence[str]) -> None:
        self._sealed.forget(phases)

    def close(self) -> None:
        self._sealed.close()


def loaded(worker: WorkerTranscriber) -> WorkerTranscriber:
    """The same, with its model in memory."""
    worker.start()
    worker.transcribe(room(2.0))
    return worker


class LentTranscriber(WorkerTranscriber):
    """A worker that hears one recording after the other: loading a model costs more than a clip."""

    def close(self) -> None:
        """Not at the end of a recording: who lends it ends it."""

    def end(self) -> None:
        super().close()


class TimedTranscriber:
    """A worker with its model in memory, and how long each decode took (wall clock)."""

    def __init__(self, worker: WorkerTranscriber) -> None:
        self.worker = self._worker = worker
        self.took_s: list[float] = []

    @property
    def name(self) -> str:
        return self._worker.name

    @property
    def window_s(self) -> float:
        return self._worker.window_s

    @property
    def worker_pid(self) -> int:
        pid = self._worker.worker_pid
        assert pid is not None, "the worker was started"
        return pid

    def transcribe(self, samples: Samples) -> tuple[Decoded, ...]:
        began = time.monotonic()
        decoded = self._worker.transcribe(samples)
        self.took_s.append(time.monotonic() - began)
        return decoded

    def forget(self) -> None:
        self._worker.forget()

    def close(self) -> None:
        self._worker.close()


@dataclass(frozen=True)
class Listening:
    """Ears, and all that stands around them."""

    pipeline: MicrophonePipeline
    microphone: RecordedMicrophone
    transcriber: TimedTranscriber
    inbox: TimedInbox
    notes: KeptNotes
    clock_began_at: float

    def waits_s(self) -> list[float]:
        """For each note: from the end of its speech until it was sealed."""
        return [
            at - self.clock_began_at - item.end_s
            for at, item in self.inbox.received
            if isinstance(item, SpeechSealed)
        ]


def _commands(worker: WorkerTranscriber, language: str) -> Commands:
    commands = Commands(worker, language, WAKE_WORD)
    commands.warm_up()
    return commands


@contextmanager
def listening(
    model: Model,
    samples: Samples,
    live_from: float = 1e9,
    *,
    commands: bool = False,
    widely: bool = False,
    language: str = LANGUAGE,
    lent: LentTranscriber | None = None,
) -> Iterator[Listening]:
    """Ears whose model is loaded, in front of a recording; with voice control and a wide search if
    asked for. `lent`: who transcribes, else a worker of its own."""
    with tempfile.TemporaryDirectory(prefix="bv-bench-") as folder:
        recipient = str(pyrage.x25519.Identity.generate().to_public())
        notes = KeptNotes(begin_notes(Path(folder) / "notes.sealed", "benchmark", recipient))
        microphone, inbox = RecordedMicrophone(samples, live_from), TimedInbox()
        transcriber = TimedTranscriber(lent or loaded(WorkerTranscriber(model.folder, language)))
        clock, clock_began_at = SessionClock(), time.monotonic()
        pipeline = MicrophonePipeline(
            microphone,
            SileroDetector(),
            transcriber=transcriber,
            notes=notes,
            inbox=inbox,
            clock=clock,
            commands=_commands(transcriber.worker, language) if commands else None,
            search=Search(transcriber.worker, inbox) if widely else None,
        )
        try:
            yield Listening(pipeline, microphone, transcriber, inbox, notes, clock_began_at)
        finally:
            pipeline.stop()
            pipeline.join(timeout=10)
            notes.close()
