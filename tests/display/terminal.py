"""A program in a terminal of its own: what it shows as text, and keys to press."""

import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import threading
from bisect import bisect_left
from pathlib import Path
from types import TracebackType

from tests.support.pulse import waited_for

PATIENCE_S = 300.0
"""Nothing waits so long but a test that has failed, or a machine with much else to do."""

_ESCAPES = re.compile(
    r"\x1b\[[0-9;?<>=$]*[A-Za-z]|\x1b[PX^_\]].*?(?:\x07|\x1b\\)|\x1b[=>()][0-9A-B]?"
)


PAGE_GOES = b"\x1b[?1049l"


def _plain(raw: bytearray) -> str:
    return _ESCAPES.sub("", raw.decode(errors="ignore"))


class Terminal:
    """Runs `arguments` with Python. Use as a context; whatever is left running is killed."""

    def __init__(
        self,
        arguments: list[str],
        folder: Path,
        size: tuple[int, int] = (80, 24),
        *,
        sound_server: str = "unix:/nonexistent",
    ) -> None:
        self._ours, its = pty.openpty()
        self.its_name = os.ttyname(its)
        self.resize(size)
        self._raw, self._seen = bytearray(), bytearray()
        self._read_so_far = -1, ""
        self.program = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=its,
            stdout=its,
            stderr=its,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            env={
                **os.environ,
                "TERM": "xterm-256color",
                "BALINT_VOICE_DATA": str(folder),
                "PULSE_SERVER": sound_server,
            },
        )
        self.modes = termios.tcgetattr(its)
        self._its = its
        self._closing = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.program.kill()
        self.program.wait()
        self.hang_up()

    @property
    def text(self) -> str:
        """Everything shown so far, without colours and positions."""
        if len(self._raw) != self._read_so_far[0]:
            self._read_so_far = len(self._raw), _plain(self._raw)
        return self._read_so_far[1]

    @property
    def everything(self) -> str:
        """What was shown from the beginning."""
        return _plain(self._seen + self._raw)

    @property
    def raw(self) -> str:
        """The same with them."""
        return self._raw.decode(errors="ignore")

    def sees(self, wanted: str) -> None:
        """Wait until this is shown, after whatever was seen before."""
        waited_for(repr(wanted), lambda: wanted in self.text, patience_s=PATIENCE_S)
        ends = range(1, len(self._raw) + 1)
        first = bisect_left(ends, True, key=lambda end: wanted in _plain(self._raw[:end]))
        self._has_seen(ends[first])

    def sees_the_page_go(self) -> None:
        """Wait until the full screen is taken down: what it had shown is behind us."""
        waited_for("the page to go", lambda: PAGE_GOES in self._raw, patience_s=PATIENCE_S)
        self._has_seen(self._raw.index(PAGE_GOES) + len(PAGE_GOES))

    def _has_seen(self, end: int) -> None:
        self._seen += self._raw[:end]
        del self._raw[:end]
        self._read_so_far = -1, ""

    def press(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def resize(self, size: tuple[int, int]) -> None:
        width, height = size
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def modes_now(self) -> list[object]:
        return list(termios.tcgetattr(self._its))

    def ended(self) -> int:
        """The exit code, once it has ended."""
        waited_for("the end", lambda: self.program.poll() is not None, patience_s=PATIENCE_S)
        return self.program.returncode

    def stop(self) -> None:
        """It takes no output any more, as after Ctrl-S."""
        termios.tcflow(self._its, termios.TCOOFF)

    def go_on(self) -> None:
        termios.tcflow(self._its, termios.TCOON)

    def hang_up(self) -> None:
        """The terminal is closed."""
        self._closing.set()
        self._reader.join()
        for end in (self._its, self._ours):
            with contextlib.suppress(OSError):  # closed already
                os.close(end)

    def _read(self) -> None:
        """Never inside a read when the terminal is to be closed: that would keep it open."""
        while not self._closing.is_set():
            ready, _, _ = select.select([self._ours], [], [], 0.05)
            try:
                self._raw += os.read(self._ours, 65_536) if ready else b""
            except OSError:
                return
