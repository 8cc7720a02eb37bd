"""What is shown, written by a thread of its own: a terminal that takes nothing holds up nobody.

Rules: whoever writes never waits. When too much waits, the oldest is dropped, and once the terminal
takes something again, a mark stands in its place. A terminal that is gone takes nothing more.
"""

import os
import threading
from collections import deque
from collections.abc import Callable
from typing import BinaryIO, Protocol, TextIO

MOST = 65_536
"""Characters that may wait: more than a page, and more than the lines of an hour."""
_A_MOMENT_S = 1.0


class TextOutput(Protocol):
    """Takes text at once. `finish`: wait for what is still to be written, while it is taken."""

    def write(self, text: str) -> None: ...
    def finish(self) -> None: ...


def output_to(file: TextIO, mark: str = "") -> TextOutput:
    """`mark`: stands where something was dropped. What is no file of the system is written to
    directly."""
    try:
        file.fileno()
    except (OSError, ValueError):
        return _Direct(file)
    return ThreadedOutput(file, mark=lambda: mark)


class _Direct:
    """Something that is written to at once, such as a text in memory."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> None:
        try:
            self._file.write(text)
        except (OSError, ValueError):
            """It is closed."""

    def finish(self) -> None: ...


class ThreadedOutput:
    """`mark()`: called before something is written for which other text was dropped; returns what
    stands there. `gone()`: called once, when the file takes nothing any more."""

    def __init__(
        self,
        file: TextIO,
        *,
        mark: Callable[[], str],
        gone: Callable[[], None] = lambda: None,
    ) -> None:
        self._file = file
        self._mark, self._gone = mark, gone
        self._waiting: deque[str] = deque()
        self._size = 0  # with what is being written
        self._written = 0
        self._dropped = self._broken = False
        self._thread: threading.Thread | None = None
        # A signal's handler may write in the middle of a write.
        self._changed = threading.Condition(threading.RLock())

    def write(self, text: str) -> None:
        with self._changed:
            if self._broken:
                return
            self._waiting.append(text)
            self._size += len(text)
            while self._size > MOST and len(self._waiting) > 1:
                self._size -= len(self._waiting.popleft())
                self._dropped = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="output", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def flush(self) -> None:
        """It is written as soon as it can be."""

    def fileno(self) -> int:
        return self._file.fileno()

    def isatty(self) -> bool:
        return self._file.isatty()

    def finish(self) -> None:
        with self._changed:
            while self._size and not self._broken:
                before = self._written
                if not self._changed.wait(_A_MOMENT_S) and self._written == before:
                    return

    def _run(self) -> None:
        """Without Python's buffer for the file: at its end Python would wait for a lock of it."""
        try:
            self._file.flush()
            with open(self.fileno(), "wb", buffering=0, closefd=False) as raw:
                while True:
                    self._write_next(raw)
        except (OSError, ValueError):
            with self._changed:
                self._broken = True
                self._changed.notify_all()
            self._gone()

    def _write_next(self, raw: BinaryIO) -> None:
        with self._changed:
            while not self._waiting:
                self._changed.wait()
            text, dropped = self._waiting.popleft(), self._dropped
            self._dropped = False
        sent = (self._mark() if dropped else "") + text
        left = memoryview(self._encoded(sent))
        while left:
            left = left[raw.write(left) or 0 :]
        with self._changed:
            self._size -= len(text)
            self._written += 1
            self._changed.notify_all()

    def _encoded(self, text: str) -> bytes:
        encoding, errors = self._file.encoding or "utf-8", self._file.errors or "replace"
        return text.replace("\n", os.linesep).encode(encoding, errors)
