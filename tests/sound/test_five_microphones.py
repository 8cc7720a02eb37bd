"""Five microphones that are not as they should be, on a real sound server: what is told of each.

Noise-gated, muted, very quiet, clipping, and with the voice on the wrong channel. The parts are
those of a session: device, voice detector, listener and the core's inbox. Only the words are not
decoded.
"""

import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soxr

from balint_voice.adapters.capture.pipeline import MicrophonePipeline, PipelineSettings
from balint_voice.adapters.capture.silero import SileroDetector
from balint_voice.adapters.sound.microphone import DeviceMicrophone
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.listening.audio import Samples
from balint_voice.listening.presence import NOBODY_S
from balint_voice.session import outputs as o
from balint_voice.session.inputs import (
    LevelChanged,
    NobodyHeard,
    PartFailed,
    VoiceStarted,
)
from tests.support.fakes_listening import CountingTranscriber, ListeningInbox, MemoryNotes, SetClock
from tests.support.pulse import PATIENCE_S, Pulse, waited_for, write_wav

RATE = 48_000
SENTENCES = ("Ik voel mij machteloos als hij begint te huilen.", "Mijn vraag is wat ik kan doen.")
DEAD_AFTER_S = 2.0


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> tuple[Samples, ...]:
    """What is said, its loudest sample at a third of full scale."""
    voice = ChildSynthesizer(choose_voice("nl"), cache_folder=tmp_path_factory.mktemp("spoken"))
    sounds = [voice.render(text) for text in SENTENCES]
    voice.close()
    found = [
        np.asarray(soxr.resample(each.samples, each.rate, RATE), np.float32) for each in sounds
    ]
    return tuple(each * np.float32(0.33 / np.abs(each).max()) for each in found)


class Ears:
    """A microphone that is open, and all that it told."""

    def __init__(self) -> None:
        self.inbox, self.notes = ListeningInbox(), MemoryNotes()
        self.pipeline = MicrophonePipeline(
            DeviceMicrophone(),
            SileroDetector(),
            transcriber=CountingTranscriber(),
            notes=self.notes,
            inbox=self.inbox,
            clock=SetClock(0.0),
            settings=PipelineSettings(dead_after_s=DEAD_AFTER_S),
        )
        self.pipeline.perform(o.OpenMicrophone("case"))

    def told(self, kind: type) -> list[object]:
        self.inbox.collect()
        return [each for each in self.inbox.items if isinstance(each, kind)]

    def until(self, kind: type, holds: Callable[[object], bool] = bool) -> None:
        waited_for(kind.__name__, lambda: any(map(holds, self.told(kind))))


@pytest.fixture
def ears(pulse: Pulse) -> Iterator[Callable[[], Ears]]:
    opened: list[Ears] = []

    def open_them() -> Ears:
        opened.append(Ears())
        waited_for("the device", lambda: bool(pulse.listeners()))
        return opened[-1]

    yield open_them
    for each in opened:
        each.pipeline.stop()
        assert each.pipeline.join(timeout=PATIENCE_S)
    pulse.hush()


def room(seconds: float) -> Samples:
    made = np.random.default_rng(3).standard_normal(round(seconds * RATE))
    return np.asarray(made * 3e-4, np.float32)


def test_a_gate_between_sentences_is_no_fault_and_no_gap(
    pulse: Pulse, ears: Callable[[], Ears], sentences: tuple[Samples, ...]
) -> None:
    """The sink gives exact zeros where nobody plays: longer than a dead device is given."""
    gate = np.zeros(round((DEAD_AFTER_S + 1.0) * RATE), np.float32)
    open_ears = ears()
    pulse.say_into_microphone(np.concatenate([sentences[0], gate, sentences[1]]), RATE)
    pulse.until_said()
    open_ears.until(VoiceStarted)
    waited_for("both sentences", lambda: len(open_ears.told(VoiceStarted)) >= 2)
    open_ears.pipeline.perform(o.CloseMicrophone())
    open_ears.inbox.until_ended()
    assert not open_ears.told(NobodyHeard)
    kinds = {entry.kind for entry in open_ears.notes.entries if entry.start_s > DEAD_AFTER_S}
    assert "gap" not in kinds


def test_a_muted_one_is_told_of_as_dead_from_the_beginning(
    pulse: Pulse, ears: Callable[[], Ears]
) -> None:
    pulse.pactl("set-source-mute", "mic", "1")
    try:
        pulse.say_into_microphone(room(30), RATE)
        ears().until(PartFailed, lambda each: each == PartFailed("microphone"))
    finally:
        pulse.pactl("set-source-mute", "mic", "0")


@pytest.mark.slow
def test_one_that_is_muted_in_the_middle_hears_nobody(
    pulse: Pulse, ears: Callable[[], Ears], sentences: tuple[Samples, ...]
) -> None:
    open_ears = ears()
    pulse.say_into_microphone(np.concatenate([sentences[0], room(NOBODY_S + 20)]), RATE)
    open_ears.until(VoiceStarted)
    pulse.pactl("set-source-mute", "mic", "1")
    try:
        open_ears.until(NobodyHeard)
        assert not open_ears.told(PartFailed)
        assert open_ears.told(LevelChanged)[-1] == LevelChanged(0, clips=False)
    finally:
        pulse.pactl("set-source-mute", "mic", "0")


def test_a_very_quiet_one_is_heard_and_its_bar_is_low(
    pulse: Pulse, ears: Callable[[], Ears], sentences: tuple[Samples, ...]
) -> None:
    open_ears = ears()
    far = sentences[0] * np.float32(0.004 / 0.33)
    pulse.say_into_microphone(np.concatenate([far, far]) + room(2)[:1], RATE)
    open_ears.until(VoiceStarted)
    open_ears.until(LevelChanged, lambda each: isinstance(each, LevelChanged) and each.step == 2)
    steps = [each.step for each in open_ears.told(LevelChanged) if isinstance(each, LevelChanged)]
    assert max(steps) == 2


def test_a_clipping_one_says_that_it_is_too_loud(
    pulse: Pulse, ears: Callable[[], Ears], sentences: tuple[Samples, ...]
) -> None:
    open_ears = ears()
    pulse.say_into_microphone(np.clip(12 * sentences[0], -1, 1), RATE)
    open_ears.until(LevelChanged, lambda each: each == LevelChanged(5, clips=True))


@pytest.mark.parametrize("left", [0.0, -1.0], ids=["on one channel", "channels that cancel"])
def test_a_voice_on_the_wrong_channel_is_heard(
    pulse: Pulse,
    ears: Callable[[], Ears],
    sentences: tuple[Samples, ...],
    tmp_path: Path,
    left: float,
) -> None:
    open_ears = ears()
    said = np.concatenate(sentences)
    pulse.say_file(stereo(tmp_path / "said.wav", left * said, said))
    open_ears.until(VoiceStarted)


def stereo(path: Path, left: Samples, right: Samples) -> Path:
    write_wav(path, np.stack([left, right], axis=1).reshape(-1), RATE)
    with wave.open(str(path), "rb") as file:
        frames = file.readframes(file.getnframes())
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(frames)
    return path
