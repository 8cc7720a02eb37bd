"""How soon a key is answered: from the press to its answer on the terminal.

`run demo --voice none --start ask` in a terminal of its own, its phase waiting. `p` is pressed
again and again, so that "PAUZE" comes and goes: from the moment the key is written until what it
changed arrives. For the full screen at three sizes, and for plain lines.
"""

import fcntl
import os
import pty
import select
import struct
import subprocess
import tempfile
import termios
import time
from pathlib import Path

from benchmarks.measuring import PROGRAM, Figure, Options, at_most, percentile, spread

PRESSES = 25
SIZES = ((80, 24), (120, 30), (200, 50))
QUIET_S = 2.1
"""Longer than any key that is held waits before it repeats: each press counts at once."""
ANSWERS = (b"PAUZE", b"beginnen", b"Pauze.", b"verder.")


def measure(_: Options) -> list[Figure]:
    figures = []
    for size in SIZES:
        figures += _figures(f"full screen, {size[0]} x {size[1]}", _answers(size, ()))
    return [*figures, *_figures("--plain", _answers(SIZES[0], ("--plain",)))]


def _figures(what: str, seconds: list[float]) -> list[Figure]:
    worst = 1000 * percentile(seconds, 99)
    return [
        at_most(f"{what}: a key answered, p99", worst, aim=50, unit="ms", digits=1),
        Figure(f"{what}: {len(seconds)} presses", spread(seconds)),
    ]


def _answers(size: tuple[int, int], options: tuple[str, ...]) -> list[float]:
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    with tempfile.TemporaryDirectory(prefix="bv-bench-") as folder:
        program = subprocess.Popen(
            [*PROGRAM, "run", "demo", "--voice", "none", "--start", "ask", *options],
            stdin=its,
            stdout=its,
            stderr=its,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", "BALINT_VOICE_DATA": str(Path(folder))},
        )
        os.close(its)
        try:
            _until(ours, (b"inbrenger, neem", b"Inbrenger, neem"), 60)
            _quiet(ours)
            return [_answer(ours) for _ in range(PRESSES)]
        finally:
            program.kill()
            program.wait()
            os.close(ours)


def _answer(terminal: int) -> float:
    _quiet(terminal)
    began = time.monotonic()
    os.write(terminal, b"p")
    _until(terminal, ANSWERS, 5)
    return time.monotonic() - began


def _until(terminal: int, wanted: tuple[bytes, ...], patience_s: float) -> None:
    shown = b""
    deadline = time.monotonic() + patience_s
    while not any(each in shown for each in wanted):
        ready, _, _ = select.select([terminal], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise TimeoutError(f"none of {wanted} was shown")
        shown += os.read(terminal, 65_536)


def _quiet(terminal: int) -> None:
    """Read away what comes, until nothing has come for a while."""
    while select.select([terminal], [], [], QUIET_S)[0]:
        os.read(terminal, 65_536)
