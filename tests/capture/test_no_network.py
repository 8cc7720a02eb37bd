"""The libraries that listen do not look for the network: proved where it can be, by the system."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.needs import needs


@pytest.mark.slow
@pytest.mark.skipif(
    not shutil.which("unshare") or subprocess.run(["unshare", "-n", "true"]).returncode != 0,
    reason="this machine lets nobody take the network away",
)
def test_with_the_network_taken_away_speech_still_becomes_text() -> None:
    listen = """
from balint_voice.adapters.whisper.model_store import available, check, find
from balint_voice.adapters.whisper.transcriber import WorkerTranscriber
import numpy

assert available()
assert check(find("demo-nl").folder) == ()
transcriber = WorkerTranscriber(find("demo-nl").folder, "nl")
transcriber.transcribe(numpy.zeros(16_000, numpy.float32))
transcriber.close()
"""
    subprocess.run(["unshare", "-n", sys.executable, "-c", listen], check=True, timeout=300)


@pytest.mark.slow
def test_detecting_and_transcribing_open_no_connection(tmp_path: Path) -> None:
    needs("strace")
    listen = """
import numpy
from balint_voice.adapters.whisper.model_store import find
from balint_voice.adapters.capture.silero import SileroDetector
from balint_voice.adapters.whisper.transcriber import WorkerTranscriber

SileroDetector().probability(numpy.zeros(512, numpy.float32))
transcriber = WorkerTranscriber(find("demo-nl").folder, "nl")
transcriber.transcribe(numpy.zeros(16_000, numpy.float32))
transcriber.close()
"""
    trace = tmp_path / "trace"
    command = ["strace", "-f", "-qq", "-e", "trace=connect,sendto", "-o", str(trace)]
    subprocess.run([*command, sys.executable, "-c", listen], check=True, timeout=300)
    assert not [line for line in trace.read_text().splitlines() if "AF_INET" in line]
