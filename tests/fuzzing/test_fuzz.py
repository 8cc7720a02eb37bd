"""A short run of each fuzzer (`make fuzz` is the long one), and what the long ones found."""

import importlib
import random
import struct
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from balint_voice.adapters.sound.wav_file import read_format, read_frames
from tests.fuzzing.__main__ import KINDS

pytestmark = pytest.mark.slow

COUNT = 150


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_comes_in_is_valid_or_refused_in_words(kind: str) -> None:
    outcome, chance = importlib.import_module(f"tests.fuzzing.{kind}").outcome, random.Random(5)
    tally = {outcome(chance) for _ in range(COUNT)}
    assert tally == {"valid", "refused"}, "too tame to show anything"


@pytest.mark.parametrize("command", [("scripts", "check"), ("models", "check"), ("notes",)])
def test_a_name_that_no_system_takes_is_refused(command: tuple[str, ...]) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "balint_voice", *command, "é" * 300],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "too long" in told.stderr


def test_a_number_that_no_sample_can_be_is_held_down_in_silence(tmp_path: Path) -> None:
    path = tmp_path / "wild.wav"
    sound = struct.pack("<3d", 1e300, -1e300, float("nan"))
    described = struct.pack("<HHIIHH", 3, 1, 16_000, 128_000, 8, 64)
    chunks = b"fmt " + struct.pack("<I", 16) + described + b"data" + struct.pack("<I", 24) + sound
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks)
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("error")
        assert read_frames(file, read_format(path), 0, 3)[:, 0].tolist() == [1.0, -1.0, 0.0]
