"""The speech child as a program: lines in, lines out, and nothing else on stdout."""

import json
import shutil
import struct
import subprocess
import sys
import types
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from balint_voice.adapters.tts.synthesizer import read_rendered
from balint_voice.adapters.tts.tts_child import ChildError
from balint_voice.adapters.tts.tts_worker import is_whole, render_whole, start_engine
from tests.support.fakes import tone
from tests.support.pulse import PATIENCE_S, write_wav


def asked(*requests: dict[str, object], package: Path | None = None) -> list[dict[str, object]]:
    """What a fresh worker answers, line by line."""
    environment = {"PYTHONPATH": str(package)} if package else None
    worker = subprocess.run(
        [sys.executable, "-m", "balint_voice.adapters.tts.tts_worker", "espeak"],
        input="".join(json.dumps(request) + "\n" for request in requests),
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_S,
        env=environment,
    )
    return [json.loads(line) for line in worker.stdout.splitlines()]


def render(text: str, out: Path, voice: str = "gmw/nl") -> dict[str, object]:
    return {"do": "render", "text": text, "voice": voice, "rate": 155, "out": str(out)}


def test_the_first_utterance_is_whole_and_so_is_the_next(tmp_path: Path) -> None:
    first, second = tmp_path / "1.wav", tmp_path / "2.wav"
    answers = asked(render("Welkom bij deze intervisie.", first), render("Dank je wel.", second))
    assert answers == [{"done": True}, {"done": True}]
    for path, least in ((first, 1.5), (second, 0.5)):
        with wave.open(str(path)) as file:
            assert file.getnframes() / file.getframerate() > least


def test_a_refusal_is_an_answer_and_the_next_utterance_is_spoken(tmp_path: Path) -> None:
    answers = asked(
        render("Wie is dit?", tmp_path / "1.wav", voice="nobody"),
        render("Dank je wel.", tmp_path / "2.wav"),
    )
    assert "error" in answers[0]
    assert answers[1] == {"done": True}


def test_accents_and_quotes_survive(tmp_path: Path) -> None:
    text = 'Eén "collega" — geëmotioneerd, naïef; ’s avonds: 50 % …'
    assert asked(render(text, tmp_path / "1.wav")) == [{"done": True}]
    assert read_rendered(tmp_path / "1.wav").seconds > 2


def test_a_deep_installation_speaks_too(tmp_path: Path) -> None:
    """espeak ends the process when the path to its data is some 190 characters long."""
    import espeakng_loader

    deep = tmp_path.joinpath(*["a-folder-with-quite-a-long-name"] * 6)
    installed = Path(espeakng_loader.__file__).parent
    shutil.copytree(installed, deep / installed.name)
    assert len(str(deep)) > 190
    (answer,) = asked(render("Dank je wel.", tmp_path / "1.wav"), package=deep)
    assert answer == {"done": True}


@pytest.mark.parametrize("length", [0, 4, 11, 44, 2_000])
def test_a_file_still_being_written_is_not_whole(tmp_path: Path, length: int) -> None:
    path = tmp_path / "growing.wav"
    write_wav(path, tone(0.2).samples, 22_050)
    assert is_whole(path)
    path.write_bytes(path.read_bytes()[:length])
    assert not is_whole(path)
    assert not is_whole(tmp_path / "nothing.wav")


