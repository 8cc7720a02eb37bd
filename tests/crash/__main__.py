"""`python -m tests.crash [POINTS] [SEED]`: kills a session at so many points, judges what is left.

Between any two calls of the evening to the system (every one of them from 1,000 points on); one
point in 25 is the whole program, killed at a random moment; the rest are crashes of a disk that
forgets what was not synced. The first thing lost ends it, with the seed and what was lost.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.crash import calls, disk, process


def main(points: int, seed: int) -> None:
    chance = random.Random(seed)
    print(f"{points} points, seed {seed}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="balint-voice-kills-") as folder:
        between = _between_calls(max(1, 1000 // points))
        whole = _whole_programs(points // 25, Path(folder), chance)
        (Path(folder) / "disk").mkdir()
        journal = disk.played(Path(folder) / "disk")
        left = max(0, points - between - whole)
        _timed("crashes of a disk that forgets", left, lambda: disk.point(journal, chance))
    print(f"nothing acknowledged was lost at {between + whole + left} points")


def _between_calls(step: int) -> int:
    began, call = time.monotonic(), 0
    while calls.point(call):
        call += step
    _tell("kills between two calls to the system", call // step + 1, began)
    return call // step + 1


def _whole_programs(count: int, folder: Path, chance: random.Random) -> int:
    stage = process.set_up(folder)
    found: list[process.Acknowledgements] = []
    _timed("kills of the whole program", count, lambda: found.append(process.point(stage, chance)))
    records, notes, vetoes = (sum(each) for each in zip(*found, strict=True))
    print(f"  acknowledged in them: {records} records, {notes} notes, {vetoes} vetoes")
    return count


def _timed(what: str, count: int, point: Callable[[], object]) -> None:
    began = time.monotonic()
    for _ in range(count):
        point()
    _tell(what, count, began)


def _tell(what: str, count: int, began: float) -> None:
    print(f"  {count} {what}, {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*(given + [1000, 1][len(given) :]))
