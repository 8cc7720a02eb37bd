"""Run as a program of its own: refuses the sockets that the kernel asks about, and counts them.

It has to be another process: whoever tries stands still until the answer comes, perhaps with
Python's lock held. One byte on stdout is one try, and says nothing of it. It imports almost
nothing, and ends with the session; once it is gone, the kernel refuses without it.
"""

import errno
import os
import select
import struct
import sys

_RECEIVE, _ANSWER = 0xC0502100, 0xC0182101
"""What is asked of the listener: requests of 80 bytes, answers of 24."""
_STDOUT = 1


def watch(listener: int) -> None:
    if sys.platform == "win32":
        return  # only Linux has a listener
    import fcntl

    os.set_blocking(_STDOUT, False)
    waiting = select.poll()
    waiting.register(listener, select.POLLIN)
    waiting.register(_STDOUT, 0)  # whether anybody still reads it
    while True:
        events = dict(waiting.poll())
        if _STDOUT in events or not events[listener] & select.POLLIN:
            return
        request = bytearray(80)
        try:
            fcntl.ioctl(listener, _RECEIVE, request)
            (number,) = struct.unpack_from("=Q", request)
            fcntl.ioctl(listener, _ANSWER, struct.pack("=QqiI", number, 0, -errno.EACCES, 0))
        except OSError:  # who asked is gone, or was interrupted and asks again
            continue
        try:
            os.write(_STDOUT, b".")
        except BlockingIOError:  # tens of thousands are told and not yet read
            continue


if __name__ == "__main__":
    watch(int(sys.argv[1]))
