"""The keys of a terminal in which lines are shown. Without a terminal there are no keys.

Rules: bytes from the terminal become names of keys; `keys` says what a key means. The full screen
reads its own keys.
"""

import codecs
import contextlib
import os
import re
import select
import sys
import threading
from collections.abc import Callable, Iterator

Press = Callable[[str], None]
"""Takes the name of a key; called from a thread of its own."""

_NAMES = {
    "\x1b[5~": "pageup",
    "\x1b[6~": "pagedown",
    "\x1b[15~": "f5",
    "\x1b[[E": "f5",
    "\x1b[A": "up",
    "\x1b[B": "down",
    "\x1b[C": "right",
    "\x1b[D": "left",
    "\x1b[H": "home",
    "\x1b[1~": "home",
    "\x1b[F": "end",
    "\x1b[4~": "end",
    "\x1b[3~": "delete",
    "\x1b": "escape",
    "\r": "enter",
    "\n": "enter",
    "\x7f": "backspace",
    "\x08": "backspace",
}
_ONE_KEY = re.compile(r"\x1b\[\[[A-E]|\x1b\[[0-9;]*[A-Za-z~]|\x1bO[A-Z]|.", re.DOTALL)
_CUT_SHORT = re.compile(r"\x1b(\[\[?[0-9;]*|O)?\Z")


_LINE_ENDS_INSIDE = re.compile(r"[\r\n]+(?=[^\r\n])")


def names_of(typed: str) -> list[str]:
    """The keys in what a terminal sent at once. A sequence that is not known is no key at all.

    Lines that were pasted become one: what follows the first must not be taken for commands.
    """
    typed = _LINE_ENDS_INSIDE.sub(" ", typed)
    found = (match.group() for match in _ONE_KEY.finditer(typed))
    named = (_NAMES.get(key.replace("\x1bO", "\x1b["), key) for key in found)
    return [key for key in named if not key.startswith("\x1b")]


@contextlib.contextmanager
def listening_to_keys(press: Press) -> Iterator[None]:
    """Each key goes to `press` while this lasts; the terminal is put back as it was."""
    if not sys.stdin.isatty():
        yield
        return
    stop = threading.Event()
    with _single_keys():
        thread = threading.Thread(target=_read_keys, args=(press, stop), name="keys", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(timeout=1)


def _read_keys(press: Press, stop: threading.Event) -> None:
    next_keys = _key_reader()
    while not stop.is_set():
        keys = next_keys()
        if keys is None:
            return
        for key in keys:
            press(key)


if sys.platform == "win32":
    import msvcrt

    _SEQUENCES = {
        "Q": "\x1b[6~",
        "I": "\x1b[5~",
        "?": "\x1b[15~",
        "K": "\x1b[D",
        "M": "\x1b[C",
        "G": "\x1b[H",
        "O": "\x1b[F",
        "S": "\x1b[3~",
    }
    """What follows the sign of a special key here, as other terminals send that key."""
    _NO_KEY = "\x1b[Z"

    @contextlib.contextmanager
    def _single_keys() -> Iterator[None]:
        yield

    def _key_reader() -> Callable[[], list[str] | None]:
        waiting = threading.Event()

        def next_keys() -> list[str] | None:
            if not msvcrt.kbhit():
                waiting.wait(0.05)
                return []
            typed = ""
            while msvcrt.kbhit():  # all of it: what was pasted is to be known as one
                typed += one()
            return names_of(typed)

        def one() -> str:
            key = msvcrt.getwch()
            # The second sign of a special key is there at once; an à stands alone.
            special = key == "\x00" or (key == "\xe0" and msvcrt.kbhit())
            return _SEQUENCES.get(msvcrt.getwch(), _NO_KEY) if special else key

        return next_keys

    def forget_typed() -> None:
        """Drop what was typed before anybody listened."""
        while msvcrt.kbhit():
            msvcrt.getwch()

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

    def _key_reader() -> Callable[[], list[str] | None]:
        """Returns keys; none when none came in a little while; None when the terminal is gone."""
        decoder = codecs.getincrementaldecoder("utf-8")(errors="ignore")
        typed = bytearray(1024)  # always the same, so that a note can be wiped from it

        def more(wait: float) -> str | None:
            try:
                ready, _, _ = select.select([sys.stdin], [], [], wait)
                if not ready:
                    return ""
                count = os.readv(sys.stdin.fileno(), [typed])
            except OSError:
                return None
            text = decoder.decode(typed[:count])
            typed[:count] = bytes(count)
            return text if count else None

        def next_keys() -> list[str] | None:
            typed = more(0.2)
            if typed and _CUT_SHORT.search(typed):
                typed += more(0.02) or ""
            return None if typed is None else names_of(typed)

        return next_keys

    def forget_typed() -> None:
        """Drop what was typed before anybody listened."""
        with contextlib.suppress(termios.error, OSError):  # no terminal, or gone
            termios.tcflush(sys.stdin, termios.TCIFLUSH)
