"""From the command to its answer: `--help` against `import typer`, and to the first word.

`--help` and the import are started in turn and compared by their medians, wall clock. The first
word is the first sample that the loopback recording of the loudspeaker holds; "cold" renders
every cue of the script first, "warm" finds them in the cache.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
from tests.support.pulse import Pulse

from balint_voice.listening.audio import Samples
from benchmarks.measuring import PROGRAM, Figure, Options, at_most
from benchmarks.sound import sound_server

ROUNDS = 15
LOUD = 0.01


def measure(_: Options) -> list[Figure]:
    bare: list[float] = []
    imports: list[float] = []
    helps: list[float] = []
    for _round in range(ROUNDS):
        bare.append(_wall_s(sys.executable, "-c", "pass"))
        imports.append(_wall_s(sys.executable, "-c", "import typer"))
        helps.append(_wall_s(*PROGRAM, "--help"))
    figures = [
        at_most("--help, against import typer", median(helps) / median(imports), aim=2.5, unit="x"),
        Figure(
            "python, import typer, --help",
            f"{median(bare):.3f} s, {median(imports):.3f} s, {median(helps):.3f} s",
        ),
    ]
    with sound_server() as pulse:
        for script in ("demo", "intervisie"):
            with tempfile.TemporaryDirectory(prefix="bv-bench-") as folder:
                cold, warm = (_first_word_s(script, pulse, Path(folder)) for _run in range(2))
            figures.append(Figure(f"run {script}, to the first word, cold", f"{cold:.2f} s"))
            figures.append(Figure(f"run {script}, to the first word, warm", f"{warm:.2f} s"))
    return figures


def _wall_s(*command: str) -> float:
    began = time.monotonic()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - began


def _first_word_s(script: str, pulse: Pulse, folder: Path) -> float:
    places = {"BALINT_VOICE_DATA": str(folder / "data"), "XDG_CACHE_HOME": str(folder / "cache")}
    with pulse.record_speaker() as recording:
        began = time.monotonic()
        program = subprocess.Popen(
            [*PROGRAM, "run", script, "--plain"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **places},
        )
        try:
            recording.wait_until("the first word", _is_heard)
            return time.monotonic() - began
        finally:
            program.terminate()
            program.kill()
            program.wait()


def _is_heard(samples: Samples) -> bool:
    return bool(np.any(np.abs(samples) > LOUD))
