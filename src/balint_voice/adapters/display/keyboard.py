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
from typing import Protocol

from balint_voice.adapters.display.suspension import Suspension, suspending

Press = Callable[[str], object]
"""Takes the name of a key; called from a thread of its own."""


class Lines(Protocol):
    """What is shown beside the keys. `leaving`: the program is about to stop (Ctrl-Z); `back`: it
    goes on; `slept`: it had really stopped."""

    def leaving(self) -> None: ...
    def back(self) -> None: ...
    def slept(self) -> None: ...


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


_ESCAPE_S = 0.5
"""On a slow line the rest of a key comes so much later; without it, it was the Escape key."""
_SEQUENCE_S = 2.0
"""A sequence that has begun cannot be a key by itself; so its end is waited for longer."""
_LINE_ENDS_INSIDE = re.compile(r"[\r\n]+(?=[^\r\n])")


def names_of(typed: str) -> list[str]:
    """The keys in what a terminal sent at once. A sequence that is not known is "unknown"; one
    whose end never came is no key at all.

    Lines that were pasted become one: what follows the first must not be taken for commands.
    """
    typed = _LINE_ENDS_INSIDE.sub(" ", typed)
    cut_short = _CUT_SHORT.search(typed)
    if cut_short is not None and cut_short.group() != "\x1b":
        typed = typed[: cut_short.start()]
    found = (match.group() for match in _ONE_KEY.finditer(typed))
    named = (_NAMES.get(key.replace("\x1bO", "\x1b["), key) for key in found)
    return ["unknown" if key.startswith("\x1b") else key for key in named]


def whole_keys(more: Callable[[float], str | None]) -> str | None:
    """What was typed, with the rest of a key that has begun. `more(seconds)`: what comes in so long
    a time; None: nothing ever comes again."""
    typed = more(0.2)
    while typed and (begun := _CUT_SHORT.search(typed)):
        rest = more(_ESCAPE_S if begun.group() == "\x1b" else _SEQUENCE_S)
        if not rest:
            break
        typed += rest
    return typed


@contextlib.contextmanager
def listening_to_keys(press: Press, lines: Lines) -> Iterator[None]:
    """Each key goes to `press` while this lasts; the terminal is put back as it was. In the main
    thread. `lines`: are told of Ctrl-Z."""
    if not sys.stdin.isatty():
        yield
        return
    stop = threading.Event()
    with _single_keys() as modes, suspending(modes.suspension(lines)):
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
    def _single_keys() -> Iterator["_Modes"]:
        yield _Modes()

    class _Modes:
        """Keys come at once here, whatever the console's modes are."""

        def suspension(self, lines: Lines) -> Suspension:
            return Suspension(lines.leaving, lines.back, lines.slept)

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

    def keep_keys_at_signals(_: int) -> None:
        """None takes any with it here."""

else:
    import termios
    import tty

    def keep_keys_at_signals(terminal: int) -> None:
        """Ctrl-C and Ctrl-Z take no key with them that nobody has read yet.

        Whoever was told that it is there, and reads then, would wait for ever: a page was not taken
        down after a key and Ctrl-C in one moment.
        """
        with contextlib.suppress(termios.error):
            modes = termios.tcgetattr(terminal)
            modes[tty.LFLAG] |= termios.NOFLSH
            termios.tcsetattr(terminal, termios.TCSANOW, modes)

    @contextlib.contextmanager
    def _single_keys() -> Iterator["_Modes"]:
        modes = _Modes()
        try:
            modes.ours()
            yield modes
        finally:
            modes.as_before()

    class _Modes:
        """Each key at once and unseen, and Ctrl-S stops nothing; Ctrl-C stays a signal.

        They are set at once: a terminal that is stopped would never be done with its output.
        """

        def __init__(self) -> None:
            self._before = termios.tcgetattr(sys.stdin)

        def ours(self) -> None:
            with contextlib.suppress(termios.error):  # the terminal may be closed by now
                tty.setcbreak(sys.stdin, termios.TCSANOW)
                modes = termios.tcgetattr(sys.stdin)
                modes[tty.IFLAG] &= ~(termios.IXON | termios.IXOFF)
                termios.tcsetattr(sys.stdin, termios.TCSANOW, modes)
            keep_keys_at_signals(sys.stdin.fileno())

        def as_before(self) -> None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(sys.stdin, termios.TCSANOW, self._before)

        def suspension(self, lines: Lines) -> Suspension:
            def give_back() -> None:
                lines.leaving()
                self.as_before()

            def take_again() -> None:
                self.ours()
                forget_typed()
                lines.back()

            return Suspension(give_back, take_again, lines.slept)

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
            typed = whole_keys(more)
            return None if typed is None else names_of(typed)

        return next_keys

    def forget_typed() -> None:
        """Drop what was typed before anybody listened."""
        with contextlib.suppress(termios.error, OSError):  # no terminal, or gone
            termios.tcflush(sys.stdin, termios.TCIFLUSH)
