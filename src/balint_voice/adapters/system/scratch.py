"""A folder for what is read again at once, such as a cue on its way from the speech engine.

Rules: in memory where the system has such a place, so that a full disk silences nobody; else where
temporary files go. It belongs to this user alone, and whoever asked for it removes it.
"""

import contextlib
import shutil
import tempfile
from pathlib import Path

from balint_voice.errors import Text

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder in it is made with mode 0700
_ROOM = 4_000_000
"""Bytes: more than the longest cue."""
_PREFIX = "balint-voice-"


def scratch_folder() -> Path:
    """Made anew, with mode 0700. Raises OSError where nothing can be made."""
    with contextlib.suppress(OSError):
        if shutil.disk_usage(IN_MEMORY).free >= _ROOM:
            return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=IN_MEMORY))
    return Path(tempfile.mkdtemp(prefix=_PREFIX))


def no_room(folder: Path) -> Text | None:
    """Why nothing can be written in the folder, as a piece of what the user reads; else None."""
    try:
        full = shutil.disk_usage(folder).free < _ROOM
    except OSError:
        return Text("scratch-gone", folder=folder)
    return Text("scratch-full", folder=folder.parent) if full else None
