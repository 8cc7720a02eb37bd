"""From blocks of sound to windows of speech, for one opening of the microphone.

Rules: no thread and no device. Blocks of any size go in, in order. While it is deaf, and for the
tail of the echo after that, blocks are counted and dropped. Opened only to attend or to await, it
fills no window: the sound goes through the detector and is dropped. With voice control, an
utterance that may be a command also comes out as a copy, before the window that contains it. Time
is counted in samples.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from balint_voice.adapters.capture.commands import CommandSettings
from balint_voice.adapters.system.memory import private_samples
from balint_voice.listening.audio import LISTENING_RATE, AudioBlock, Samples
from balint_voice.listening.endpointing import FRAME, EndpointSettings
from balint_voice.listening.level import DetectorLevel
from balint_voice.listening.utterances import NO_PHASE, OpeningTime, Utterance, Utterances, wipe
from balint_voice.listening.windows import Window, Windows, WindowSettings
from balint_voice.ports import SpeechDetector
from balint_voice.session.outputs import Purpose

_AT_OPENING = round(0.25 * LISTENING_RATE)
"""However long a room rings: shorter than anybody waits before the first word."""

Segment = Window | Utterance
"""What comes out: a window for the notes, or an utterance that might be a command."""


class Segmenter:
    """Frames blocks, asks the detector, and fills windows."""

    def __init__(
        self,
        detector: SpeechDetector,
        endpointing: EndpointSettings,
        *,
        windows: WindowSettings,
        echo_tail_s: float,
        command_settings: CommandSettings | None = None,
    ) -> None:
        self._command_settings = command_settings
        self._detector = detector
        self._level = DetectorLevel()
        self._utterances = Utterances(endpointing, private_samples)
        self._noticed_after_s = endpointing.min_silence_s
        self._windows = Windows(windows, private_samples)
        self._echo_tail = round(echo_tail_s * LISTENING_RATE)
        self._purpose: Purpose = "record"
        self._opening = NO_PHASE
        self._frame = np.zeros(FRAME, np.float32)
        self._filled = 0
        self._deaf = False
        self._to_drop = 0  # samples of echo that are still to come
        self._position = 0
        self._listened = self._unheard = 0
        self._silent_since: int | None = None  # where the last voice ended
        self.begin("record")

    @property
    def position_s(self) -> float:
        """Seconds since the microphone was opened, as far as blocks came."""
        return self._position / LISTENING_RATE

    @property
    def listened_s(self) -> float:
        """Of these, seconds in which it was not deaf."""
        return self._listened / LISTENING_RATE

    @property
    def unheard_s(self) -> float:
        """Of these, seconds that were dropped: a cue sounded, or its echo."""
        return self._unheard / LISTENING_RATE

    @property
    def deaf(self) -> bool:
        """Whether a cue is sounding, as far as the session has said."""
        return self._deaf

    @property
    def listens(self) -> bool:
        """Whether what comes next is heard: no cue sounds, nor its echo."""
        return not self._deaf and not self._to_drop

    @property
    def speaking(self) -> bool:
        """Whether somebody speaks now; never while deaf."""
        return self._utterances.speaking

    @property
    def noticed_after_s(self) -> float:
        """How long a voice has been silent when it counts as having stopped."""
        return self._noticed_after_s

    def begin(
        self, purpose: Purpose, opening: OpeningTime = NO_PHASE, *, echo: bool = True
    ) -> None:
        """Another opening of the microphone begins: deaf until the echo has died away, where the
        cue that announced it was heard and may still ring in the room."""
        self._purpose = purpose
        self._deaf = False
        self._to_drop = min(self._echo_tail, _AT_OPENING) if echo else 0
        self._listened = self._unheard = 0
        self.resume(opening)

    def go_over_to_recording(self) -> None:
        """From now on windows are filled, also with the utterance that is open."""
        self._purpose = "record"
        self._listened = self._unheard = 0

    def resume(self, opening: OpeningTime) -> None:
        """The device was opened anew, at `opening`: positions count from 0 again. Flush before
        this."""
        self._opening = opening
        self._position = 0
        self._silent_since = None
        self._start_over(0)

    def turn_deaf(self) -> tuple[Segment, ...]:
        """Drop what comes; the utterance that was open ends here."""
        caught = self._take(self._utterances.flush())
        self._deaf = True
        return caught

    def hear_again(self, *, echo: bool = True) -> None:
        """Listen again, once the echo has died away, where there is one."""
        if self._deaf:
            self._deaf = False
            self._to_drop = self._echo_tail if echo else 0

    def flush(self) -> tuple[Window, ...]:
        """Everything heard so far, at once. Nobody waits for a command any more."""
        windows = self._into_windows(self._utterances.flush()) + self._windows.flush()
        self._start_over(self._position)
        return windows

    def hear(self, block: AudioBlock) -> tuple[Segment, ...]:
        """Take a block in; its samples are wiped."""
        out: tuple[Segment, ...] = ()
        lost = block.overflowed or block.position != self._position
        if lost:  # no word goes across the hole
            out += self._take(self._utterances.flush())
            self._position = block.position
            self._start_over(self._position)
        samples = block.samples
        self._position += len(samples)
        unheard = self._to_be_dropped(len(samples))
        heard = samples[unheard:]
        self._unheard += unheard
        if len(heard) < len(samples):
            self._start_over(self._position - len(heard))
        self._listened += len(heard)
        out += self._frames_of(heard)
        wipe(samples)
        return out + self._windows.time_passed(self._position)

    def _to_be_dropped(self, length: int) -> int:
        """How many samples at the front of a block are to be dropped."""
        if self._deaf:
            return length
        dropped = min(length, self._to_drop)
        self._to_drop -= dropped
        return dropped

    def _frames_of(self, samples: Samples) -> tuple[Segment, ...]:
        out: tuple[Segment, ...] = ()
        taken = 0
        while taken < len(samples):
            count = min(FRAME - self._filled, len(samples) - taken)
            self._frame[self._filled : self._filled + count] = samples[taken : taken + count]
            self._filled += count
            taken += count
            if self._filled == FRAME:
                self._filled = 0
                near = self._level.raised(self._frame)
                probability = self._detector.probability(near)
                wipe(near)
                out += self._take(self._utterances.frame(self._frame, probability))
        return out

    def _take(self, utterances: Iterable[Utterance]) -> tuple[Segment, ...]:
        out: tuple[Segment, ...] = ()
        for said in utterances:
            out += self._perhaps_a_command(said) + self._into_windows((said,))
            self._silent_since = said.voice_end
        return out

    def _perhaps_a_command(self, said: Utterance) -> tuple[Utterance, ...]:
        if self._command_settings is None or not self._command_settings.worth_decoding(
            said, self._silent_since
        ):
            return ()
        copy = private_samples(len(said.samples))
        copy[:] = said.samples
        return (replace(said, samples=copy),)

    def _into_windows(self, utterances: Iterable[Utterance]) -> tuple[Window, ...]:
        if self._purpose == "record":
            return tuple(window for said in utterances for window in self._windows.add(said))
        for said in utterances:
            wipe(said.samples)
        return ()

    def _start_over(self, position: int) -> None:
        """Forget the sound so far; windows that are filling are kept."""
        wipe(self._frame)
        self._filled = 0
        self._utterances.restart(position, self._opening)
        self._detector.reset()
