"""The thread that owns the microphone: it opens it for a phase, reads it and closes it.

Rules: orders come through one queue, in order. Speech goes to the backlog, unless the microphone is
open only to attend or to await the first word. A change between speech and silence is reported. A
microphone that fails is reported once and tried again every two seconds; the time without it
becomes a gap. The thread ends on `Stop` only.
"""

import math
import queue
from dataclasses import dataclass, replace

from balint_voice.adapters.capture.backlog import (
    Backlog,
    EndOfWork,
    Gap,
    OpeningEnded,
    Work,
)
from balint_voice.adapters.capture.segmenter import Segment, Segmenter
from balint_voice.listening.audio import LISTENING_RATE, AudioBlock
from balint_voice.listening.presence import LevelMeter, Presence
from balint_voice.listening.utterances import OpeningTime
from balint_voice.listening.windows import Window
from balint_voice.ports import Clock, Inbox, Microphone, MicrophoneOrder
from balint_voice.session.inputs import (
    LevelChanged,
    NobodyHeard,
    PartFailed,
    PartRecovered,
    VoiceStarted,
    VoiceStopped,
)
from balint_voice.session.outputs import (
    CloseMicrophone,
    Forget,
    HearAgain,
    OpenMicrophone,
    Purpose,
    TurnDeaf,
)


@dataclass(frozen=True)
class Stop:
    """Close what is open and end the thread."""


Order = MicrophoneOrder | Stop

_READ_S = 0.1
_RETRY_S = 2.0
_LOST_AFTER_READS = round(2.0 / _READ_S)


