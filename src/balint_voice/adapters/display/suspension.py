"""Ctrl-Z and `fg`: the terminal is given back before the program stops, and taken again after.

Rules: where no shell could let it go on, Ctrl-Z does nothing, as the system has it. A program that
was stopped from outside takes the terminal again too. In the main thread. A signal comes in the
midst of anything, also of a write to the terminal that holds a lock: so what writes waits its turn.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator


class Suspension:
    """`give_back`: leave the terminal as it was. `take_again`: have it as before, and show all.
    `slept`: called after that, when Ctrl-Z had really stopped the program. `in_turn` calls what it
    is given when nothing is being written."""

    def __init__(
        self,
        give_back: Callable[[], None],
        take_again: Callable[[], None],
        slept: Callable[[], None],
        in_turn: Callable[[Callable[[], None]], object] = lambda act: act(),
    ) -> None:
        self._give_back, self._take_again, self._slept = give_back, take_again, slept
        self._in_turn = in_turn
        self._away = self._stopped = self._over = False

    @property
    def away(self) -> bool:
        """Whether the terminal is given back, to be taken again."""
        return self._away

    def end(self) -> None:
        """The terminal is given back for good."""
        self._over = True

    def stop(self, *_: object) -> None:
        """Stop here, and go on when somebody lets the program go on."""
        self._in_turn(self._stop)

    def went_on(self, *_: object) -> None:
        """The program goes on, whoever had stopped it."""
        if self._stopped:
            self._stopped = False
        else:
            self._in_turn(self._show_again)

    def _stop(self) -> None:
        if self._away or self._over:
            return
        self._away = self._stopped = True
        self._give_back()
        _stop_as_the_system_does()
        slept, self._stopped = not self._stopped, False
        self._return()
        if slept:
            self._slept()

    def _show_again(self) -> None:
        if self._away or self._over:
            return
        self._away = True
        self._give_back()
        self._return()

    def _return(self) -> None:
        try:
            _wait_for_the_terminal()
            self._take_again()
        finally:
            self._away = False


if sys.platform == "win32":

    def suspending(_: Suspension) -> contextlib.AbstractContextManager[None]:
        """There is no Ctrl-Z here."""
        return contextlib.nullcontext()

    handlers_kept = contextlib.nullcontext

    def _stop_as_the_system_does() -> None: ...
    def _wait_for_the_terminal() -> None: ...

else:
    import termios

    @contextlib.contextmanager
    def suspending(suspension: Suspension) -> Iterator[None]:
        """While this lasts, Ctrl-Z is the suspension's."""
        with handlers_kept():
            signal.signal(signal.SIGTSTP, suspension.stop)
            signal.signal(signal.SIGCONT, suspension.went_on)
            yield

    @contextlib.contextmanager
    def handlers_kept() -> Iterator[None]:
        """Whoever is told of Ctrl-Z now is told again afterwards."""
        before = {each: signal.getsignal(each) for each in (signal.SIGTSTP, signal.SIGCONT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop_as_the_system_does() -> None:
        ours = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, ours)

    def _wait_for_the_terminal() -> None:
        """In the background this changes nothing, and the system stops us until `fg`."""
        with contextlib.suppress(termios.error, OSError, ValueError):
            termios.tcsetattr(sys.stdin, termios.TCSANOW, termios.tcgetattr(sys.stdin))