def test_what_a_mac_writes_is_read(tmp_path: Path) -> None:
    sound = tone(0.5)
    path = tmp_path / "mac.aiff"
    with av.open(str(path), "w", format="aiff") as container:
        stream = container.add_stream("pcm_s16be", rate=sound.rate, layout="mono")
        numbers = (sound.samples * 32_767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(numbers, format="s16", layout="mono")
        frame.sample_rate = sound.rate
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert is_whole(path)
    read = read_rendered(path)
    assert read.rate == sound.rate
    np.testing.assert_allclose(read.samples, sound.samples, atol=0.001)


def test_what_is_no_sound_is_a_failure(tmp_path: Path) -> None:
    for name, content in (("a.wav", b""), ("b.aiff", b"FORM" + struct.pack(">I", 99) + b"AIFF")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ChildError):
            read_rendered(tmp_path / name)
    with pytest.raises(ChildError):
        read_rendered(tmp_path / "none.wav")


class ForgetfulEngine:
    """As pyttsx3's espeak driver now and then: says it is finished and leaves an empty file."""

    driver_name = "espeak"

    def __init__(self, empty_files: int) -> None:
        self.empty_files = empty_files
        self.utterances = 0
        self._finished: list[Callable[..., None]] = []
        self._out = Path()

    def connect(self, topic: str, callback: Callable[..., None]) -> str:
        if topic == "finished-utterance":
            self._finished.append(callback)
        return topic

    def disconnect(self, topic: str) -> None:
        if topic == "finished-utterance":
            self._finished.clear()

    def setProperty(self, name: str, value: object) -> None:
        """Any voice, any rate."""

    def save_to_file(self, text: str, out: str) -> None:
        self._out = Path(out)

    def runAndWait(self) -> None:
        self.utterances += 1
        seconds = 0.0 if self.utterances <= self.empty_files else 0.5
        write_wav(self._out, tone(seconds).samples, 22_050)
        for callback in self._finished:
            callback(completed=True)


def test_an_utterance_that_left_an_empty_file_is_said_again(tmp_path: Path) -> None:
    engine = ForgetfulEngine(empty_files=1)
    render_whole(engine, render("Dank je wel.", tmp_path / "1.wav"))
    assert engine.utterances == 2
    assert read_rendered(tmp_path / "1.wav").seconds == pytest.approx(0.5, abs=0.001)


def test_each_utterance_has_its_own_rate(tmp_path: Path) -> None:
    """The stop that pyttsx3 begins with gave one in eight the rate of the one before."""
    text = "Welkom bij deze intervisie."
    utterances = [
        {**render(text, tmp_path / f"{number}.wav"), "rate": (145, 175)[number % 2]}
        for number in range(40)
    ]
    assert asked(*utterances) == [{"done": True}] * len(utterances)
    seconds = [read_rendered(tmp_path / f"{number}.wav").seconds for number in range(40)]
    assert max(seconds[1::2]) + 0.2 < min(seconds[0::2])


class SlowDriver:
    """As pyttsx3's for a Mac: its loop begins with what was queued, and speaks while it runs."""

    def __init__(self, proxy: Any) -> None:
        self._proxy, self._looping = proxy, False
        self._writing: tuple[str, Path] | None = None

    def setProperty(self, name: str, value: object) -> None:
        """Any voice, any rate."""

    def save_to_file(self, text: str, out: str) -> None:
        self._proxy.setBusy(True)
        self._writing = (text, Path(out))

    def startLoop(self) -> None:
        self._looping, pumped = True, False
        while self._looping:
            if pumped and self._writing is not None:
                self._end(1.0)
            else:
                pumped = True
                self._proxy.setBusy(False)

    def stop(self) -> None:
        if self._writing is not None:
            self._end(0.1)

    def endLoop(self) -> None:
        self._looping = False

    def _end(self, share: float) -> None:
        assert self._writing is not None
        (text, out), self._writing = self._writing, None
        write_wav(out, tone(share * len(text) / 10).samples, 22_050)
        self._proxy.notify("finished-utterance", completed=True)
        self._proxy.setBusy(False)

    def destroy(self) -> None:
        """Nothing to give back."""


def test_the_second_utterance_of_another_engine_is_as_whole_as_the_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On a Mac pyttsx3 stopped each but the first while it was being written."""
    driver = types.ModuleType("pyttsx3.drivers.slow")
    driver.buildDriver = SlowDriver  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, driver.__name__, driver)
    engine = start_engine("slow")
    for number in range(3):
        render_whole(engine, render("Dank je wel allemaal", tmp_path / f"{number}.wav"))
    for number in range(3):
        assert read_rendered(tmp_path / f"{number}.wav").seconds == pytest.approx(2.0, abs=0.01)


def test_an_engine_that_always_leaves_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="not whole"):
        render_whole(ForgetfulEngine(empty_files=99), render("Dank je wel.", tmp_path / "1.wav"))
