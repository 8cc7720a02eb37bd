"""Speech made on the spot, and a real model, for the parts that hear."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import soxr

from balint_voice.adapters.capture import empty_pipeline, pipeline, transcription
from balint_voice.adapters.system import places
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.adapters.whisper.transcriber import WorkerTranscriber
from balint_voice.listening.audio import LISTENING_RATE, Samples
from tests.capture.room import Room
from tests.support.fakes_listening import ListeningStep
from tests.support.pulse import PATIENCE_S

Render = Callable[[str], Samples]


@pytest.fixture(autouse=True)
def memory_of_the_tests_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of vetoes would each write over the free memory of a process that holds all tests.
    tests/machine and tests/privacy look at that in real ones."""
    monkeypatch.setattr(transcription, "overwrite_freed", lambda: None)
    for module in (pipeline, empty_pipeline):
        monkeypatch.setattr(module, "overwrite_freed_soon", lambda: None)


@pytest.fixture(scope="session")
def say(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Render]:
    """A Dutch sentence at 16 kHz, without the silence around it."""
    synthesizer = ChildSynthesizer(
        choose_voice("nl"), cache_folder=tmp_path_factory.mktemp("spoken")
    )

    yield partial(said_by, synthesizer)
    synthesizer.close()


def said_by(synthesizer: ChildSynthesizer, text: str) -> Samples:
    """The same of any voice."""
    sound = synthesizer.render(text)
    samples = np.asarray(soxr.resample(sound.samples, sound.rate, LISTENING_RATE), np.float32)
    loud = np.flatnonzero(np.abs(samples) > 0.02)
    return samples[loud[0] : loud[-1] + 1].copy()


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The model that ships with the program; BALINT_VOICE_TEST_MODEL names another one."""
    given = os.environ.get("BALINT_VOICE_TEST_MODEL")
    folder = Path(given) if given else places.shipped("models") / "demo-nl"
    if not (folder / "model.bin").is_file():
        pytest.fail(f"no model in {folder}: it ships with the program")
    return folder


@pytest.fixture
def transcriber(model_folder: Path) -> Iterator[WorkerTranscriber]:
    made = WorkerTranscriber(model_folder, "nl")
    yield made
    made.close()


@pytest.fixture
def room() -> Iterator[Callable[..., Room]]:
    rooms: list[Room] = []

    def make(*steps: ListeningStep, **parts: object) -> Room:
        rooms.append(Room(*steps, **parts))  # type: ignore[arg-type]
        return rooms[-1]

    yield make
    for one in rooms:
        one.pipeline.stop()
        assert one.pipeline.join(timeout=PATIENCE_S)
