"""Replaces or destroys whole files.

Rules: a kill half-way leaves the old file or the new one, never half of one. A file is overwritten
before its name is removed. A drive that writes elsewhere (flash, a snapshot) may still have the old
bytes, and no program can reach those.
"""

import contextlib
import os
import stat
from pathlib import Path

from balint_voice.records.append_only import open_regular, write_all, write_new
from balint_voice.records.disk import OURS_ALONE, sync, sync_folder


def replace_file(path: Path, content: bytes) -> None:
    """Put a file with this content at `path`, for this user alone; whole, or not at all."""
    coming = path.with_name(f"{path.name}.new")
    destroy_file(coming)  # of a run that was killed here
    write_new(coming, content)
    coming.replace(path)
    sync_folder(path.parent)


def set_aside(path: Path) -> None:
    """Give a file another name, where there is one: NAME.old.age, NAME.old.2.age, ..."""
    if not os.path.lexists(path):
        return
    stem, number = f"{path.stem}.old", 1
    while os.path.lexists(
        other := path.with_name(f"{stem}{f'.{number}' if number > 1 else ''}{path.suffix}")
    ):
        number += 1
    path.rename(other)
    sync_folder(path.parent)


def destroy_file(path: Path) -> None:
    """Overwrite a file, sync, and take its name away; a link goes, but not what it leads to.

    Nothing there is fine. Raises OSError when the file could not be made unreadable.
    """
    try:
        plain = stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return
    fault: OSError | None = None
    try:
        if plain:
            _overwrite(path)
    except OSError as error:
        fault = error
    # Overwritten or not: without its name it is at least out of reach of ordinary means.
    path.unlink()
    sync_folder(path.parent)
    if fault is not None:
        raise fault


def _overwrite(path: Path) -> None:
    with contextlib.suppress(PermissionError):
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)  # a copy that came back may be read-only
    descriptor = open_regular(path, os.O_WRONLY | OURS_ALONE)
    try:
        size = os.fstat(descriptor).st_size
        write_all(descriptor, os.urandom(size))
        sync(descriptor)
        os.ftruncate(descriptor, 0)
        sync(descriptor)
    finally:
        os.close(descriptor)
