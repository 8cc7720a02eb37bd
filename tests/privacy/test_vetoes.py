"""Vetoes at random moments, as a group makes them: key `v` in a real session, our own model.

One session has a phase for each veto, one after the other, between two that are not vetoed. Ten of
them, or as many as `BALINT_VOICE_VETOES` says: 50 take some two minutes.
"""

import json
import os
import random
import sys
import tempfile
import threading
from functools import partial
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import soxr

from balint_voice.listening.audio import Samples
from balint_voice.records.opened_notes import open_notes
from balint_voice.records.presenter_key import unwrap_presenter_key
from tests.privacy.evenings import DEVICE_RATE, PASSPHRASE, SAID, SPOKEN, said
from tests.privacy.running import Running
from tests.support.keys import confirmed, pressed_until
from tests.support.pulse import waited_for, write_wav
from tests.support.thief import all_that_can_be_read

pytestmark = pytest.mark.slow

VETOES = int(os.environ.get("BALINT_VOICE_VETOES", "10"))
LATEST_S = 3.0
SILENT_S = 5
RATE = 16_000
NOTE = "kwikstaart"
"""Typed after the last veto."""
VETOED = "Ik zou eerst het verdriet willen benoemen. Misschien is de dochter gewoon bang."
VETOED_WORDS = ("verdriet", "benoemen", "dochter", "bang")

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
"""
_RECORDED = 'records = "case"\n'
_WORDS = """
name = "een proef"
summary = "Een proef."
orientation = ["Dit is een proef."]
"""
_PHASE_WORDS = """
[phases.fase-{n}]
name = "Fase {n}"
announce = "Dit is nummer {n}."
prepare = "Even stil."
begin = "Begin maar."
close = "Dank je wel."
"""


def prepare(place: Path) -> list[str]:
    """Phase 0 is recorded and kept, the last is not recorded; between them all are vetoed.

    The presenter says SAID, is silent for a while, and then says VETOED without end.
    """
    script = place / "data" / "scripts" / "vetos"
    script.mkdir(parents=True)
    phases = [_PHASE.format(n=n) + _RECORDED for n in range(VETOES + 1)]
    structure = [_SCRIPT, *phases, _PHASE.format(n=VETOES + 1)]
    (script / "script.toml").write_text("".join(structure))
    words = [_PHASE_WORDS.format(n=n) for n in range(VETOES + 2)]
    (script / "nl.toml").write_text("".join([_WORDS, *words]))
    (place / "secret").write_text(PASSPHRASE + "\n")
    breath = np.zeros(RATE, np.float32)
    endless = [breath, _at_16_khz(VETOED)] * (10 + 5 * VETOES)  # a busy machine hears longer
    speech = [breath, _at_16_khz(SAID), *[breath] * SILENT_S, *endless]
    write_wav(place / "microphone.wav", np.concatenate(speech), RATE)
    return [
        *(sys.executable, "-m", "balint_voice", "run", "vetos", "--record", "case"),
        *("--model", "demo-nl"),
        *("--consent-given", "--plain", "--voice", "none", "--pace", "4"),
        *("--microphone-file", str(place / "microphone.wav")),
        *("--passphrase-file", str(place / "secret")),
    ]


def _at_16_khz(text: str) -> Samples:
    return np.asarray(soxr.resample(said(text), DEVICE_RATE, RATE), np.float32)


def go_to(running: Running, number: int) -> None:
    """Next, until the microphone of that phase is on: a key between two cues may be too early."""
    opened = running.shown.count(b"[MICROFOON AAN]")
    begun = f"Dit is nummer {number}.".encode()
    pressed_until(lambda: running.type(" "), lambda: begun in running.shown)
    if number <= VETOES:
        running.sees("[MICROFOON AAN]", opened + 1)


def veto(running: Running, number: int, chance: random.Random) -> None:
    """At a moment of chance; every other time in a pause, when what was said is text already."""
    written = number % 2 and number > 1  # in phase 1 nobody may have spoken
    threading.Event().wait(chance.uniform(2 if written else 0, LATEST_S))
    if written:
        pause_with_text(running, f"fase-{number}")
    running.type("v")
    running.sees("Druk dan op de één", number)
    running.type("1")
    running.sees("Goed. Alleen", number)
    if written:
        running.type("p")


def pause_with_text(running: Running, phase: str) -> None:
    """Pause once something is text. Our model may make none of a piece of a sentence: then the
    presenter says more. The account of an opening comes after all that was text of it."""

    def pause() -> None:
        running.type("p")

    has, go_on = running.has_logged, pause  # one key
    for opening in count(1):
        pressed_until(pause, partial(has, "microphone-closed", phase, opening))
        waited_for("the account", partial(has, "listened", phase, opening))
        if has("speech-sealed", phase):
            return
        pressed_until(go_on, partial(has, "microphone-opened", phase, opening + 1))
        threading.Event().wait(LATEST_S)


def hold_the_session(place: Path) -> None:
    chance = random.Random(50)
    with Running(prepare(place), place) as running:
        running.sees("[MICROFOON AAN]")
        threading.Event().wait(len(_at_16_khz(SAID)) / RATE + 2)
        for number in range(1, VETOES + 1):
            go_to(running, number)
            veto(running, number, chance)
        go_to(running, VETOES + 1)
        running.type("n")
        running.sees("Typ de notitie")
        running.type(f"{NOTE}\r")
        running.sees("Notitie verzegeld")
        confirmed(lambda: running.type("q"), lambda: running.process.poll() is not None)
        assert running.ended() == 0, running.errors.decode()
        found = running.everything(but=("secret", "microphone.wav"))
    everything = b"".join(found.values())
    assert not [word for word in VETOED_WORDS if word.encode() in everything]


def test_what_was_vetoed_is_gone_for_the_presenter_too_and_the_rest_opens() -> None:
    with tempfile.TemporaryDirectory(prefix="bv-vetoes-") as made:
        place = Path(made)
        hold_the_session(place)
        (folder,) = (place / "data" / "sessions").iterdir()
        log = [json.loads(line) for line in (folder / "timing.jsonl").read_text().splitlines()]
        keys = unwrap_presenter_key((folder / "presenter.age").read_bytes(), PASSPHRASE)
        readable = all_that_can_be_read(folder, *keys).decode(errors="replace").lower()
        notes = open_notes(folder / "notes.sealed", folder.name, keys)
    vetoed = {f"fase-{number}" for number in range(1, VETOES + 1)}
    assert sum(event["event"] == "vetoed" for event in log) == VETOES
    sealed = [event for event in log if event["event"] == "speech-sealed"]
    # Many were text already, or it is no test.
    assert len({event["phase"] for event in sealed} & vetoed) >= VETOES // 2 - 1
    assert not [word for word in VETOED_WORDS if word in readable]
    kept = " ".join(each.entry.text.lower() for each in notes.entries)
    assert all(word in kept for word in (*SPOKEN, NOTE)), kept
    assert notes.complete and {each.entry.phase for each in notes.entries}.isdisjoint(vetoed)
