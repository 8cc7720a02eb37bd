"""An evening of a real human voice: through a sound server, by real weights, to sealed notes.

The whole program in a process of its own, with the demo script at its own speed. A reader speaks
into the virtual microphone in both recorded phases.
"""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from benchmarks.human_corpus import Recording, plain_recordings
from benchmarks.human_speech import wrong_words

from balint_voice.adapters.whisper.model_store import Model
from balint_voice.listening.audio import LISTENING_RATE
from tests.support.pulse import PATIENCE_S, Pulse

pytestmark = pytest.mark.xdist_group("human")

PASSPHRASE = "fiets lamp water brood stoel"
SECONDS = 8.0
"""Of speech in each phase, which has 20."""


def test_what_a_reader_says_is_in_the_sealed_notes(
    pulse: Pulse, base: Model, speech: Path, tmp_path: Path
) -> None:
    readers = [each for each in plain_recordings(speech, SECONDS) if each.language == "nl"][:2]
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE + "\n")
    environment = {**os.environ, "BALINT_VOICE_DATA": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    program = (sys.executable, "-m", "balint_voice")
    session = subprocess.Popen(
        [
            *(*program, "run", "demo", "--record", "case,decision", "--model", str(base.folder)),
            *("--consent-given", "--plain", "--passphrase-file", str(secret)),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert session.stdout is not None and session.stderr is not None
    errors: list[str] = []
    reader = threading.Thread(target=lambda: errors.extend(session.stderr or ()), daemon=True)
    reader.start()
    to_say = iter(readers)
    for line in session.stdout:
        if "[MICROFOON AAN]" in line:
            _speak(pulse, next(to_say))
    assert session.wait(timeout=PATIENCE_S) == 0, "".join(errors)
    opened = subprocess.run(
        [*program, "notes", "--format", "json", "--passphrase-file", str(secret)],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    notes = json.loads(opened.stdout)
    assert notes["complete"] is True and notes["model"] == base.name
    by_phase: dict[str, list[str]] = {}
    for entry in notes["entries"]:
        assert entry["kind"] == "heard"
        by_phase.setdefault(entry["phase"], []).append(entry["text"])
    assert list(by_phase) == ["probleemstelling", "besluitvorming"]
    for one, texts in zip(readers, by_phase.values(), strict=True):
        wrong, words = wrong_words(one.text, texts)
        assert wrong <= 0.4 * words, f"{texts} for {one.text}"


def _speak(pulse: Pulse, one: Recording) -> None:
    lead = np.zeros(round(0.3 * LISTENING_RATE), np.float32)
    first, last = one.clips[0].start, one.clips[-1].end
    pulse.say_into_microphone(np.concatenate([lead, one.samples[first:last]]), LISTENING_RATE)
