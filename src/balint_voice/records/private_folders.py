"""Folders that nobody else on this machine can open.

Rules: a folder that we make is private, whatever the umask. A folder that is already there and open
to others is refused, with the command that closes it; it is never changed without asking. A link in
its place is never followed.
"""

import os
import shlex
import stat
import sys
from pathlib import Path

from balint_voice.errors import Unusable
from balint_voice.records.disk import sync_folder

_OTHERS = 0o077


def make_private(folder: Path) -> None:
    """Make a folder for this user alone, and those above it that are missing; it may be there.

    Raises Unusable when something else stands there or others can read it, OSError when it
    cannot be made.
    """
    if os.path.lexists(folder):
        require_private(folder)
        return
    if folder.parent != folder and not folder.parent.exists():
        make_private(folder.parent)
    make_new_private(folder)
    sync_folder(folder.parent)  # else the very first session can be lost with the folder's name


def make_new_private(folder: Path) -> None:
    """Make a folder for this user alone. Raises FileExistsError when anything stands there."""
    folder.mkdir(mode=0o700)
    folder.chmod(0o700)  # whatever the umask took away


def require_private(folder: Path) -> None:
    """Raises Unusable unless this is a folder, no link, ours, and open to nobody else."""
    try:
        found = folder.lstat()
    except PermissionError:
        raise _not_ours(folder) from None
    if stat.S_ISLNK(found.st_mode):
        raise Unusable("folder-is-link", folder=folder)
    if not stat.S_ISDIR(found.st_mode):
        raise Unusable("folder-is-none", folder=folder)
    if sys.platform == "win32":
        return  # no such modes there: the user's own folders are closed to others by default
    if found.st_uid != os.geteuid():
        raise _not_ours(folder)
    if found.st_mode & _OTHERS:
        raise Unusable("folder-open-to-others", folder=folder, quoted=shlex.quote(str(folder)))


def _not_ours(folder: Path) -> Unusable:
    return Unusable("folder-of-another", folder=folder)
