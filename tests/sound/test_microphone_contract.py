"""What every Microphone does: the fake, the device and the recording."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from balint_voice.adapters.sound.microphone import DeviceMicrophone
from balint_voice.adapters.sound.wav_microphone import WavMicrophone
from balint_voice.listening.audio import LISTENING_RATE, AudioBlock, Samples
from balint_voice.ports import Microphone
from tests.support.fakes import PATIENCE_S, FakeMicrophone, tone
from tests.support.pulse import Pulse, write_wav

SPOKEN = tone(30, LISTENING_RATE).samples


@pytest.fixture(params=["fake", "device", "wav"])
def microphone(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Microphone]:
    """A microphone into which a tone of 440 Hz sounds."""
    made: Microphone
    if request.param == "fake":
        made = FakeMicrophone(SPOKEN)
    elif request.param == "wav":
        write_wav(tmp_path / "spoken.wav", SPOKEN, LISTENING_RATE)
        made = WavMicrophone(tmp_path / "spoken.wav")
    else:
        pulse: Pulse = request.getfixturevalue("pulse")
        pulse.say_into_microphone(SPOKEN, LISTENING_RATE)
        made = DeviceMicrophone()
    yield made
    made.close()
    if request.param == "device":
        pulse.hush()


def heard(microphone: Microphone, seconds: float) -> list[AudioBlock]:
    """Blocks of at least so many seconds together."""
    blocks: list[AudioBlock] = []
    while sum(len(block.samples) for block in blocks) < seconds * LISTENING_RATE:
        block = microphone.read(PATIENCE_S)
        assert block is not None
        blocks.append(block)
    return blocks


def joined(blocks: list[AudioBlock]) -> Samples:
    return np.concatenate([block.samples for block in blocks])


def test_blocks_are_mono_numbers_without_a_gap(microphone: Microphone) -> None:
    microphone.open()
    blocks = heard(microphone, 1.0)
    position = 0
    for block in blocks:
        assert block.samples.dtype == np.float32
        assert block.samples.ndim == 1
        assert block.position == position
        position += len(block.samples)


def test_what_sounds_is_heard_in_pitch(microphone: Microphone) -> None:
    microphone.open()
    blocks = heard(microphone, 0.5)
    while np.abs(blocks[-1].samples).max() < 0.4:  # until the tone has come through
        blocks = heard(microphone, 0.1)
    samples = joined(heard(microphone, 1.0))
    spectrum = np.abs(np.fft.rfft(samples))
    assert abs(int(spectrum.argmax()) * LISTENING_RATE / len(samples) - 440) < 2


def test_closed_it_gives_nothing(microphone: Microphone) -> None:
    assert microphone.read(0) is None
    microphone.open()
    heard(microphone, 0.1)
    microphone.close()
    assert microphone.read(0) is None
    microphone.close()


def test_opened_again_it_counts_from_the_start(microphone: Microphone) -> None:
    microphone.open()
    heard(microphone, 0.3)
    microphone.close()
    microphone.open()
    assert heard(microphone, 0.1)[0].position == 0


def test_closing_from_another_thread_ends_the_reading(microphone: Microphone) -> None:
    microphone.open()
    heard(microphone, 0.1)
    ended = threading.Event()

    def read_on() -> None:
        while microphone.read(0.2) is not None:
            pass
        ended.set()

    reading = threading.Thread(target=read_on)
    reading.start()
    microphone.close()
    assert ended.wait(PATIENCE_S)
    reading.join()
