"""A lock on an open file, which the system releases when the program ends, however it ends.

Rules: it never waits and never changes a byte. On Windows a lock keeps readers out of a range of
bytes, so the range is far beyond the end of any of our files.
"""

import os
import sys

if sys.platform == "win32":
    import msvcrt

    _FAR_BEYOND = 1 << 40

    def hold(descriptor: int) -> bool:
        """Whether this open file is ours alone from now on."""
        before = os.lseek(descriptor, 0, os.SEEK_CUR)
        try:
            os.lseek(descriptor, _FAR_BEYOND, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, before, os.SEEK_SET)
        return True

    def is_held(descriptor: int) -> bool:
        """Whether another program holds this open file, or asks in this moment."""
        return not hold(descriptor)

else:
    import errno
    import fcntl

    _NO_LOCKS_HERE = (errno.ENOLCK, errno.ENOTSUP, errno.EINVAL)

    def hold(descriptor: int) -> bool:
        """Whether this open file is ours alone from now on; a drive without locks says yes."""
        return _locks(descriptor, fcntl.LOCK_EX)

    def is_held(descriptor: int) -> bool:
        """Whether another program holds this open file. Two that ask at once do not meet."""
        return not _locks(descriptor, fcntl.LOCK_SH)

    def _locks(descriptor: int, kind: int) -> bool:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno not in _NO_LOCKS_HERE:
                raise
        return True
