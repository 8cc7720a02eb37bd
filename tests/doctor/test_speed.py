"""A model's speed, measured as the program will use it: with our own model, and with slow ones."""

import math
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from balint_voice.adapters.capture.commands import Commands
from balint_voice.adapters.doctor.checks import judged
from balint_voice.adapters.system import places
from balint_voice.adapters.whisper import measured_speed, model_store
from balint_voice.adapters.whisper.measured_speed import Speed, measure, pass_s, window_of
from balint_voice.adapters.whisper.transcriber import WorkerTranscriber
from balint_voice.errors import PartMissing
from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.listening.transcript import Decoded


def seconds(count: float) -> Samples:
    made = np.random.default_rng(1).standard_normal(round(count * LISTENING_RATE))
    return np.asarray(made * 0.1, np.float32)


class SlowTranscriber:
    """Has no text for what is at most `able_s` long; what is longer takes until it is closed."""

    window_s = 28.0
    name = "slow"

    def __init__(self, able_s: float) -> None:
        self._able_s = able_s
        self._closed = threading.Event()
        self.asked: list[float] = []

    def transcribe(self, samples: Samples) -> tuple[Decoded, ...]:
        length = len(samples) / LISTENING_RATE
        self.asked.append(length)
        if length > self._able_s and self._closed.wait():
            raise PartMissing("transcriber-closed")
        return ()

    def forget(self) -> None: ...

    def close(self) -> None:
        self._closed.set()


def test_a_window_is_filled_as_the_listener_fills_it() -> None:
    window = window_of([seconds(4.3)] * 20, 28.0)
    assert len(window) == 4 * 5 * LISTENING_RATE, "utterances of 5 s with their rims, until 20 s"
    short = window_of([seconds(4.3)] * 20, 10.0)
    assert len(short) == 2 * 5 * LISTENING_RATE
    assert len(window_of([seconds(12)], 6.0)) == 6 * LISTENING_RATE


class ToldClock:
    """Stands for `time`: it is what it is told to be."""

    def __init__(self) -> None:
        self.at = 0.0

    def monotonic(self) -> float:
        return self.at


class TimelessTranscriber(SlowTranscriber):
    """As slow, by a clock that nobody waits for."""

    def __init__(self, clock: ToldClock, factor: float, loading_s: float = 0.0) -> None:
        super().__init__(self.window_s)
        self._clock, self._by_the_clock, self._at_first = clock, factor, loading_s

    def transcribe(self, samples: Samples) -> tuple[Decoded, ...]:
        self._clock.at += self._at_first + self._by_the_clock * len(samples) / LISTENING_RATE
        self._at_first = 0.0
        return super().transcribe(samples)


@pytest.mark.parametrize("loading_s", [0.0, 30.0])
def test_the_factor_is_work_for_a_second_of_speech_loading_apart(
    monkeypatch: pytest.MonkeyPatch, loading_s: float
) -> None:
    clock = ToldClock()
    monkeypatch.setattr(measured_speed, "time", clock)
    slow = TimelessTranscriber(clock, 0.25, loading_s)
    found = measure(slow, seconds(20), seconds(2), obey=slow.transcribe, patience_s=60)
    assert found == Speed(factor=0.25, command_s=0.5, whole=True)
    assert slow.asked == [2, 20, 2]


def test_one_that_is_far_too_slow_is_broken_off_and_told() -> None:
    began = time.monotonic()
    slow = SlowTranscriber(1)
    found = measure(slow, seconds(20), seconds(0.1), obey=slow.transcribe, patience_s=0.2)
    assert found is not None and not found.whole
    assert found.factor <= (time.monotonic() - began) / 20 + 0.01, "the least it can be"
    never = SlowTranscriber(0)
    left = measure(never, seconds(20), seconds(1), obey=never.transcribe, patience_s=0.2)
    assert left is None


def test_one_that_cannot_be_used_is_no_slow_one() -> None:
    broken = SlowTranscriber(0)
    broken.close()
    with pytest.raises(PartMissing):
        measure(broken, seconds(2), seconds(1), obey=broken.transcribe, patience_s=60)


def test_our_own_model_measured_for_real() -> None:
    model = model_store.find("demo-nl")
    transcriber = WorkerTranscriber(model.folder, "nl")
    window = window_of([seconds(3)] * 5, model.window_s)
    obeyed = Commands(transcriber, "nl", "Balint").ask_all
    found = measure(transcriber, window, seconds(1), obey=obeyed, patience_s=120)
    assert found is not None and found.whole
    assert found.factor > 0
    assert transcriber.worker_pid is None, "its process is gone"
    assert judged(model, Speed(0.2, 0.5, True), "nl").state == "ok"


def test_what_was_measured_is_remembered_of_that_very_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "cache_folder", lambda: tmp_path / "cache")
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"weights")
    assert measured_speed.recall(folder) is None
    measured_speed.remember(folder, Speed(0.2, 1.5, True))
    assert measured_speed.recall(folder) == Speed(0.2, 1.5, True)
    (folder / "model.bin").write_bytes(b"other weights")
    assert measured_speed.recall(folder) is None, "another model in the same folder"
    (tmp_path / "cache" / "speed.json").write_text("{")
    assert measured_speed.recall(folder) is None
    measured_speed.remember(folder, Speed(0.3, 1.0, True))
    assert measured_speed.recall(folder) == Speed(0.3, 1.0, True)


@pytest.mark.parametrize(
    ("factor", "state"), [(0.2, "ok"), (0.9, "warning"), (1.2, "warning"), (4.0, "missing")]
)
def test_against_what_an_evening_needs(factor: float, state: str) -> None:
    model = model_store.find("demo-nl")
    assert judged(model, Speed(factor, 1.0, True), "nl").state == state


def test_what_a_decode_takes_is_remembered_or_measured_with_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "cache_folder", lambda: tmp_path / "cache")
    clock = ToldClock()
    monkeypatch.setattr(measured_speed, "time", clock)
    transcriber = TimelessTranscriber(clock, 2.5)
    assert pass_s(transcriber, tmp_path) == 2.5
    assert transcriber.asked == [1]
    measured_speed.remember(tmp_path, Speed(0.2, 1.5, whole=True))
    assert pass_s(transcriber, tmp_path) == pytest.approx(4.0)
    measured_speed.remember(tmp_path, Speed(0.1, 1.5, whole=False))
    assert pass_s(transcriber, tmp_path) == math.inf, "it is the least that it can be"
    assert transcriber.asked == [1]
