"""Overwrites memory that was freed, because its old content is still there.

Neither Python nor a library wipes memory when it frees it. So this allocates as much free memory as
it can, in every size, fills it with zeros and frees it again. It is best effort: memory in use is
not reached, nor free pieces that are too small.
"""

import contextlib
import ctypes
import functools
import gc
import sys
import threading
from collections.abc import Iterator

_SMALL = range(48, 513, 16)
"""The sizes that Python manages itself; no text fits into a smaller one."""
_LARGE = (65_536, 32_768, 16_384, 8_192, 4_096, 2_048, 1_024, 768, 640, 560)
"""Bytes, the largest first, so that the smaller ones fill what is left between them."""
_EACH = 1 << 20
_OF_LIBRARIES = range(512, 31, -16)
_PIECES = 500
_HEADER = sys.getsizeof(b"")
_M_ARENA_MAX = -8


def one_heap() -> None:
    """glibc gives threads heaps of their own, which only they can write over: one is enough."""
    if sys.platform == "linux":
        try:
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
        except AttributeError:  # another C library
            return


def overwrite_freed() -> None:
    """Some 50 MB for a third of a second. From any thread."""
    _empty_caches("rich", "textual")
    gc.collect()  # what only holds itself is not free yet
    with contextlib.suppress(MemoryError):  # then there was not so much that was free
        _take_all()
    for piece in list(_raw_pieces()):
        ctypes.pythonapi.PyMem_RawFree(piece)
    _give_back()


def overwrite_freed_soon() -> None:
    """The same; returns at once."""
    threading.Thread(target=overwrite_freed, name="overwriting", daemon=True).start()


def _take_all() -> None:
    """And give it back on return."""
    taken = [bytes(size - _HEADER) for size in _SMALL for _ in range(_EACH // size)]
    taken += [bytes(size) for size in _LARGE for _ in range(_EACH // size)]


def _raw_pieces() -> Iterator[ctypes.c_void_p]:
    """Of the C library's own memory, in sizes that Python never asks it for."""
    take = ctypes.pythonapi.PyMem_RawCalloc
    take.restype, take.argtypes = ctypes.c_void_p, (ctypes.c_size_t, ctypes.c_size_t)
    for size in _OF_LIBRARIES:
        for _ in range(_PIECES):
            yield ctypes.c_void_p(take(1, size))


def _empty_caches(*packages: str) -> None:
    """What draws a screen remembers which lines it has drawn."""
    for each in gc.get_objects():
        if type(each) is functools._lru_cache_wrapper:  # noqa: SLF001 - it has no other name
            package = (getattr(each, "__module__", None) or "").partition(".")[0]
            if package in packages:
                each.cache_clear()


def _give_back() -> None:
    """Whole pages that are free go back to the system, which gives them out as zeros."""
    if sys.platform == "linux":
        try:
            ctypes.CDLL(None).malloc_trim(0)
        except AttributeError:
            return
