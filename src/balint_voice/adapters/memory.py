"""What is in memory stays there: a crash leaves no picture of it on the disk.

Best effort, by what the system offers: Linux and macOS take a limit, Windows has nothing to set.
Swap and hibernation are beyond a program's reach.
"""

import ctypes
import sys

_PR_SET_DUMPABLE = 4


def leave_no_core_dump() -> None:
    """No core file of this process, nor (on Linux) a look into its memory by other programs."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # A core pattern that pipes to a program ignores the limit; an undumpable process it obeys.
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
