"""The real microphone at a null source: what breaks, and how it is told."""

import math
import queue
import threading
import time
from typing import Any

import numpy as np
import pytest

from balint_voice.adapters.sound import portaudio
from balint_voice.adapters.sound.microphone import DeviceMicrophone
from balint_voice.adapters.sound.speaker import DeviceSpeaker
from balint_voice.errors import PartMissing
from balint_voice.listening.audio import LISTENING_RATE, Samples
from tests.sound.test_microphone_contract import heard, joined
from tests.sound.test_speaker_contract import RememberingListener
from tests.support.fakes import PATIENCE_S, tone
from tests.support.pulse import Pulse, sounding_s, waited_for
from tests.support.refusals import refuses


def test_what_was_said_is_heard_whole(pulse: Pulse) -> None:
    microphone = DeviceMicrophone()
    microphone.open()
    heard(microphone, 0.2)
    pulse.say_into_microphone(tone(1.0, 44_100).samples, 44_100)
    samples = heard_to_its_end(microphone)
    microphone.close()
    assert sounding_s(samples, LISTENING_RATE, level=0.05) == pytest.approx(1.0, abs=0.05)
    assert np.abs(samples).max() == pytest.approx(0.5, abs=0.05)


def heard_to_its_end(microphone: DeviceMicrophone) -> Samples:
    """All that comes until something was heard and then nothing for half a second: on a busy
    machine it takes a while until a player plays."""
    blocks, quiet_s = [], -math.inf
    while quiet_s < 0.5:
        block = microphone.read(PATIENCE_S)
        assert block is not None
        blocks.append(block)
        loud = np.abs(block.samples).max() > 0.01
        quiet_s = 0.0 if loud else quiet_s + len(block.samples) / LISTENING_RATE
    return joined(blocks)


@pytest.mark.parametrize(
    "sides",
    [(1.0, 0.0), (0.0, 1.0), (1.0, -1.0), (1.0, 1.0)],
    ids=["left", "right", "anti", "both"],
)
def test_whichever_channel_it_came_by_it_is_as_loud_as_it_was(
    pulse: Pulse, sides: tuple[float, float]
) -> None:
    """The second input of an interface; two channels that are wired the other way round."""
    microphone = DeviceMicrophone()
    microphone.open()
    heard(microphone, 0.2)
    voice = tone(1.0, 44_100).samples
    pulse.say_into_microphone(np.outer(voice, np.array(sides, np.float32)), 44_100)
    samples = heard_to_its_end(microphone)
    microphone.close()
    assert np.abs(samples).max() == pytest.approx(0.5, abs=0.05)


def test_after_a_hole_in_the_sound_the_times_are_those_of_the_clock(own_pulse: Pulse) -> None:
    """The server stands still for a second, and what was said meanwhile never comes."""
    microphone = DeviceMicrophone()
    microphone.open()
    before = behind_the_clock(microphone, 1.0)
    own_pulse.pactl("suspend-source", "mic", "1")
    waited_for("the sound to stop", lambda: microphone.read(0.2) is None)
    thread = threading.Timer(0.8, own_pulse.pactl, ("suspend-source", "mic", "0"))
    thread.start()
    after = behind_the_clock(microphone, 3.0)
    microphone.close()
    thread.join()
    assert abs(after - before) < 0.3, "they go apart by what was lost"


def behind_the_clock(microphone: DeviceMicrophone, seconds: float) -> float:
    """How far the times of the blocks are behind the clock: the least of them, since a busy machine
    only reads later."""
    behind, count = [], 0
    while count < seconds * LISTENING_RATE:
        block = microphone.read(PATIENCE_S)
        assert block is not None
        count += len(block.samples)
        behind.append(time.monotonic() - (block.position + len(block.samples)) / LISTENING_RATE)
    return min(behind)


def test_a_suspended_source_gives_nothing_and_can_be_closed_and_opened(pulse: Pulse) -> None:
    microphone = DeviceMicrophone()
    microphone.open()
    heard(microphone, 0.2)
    pulse.pactl("suspend-source", "mic", "1")
    try:
        waited_for("the blocks to stop", lambda: microphone.read(1.0) is None)
        microphone.close()
    finally:
        pulse.pactl("suspend-source", "mic", "0")
    microphone.open()
    heard(microphone, 0.2)
    microphone.close()


def test_without_a_server_there_is_no_microphone(pulse: Pulse) -> None:
    microphone = DeviceMicrophone()
    pulse.stop()
    try:
        with pytest.raises(PartMissing):
            microphone.open()
        assert microphone.read(0) is None
    finally:
        pulse.start()
    microphone.open()
    heard(microphone, 0.2)
    microphone.close()


