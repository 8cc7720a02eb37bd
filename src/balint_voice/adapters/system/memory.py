"""Keeps samples in memory pages that the system is asked to keep out of core dumps and swap.

Rules: best effort, by what the system offers: Linux grants most, macOS a limit and a lock, Windows
only a lock. `granted` tries it and returns what it got, for `doctor`. No program can prevent
hibernation. (`core_dumps` asks that a crash leaves no core file at all.)
"""

import ctypes
import mmap
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from balint_voice.adapters.system.core_dumps import leaves_none
from balint_voice.listening.audio import Samples

_TRIED = 64 << 20
"""Bytes that one tries to lock: all speech that may wait for its text is some 40 MB."""


@dataclass(frozen=True)
class Protection:
    """What this system granted. None: it has no such thing, or does not tell.

    `lockable`: bytes that are kept out of swap, 0 when none; `swap`: whether there is any on disk.
    """

    no_core_dump: bool | None
    unreadable: bool | None
    kept_from_dumps: bool | None
    lockable: int
    swap: bool | None


def private_samples(count: int) -> Samples:
    """`count` zeros on pages of their own, kept from core dumps and from swap as far as the system
    lets us. The pages go back, and their lock with them, when nobody holds the array any more."""
    pages = _pages(max(1, count) * np.dtype(np.float32).itemsize)
    return np.frombuffer(pages, np.float32, count)


def granted() -> Protection:
    """What this process has of it: tried out, or read back from the system."""
    no_core_dump, unreadable = leaves_none()
    return Protection(
        no_core_dump=no_core_dump,
        unreadable=unreadable,
        kept_from_dumps=_kept_from_dumps(mmap.mmap(-1, mmap.PAGESIZE)),
        lockable=_lockable(),
        swap=_swap_on_disk(),
    )


def _pages(size: int) -> mmap.mmap:
    pages = mmap.mmap(-1, size)
    _kept_from_dumps(pages)
    _locked(pages)
    return pages


def _kept_from_dumps(pages: mmap.mmap) -> bool | None:
    if sys.platform != "linux":
        return None
    try:
        pages.madvise(mmap.MADV_DONTDUMP)
    except OSError:
        return False
    return True


def _locked(pages: mmap.mmap) -> bool:
    """Whether the system keeps these pages in memory; unmapping them undoes it."""
    size = len(pages)
    address = ctypes.addressof(ctypes.c_char.from_buffer(pages))
    arguments = (ctypes.c_void_p(address), ctypes.c_size_t(size))
    try:
        if sys.platform == "win32":
            return bool(ctypes.windll.kernel32.VirtualLock(*arguments))
        return bool(ctypes.CDLL(None).mlock(*arguments) == 0)
    except (AttributeError, OSError):
        return False


def _lockable() -> int:
    """How much may be locked: all that is wanted, or the most that a few tries bring."""
    size = _TRIED
    while size >= 64 << 10:
        if _locked(mmap.mmap(-1, size)):
            return size
        size //= 2
    return 0


def _swap_on_disk() -> bool | None:
    """Linux tells; compressed memory (zram) is no disk. macOS encrypts its swap."""
    if sys.platform != "linux":
        return None
    try:
        lines = Path("/proc/swaps").read_text().splitlines()[1:]
    except OSError:
        return None
    return any("zram" not in line.split()[0] for line in lines if line.strip())
