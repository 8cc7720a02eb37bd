"""Gives the sealed notes to the presenter: a copy on another drive, and deletion here.

Rules: it moves sealed bytes and never opens them, so it needs no secret. A copy is read back before
it counts. A deletion leaves a mark with its moment and nothing else.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from balint_voice.errors import Damaged, Unusable, reason
from balint_voice.records.append_only import (
    open_regular,
    read_regular,
    require_not_held,
    write_all,
)
from balint_voice.records.disk import OURS_ALONE, for_us_alone, read_anew, sync, sync_folder
from balint_voice.records.private_files import destroy_file, replace_file
from balint_voice.records.sealed_notes import PRESENTER_KEY, SEALED_NOTES

MARK = "handed-over.json"
READER = Path(__file__).with_name("read_notes.py")
"""A reader that needs no balint-voice; docs/sealed-notes.md holds the same."""
_ROUNDED_UP = 64 * 1024  # the most that a file takes beyond its size, on a large stick


@dataclass(frozen=True)
class Copied:
    """The new folder, how many files are in it, and how many bytes in those."""

    folder: Path
    files: int
    size: int


@dataclass(frozen=True)
class Deleted:
    """What was deleted here: how many files, and how many bytes were in them."""

    files: int
    size: int


def secrets_in(folder: Path) -> tuple[Path, ...]:
    """The files without which the notes cannot be opened: the phases' keys, and the presenter's
    with those that were set aside."""
    return tuple(each for each in sorted(folder.iterdir()) if _is_a_key(each.name))


def copy_to(folder: Path, session: str, drive: Path, pages: Mapping[str, bytes]) -> Copied:
    """Copy the sealed notes to a new folder on `drive`, with pages that say how to open them.

    Raises Unusable (nothing is overwritten, no room) and Damaged
    when what was written does not read back; then the new folder is gone again.
    """
    contents = {each.name: read_regular(each) for each in secrets_in(folder)}
    contents[SEALED_NOTES] = read_regular(folder / SEALED_NOTES)
    contents |= pages
    size = sum(map(len, contents.values()))
    target = _room_for(drive, f"balint-{session}", size + _ROUNDED_UP * len(contents))
    try:
        target.mkdir(mode=0o700)
    except OSError as error:
        raise _cannot_write(target, error) from None
    try:
        for name, content in contents.items():
            _write_and_read_back(target / name, content)
        sync_folder(target)
        sync_folder(drive)
    except BaseException as error:
        shutil.rmtree(target, ignore_errors=True)  # made by us just now, and of no use
        if isinstance(error, OSError):
            raise _cannot_write(target, error) from None
        raise
    return Copied(target, len(contents), size)


def delete_here(folder: Path, at: datetime) -> Deleted:
    """Delete the sealed notes and their keys; a mark stays behind. Killed half-way: do it again.

    Raises Unusable while the session that writes them still runs.
    """
    require_not_held(folder / SEALED_NOTES)
    gone = (*secrets_in(folder), folder / SEALED_NOTES)
    size = sum(each.lstat().st_size for each in gone)
    moment = {"handed_over": at.isoformat(timespec="seconds")}
    replace_file(folder / MARK, json.dumps(moment).encode() + b"\n")
    for each in gone:  # the notes come last: as long as they are there, this was not finished
        destroy_file(each)
    return Deleted(len(gone), size)


def handed_over_at(folder: Path) -> str | None:
    """When the notes were deleted here because the presenter has them; None when they were not."""
    try:
        moment = json.loads(read_regular(folder / MARK))["handed_over"]
        return datetime.fromisoformat(moment).isoformat(timespec="seconds")
    except (OSError, ValueError, KeyError, TypeError, RecursionError, Damaged):
        return None


def _is_a_key(name: str) -> bool:
    of_presenter = name == PRESENTER_KEY or (
        name.startswith("presenter.old.") and name.endswith(".age")
    )
    return of_presenter or (name.startswith("phase.") and name.endswith((".age", ".forgotten")))


def _room_for(drive: Path, name: str, needed: int) -> Path:
    if not os.path.isdir(drive):  # noqa: PTH112 - pathlib raises for a name that is too long
        raise Unusable("drive-missing", folder=drive)
    target = drive / name
    if os.path.lexists(target):
        raise Unusable("file-exists", path=target)
    free = shutil.disk_usage(drive).free
    if free < needed:
        raise Unusable("drive-full", folder=drive, needed=needed, free=free)
    return target


def _write_and_read_back(path: Path, content: bytes) -> None:
    descriptor = open_regular(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | OURS_ALONE)
    try:
        with contextlib.suppress(OSError):  # a stick knows no owners
            for_us_alone(descriptor)
        write_all(descriptor, content)
        sync(descriptor)
        read_anew(descriptor)
    finally:
        os.close(descriptor)
    if read_regular(path) != content:
        raise Damaged("copy-differs", file=path.name)


def _cannot_write(target: Path, error: OSError) -> Unusable:
    return Unusable("file-unwritable", path=target, reason=reason(error))
