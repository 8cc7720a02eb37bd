"""What reads our output may close it early: that is no fault of ours."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.pulse import PATIENCE_S

COMMANDS = [
    ("settings",),
    ("scripts", "list"),
    ("scripts", "show", "intervisie", "--json"),
    ("models", "list"),
    ("sessions", "list"),
    ("--help",),
    ("doctor", "--no-listen"),
]


@pytest.mark.skipif(sys.platform == "win32", reason="how Unix tells of a closed pipe")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_reader_that_has_enough_costs_no_exit_code(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [sys.executable, "-m", "balint_voice", *command],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
        timeout=PATIENCE_S,
        env={**os.environ, "BALINT_VOICE_DATA": str(tmp_path)},
    )
    os.close(writing)
    assert ended.returncode == 0, ended.stderr
    assert b"Error" not in ended.stderr and b"Traceback" not in ended.stderr
