"""Fakes around the listening parts: a scripted microphone, a loudness detector, and the like.

They keep the ports' contracts; the contract suites in tests/capture run on them too.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from balint_voice.errors import PartMissing
from balint_voice.listening.audio import LISTENING_RATE, AudioBlock, Samples
from balint_voice.listening.transcript import Decoded, NoteEntry
from balint_voice.ports import MicrophoneOrder
from balint_voice.session.clock import Instant
from balint_voice.session.inputs import Input, ListeningEnded
from balint_voice.session.outputs import CloseMicrophone, OpenMicrophone
from tests.support.pulse import PATIENCE_S

T = TypeVar("T")

BLOCK = LISTENING_RATE // 10

ListeningStep = Samples | Callable[[], object] | None
"""Sound to deliver, something to do in between (in the listener's thread), or a read in vain."""


def silence(seconds: float) -> Samples:
    """A quiet room; never exact zeros."""
    count = round(seconds * LISTENING_RATE)
    return np.random.default_rng(1).standard_normal(count).astype(np.float32) * np.float32(3e-4)


def tone(seconds: float, level: float = 0.3) -> Samples:
    """What the loudness detector takes for a voice."""
    t = np.arange(round(seconds * LISTENING_RATE)) / LISTENING_RATE
    return np.asarray(level * np.sin(2 * np.pi * 220 * t), np.float32)


class ScriptedMicrophone:
    """Delivers its steps faster than real time; then nothing more."""

    def __init__(self, *steps: ListeningStep) -> None:
        self.steps = list(steps)
        self.handed: list[Samples] = []
        self.openings = 0
        self.is_open = False
        self._rest: Samples = np.zeros(0, np.float32)
        self._position = 0
        self._over = threading.Event()

    def open(self) -> None:
        self.openings += 1
        self.is_open = True
        self._position = 0

    def read(self, timeout: float) -> AudioBlock | None:
        while not len(self._rest):
            if not self.steps:
                self._over.wait(timeout)
                return None
            step = self.steps.pop(0)
            if step is None:
                return None
            if callable(step):
                step()
                if not callable(self.steps[0] if self.steps else None):
                    return None  # the listener looks for commands between two reads
            else:
                self._rest = step
        samples, self._rest = self._rest[:BLOCK].copy(), self._rest[BLOCK:]
        self.handed.append(samples)
        block = AudioBlock(samples, self._position)
        self._position += len(samples)
        return block

    def close(self) -> None:
        self.is_open = False


class LoudnessDetector:
    """Anything loud is a voice."""

    def probability(self, frame: Samples) -> float:
        assert frame.shape == (512,)
        return 0.95 if float(np.sqrt(np.mean(frame**2))) > 0.02 else 0.02

    def reset(self) -> None: ...


@dataclass
class CountingTranscriber:
    """One segment a window, its text the number of the window. `fails`: how many windows do."""

    window_s: float = 6.0
    name: str = "counting"
    fails: int = 0
    text: str | None = None
    given: list[Samples] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    closed: bool = False

    def transcribe(self, samples: Samples) -> tuple[Decoded, ...]:
        if self.closed:
            raise PartMissing("transcriber-closed")
        self.given.append(samples)
        self.lengths.append(len(samples))
        if self.fails > 0:
            self.fails -= 1
            raise PartMissing("transcriber-died")
        text = f"Venster {len(self.given)}." if self.text is None else self.text
        return (Decoded(0.0, len(samples) / LISTENING_RATE, text, 0.01, -0.1),)

    def forget(self) -> None: ...

    def close(self) -> None:
        self.closed = True


@dataclass
class MemoryNotes:
    """Notes in memory. `refusals`: how many writes the disk refuses. A forgotten phase that comes
    back stays here, for a test to find: it is for the pipeline not to bring it."""

    entries: list[NoteEntry] = field(default_factory=list)
    refusals: int = 0
    forgotten: set[str] = field(default_factory=set)

    def append(self, entry: NoteEntry) -> None:
        if self.refusals > 0:
            self.refusals -= 1
            raise OSError(28, "No space left on device")
        self.entries.append(entry)

    def forget(self, phases: Sequence[str]) -> None:
        if self.refusals > 0:
            self.refusals -= 1
            raise OSError(28, "No space left on device")
        self.forgotten.update(phases)
        self.entries[:] = [one for one in self.entries if one.phase not in phases]

    def close(self) -> None: ...


class SetClock:
    """Says what it is told to say."""

    def __init__(self, at: float = 0.0) -> None:
        self.at = at

    def now(self) -> Instant:
        return Instant(self.at)


class ListeningInbox:
    """Keeps all that was put, and lets a test wait for the end of a listening."""

    def __init__(self) -> None:
        self.items: list[Input] = []
        self.latest_of: dict[type[Input], Input] = {}
        self._whens: list[tuple[type[Input], Callable[[], object]]] = []
        self._queue: queue.SimpleQueue[Input] = queue.SimpleQueue()

    def put(self, item: Input) -> None:
        self.latest_of[type(item)] = item
        self._queue.put(item)
        for kind, what in self._whens:
            if isinstance(item, kind):
                what()

    def when(self, kind: type[Input], what: Callable[[], object]) -> None:
        """Do something, in the thread that puts it, at each input of a kind."""
        self._whens.append((kind, what))

    def latest(self, kind: type[T]) -> T:
        """The last input of a kind, whether or not a test waited for it."""
        return self.latest_of[kind]  # type: ignore[index,return-value]

    def drain(self) -> None:
        """Take in all that was put so far."""
        while not self._queue.empty():
            self.items.append(self._queue.get())

    def until_ended(self, times: int = 1) -> list[ListeningEnded]:
        """Wait for so many more ListeningEnded. The limit is for a test that hangs."""
        ends: list[ListeningEnded] = []
        while len(ends) < times:
            item = self._queue.get(timeout=PATIENCE_S)
            self.items.append(item)
            if isinstance(item, ListeningEnded):
                ends.append(item)
        return ends

    def collect(self) -> None:
        """Take what came so far, without waiting."""
        while not self._queue.empty():
            self.items.append(self._queue.get())

    def of(self, kind: type[T]) -> list[T]:
        return [item for item in self.items if isinstance(item, kind)]


class EndingPipeline:
    """Hears nothing, and accounts for every opening."""

    def __init__(self, inbox: ListeningInbox) -> None:
        self._inbox = inbox
        self._phase: str | None = None

    def perform(self, order: MicrophoneOrder) -> None:
        match order:
            case OpenMicrophone(phase, purpose):
                self.stop()
                self._phase = phase if purpose == "record" else None
            case CloseMicrophone():
                self.stop()

    def stop(self) -> None:
        if self._phase is not None:
            self._inbox.put(ListeningEnded(self._phase, 0.0, 0.0, 0.0, 0.0))
            self._phase = None
