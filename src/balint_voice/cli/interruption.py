"""Ctrl-C where no session runs: the first press ends the program in order, wherever it is.

Rules: the system writes each press into a pipe. Whoever reads the press from the pipe raises
KeyboardInterrupt. A press that is still there a moment later is taken out and sent again, which
wakes a call that waits.

Python by itself raises KeyboardInterrupt between two of its own steps. That is too late when the
next step waits: a press just before the terminal is read would only be noticed at the next key. It
is too early inside an import, where libraries break halfway. In a callback it is only printed.
What happened without this is in docs/decisions/command-line.md.
"""

import contextlib
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType

_A_MOMENT_S = 0.05
_IMPORTS = "<frozen importlib._bootstrap>"


def ends_at_once() -> None:
    """Where nothing has begun yet, or everything is done: the end needs no message."""
    if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda *_: os._exit(130))


@contextlib.contextmanager
def every_end_in_order() -> Iterator[None]:
    """Here Ctrl-\\, a closed terminal and a shutdown are as Ctrl-C. In the main thread."""
    names = ("SIGQUIT", "SIGTERM", "SIGHUP")
    ends = [getattr(signal, name) for name in names if hasattr(signal, name)]
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        ends = []
    # A signal that was ignored when the program was started (nohup) stays ignored.
    ends = [end for end in ends if signal.getsignal(end) != signal.SIG_IGN]
    before = {end: signal.signal(end, _as_ctrl_c) for end in ends}
    try:
        yield
    finally:
        for end, handler in before.items():
            signal.signal(end, handler)


def _as_ctrl_c(*_: object) -> None:
    signal.raise_signal(signal.SIGINT)


if sys.platform == "win32":

    def ends_in_order() -> None:
        """From now on a press is a KeyboardInterrupt. Here it wakes what waits by itself."""
        signal.signal(signal.SIGINT, signal.default_int_handler)

else:

    def ends_in_order() -> None:
        """From now on a press is a KeyboardInterrupt, and none is lost. Once, in the main thread.

        Not where Ctrl-C was ignored when the program was started.
        """
        if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
            return
        presses = _Presses()

        def interrupt(_: int, where: FrameType | None) -> None:
            if not _in_an_import(where) and presses.take():
                raise KeyboardInterrupt

        signal.set_wakeup_fd(presses.way_in, warn_on_full_buffer=False)
        signal.signal(signal.SIGINT, interrupt)
        sys.unraisablehook = presses.only_printed
        threading.Thread(target=presses.again, name="interruption", daemon=True).start()

    class _Presses:
        """What was pressed and has not ended anything yet."""

        def __init__(self) -> None:
            self._way_out, self.way_in = os.pipe()
            for end in (self._way_out, self.way_in):
                os.set_blocking(end, False)

        def take(self) -> bool:
            """Whether there was any."""
            try:
                return bool(os.read(self._way_out, 1024))
            except BlockingIOError:
                return False

        def only_printed(self, ignored: "sys.UnraisableHookArgs") -> None:
            """Python's hook for what is raised where nobody can catch it."""
            if ignored.exc_type is KeyboardInterrupt:
                os.write(self.way_in, b"\0")
            else:
                sys.__unraisablehook__(ignored)

        def again(self) -> None:
            """Press until it is heard; in a thread of its own."""
            main = threading.main_thread().ident or 0
            while True:
                select.select([self._way_out], [], [])
                time.sleep(_A_MOMENT_S)
                if self.take():
                    signal.pthread_kill(main, signal.SIGINT)

    def _in_an_import(where: FrameType | None) -> bool:
        while where is not None and where.f_code.co_filename != _IMPORTS:
            where = where.f_back
        return where is not None
