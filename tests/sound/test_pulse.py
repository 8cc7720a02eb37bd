"""The sound server the other tests stand on, tested with its own means."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.support.pulse import Pulse, sounding_s, write_wav


def test_what_is_played_is_recorded(pulse: Pulse, tmp_path: Path) -> None:
    tone = (0.5 * np.sin(np.arange(24_000) * 2 * np.pi * 440 / 48_000)).astype(np.float32)
    write_wav(tmp_path / "tone.wav", tone, 48_000)
    with pulse.record_speaker() as recording:
        subprocess.run(["paplay", str(tmp_path / "tone.wav")], check=True)
        heard = recording.wait_for_silence()
    assert sounding_s(heard, 48_000) == pytest.approx(0.5, abs=0.01)
