"""Progress on stderr: drawn in a terminal, lines elsewhere, never on stdout."""

import os
import subprocess
import sys

import pytest

from balint_voice.cli.progress import Waiting, progress
from tests.support.pulse import PATIENCE_S

PROGRAM = """
from balint_voice.cli.progress import Waiting, progress
with progress("Fetching [small]", "bytes") as tell:
    for done in range(0, 101):
        tell(done * 1_000_000, 100_000_000)
waiting = Waiting()
waiting("Measuring [red]")
waiting.over()
print("data")
"""


def test_outside_a_terminal_a_line_every_ten_per_cent(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Fetching small", "bytes") as tell:
        for done in range(101):
            tell(done * 1_000_000, 100_000_000)
    with progress("Cues") as tell:
        tell(3, 4)
    Waiting()("Measuring")
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert out == ""
    assert len(lines) == 11 + 2
    assert lines[0] == "Fetching small: 0 % (0 of 100 MB)"
    assert lines[10] == "Fetching small: 100 % (100 of 100 MB)"
    assert lines[11:] == ["Cues: 75 % (3/4)", "Measuring"]


def test_in_a_terminal_a_bar_and_a_spinner_that_goes_away() -> None:
    pty = pytest.importorskip("pty")  # Windows has none
    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "80"},
    )
    os.close(theirs)
    drawn = b""
    try:
        while chunk := os.read(ours, 65_536):
            drawn += chunk
    except OSError:  # Linux: the other end is closed
        pass
    out, _ = program.communicate(timeout=PATIENCE_S)
    os.close(ours)
    assert out == b"data\n"
    assert b"Fetching [small]" in drawn
    assert b"100.0/100.0 MB" in drawn
    assert b"Measuring [red]" in drawn
    assert drawn.rstrip().endswith(b"\x1b[2K") or b"\x1b[2K" in drawn.split(b"Measuring")[-1]
