r"""A crash, or Ctrl-\, leaves no copy of this program's memory on the disk.

Rules: this comes before everything else is imported or read, so it imports nothing heavy. Every
child inherits the limit. The mark of Linux ends with an exec, so each child that sees a secret asks
for it again. Windows has neither: there its error reporting decides.
"""

import sys

_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4


def leave_no_core_dump() -> None:
    """No core file of this process, nor (on Linux) a look into its memory by other programs."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        # A core pattern that pipes to a program ignores a limit of 0 (core(5)); of a process that
        # is not dumpable the kernel gives it nothing.
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def leaves_none() -> tuple[bool | None, bool | None]:
    """Read back from the system: no core file and no access to the memory. None: unknown."""
    if sys.platform == "win32":
        return None, None
    import resource

    unreadable = None
    if sys.platform == "linux":
        import ctypes

        unreadable = ctypes.CDLL(None).prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0) == 0
    return resource.getrlimit(resource.RLIMIT_CORE) == (0, 0), unreadable
