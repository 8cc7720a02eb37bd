"""Endpointing: speech probability, frame by frame, becomes "somebody began" and "stopped".

Rules: numbers in, spans of frames out. No model, no samples, no clock. Spans come in order and
never overlap. Every frame of a confirmed voice lies in exactly one span.
"""

from dataclasses import dataclass

from balint_voice.listening.audio import LISTENING_RATE

FRAME = 512
"""Samples in one frame of the detector: 32 ms at 16 kHz. Silero requires this size."""


def frames(seconds: float) -> int:
    """How many whole frames fit into that time."""
    return int(seconds * LISTENING_RATE / FRAME + 1e-6)


@dataclass(frozen=True)
class EndpointSettings:
    """When a voice begins and ends, and how much around it is kept: seconds and probabilities.

    `enter` and `min_speech_s` are chosen: Silero's usual threshold, and longer than a click.
    `leave` is above the murmur of a room, which would otherwise keep a voice from ending
    (`benchmarks/table_noise.py`). `min_silence_s` is chosen: a shorter silence may be a breath.
    `pre_roll_s` and `tail_s` are chosen to keep soft beginnings and ends. `longest_s` leaves room
    in Whisper's 30 s; longer speech is cut there. Raises ValueError for values that contradict
    each other.
    """

    enter: float = 0.5
    leave: float = 0.45
    min_speech_s: float = 0.1
    min_silence_s: float = 0.6
    pre_roll_s: float = 0.3
    tail_s: float = 0.4
    longest_s: float = 28.0

    def __post_init__(self) -> None:
        if not 0 < self.leave <= self.enter <= 1:
            raise ValueError("0 < leave <= enter <= 1")
        if self.tail_s > self.min_silence_s:
            raise ValueError("a tail longer than the silence that ends a voice would overlap")
        if self.longest_s < 2.0:
            raise ValueError("an utterance of less than 2 s cannot be cut sensibly")


@dataclass(frozen=True)
class FrameSpan:
    """Frames `start` to `end` (not included); the voice itself from `voice_start` to `voice_end`.

    Frames count from the last `restart`.
    """

    start: int
    end: int
    voice_start: int
    voice_end: int


@dataclass(frozen=True)
class VoiceOnset:
    """Somebody began to speak, longer than a click; `frame` is where it began."""

    frame: int


@dataclass(frozen=True)
class VoiceOffset:
    """Somebody stopped, or spoke so long that a first part was cut off."""

    span: FrameSpan


VoiceEvent = VoiceOnset | VoiceOffset


class Endpointer:
    """Hysteresis over probabilities: enters high, leaves low, and only after some silence."""

    def __init__(self, settings: EndpointSettings) -> None:
        self._enter, self._leave = settings.enter, settings.leave
        self._min_speech = max(1, frames(settings.min_speech_s))
        self._min_silence = frames(settings.min_silence_s)
        self._pre_roll = frames(settings.pre_roll_s)
        self._tail = frames(settings.tail_s)
        self._longest = frames(settings.longest_s)
        self.restart()

    def restart(self) -> None:
        """Forget what was heard; the next frame is frame 0."""
        self._next = 0
        self._free = 0  # first frame that belongs to no span yet
        self._forget_voice()

    def _forget_voice(self) -> None:
        self._start: int | None = None  # of the span that is growing, pre-roll included
        self._first = self._last = 0  # frames of voice in it
        self._voiced = 0
        self._probabilities: list[float] = []  # since `_start`

    @property
    def next_frame(self) -> int:
        return self._next

    @property
    def speaking(self) -> bool:
        """Whether a voice was confirmed and has not yet been silent for long."""
        return self._start is not None and self._voiced >= self._min_speech

    def frame(self, probability: float) -> tuple[VoiceEvent, ...]:
        """Take the next frame's probability of speech."""
        here = self._next
        self._next += 1
        if self._start is None:
            if probability < self._enter:
                return ()
            self._start = max(self._free, here - self._pre_roll)
            self._first = here
            # The pre-roll is never where a long utterance is cut: its values do not matter.
            self._probabilities = [0.0] * (here - self._start)
        self._probabilities.append(probability)
        events: tuple[VoiceEvent, ...] = ()
        if probability >= self._leave:
            self._last = here
            self._voiced += 1
            if self._voiced == self._min_speech:
                events = (VoiceOnset(self._first),)
        elif here - self._last >= self._min_silence:
            return self._stop()
        if self._next - self._start >= self._longest:
            events += self._cut(self._start)
        return events

    def flush(self) -> tuple[VoiceEvent, ...]:
        """End the voice that is on, if any, right here."""
        return self._stop() if self._start is not None else ()

    def _stop(self) -> tuple[VoiceEvent, ...]:
        start, first, confirmed = self._start, self._first, self._voiced >= self._min_speech
        end = min(self._next, self._last + 1 + self._tail)
        voice_end = self._last + 1
        self._forget_voice()
        if start is None or not confirmed:
            return ()
        self._free = end
        return (VoiceOffset(FrameSpan(start, end, first, voice_end)),)

    def _cut(self, start: int) -> tuple[VoiceEvent, ...]:
        """Cut a span that is too long, where speech is least probable in its last third. Of equal
        frames the latest is taken."""
        length = len(self._probabilities)
        third = range(length - 1, 2 * length // 3 - 1, -1)
        at = start + min(third, key=lambda i: self._probabilities[i])
        if self._last < at:  # silence already: what follows is no part of this voice
            return self._stop()
        span = FrameSpan(start, at, self._first, self._voice_end_before(start, at))
        self._free = self._start = self._first = at
        self._probabilities = self._probabilities[at - start :]
        self._voiced = max(self._voiced, self._min_speech)
        return (VoiceOffset(span), VoiceOnset(at))

    def _voice_end_before(self, start: int, at: int) -> int:
        frames_back = range(at - 1, start, -1)
        voiced = (i for i in frames_back if self._probabilities[i - start] >= self._leave)
        return max(self._first + 1, next(voiced, start) + 1)
