"""What somebody says in one breath, cut out of the stream of samples.

Rules: a bounded ring of frames, allocated once. Samples that went out as an utterance, or that are
no longer needed as pre-roll, do not stay in it.
"""

from dataclasses import dataclass

import numpy as np

from balint_voice.listening.audio import LISTENING_RATE, Allocate, Samples, zeros
from balint_voice.listening.endpointing import (
    FRAME,
    Endpointer,
    EndpointSettings,
    VoiceEvent,
    VoiceOffset,
    frames,
)


@dataclass(frozen=True)
class OpeningTime:
    """Where one opening of the microphone lies on the session's clock."""

    phase: str
    opened_s: float
    pace: float

    def session_s(self, microphone_s: float) -> float:
        return self.opened_s + microphone_s * self.pace


NO_PHASE = OpeningTime("", 0.0, 1.0)
"""The microphone's own time, while it is open for no phase."""


@dataclass(frozen=True, eq=False)
class Utterance:
    """`samples` from `position` on (16 kHz, since `opening`), pauses around them included; the
    voice itself lies from `voice_start` to `voice_end`, positions too. `late_s`: by how much the
    session's clock was ahead of the samples when it was over."""

    position: int
    samples: Samples
    voice_start: int
    voice_end: int
    opening: OpeningTime = NO_PHASE
    late_s: float = 0.0

    @property
    def voice_s(self) -> float:
        """Seconds of the voice itself."""
        return (self.voice_end - self.voice_start) / LISTENING_RATE


def wipe(samples: Samples) -> None:
    """Overwrite what was said with zeros, where that is allowed."""
    if samples.flags.writeable:
        samples.fill(0.0)


class Utterances:
    """Collects frames and hands out each utterance as soon as it is over.

    `allocate`: where the samples lie.
    """

    def __init__(self, settings: EndpointSettings, allocate: Allocate = zeros) -> None:
        self._endpointer = Endpointer(settings)
        self._allocate = allocate
        self._ring = allocate((frames(settings.longest_s) + 1) * FRAME).reshape(-1, FRAME)
        self._origin = 0
        self._opening = NO_PHASE

    @property
    def speaking(self) -> bool:
        """Whether somebody is speaking now."""
        return self._endpointer.speaking

    def restart(self, position: int, opening: OpeningTime = NO_PHASE) -> None:
        """Forget what is not yet an utterance; the next frame begins at `position` of `opening`."""
        self._endpointer.restart()
        self._ring.fill(0.0)
        self._origin = position
        self._opening = opening

    def frame(self, samples: Samples, probability: float) -> tuple[Utterance, ...]:
        """Take the next 512 samples with their probability of speech."""
        self._ring[self._endpointer.next_frame % len(self._ring)] = samples
        return self._finished(self._endpointer.frame(probability))

    def flush(self) -> tuple[Utterance, ...]:
        """End the utterance that is open, if any."""
        return self._finished(self._endpointer.flush())

    def _finished(self, events: tuple[VoiceEvent, ...]) -> tuple[Utterance, ...]:
        out = []
        for event in events:
            if isinstance(event, VoiceOffset):
                span = event.span
                rows = np.arange(span.start, span.end) % len(self._ring)
                samples = self._allocate(len(rows) * FRAME)
                # Any other mode would leave a copy behind.
                np.take(self._ring, rows, axis=0, out=samples.reshape(-1, FRAME), mode="clip")
                self._ring[rows] = 0.0
                out.append(
                    Utterance(
                        position=self._origin + span.start * FRAME,
                        samples=samples,
                        voice_start=self._origin + span.voice_start * FRAME,
                        voice_end=self._origin + span.voice_end * FRAME,
                        opening=self._opening,
                    )
                )
        return tuple(out)
