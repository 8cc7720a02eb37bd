"""Speech that waits to become text: a bounded queue between listener and transcription.

Rules: nothing is dropped without a trace. When the queue is full, the oldest window is dropped, its
samples are wiped, and a gap takes its place. Speech of a phase that was vetoed is wiped and only
counted, whether it waits, is being decoded or is still to come. Possible commands go first. Only
the newest few of them wait, because an old command is of no use.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from balint_voice.listening.utterances import Utterance, wipe
from balint_voice.listening.windows import Window


@dataclass(frozen=True)
class Gap:
    """A time of which there will be no text; `speech_s` (session seconds) was heard in it."""

    phase: str
    start_s: float
    end_s: float
    speech_s: float = 0.0


@dataclass(frozen=True)
class Dropped:
    """Speech (session seconds) of a forgotten phase: counted, and nothing else remains of it."""

    speech_s: float


@dataclass(frozen=True)
class OpeningEnded:
    """An opening of the microphone is over, at `until_s` on the session's clock: it listened that
    long (session seconds), and was deaf for `unheard_s` besides."""

    phase: str
    until_s: float
    recorded_s: float
    unheard_s: float = 0.0


@dataclass(frozen=True)
class Forgotten:
    """A phase is to be forgotten: texts of it may still lie about."""


@dataclass(frozen=True)
class EndOfWork:
    """Nothing will come any more."""


Work = Window | Utterance | Gap | Dropped | OpeningEnded | Forgotten | EndOfWork
"""A window is to be decoded; an utterance by itself may be a command."""


def gap_of(window: Window) -> Gap:
    """Give a window up: its samples are wiped, its time remains."""
    opening = window.opening
    wipe(window.samples)
    return Gap(
        opening.phase,
        opening.session_s(window.voice_start_s),
        opening.session_s(window.voice_end_s),
        window.session_speech_s,
    )


_MOST_COMMANDS = 3


class Backlog:
    """Safe from any thread. `report` gets, in order, the seconds of speech not yet sealed."""

    def __init__(self, most_s: float, report: Callable[[float], None]) -> None:
        self._most_s = most_s
        self._report = report
        self._work: deque[Work] = deque()
        self._spoken: deque[Utterance] = deque()
        self._changed = threading.Condition()
        self._taken: Work | None = None  # what is being decoded, or sealed
        self._giving_up = False
        self._forgotten: set[str] = set()

    def put(self, work: Work) -> None:
        with self._changed:
            work = self._what_remains_of(work)
            if isinstance(work, Utterance):
                self._spoken.append(work)
                self._keep_spoken(_MOST_COMMANDS)
            else:
                self._work.append(work)
            if isinstance(work, Window):
                self._shed()
                self._tell()
            self._changed.notify()

    def take(self) -> Work:
        """The next piece of work; waits for it."""
        with self._changed:
            while not self._work and not self._spoken:
                self._changed.wait()
            self._taken = self._spoken.popleft() if self._spoken else self._work.popleft()
            return self._taken

    def more_waits(self) -> bool:
        """Whether there is speech to be decoded behind what was taken last."""
        with self._changed:
            return any(isinstance(work, Window) for work in self._work)

    def done(self) -> None:
        """What was taken last is sealed or given up."""
        with self._changed:
            done, self._taken = self._taken, None
            if isinstance(done, Window):
                self._tell()

    def give_up(self) -> None:
        """Turn all windows that wait, and all that will come, into gaps."""
        with self._changed:
            self._giving_up = True
            self._keep_spoken(0)
            self._work = deque(map(self._what_remains_of, self._work))
            self._tell()

    def forget(self, phases: Iterable[str]) -> None:
        """Wipe all that was heard in these phases, also what is being decoded just now."""
        with self._changed:
            self._forgotten.update(phases)
            self._keep_spoken(0)
            self._work = deque(map(self._what_remains_of, self._work))
            self._work.appendleft(Forgotten())
            self._changed.notify()
            taken = self._taken
            if isinstance(taken, Window | Utterance) and taken.opening.phase in self._forgotten:
                wipe(taken.samples)
            self._tell()

    def _keep_spoken(self, most: int) -> None:
        while len(self._spoken) > most:
            wipe(self._spoken.popleft().samples)

    def _what_remains_of(self, work: Work) -> Work:
        if isinstance(work, Window) and work.opening.phase in self._forgotten:
            return Dropped(gap_of(work).speech_s)
        if isinstance(work, Gap) and work.phase in self._forgotten:
            return Dropped(work.speech_s)
        if isinstance(work, Window) and self._giving_up:
            return gap_of(work)
        return work

    def _shed(self) -> None:
        for index, work in enumerate(self._work):
            if self._waiting_s() <= self._most_s:
                return
            if isinstance(work, Window):
                self._work[index] = gap_of(work)

    def _waiting_s(self) -> float:
        return sum(_speech_s(work) for work in self._work)

    def _tell(self) -> None:
        being_taken_s = _speech_s(self._taken) if self._taken is not None else 0.0
        self._report(self._waiting_s() + being_taken_s)


def _speech_s(work: Work) -> float:
    return work.session_speech_s if isinstance(work, Window) else 0.0
