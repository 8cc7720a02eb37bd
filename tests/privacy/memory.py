"""Another process's memory, as root may read it: everything that it could write to."""

import os
import re
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

_AREA = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw")
_PAGE = 4096


def needs_to_read_memory() -> None:
    """Skips where the system shows no process's memory to anybody, or not to us."""
    if not Path("/proc/self/mem").exists() or os.geteuid() != 0:
        pytest.skip("only root on Linux reads the memory of a process that forbids it")


def children(pid: int) -> list[int]:
    """The processes that a process started and that still run."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def memory_of(*pids: int) -> bytes:
    """All their writable memory, area after area, without pages of zeros."""
    return b"".join(_area(pid, *area) for pid in pids for area in _areas(pid))


def _areas(pid: int) -> list[tuple[int, int]]:
    try:
        maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return []  # a child that has ended meanwhile, such as one question to the sound server
    found = (_AREA.match(line) for line in maps)
    return [(int(area[1], 16), int(area[2], 16)) for area in found if area]


def _area(pid: int, start: int, end: int) -> bytes:
    with suppress(OSError, ValueError), Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        memory.seek(start)
        whole = memory.read(end - start) or b""
        pages = np.frombuffer(whole, np.uint8, len(whole) // _PAGE * _PAGE).reshape(-1, _PAGE)
        return pages[pages.any(axis=1)].tobytes()
    return b""  # an area that nobody may read
