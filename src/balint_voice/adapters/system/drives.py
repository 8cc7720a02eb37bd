"""The sticks and cards that are plugged in, as this system shows them to its users.

Rules: it reads what the system tells and opens no drive. What is not found can still be typed.
"""

import re
import string
import sys
from pathlib import Path, PurePosixPath

_PLUGGED_IN_AT = ("/media", "/run/media")
"""Where Linux desktops mount what somebody plugs in."""
_REMOVABLE = 2
"""As Windows has it."""


def plugged_in() -> tuple[Path, ...]:
    """The folder of each."""
    if sys.platform == "win32":
        import ctypes

        roots = (f"{letter}:\\" for letter in string.ascii_uppercase)
        kind = ctypes.windll.kernel32.GetDriveTypeW
        return tuple(Path(each) for each in roots if kind(each) == _REMOVABLE)
    if sys.platform == "darwin":
        return tuple(each for each in sorted(Path("/Volumes").glob("*")) if each.is_mount())
    try:
        return plugged_in_of(Path("/proc/self/mounts").read_text("utf-8", "surrogateescape"))
    except OSError:
        return ()


def plugged_in_of(mounts: str) -> tuple[Path, ...]:
    """Those in the kernel's list of mounts: a device, its folder, and more, with blanks between."""
    fields = (line.split(" ") for line in mounts.splitlines())
    folders = (_unescaped(each[1]) for each in fields if len(each) > 1)
    return tuple(sorted({Path(each) for each in folders if _is_below(each)}))


def _is_below(folder: str) -> bool:
    above = {str(each) for each in PurePosixPath(folder).parents}
    return not above.isdisjoint(_PLUGGED_IN_AT)


def _unescaped(field: str) -> str:
    """A blank in a name stands there as \\040."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), field)
