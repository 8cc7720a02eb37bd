"""What differs between systems for files: who may read them, and when bytes are on the disk.

Rules: each call that only some systems have is here, with what is done on the others. A drive
without such a call (a network share, a stick) is not an error.
"""

import contextlib
import errno
import os
import sys
from pathlib import Path

NEVER_A_LINK = getattr(os, "O_NOFOLLOW", 0)
OURS_ALONE = getattr(os, "O_CLOEXEC", 0)
BYTES_AS_THEY_ARE = getattr(os, "O_BINARY", 0)
NEVER_WAIT = getattr(os, "O_NONBLOCK", 0)  # a pipe planted in our place must not hang us

_CANNOT_SYNC = (errno.EINVAL, errno.ENOTSUP)


def for_us_alone(descriptor: int) -> None:
    """Take the file from everybody else. Windows keeps a user's own folders from others."""
    if sys.platform != "win32":
        os.fchmod(descriptor, 0o600)


def sync(descriptor: int) -> None:
    """When this returns, what was written is on the disk itself."""
    if sys.platform == "darwin":
        import fcntl

        try:
            # Plain fsync leaves the bytes in the drive's own cache there.
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
        except OSError as error:
            if error.errno not in _CANNOT_SYNC:
                raise
    os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """A new name in a folder is only safe once the folder is synced (Windows does so itself)."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | OURS_ALONE)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise
    finally:
        os.close(descriptor)


def read_anew(descriptor: int) -> None:
    """Have the system forget what it remembers of a synced file, so that the disk is read next.

    A wish, which Linux alone grants for one file: elsewhere memory may answer for the drive.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
