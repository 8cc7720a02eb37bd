"""What a session costs while nothing happens: a quiet stretch in the middle of a phase.

`run intervisie` in a terminal, whose status line is renewed every second: on an open sound device
with all cues rendered just now (first run) and found in the cache (later runs), and with
`--voice none`. CPU and memory of the program, and with all its children. The sound server's own
work is the system's and is not counted. Then the same in a session that is to be recorded; there
the transcriber's memory is its model's, and is not counted.
"""

import os
import pty
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.pulse import waited_for

from benchmarks.measuring import PROGRAM, Figure, Options, at_most, cpu_s, family, memory_mb
from benchmarks.sound import sound_server

QUIET_S = 40.0
_WELCOME = re.compile(b"Welkom|beginnen")  # a screen draws only the letters that have changed
_TRANSCRIBER = b"whisper_worker"
NEXTS_TO_WORK = 4
"""From the welcome over announce, prepare and begin."""


def measure(_: Options) -> list[Figure]:
    runs: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("first run", ()),
        ("later runs", ()),
        ("--voice none", ("--voice", "none")),
    )
    with sound_server(), tempfile.TemporaryDirectory(prefix="bv-bench-") as folder:
        quiet = [figure for what, voice in runs for figure in _quiet(what, voice, Path(folder))]
        return [*quiet, _recording(Path(folder))]


def _recording(folder: Path) -> Figure:
    (folder / "secret").write_text("zeven ganzen vliegen over\n")
    asked = (
        "--record",
        "case",
        "--model",
        "demo-nl",
        "--consent-given",
        "--passphrase-file",
        str(folder / "secret"),
    )
    with _at_work(("--voice", "none", *asked), folder) as program:
        time.sleep(QUIET_S)
        named = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in family(program)}
        kept = {pid: memory_mb(pid)[0] for pid, name in named.items() if _TRANSCRIBER not in name}
    what = f"recording, --voice none: memory (PSS), {len(kept) - 1} child and no transcriber"
    return at_most(what, sum(kept.values()), aim=80.0, unit="MB", digits=0)


def _quiet(what: str, voice: tuple[str, ...], folder: Path) -> list[Figure]:
    with _at_work(voice, folder) as program:
        members = family(program)
        before = {pid: cpu_s(pid) for pid in members}
        time.sleep(QUIET_S)
        used = {pid: (cpu_s(pid) - before[pid]) / QUIET_S for pid in members}
        kept = {pid: memory_mb(pid) for pid in members}
    pss = sum(own for own, _ in kept.values())
    rss = sum(all_of_it for _, all_of_it in kept.values())
    children = f"{len(members) - 1} children"
    return [
        at_most(
            f"{what}: share of a core, {children}", 100 * sum(used.values()), aim=1.0, unit="%"
        ),
        at_most(f"{what}: memory (PSS), {children}", pss, aim=80.0, unit="MB", digits=0),
        Figure(
            f"{what}: the program alone",
            f"{100 * used[program]:.2f} %, {kept[program][0]:.0f} MB PSS, "
            f"{kept[program][1]:.0f} MB RSS (all: {rss:.0f})",
        ),
    ]


@contextmanager
def _at_work(voice: tuple[str, ...], folder: Path) -> Iterator[int]:
    """A session in a terminal of its own, its first phase at work; the process id."""
    ours, its = pty.openpty()
    data = tempfile.mkdtemp(dir=folder)  # its own, or `run` offers to resume the one before
    places = {"BALINT_VOICE_DATA": data, "XDG_CACHE_HOME": str(folder / "cache")}
    program = subprocess.Popen(
        [*PROGRAM, "run", "intervisie", *voice],
        stdin=its,
        stdout=its,
        stderr=its,  # a full screen wants all three to be the terminal
        start_new_session=True,
        env={**os.environ, "TERM": "xterm", **places},
    )
    os.close(its)
    shown = bytearray()
    reader = threading.Thread(target=_read, args=(ours, shown), daemon=True)
    reader.start()
    try:
        waited_for("the welcome", lambda: _WELCOME.search(shown) is not None, patience_s=60)
        for _ in range(NEXTS_TO_WORK if not voice else 0):
            time.sleep(1)  # so that each counts for a stage of its own
            os.write(ours, b" ")
        if voice:  # the quiet moment is all there is to wait for
            time.sleep(1)
            os.write(ours, b" ")
        time.sleep(8)  # the words that begin the work are spoken
        yield program.pid
    finally:
        program.kill()
        program.wait()
        reader.join(timeout=5)
        os.close(ours)


def _read(terminal: int, shown: bytearray) -> None:
    while True:
        try:
            shown += os.read(terminal, 65_536)
        except OSError:
            return
