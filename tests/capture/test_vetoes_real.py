"""Real vetoes at random moments: our own model, a recording as the microphone, notes on disk.

A handful by default; `BALINT_VOICE_VETOES=50` for as many as one likes (a second each, or so).
"""

import os
import random
import threading
from pathlib import Path

import numpy as np
import pyrage
import pytest

from balint_voice.adapters.capture.pipeline import MicrophonePipeline, PipelineSettings
from balint_voice.adapters.capture.silero import SileroDetector
from balint_voice.adapters.sound.wav_microphone import WavMicrophone
from balint_voice.adapters.system.clock import SessionClock
from balint_voice.adapters.whisper.transcriber import WorkerTranscriber
from balint_voice.records.opened_notes import open_notes
from balint_voice.records.sealed_notes import begin_notes
from balint_voice.session import outputs as o
from balint_voice.session.inputs import SpeechSealed
from tests.capture.conftest import Render
from tests.support.fakes_listening import ListeningInbox, silence
from tests.support.pulse import PATIENCE_S, write_wav

pytestmark = pytest.mark.slow

VETOES = int(os.environ.get("BALINT_VOICE_VETOES", "6"))
SAID = ("Ik zou eerst het verdriet willen benoemen.", "Misschien is de dochter gewoon bang.")
LATEST_S = 3.5
SESSION = "2026-11-21-200512"


def test_vetoes_at_random_moments_leave_no_note(
    transcriber: WorkerTranscriber, say: Render, tmp_path: Path
) -> None:
    breath = silence(0.7)
    turns = [part for text in SAID for part in (say(text), breath)]
    speech = np.concatenate([breath, *turns * (2 + VETOES)])
    write_wav(tmp_path / "talk.wav", speech, 16_000)
    presenter = pyrage.x25519.Identity.generate()
    notes = begin_notes(tmp_path / "notes.sealed", SESSION, str(presenter.to_public()))
    inbox, chance = ListeningInbox(), random.Random(4)
    sealed = threading.Event()
    inbox.when(SpeechSealed, sealed.set)
    pipeline = MicrophonePipeline(
        WavMicrophone(tmp_path / "talk.wav"),
        SileroDetector(),
        transcriber=transcriber,
        notes=notes,
        inbox=inbox,
        clock=SessionClock(),
        settings=PipelineSettings(echo_tail_s=0.0, commit_s=1.0),
    )
    ends, had_been_sealed = [], 0
    for number in range(VETOES):
        phase = f"fase-{number}"
        sealed.clear()
        pipeline.perform(o.OpenMicrophone(phase))
        threading.Event().wait(chance.uniform(0.0, LATEST_S) * chance.random())
        if number % 2:
            pipeline.perform(o.CloseMicrophone())
            pipeline.perform(o.Forget((phase,)))
        else:
            pipeline.perform(o.Forget((phase,)))
            pipeline.perform(o.CloseMicrophone())
        had_been_sealed += sealed.is_set()
        ends += inbox.until_ended()
    pipeline.perform(o.OpenMicrophone("besluitvorming"))
    assert sealed.wait(PATIENCE_S)
    pipeline.perform(o.CloseMicrophone())
    ends += inbox.until_ended()
    pipeline.stop()
    assert pipeline.join(timeout=PATIENCE_S)
    notes.finish()
    opened = open_notes(tmp_path / "notes.sealed", SESSION, [str(presenter)])
    assert {one.entry.phase for one in opened.entries} == {"besluitvorming"}
    assert any(one.entry.text for one in opened.entries)
    assert len(ends) == VETOES + 1
    assert all(end.transcribed_s == 0.0 for end in ends[:-1])
    assert any(end.dropped_s > 0.0 for end in ends[:-1]), "nothing was heard: no test"
    assert had_been_sealed < VETOES, "vetoes come before and after a note is sealed"