class Listener:
    """`run` is the body of its thread; `orders` is the only way to it."""

    def __init__(
        self,
        orders: "queue.SimpleQueue[Order]",
        microphone: Microphone,
        *,
        segmenter: Segmenter,
        backlog: Backlog,
        inbox: Inbox,
        clock: Clock,
        pace: float,
        dead_after_s: float,
    ) -> None:
        self._orders = orders
        self._microphone = microphone
        self._segmenter = segmenter
        self._backlog = backlog
        self._inbox = inbox
        self._clock = clock
        self._opening = OpeningTime("", 0.0, pace)
        self._dead_after_s = dead_after_s
        self._phase: str | None = None
        self._purpose: Purpose = "record"
        self._device_open = False
        self._empty_reads = 0
        self._zeros = 0
        self._missing_since: float | None = None  # session seconds; reported already
        self._told_it_failed = False
        self._told_of_a_voice = False
        self._meter, self._presence = LevelMeter(), Presence()
        self._alive = False  # a device that ever gave a sound is not dead when it gives zeros

    def run(self) -> None:
        while self._obey_all():
            if self._phase is not None:
                self._read()
                self._tell_of_voices()

    def _obey_all(self) -> bool:
        """Perform what waits in the queue; False when that was Stop."""
        while True:
            try:
                order = self._next_order()
            except queue.Empty:
                return True
            self._obey(order)
            self._tell_of_voices()
            if isinstance(order, OpenMicrophone):
                return True
            if isinstance(order, Stop):
                self._backlog.put(EndOfWork())
                return False

    def _obey(self, order: Order) -> None:
        match order:
            case OpenMicrophone(phase, "record") if self._awaits(phase):
                self._go_over_to_recording()
            case OpenMicrophone(phase, purpose, echo):
                self._end()
                self._begin(phase, purpose, echo=echo)
            case CloseMicrophone() | Stop():
                self._end()
            case TurnDeaf():
                self._put(self._segmenter.turn_deaf())
            case HearAgain(echo):
                self._segmenter.hear_again(echo=echo)
            case Forget(phases) if self._phase in phases:
                self._put(self._segmenter.flush())  # the backlog wipes what comes of this phase

    def _next_order(self) -> Order:
        if self._phase is None:
            return self._orders.get()
        if self._device_open:
            return self._orders.get_nowait()
        return self._orders.get(timeout=_RETRY_S)

    def _begin(self, phase: str, purpose: Purpose, *, echo: bool) -> None:
        self._phase, self._purpose = phase, purpose
        self._opening = OpeningTime(phase, self._clock.now(), self._opening.pace)
        self._segmenter.begin(purpose, self._opening, echo=echo)
        self._meter.begin()
        self._presence.begin()
        self._missing_since = None

    def _awaits(self, phase: str) -> bool:
        return self._phase == phase and self._purpose == "await"

    def _go_over_to_recording(self) -> None:
        """The one who speaks now is recorded from where the voice began."""
        self._purpose = "record"
        self._segmenter.go_over_to_recording()
        if self._missing_since is not None:
            self._missing_since = self._clock.now()

    def _end(self) -> None:
        if self._phase is None:
            return
        self._put(self._segmenter.flush())
        until_s = self._clock.now()
        self._end_gap(until_s)
        self._close_device()
        recorded_s = self._segmenter.listened_s * self._opening.pace
        unheard_s = self._segmenter.unheard_s * self._opening.pace
        self._keep(OpeningEnded(self._phase, until_s, recorded_s, unheard_s))
        self._phase = None

    def _read(self) -> None:
        try:
            if not self._device_open:
                if self._segmenter.deaf and self._missing_since is not None:
                    return  # while a cue keeps the speaker open, nobody looks for lost devices
                self._open_device()
            block = self._microphone.read(_READ_S)
            if block is not None:
                self._hear(block)
                return
        except Exception:  # noqa: BLE001 - whatever a device or its driver does, the group goes on
            self._lose()
            return
        self._empty_reads += 1
        if self._empty_reads >= _LOST_AFTER_READS:
            self._lose()

    def _open_device(self) -> None:
        self._microphone.open()
        self._device_open = True
        self._empty_reads = self._zeros = 0
        self._opening = OpeningTime(self._opening.phase, self._clock.now(), self._opening.pace)
        self._segmenter.resume(self._opening)

    def _close_device(self) -> None:
        if self._device_open:
            self._device_open = False
            try:
                self._microphone.close()
            except Exception:  # noqa: BLE001 - gone is gone
                return

    def _hear(self, block: AudioBlock) -> None:
        began_s = self._opening.session_s(block.position / LISTENING_RATE)
        quiet = not block.samples.any()
        listens = self._segmenter.listens
        counts = listens and not math.isinf(self._dead_after_s)  # a recording ends in silence
        nobody = counts and self._presence.hear(block.samples, speaking=self._segmenter.speaking)
        if listens and self._meter.hear(block.samples):
            self._inbox.put(LevelChanged(self._meter.level.step, self._meter.level.clips))
        self._put(self._segmenter.hear(block))
        self._empty_reads = 0
        if nobody and not self._segmenter.speaking and self._missing_since is None:
            self._inbox.put(NobodyHeard(self._presence.quiet_s * self._opening.pace))
        if not quiet:
            self._zeros, self._alive = 0, True
            self._found_again(began_s)
            return
        if self._alive:
            return
        self._zeros += len(block.samples)
        zeros_s = self._zeros / LISTENING_RATE
        if zeros_s >= self._dead_after_s:
            self._miss(self._opening.session_s(self._segmenter.position_s - zeros_s))

    def _lose(self) -> None:
        """The device does not deliver: let it go, and try again in a while."""
        self._put(self._segmenter.flush())
        self._miss(self._opening.session_s(self._segmenter.position_s))
        self._close_device()

    def _miss(self, since_s: float) -> None:
        if self._missing_since is None:
            self._missing_since = since_s
            self._told_it_failed = True
            self._tell_of_voices()
            self._inbox.put(PartFailed("microphone"))

    def _found_again(self, now_s: float) -> None:
        self._end_gap(now_s)
        if self._told_it_failed:
            self._told_it_failed = False
            self._inbox.put(PartRecovered("microphone"))

    def _end_gap(self, now_s: float) -> None:
        if self._missing_since is not None:
            self._keep(Gap(self._opening.phase, self._missing_since, now_s))
            self._missing_since = None

    def _tell_of_voices(self) -> None:
        speaking = self._segmenter.speaking
        if speaking != self._told_of_a_voice:
            self._told_of_a_voice = speaking
            cut_off = self._segmenter.deaf or self._phase is None
            ago = 0.0 if cut_off else self._segmenter.noticed_after_s * self._opening.pace
            self._inbox.put(VoiceStarted() if speaking else VoiceStopped(ago))

    def _keep(self, work: Work) -> None:
        if self._purpose == "record":
            self._backlog.put(work)

    def _put(self, caught: tuple[Segment, ...]) -> None:
        for one in caught:
            if isinstance(one, Window):
                self._keep(one)
            else:  # samples stand still while the machine sleeps, and the session's clock does not
                heard_s = self._opening.session_s(self._segmenter.position_s)
                late_s = max(0.0, self._clock.now() - heard_s)
                self._backlog.put(replace(one, late_s=late_s))
