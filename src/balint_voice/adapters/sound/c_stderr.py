"""Keeps what C libraries print on stderr away from the user's terminal.

Rules: only C's `stderr` stream is turned away; the file descriptor stays, so Python's
own messages still arrive. ALSA, JACK and PortAudio print from threads of their own at any moment,
so turning a descriptor away for a while would not do.
"""

import ctypes
import os
import sys

_turned_away = False


def silence_c_libraries() -> None:
    """From now on, C code of this process that prints on `stderr` prints nowhere (glibc only)."""
    global _turned_away
    if _turned_away or sys.platform != "linux":
        return
    program = ctypes.CDLL(None)
    if not hasattr(program, "gnu_get_libc_version"):  # elsewhere the pointer may be read-only
        return
    program.fopen.restype = ctypes.c_void_p
    nowhere = program.fopen(os.devnull.encode(), b"w")
    if nowhere:
        ctypes.c_void_p.in_dll(program, "stderr").value = nowhere
        _turned_away = True
