"""Whisper behind its pipe: killed, hanging, broken, and simply at work."""

import os
import shutil
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import jiwer
import numpy as np
import pytest

from balint_voice.adapters.whisper import transcriber as transcriber_module
from balint_voice.adapters.whisper.transcriber import WorkerTranscriber
from balint_voice.adapters.whisper.whisper_worker import REQUEST, SEGMENTS
from balint_voice.errors import PartMissing
from balint_voice.listening.audio import Samples
from balint_voice.listening.transcript import Decoded
from balint_voice.ports import Transcriber
from tests.capture.conftest import Render
from tests.support.fakes_listening import CountingTranscriber, silence
from tests.support.pulse import PATIENCE_S
from tests.support.refusals import advice, refuses

SENTENCE = "Ik voel mij machteloos als hij begint te huilen."
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def words(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum() or c == " ")


def window(say: Render) -> Samples:
    return np.concatenate([silence(0.3), say(SENTENCE), silence(0.4)])


def texts(decoded: tuple[Decoded, ...]) -> list[str]:
    """Without the probabilities: two processes need not round alike."""
    return [each.text for each in decoded]


def test_a_model_in_a_folder_of_any_name_is_loaded(
    model_folder: Path, tmp_path: Path, say: Render
) -> None:
    elsewhere = tmp_path / "Modèles 模型 't Gooi"
    elsewhere.mkdir()
    (elsewhere / "ü").symlink_to(model_folder)
    transcriber = WorkerTranscriber(elsewhere / "ü", "nl")
    try:
        assert words("".join(texts(transcriber.transcribe(window(say))))).strip()
    finally:
        transcriber.close()


@pytest.fixture(params=["fake", "real"])
def either(request: pytest.FixtureRequest) -> Iterator[Transcriber]:
    if request.param == "fake":
        yield CountingTranscriber()
    else:
        yield request.getfixturevalue("transcriber")


def test_contract_a_window_becomes_segments_inside_it(either: Transcriber, say: Render) -> None:
    assert 2.0 <= either.window_s <= 30.0
    samples = window(say)
    before = samples.copy()
    decoded = either.transcribe(samples)
    assert decoded
    for one in decoded:
        assert isinstance(one, Decoded)
        assert 0.0 <= one.start_s <= one.end_s
        assert 0.0 <= one.no_speech <= 1.0
        assert one.confidence <= 0.0
    assert np.array_equal(samples, before), "the samples stay the caller's"


def test_contract_a_closed_one_refuses(either: Transcriber) -> None:
    either.close()
    either.close()
    with pytest.raises(PartMissing):
        either.transcribe(silence(1.0))


def test_a_sentence_is_heard(transcriber: WorkerTranscriber, say: Render) -> None:
    heard = " ".join(one.text for one in transcriber.transcribe(window(say)))
    assert jiwer.wer(words(SENTENCE), words(heard)) < 0.4


def test_what_was_said_is_likelier_than_of_nothing_and_likelier_than_the_rest(
    transcriber: WorkerTranscriber, say: Render
) -> None:
    asked = [(" Balint,", " pauze."), (" Balint,", " overslaan.")]
    samples = say("Balint, pauze.")
    said, other = transcriber.likelihoods(samples, asked)
    assert said[0] == other[0], "they share the wake word"
    assert said[0].heard > said[0].of_nothing
    assert said[1].heard > other[1].heard
    assert all(part.tokens > 0 and part.heard <= 0 for part in (*said, *other))
    assert samples.any(), "the samples stay the caller's"
    assert transcriber.likelihoods(samples, asked) == (said, other)
    closer, else_closer = transcriber.likelihoods(samples, asked, closer=True)
    assert closer[1].heard > else_closer[1].heard
    assert closer[1].of_nothing == said[1].of_nothing, "nothing is the same at any pace"
    assert closer[1].heard != said[1].heard
    assert samples.any()


def test_a_worker_killed_in_the_middle_costs_nothing(
    transcriber: WorkerTranscriber, say: Render
) -> None:
    spoken = window(say)
    expected = transcriber.transcribe(spoken.copy())
    victim = transcriber.worker_pid
    assert victim is not None
    os.kill(victim, signal.SIGSTOP)  # it will not answer: whatever comes, we are in the middle
    heard: list[tuple[Decoded, ...]] = []
    asking = threading.Thread(target=lambda: heard.append(transcriber.transcribe(spoken)))
    asking.start()
    os.kill(victim, signal.SIGKILL)
    asking.join(timeout=PATIENCE_S)
    assert list(map(texts, heard)) == [texts(expected)]
    assert transcriber.worker_pid not in (None, victim)


