"""A window is gone over once: what is left of it when no word can be in it is left alone."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from faster_whisper import WhisperModel

from balint_voice.adapters.whisper import whisper_worker
from balint_voice.adapters.whisper.window_model import WindowModel
from balint_voice.listening.audio import LISTENING_RATE
from tests.capture.conftest import Render
from tests.support.fakes_listening import silence


@dataclass
class Passes:
    """What the library's own `encode` was asked for: how often."""

    count: int = 0


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> Passes:
    found, encode = Passes(), WhisperModel.encode

    def counted(model: Any, features: Any) -> Any:
        found.count += 1
        return encode(model, features)

    monkeypatch.setattr(WhisperModel, "encode", counted)
    return found


def test_a_window_that_is_decoded_twice_is_encoded_once(
    model_folder: Path, say: Render, passes: Passes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model was led astray by the list of words, and is asked again without it."""
    model = whisper_worker._load(str(model_folder))
    samples = np.concatenate([silence(0.3), say("Ik voel mij machteloos."), silence(0.4)])
    alone = whisper_worker._decode(model, "nl", samples.copy(), own_words="", beam=1)
    before = passes.count
    monkeypatch.setattr(whisper_worker, "_led_astray", lambda _: True)
    again = whisper_worker._decode(model, "nl", samples.copy(), own_words="Lentis", beam=1)
    assert passes.count - before <= before
    assert [one["text"] for one in again] == [one["text"] for one in alone]


def test_the_bands_of_the_sound_are_those_of_the_weights(
    model_folder: Path, say: Render, tmp_path: Path
) -> None:
    """The file beside the weights that says how many may be missing, or of another model."""
    folder = tmp_path / "model"
    shutil.copytree(model_folder, folder)
    (folder / "preprocessor_config.json").write_text('{"feature_size": 128}')
    samples = np.concatenate([silence(0.3), say("Ik voel mij machteloos."), silence(0.4)])
    as_it_is, other = (
        whisper_worker._decode(
            whisper_worker._load(str(each)), "nl", samples.copy(), own_words="", beam=1
        )
        for each in (model_folder, folder)
    )
    assert other == as_it_is != []


@dataclass
class LastWord:
    end: float


@pytest.mark.parametrize(("end_s", "heard"), [(9.3, 1), (8.4, 2)])
def test_the_quiet_after_the_last_word_is_no_window(
    end_s: float, heard: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library encodes once more wherever the last word ended before the window does."""

    def transcribe(model: WindowModel, samples: Any, **_: Any) -> Any:
        def segments() -> Any:
            model.encode(samples)
            yield LastWord(end_s)
            model.encode(samples)
            yield LastWord(10.0)

        return segments(), None

    monkeypatch.setattr(WhisperModel, "transcribe", transcribe)
    monkeypatch.setattr(WhisperModel, "encode", lambda *_: "encoded")
    model = WindowModel.__new__(WindowModel)
    model.begin(np.zeros(10 * LISTENING_RATE, np.float32))
    assert len(model.heard("nl")) == heard
    model.forget()
    assert model.encode("anything") == "encoded"
