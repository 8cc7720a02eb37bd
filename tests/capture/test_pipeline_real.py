"""Everything real but the microphone: detector, worker and model."""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from balint_voice.adapters.capture.silero import SileroDetector
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.adapters.whisper.transcriber import WorkerTranscriber
from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.listening.transcript import NoteEntry
from balint_voice.session import outputs as o
from balint_voice.session.inputs import PartFailed
from tests.capture.conftest import Render, said_by
from tests.capture.room import MakeRoom
from tests.support.fakes_listening import silence


@pytest.fixture
def say_alike(tmp_path: Path) -> Iterator[Render]:
    """espeak says a sentence a little otherwise after others, and a small model then hears other
    words: here each is the first that a child says."""
    synthesizer = ChildSynthesizer(choose_voice("nl"), cache_folder=tmp_path / "alike")

    def alone(text: str) -> Samples:
        synthesizer.rest()
        return said_by(synthesizer, text)

    yield alone
    synthesizer.close()


def test_real_speech_through_real_parts(
    room: MakeRoom, transcriber: WorkerTranscriber, say_alike: Render
) -> None:
    """Every sentence within 0.3 s of when it was said, and not a word of the cue."""
    sentences = [
        "Ik voel mij machteloos als hij begint te huilen.",
        "Mijn vraag is hoe ik een grens kan stellen.",
        "De volgende keer zal ik het verdriet benoemen.",
    ]
    here = room(transcriber=transcriber, detector=SileroDetector())
    at, truth = 1.0, []
    for sentence in sentences:
        sound = say_alike(sentence)
        truth.append((100.0 + at, 100.0 + at + len(sound) / LISTENING_RATE))
        here.microphone.steps += [sound]
        here.microphone.steps += [silence(1.5)]
        at += len(sound) / LISTENING_RATE + 1.5
    cue = say_alike("Nog vijf minuten.")
    here.microphone.steps = [
        *(silence(1.0), *here.microphone.steps),
        *(
            lambda: here.pipeline.perform(o.TurnDeaf()),
            cue,
            lambda: here.pipeline.perform(o.HearAgain()),
            silence(1.0),
        ),
    ]
    ended = here.listen()
    heard: list[NoteEntry] = here.notes.entries
    said = " ".join(entry.text.lower() for entry in heard)
    assert {entry.kind for entry in heard} == {"heard"}
    assert "machteloos" in said
    assert "grens" in said
    assert "minuten" not in said
    assert ended.dropped_s == 0.0
    for entry in heard:
        assert min(abs(entry.start_s - start) for start, _ in truth) < 0.3
        assert min(abs(entry.end_s - end) for _, end in truth) < 0.5


def test_noise_through_real_parts_gives_no_text(
    room: MakeRoom, transcriber: WorkerTranscriber
) -> None:
    rng = np.random.default_rng(8)
    hiss = (rng.standard_normal(8 * LISTENING_RATE) * 0.03).astype(np.float32)
    t = np.arange(8 * LISTENING_RATE) / LISTENING_RATE
    hum = np.asarray(0.2 * np.sign(np.sin(2 * np.pi * 50 * t)), np.float32)
    here = room(silence(2.0), hiss, hum, transcriber=transcriber, detector=SileroDetector())
    ended = here.listen()
    assert here.notes.entries == []
    assert ended.speech_s == 0.0


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script as Python")
def test_a_worker_that_never_answers_costs_its_window_only(
    room: MakeRoom,
    transcriber: WorkerTranscriber,
    say: Render,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sound = say("Ik voel mij machteloos als hij begint te huilen.")
    dying = tmp_path / "python"
    dying.write_text("#!/bin/sh\n")
    dying.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(dying))
    here = room(silence(1.0), sound, transcriber=transcriber, detector=SileroDetector())
    ended = here.listen()
    assert [entry.kind for entry in here.notes.entries] == ["gap"]
    assert here.inbox.of(PartFailed) == [PartFailed("transcriber")]
    assert ended.dropped_s == ended.speech_s > 1.0