@pytest.mark.slow
@posix
def test_a_worker_that_does_not_even_read_is_replaced(
    transcriber: WorkerTranscriber, say: Render, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken = window(say)
    expected = transcriber.transcribe(spoken.copy())
    monkeypatch.setattr(transcriber_module, "_LEAST_PATIENCE_S", 20.0)
    monkeypatch.setattr(transcriber_module, "_PATIENCE", 0.0)
    victim = transcriber.worker_pid
    assert victim is not None
    os.kill(victim, signal.SIGSTOP)
    assert len(spoken) * 4 > 1 << 16, "a pipe would hold it all"
    assert texts(transcriber.transcribe(spoken)) == texts(expected)
    assert transcriber.worker_pid not in (None, victim)


@posix
def test_close_ends_a_decode_that_hangs(transcriber: WorkerTranscriber, say: Render) -> None:
    transcriber.transcribe(silence(1.0))
    victim = transcriber.worker_pid
    assert victim is not None
    os.kill(victim, signal.SIGSTOP)
    failed: list[Exception] = []

    def ask() -> None:
        try:
            transcriber.transcribe(window(say))
        except PartMissing as missing:
            failed.append(missing)

    asking = threading.Thread(target=ask)
    asking.start()
    transcriber.close()
    asking.join(timeout=PATIENCE_S)
    assert len(failed) == 1


@posix
def test_what_was_decoded_is_forgotten_with_the_worker(
    transcriber: WorkerTranscriber, say: Render
) -> None:
    """In the middle of a decode too, and nobody waits: what was not to be forgotten is decoded."""
    expected = transcriber.transcribe(window(say))
    old = transcriber.worker_pid
    assert old is not None
    os.kill(old, signal.SIGSTOP)
    heard: list[tuple[Decoded, ...]] = []
    asking = threading.Thread(target=lambda: heard.append(transcriber.transcribe(window(say))))
    asking.start()
    transcriber.forget()
    asking.join(timeout=PATIENCE_S)
    assert list(map(texts, heard)) == [texts(expected)]
    assert transcriber.worker_pid not in (None, old)


@posix
def test_what_was_wiped_is_not_decoded_again(transcriber: WorkerTranscriber, say: Render) -> None:
    samples = window(say)
    transcriber.transcribe(samples)
    assert transcriber.worker_pid is not None
    os.kill(transcriber.worker_pid, signal.SIGSTOP)
    heard: list[tuple[Decoded, ...]] = []
    asking = threading.Thread(target=lambda: heard.append(transcriber.transcribe(samples)))
    asking.start()
    samples.fill(0.0)
    transcriber.forget()
    asking.join(timeout=PATIENCE_S)
    assert heard == [()]


@pytest.mark.slow
def test_a_worker_that_does_not_come_back_is_told(
    model_folder: Path, tmp_path: Path, say: Render
) -> None:
    mine = tmp_path / "model"
    shutil.copytree(model_folder, mine)
    transcriber = WorkerTranscriber(mine, "nl")
    transcriber.transcribe(window(say))
    (mine / "model.bin").unlink()
    transcriber.forget()
    with refuses(PartMissing, "model.bin"):
        transcriber.transcribe(window(say))
    transcriber.close()


@posix
def test_a_worker_that_always_dies_is_tried_three_times(
    model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = tmp_path / "tries"
    dying = tmp_path / "python"
    dying.write_text(f"#!/bin/sh\necho try >> '{tries}'\n")
    dying.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(dying))
    with pytest.raises(PartMissing) as missing:
        WorkerTranscriber(model_folder, "nl").transcribe(silence(1.0))
    assert tries.read_text().count("try") == 3
    assert "smaller" in advice(missing.value)


@pytest.mark.parametrize("file", ["config.json", "model.bin", "tokenizer.json"])
def test_a_missing_file_is_named(model_folder: Path, tmp_path: Path, file: str) -> None:
    half = tmp_path / "half"
    shutil.copytree(model_folder, half)
    (half / file).unlink()
    with refuses(PartMissing, file):
        WorkerTranscriber(half, "nl").transcribe(silence(1.0))


def test_a_model_that_does_not_load_is_told(model_folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(model_folder, broken)
    (broken / "model.bin").write_bytes(b"no model")
    transcriber = WorkerTranscriber(broken, "nl")
    with refuses(PartMissing, "cannot be loaded"):
        transcriber.transcribe(silence(1.0))
    assert transcriber.worker_pid is None


def test_a_language_the_model_does_not_know_is_refused(tmp_path: Path) -> None:
    (tmp_path / "balint-voice.json").write_text('{"languages": ["nl"]}')
    with refuses(PartMissing, "'de'"):
        WorkerTranscriber(tmp_path, "de")


def test_the_worker_says_nothing_aside_and_ends_with_its_parent(
    model_folder: Path, say: Render
) -> None:
    said = window(say).tobytes()
    module = "balint_voice.adapters.whisper.whisper_worker"
    with subprocess.Popen(
        [sys.executable, "-m", module, model_folder, "nl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as worker:
        assert worker.stdin and worker.stdout and worker.stderr
        worker.stdin.write(REQUEST.pack(SEGMENTS, len(said), 0) + said)
        worker.stdin.flush()
        answers: list[bytes] = []
        for _ in range(2):
            (length,) = struct.unpack("<I", worker.stdout.read(4))
            answers.append(worker.stdout.read(length))
        worker.stdin.close()
        assert worker.wait(timeout=PATIENCE_S) == 0
        assert worker.stdout.read() == b""
        assert worker.stderr.read() == b""
    assert answers[0] == b'{"ready": true}'
    assert b'"text"' in answers[1]
