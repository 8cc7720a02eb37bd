"""Vetoes at random moments, as a group makes them: key `v` in a real session, our own model.

Each session has phases that are vetoed, one after the other, between two that are not. Ten vetoes,
in one process, or as many as `BALINT_VOICE_VETOES` says: 50 take some four minutes.
"""

import json
import os
import random
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np
import soxr

from balint_voice.records.presenter_key import unwrap_presenter_key
from tests.privacy.evenings import DEVICE_RATE, PASSPHRASE, said
from tests.privacy.running import Running
from tests.pulse import write_wav
from tests.records.thief import all_that_can_be_read

VETOES = int(os.environ.get("BALINT_VOICE_VETOES", "10"))
LATEST_S = 4.0
KEPT = ("besluitje", "notitietje")
"""Typed before the vetoes and after them."""
VETOED = "Ik zou eerst het verdriet willen benoemen. Misschien is de dochter gewoon bang."
VETOED_WORDS = (b"verdriet", b"benoemen", b"dochter", b"bang")

_SCRIPT = """
id = "vetos"
people = 6
recording = "allowed"
evaluation_minutes = 0
"""
_PHASE = """
[[phases]]
id = "fase-{n}"
minutes = 10.0
least_minutes = 0.5
scales = "no"
speaks = "presenter"
prepare_seconds = 1
records = "case"
"""
_WORDS = """
name = "een proef"
summary = "Een proef."
orientation = ["Dit is een proef."]
"""
_PHASE_WORDS = """
[phases.fase-{n}]
name = "Fase {n}"
announce = "Fase {n}."
prepare = "Even stil."
begin = "Begin maar."
close = "Dank je wel."
"""


def session(place: Path) -> list[str]:
    """Phases 0 and last are kept; the presenter speaks without end."""
    script = place / "data" / "scripts" / "vetos"
    script.mkdir(parents=True)
    numbers = range(VETOES + 2)
    structure = [_PHASE.format(n=n) for n in numbers]
    (script / "script.toml").write_text(_SCRIPT + "".join(structure))
    (script / "nl.toml").write_text(_WORDS + "".join(_PHASE_WORDS.format(n=n) for n in numbers))
    (place / "secret").write_text(PASSPHRASE + "\n")
    voice = np.asarray(soxr.resample(said(VETOED), DEVICE_RATE, 16_000), np.float32)
    turn = np.concatenate([voice, np.zeros(16_000, np.float32)])
    write_wav(place / "microphone.wav", np.tile(turn, 2 + VETOES), 16_000)
    return [
        *(sys.executable, "-m", "balint_voice", "run", "vetos", "--record", "case"),
        *("--consent-given", "--plain", "--voice", "none", "--politeness", "off"),
        *("--microphone-file", str(place / "microphone.wav")),
        *("--passphrase-file", str(place / "secret")),
    ]


def type_a_note(running: Running, word: str, times: int) -> None:
    running.type("n")
    running.sees("Typ de notitie", times)
    running.type(f"{word}\r")
    running.sees("Notitie verzegeld", times)


def test_what_was_vetoed_is_gone_for_the_presenter_too_and_the_rest_opens() -> None:
    chance = random.Random(50)
    with tempfile.TemporaryDirectory(prefix="bv-vetoes-") as made:
        place = Path(made)
        with Running(session(place), place) as running:
            running.sees("Fase 0.")
            type_a_note(running, KEPT[0], 1)
            for number in range(1, VETOES + 1):
                running.type(" ")
                while f"Fase {number}.".encode() not in running.shown:
                    running.type(" ")
                    threading.Event().wait(0.3)
                threading.Event().wait(chance.uniform(0, LATEST_S))
                running.type("v")
                running.sees("Druk dan op de één", number)
                running.type("1")
                running.sees("Alleen deze fase is gewist", number)
            while f"Fase {VETOES + 1}.".encode() not in running.shown:
                running.type(" ")
                threading.Event().wait(0.3)
            type_a_note(running, KEPT[1], 2)
            running.type("qq")
            assert running.ended() == 0, running.errors.decode()
        (folder,) = (place / "data" / "sessions").iterdir()
        log = [json.loads(line) for line in (folder / "timing.jsonl").read_text().splitlines()]
        keys = unwrap_presenter_key((folder / "presenter.age").read_bytes(), PASSPHRASE)
        readable = all_that_can_be_read(folder, *keys)
    print([(e['event'], e.get('phase'), e.get('phases')) for e in log if 'cue' not in e['event']])
    print(readable[-2000:])
