"""Ctrl-C, at any moment: the program ends in order, at the first press, with 130 and no traceback.

Left out is the start of Python itself, before its first step of ours.
"""

import json
import os
import signal
import subprocess
import sys
import wave
from pathlib import Path

import pytest
from typer.testing import CliRunner

from balint_voice.app import running
from balint_voice.cli.main import app
from tests.support.pulse import PATIENCE_S

if sys.platform == "win32":
    pytest.skip("Windows sends CTRL_BREAK_EVENT instead", allow_module_level=True)

from tests.display.terminal import Terminal

RECORDED = ("run", "demo", "--record", "case", "--model", "demo-nl", "--voice", "none", "--plain")
PRESSED_ELSEWHERE = """
import signal, sys, threading
from balint_voice.__main__ import main

def press(when):
    open(when).read()
    signal.pthread_kill(threading.get_ident(), signal.SIGINT)

threading.Thread(target=press, args=[sys.argv.pop(1)], daemon=True).start()
main()
"""
"""A press that does not wake the read: as one that comes a few microseconds before it."""

HEARD = """
import signal, time
from balint_voice.cli.interruption import ends_in_order

class Closed:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

ends_in_order()
try:
    {pressed}
    time.sleep(60)
except KeyboardInterrupt:
    print("heard")
"""


@pytest.fixture
def recorded(tmp_path: Path) -> list[str]:
    """Arguments of an evening that asks for a passphrase first."""
    silence = tmp_path / "silence.wav"
    with wave.open(str(silence), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(bytes(32_000))
    return [*RECORDED, "--microphone-file", str(silence)]


@pytest.mark.parametrize(
    "moment",
    [
        "typer.models",
        "balint_voice.session.log_records",
        "balint_voice.cli.with_settings",
        "numpy._core.multiarray",
        "balint_voice.conductor",
        "balint_voice.listening.phrases",
        "balint_voice.adapters.doctor.checks",
    ],
)
def test_while_it_starts(
    moment: str, recorded: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The moments are what Python says it has just read."""
    monkeypatch.setenv("PYTHONPROFILEIMPORTTIME", "1")
    program = ["-m", "balint_voice", *recorded]
    with Terminal(program, tmp_path) as terminal:
        terminal.sees(f" {moment}\r\n")
        terminal.program.send_signal(signal.SIGINT)
        assert terminal.ended() == 130
        assert terminal.modes_now() == terminal.modes
    for never in ("Traceback", "KeyboardInterrupt", "a fault in the program"):
        assert never not in terminal.everything
    assert not list(tmp_path.glob("sessions/*"))


def test_just_before_a_passphrase_is_read(recorded: list[str], tmp_path: Path) -> None:
    when = tmp_path / "when"
    os.mkfifo(when)
    with Terminal(["-c", PRESSED_ELSEWHERE, str(when), *recorded], tmp_path) as terminal:
        terminal.sees("Wachtzin: ")
        when.write_text("now")
        assert terminal.ended() == 130
        assert terminal.modes_now() == terminal.modes


@pytest.mark.parametrize(
    ("pressed", "said"), [("import half", "whole\nheard\n"), ("Closed()", "heard\n")]
)
def test_where_python_breaks_halfway_or_only_prints_it(
    pressed: str, said: str, tmp_path: Path
) -> None:
    """In an import, and where an object is thrown away."""
    (tmp_path / "half.py").write_text(
        "import signal\nsignal.raise_signal(signal.SIGINT)\nprint('whole')\n"
    )
    program = [sys.executable, "-c", HEARD.format(pressed=pressed)]
    ran = subprocess.run(
        program, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert (ran.stdout, ran.stderr) == (said, "")


def test_no_sound_is_no_reason_to_send_a_group_home_and_ctrl_c_ends_in_order(
    tmp_path: Path,
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "balint_voice", "run", "demo", "--plain"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "BALINT_VOICE_DATA": str(tmp_path),
            "PULSE_SERVER": "unix:/nonexistent",
            "XDG_RUNTIME_DIR": str(tmp_path),
            "PYTHONUNBUFFERED": "1",
        },
    )
    assert process.stdout is not None and process.stderr is not None
    shown = []
    for line in process.stdout:
        shown.append(line)
        if "Welkom" in line:
            process.send_signal(signal.SIGINT)
    errors = process.stderr.read()
    assert process.wait(timeout=PATIENCE_S) == 130
    assert "luidspreker" in errors
    assert "Traceback" not in errors
    assert "We stoppen hier" in "".join(shown)
    log = next(tmp_path.glob("sessions/*/timing.jsonl")).read_text().splitlines()
    assert json.loads(log[-1])["event"] == "session-interrupted"


def test_what_is_interrupted_before_its_first_word_leaves_no_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was listed as damaged, and being the newest, `review` and `resume` met it first."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setenv("BALINT_VOICE_DATA", str(tmp_path))
    monkeypatch.setattr(running, "pipeline_of", interrupted)
    CliRunner().invoke(app, ["run", "demo", "--voice", "none"])
    assert list(tmp_path.iterdir()) == [tmp_path / "sessions"]
    assert not list((tmp_path / "sessions").iterdir())
