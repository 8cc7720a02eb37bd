"""Ctrl-C, and a session without sound: it goes on, it ends in order, what happened is kept."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from balint_voice.app import running
from balint_voice.cli.main import app


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends CTRL_BREAK_EVENT instead")
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
    assert process.wait(timeout=30) == 130
    assert "luidspreker" in errors
    assert "Traceback" not in errors
    assert "We stoppen hier" in "".join(shown)
    log = next(tmp_path.glob("sessions/*/timing.jsonl")).read_text().splitlines()
    assert json.loads(log[-1])["event"] == "session-interrupted"


def test_what_is_interrupted_before_its_first_word_leaves_no_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was listed as damaged, and being the newest, `review` and `resume` met it first."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setenv("BALINT_VOICE_DATA", str(tmp_path))
    monkeypatch.setattr(running, "ears_of", interrupted)
    CliRunner().invoke(app, ["run", "demo", "--voice", "none"])
    assert list(tmp_path.iterdir()) == [tmp_path / "sessions"]
    assert not list((tmp_path / "sessions").iterdir())
