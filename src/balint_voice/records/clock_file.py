"""The session time in a small file beside the log, overwritten about once a second.

Rules: the log decides. This file only says how much later than the log's last record the program
was interrupted, so it may fail in every way without harm. It has two slots, each in a sector of its
own, which take turns: an incomplete write leaves the other slot. A slot counts only for its own
session, and only while the log has as many records as the slot says. Why it is there:
docs/decisions/records.md.
"""

import contextlib
import os
import re
import threading
import zlib
from pathlib import Path

from balint_voice.errors import Damaged
from balint_voice.records.append_only import open_regular, write_all
from balint_voice.records.disk import NEVER_WAIT, OURS_ALONE, for_us_alone, sync
from balint_voice.records.timing_log import TimingLog
from balint_voice.session.clock import Instant

CLOCK = "clock"

_SLOTS = 2
_SECTOR = 512
_LINE = re.compile(rb"(\d{9}\.\d{3}) \d{9} [0-9a-f]{8}\n")
_SIZE = 33
_SYNCED_EVERY_S = 10.0
"""What a power cut may lose in addition; a kill loses nothing that was written."""
_PATIENCE_S = 1.0
"""For a disk that hangs in the midst of a sync, at the end."""


class ClockFile:
    """Keeps `path` for the session whose `log` this program holds; made at the first mark."""

    def __init__(self, path: Path, session: str, log: TimingLog) -> None:
        self._path, self._session, self._log = path, session, log
        self._descriptor: int | None = None
        self._turn = 0
        self._closing = threading.Event()
        # On a thread of its own: a disk may take its time, and a cue would have to wait.
        self._syncing = threading.Thread(target=self._sync_now_and_then, daemon=True)

    def mark(self, at: Instant) -> None:
        """It is so late, and all that happened is on the log. Never raises."""
        count = self._log.count
        if count is None:
            return  # of a log that lacks a pause nobody could tell what the time means
        with contextlib.suppress(OSError, Damaged):
            if self._descriptor is None:
                self._descriptor = _opened(self._path)
                self._syncing.start()
            os.lseek(self._descriptor, self._turn * _SECTOR, os.SEEK_SET)
            write_all(self._descriptor, _line(self._session, count, at))
            self._turn = (self._turn + 1) % _SLOTS

    def close(self) -> None:
        """Let go of the file; a second time does nothing."""
        if self._descriptor is None:
            return
        self._closing.set()
        self._syncing.join(_PATIENCE_S)
        descriptor, self._descriptor = self._descriptor, None
        with contextlib.suppress(OSError):
            os.close(descriptor)

    def remove(self) -> None:
        """Remove the file after a session that stopped in order, unless its log lacks something."""
        ours = self._descriptor is not None
        self.close()
        if ours and self._log.count is not None:
            with contextlib.suppress(OSError):
                self._path.unlink()

    def _sync_now_and_then(self) -> None:
        while self._descriptor is not None and not self._closing.wait(_SYNCED_EVERY_S):
            with contextlib.suppress(OSError):
                sync(self._descriptor)


def stood_at(path: Path, session: str, count: int) -> Instant | None:
    """When the clock was last marked, after the log's `count` records and no more; else None."""
    try:
        descriptor = open_regular(path, os.O_RDONLY | OURS_ALONE | NEVER_WAIT)
    except (OSError, Damaged):
        return None
    try:
        content = os.read(descriptor, _SECTOR * _SLOTS)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    lines = (content[at : at + _SIZE] for at in range(0, len(content), _SECTOR))
    marks = [_marked(line, session, count) for line in lines]
    return max((at for at in marks if at is not None), default=None)


def _opened(path: Path) -> int:
    descriptor = open_regular(path, os.O_RDWR | os.O_CREAT | OURS_ALONE)
    try:
        for_us_alone(descriptor)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _line(session: str, count: int, at: float) -> bytes:
    line = b"%013.3f %09d" % (at, count)
    return line + b" %08x\n" % zlib.crc32(line, zlib.crc32(session.encode()))


def _marked(line: bytes, session: str, count: int) -> Instant | None:
    found = _LINE.fullmatch(line)
    if found is None or _line(session, count, float(found[1])) != line:
        return None
    return Instant(float(found[1]))