def test_looking_for_a_lost_speaker_does_not_interrupt_an_open_microphone(pulse: Pulse) -> None:
    microphone, speaker = DeviceMicrophone(), DeviceSpeaker("unplugged")
    nobody = pulse.listeners()
    microphone.open()
    before = heard(microphone, 0.2)[-1]
    open_stream = pulse.listeners()
    for _ in range(3):
        told = RememberingListener()
        speaker.play(tone(0.1), told)
        told.wait_for("failed")
    after = heard(microphone, 0.1)[0]
    assert after.position == before.position + len(before.samples), "not a sample is missing"
    assert pulse.listeners() == open_stream != nobody, "it is the same stream"
    microphone.close()
    speaker.close()


def test_a_microphone_that_is_not_there_is_missing(pulse: Pulse) -> None:
    with refuses(PartMissing, "nonesuch"):
        DeviceMicrophone("nonesuch").open()


def test_an_opening_that_hangs_is_given_up_and_leaves_no_microphone_open(
    own_pulse: Pulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    portaudio.devices("input")
    nobody = own_pulse.listeners()
    monkeypatch.setattr(portaudio, "PATIENCE_S", 1.0)
    microphone = DeviceMicrophone()
    refused: queue.SimpleQueue[PartMissing] = queue.SimpleQueue()

    def try_twice() -> None:
        for _ in range(2):
            try:
                microphone.open()
            except PartMissing as missing:
                refused.put(missing)

    own_pulse.freeze()
    trying = threading.Thread(target=try_twice, daemon=True)  # it may hang, this test may not
    trying.start()
    try:
        assert [refused.get(timeout=PATIENCE_S).key for _ in range(2)] == ["sound-hangs"] * 2
    finally:
        own_pulse.thaw()
    trying.join()
    assert microphone.read(0) is None

    waited_for("the openings to come back", lambda: not portaudio.hangs())
    waited_for("nobody to listen", lambda: own_pulse.listeners() == nobody)
    monkeypatch.undo()
    microphone.open()
    heard(microphone, 0.2)
    microphone.close()


def test_after_an_opening_that_never_comes_back_the_next_one_is_heard(
    pulse: Pulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PortAudio waits for ever for a stream whose server died while it was being started."""
    real, let_go = portaudio.library().InputStream.start, threading.Event()
    monkeypatch.setattr(portaudio, "PATIENCE_S", 0.5)
    monkeypatch.setattr(portaudio.library().InputStream, "start", lambda _: let_go.wait())
    microphone = DeviceMicrophone()
    while not portaudio.hangs():
        with refuses(PartMissing, "does not answer"):
            microphone.open()
    monkeypatch.undo()
    assert portaudio.library().InputStream.start is real
    microphone.open()
    heard(microphone, 0.2)
    microphone.close()
    let_go.set()
    waited_for("the first opening", lambda: not portaudio.hangs())


def test_closed_while_it_is_read_it_stays_closed(pulse: Pulse) -> None:
    nobody = pulse.pactl("list", "short", "source-outputs")
    microphone = DeviceMicrophone()
    microphone.open()
    assert pulse.pactl("list", "short", "source-outputs") != nobody
    heard(microphone, 0.2)
    reading = threading.Thread(target=lambda: [microphone.read(0.05) for _ in range(20)])
    reading.start()
    microphone.close()
    reading.join()
    assert pulse.pactl("list", "short", "source-outputs") == nobody, "somebody still listens"


def test_what_nobody_read_is_wiped_when_it_is_closed(
    pulse: Pulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies: list[Samples] = []
    real = portaudio.open_stream

    def watched(*given: Any, callback: Any, **more: Any) -> Any:
        def copy(data: Any, *rest: Any) -> None:
            kept = _Handed(data, copies)
            callback(kept, *rest)

        return real(*given, callback=copy, **more)

    monkeypatch.setattr(portaudio, "open_stream", watched)
    microphone = DeviceMicrophone()
    microphone.open()
    pulse.say_into_microphone(tone(2.0, 48_000).samples, 48_000)
    waited_for("sound nobody reads", lambda: any(np.abs(c).max() > 0.1 for c in list(copies)))
    microphone.close()
    pulse.until_said()
    assert not any(samples.any() for samples in copies)


class _Handed:
    """What the device hands over; remembers each copy that was made of it."""

    def __init__(self, data: Any, copies: list[Samples]) -> None:
        self._data, self._copies = data, copies

    def copy(self) -> Samples:
        made: Samples = self._data.copy()
        self._copies.append(made)
        return made
