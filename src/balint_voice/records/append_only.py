"""One file that only grows, record by record; an acknowledged record survives a kill.

Rules: this file knows bytes, order and disks, but not what a record means. `append` returns after
the record is synced. A record that was not acknowledged is removed again.
"""

import contextlib
import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

from balint_voice.errors import Damaged, Unusable
from balint_voice.records import lock
from balint_voice.records.disk import (
    BYTES_AS_THEY_ARE,
    NEVER_A_LINK,
    NEVER_WAIT,
    OURS_ALONE,
    for_us_alone,
    sync,
    sync_folder,
)

_MOST = 256 << 20
"""Bytes read of a file: a long session writes some hundreds of thousands."""
_TAKES_NOTHING = (errno.EACCES, errno.EPERM, errno.EROFS)

_NOT_PLAIN = (errno.ELOOP, errno.ENXIO, errno.EISDIR)
"""What the system says of a link that is not to be followed, a socket, and a folder."""


class AppendOnlyFile:
    """Opens or creates `path` for this user alone; `content` is what it held when it was opened.

    `whole` says how many bytes of a file's content are whole records: what comes after them was
    never acknowledged (a torn tail) and is cut. It raises Damaged where cutting would lose more.
    The file is held until it is closed: another program that opens it is refused (Unusable).
    """

    def __init__(self, path: Path, whole: Callable[[bytes], int]) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | OURS_ALONE
        self._descriptor = open_regular(path, flags)
        try:
            # Before anything is cut: what looks torn may be what another program writes just now.
            if not lock.hold(self._descriptor):
                raise Unusable("session-held", session=path.parent.name)
            for_us_alone(self._descriptor)
            content = _read_all(self._descriptor)
            self._size = whole(content)
            if self._size < len(content):
                os.ftruncate(self._descriptor, self._size)
                sync(self._descriptor)
            sync_folder(path.parent)
        except BaseException:
            os.close(self._descriptor)
            raise
        self.content = content[: self._size]
        self._clean = True

    def append(self, record: bytes) -> None:
        """Write one record and sync it. Raises OSError, and then the file holds nothing of it."""
        if not self._clean:
            self._take_back()
        self._clean = False
        try:
            write_all(self._descriptor, record)
            sync(self._descriptor)
        except BaseException:
            self._take_back_if_possible()
            raise
        self._size += len(record)
        self._clean = True

    def close(self) -> None:
        """Release the file; a second time does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _take_back(self) -> None:
        os.ftruncate(self._descriptor, self._size)
        self._clean = True

    def _take_back_if_possible(self) -> None:
        try:
            self._take_back()
        except OSError:
            # The disk refuses this too: the next append tries again, and opening cuts what is left.
            self._clean = False


def read_regular(path: Path) -> bytes:
    """The bytes of one of our files; anything but a plain file is refused, links too."""
    descriptor = open_regular(path, os.O_RDONLY | OURS_ALONE | NEVER_WAIT)
    try:
        if os.fstat(descriptor).st_size > _MOST:
            raise Damaged("file-too-large", file=path.name, path=path)
        return _read_all(descriptor)
    finally:
        os.close(descriptor)


def is_held(path: Path) -> bool:
    """Whether another program has this file open to append to it."""
    try:
        descriptor = open_regular(path, os.O_RDWR | OURS_ALONE | NEVER_WAIT)
    except OSError as error:
        if error.errno in _TAKES_NOTHING:  # then nobody appends to it either
            return False
        raise
    try:
        return lock.is_held(descriptor)
    finally:
        os.close(descriptor)


def require_not_held(path: Path) -> None:
    """Raises Unusable while another program appends to this file: what it writes would be lost."""
    with contextlib.suppress(OSError, Damaged):  # nothing there, or nothing of ours
        if is_held(path):
            raise Unusable("session-held", session=path.parent.name)


def write_new(path: Path, content: bytes) -> None:
    """Create a file for this user alone, synced. Raises FileExistsError rather than overwrite."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | OURS_ALONE
    descriptor = open_regular(path, flags)
    try:
        try:
            for_us_alone(descriptor)
            write_all(descriptor, content)
            sync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        path.unlink(missing_ok=True)  # we made it just now: half a file helps nobody
        raise
    sync_folder(path.parent)


def open_regular(path: Path, flags: int) -> int:
    """A descriptor of a plain file, never of a link or a device; for this user alone if new."""
    try:
        descriptor = os.open(path, flags | NEVER_A_LINK | BYTES_AS_THEY_ARE, 0o600)
    except OSError as error:
        if error.errno in _NOT_PLAIN:
            raise _not_plain(path) from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _not_plain(path)
    return descriptor


def _not_plain(path: Path) -> Damaged:
    return Damaged("not-a-plain-file", file=path.name, path=path)


def _read_all(descriptor: int) -> bytes:
    parts = []
    while part := os.read(descriptor, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def write_all(descriptor: int, record: bytes) -> None:
    """All of it, however little the system takes at a time."""
    left = memoryview(record)
    while left:
        left = left[os.write(descriptor, left) :]
