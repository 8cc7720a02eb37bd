"""Keys and a presenter's clicker -> commands. Without a terminal there are no keys.

Rule of this room: a key becomes an input and nothing else; what it means for the session is the
session's affair. Back and end want a second press: a clicker is easily hit.
"""

import contextlib
import os
import select
import sys
import threading
import time
from collections.abc import Callable, Iterator

from balint_voice.ports import Inbox
from balint_voice.session import inputs as i

FIVE_MINUTES = 300.0

KEYS: dict[str, Callable[[], i.Input]] = {
    " ": i.Next,
    "\x1b[6~": i.Next,  # PageDown: a clicker's "next"
    "b": i.Back,
    "\x1b[5~": i.Back,  # PageUp: a clicker's "back"
    "p": i.TogglePause,
    "+": lambda: i.Extend(FIVE_MINUTES),
    "s": i.Skip,
    "r": i.Repeat,
    "t": i.TellTimeLeft,
    "q": i.End,
}
"""One key, one command."""

CONFIRMED_WITHIN_S = 5.0
"""A second press that comes later is a first press again."""

_TO_CONFIRM = (i.Back, i.End)
_WINDOWS_KEYS = {"Q": "\x1b[6~", "I": "\x1b[5~"}


class Keys:
    """Turns key presses into inputs. It remembers the press before."""

    def __init__(self) -> None:
        self._unconfirmed: tuple[str, float] | None = None

    def press(self, key: str, at: float) -> i.Input | None:
        """The input a key stands for, pressed at this second; None for one that means nothing."""
        if key not in KEYS:
            self._unconfirmed = None
            return None
        given = KEYS[key]()
        before, self._unconfirmed = self._unconfirmed, None
        if isinstance(given, _TO_CONFIRM):
            first, since = before or ("", 0.0)
            if first != key or at - since > CONFIRMED_WITHIN_S:
                self._unconfirmed = (key, at)
                return i.ConfirmationAwaited()
        return given


@contextlib.contextmanager
def listening_to_keys(inbox: Inbox) -> Iterator[None]:
    """Keys go to the inbox while this lasts; the terminal is put back as it was."""
    if not sys.stdin.isatty():
        yield
        return
    stop = threading.Event()
    with _single_keys():
        thread = threading.Thread(target=_read_keys, args=(inbox, stop), name="keys", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(timeout=1)


def _read_keys(inbox: Inbox, stop: threading.Event) -> None:
    keys = Keys()
    while not stop.is_set():
        key = _next_key()
        if key is None:
            return
        given = keys.press(key, time.monotonic()) if key else None
        if given is not None:
            inbox.put(given)


if sys.platform == "win32":
    import msvcrt

    @contextlib.contextmanager
    def _single_keys() -> Iterator[None]:
        yield

    def _next_key() -> str | None:
        waiting = threading.Event()
        if not msvcrt.kbhit():
            waiting.wait(0.05)
            return ""
        key = msvcrt.getwch()
        return _WINDOWS_KEYS.get(msvcrt.getwch(), "") if key in "\x00\xe0" else key

else:
    import termios
    import tty

    @contextlib.contextmanager
    def _single_keys() -> Iterator[None]:
        """Each key at once and unseen; Ctrl-C stays a signal."""
        before = termios.tcgetattr(sys.stdin)
        try:
            tty.setcbreak(sys.stdin)
            yield
        finally:
            with contextlib.suppress(termios.error):  # the terminal may be closed by now
                termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)

    def _next_key() -> str | None:
        """A key; "" when none came in a little while; None when the terminal is gone."""
        try:
            ready, _, _ = select.select([sys.stdin], [], [], 0.2)
            typed = os.read(sys.stdin.fileno(), 16) if ready else None
        except OSError:
            return None
        if typed is None:
            return ""
        return typed.decode(errors="ignore") if typed else None
