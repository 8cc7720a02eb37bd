"""Ctrl-Z and `fg`: the terminal is given back before the program stops, and taken again after.

Rules: where no shell could let it go on, Ctrl-Z does nothing, as the system has it. A program that
was stopped from outside takes the terminal again too. In the main thread.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator


class Suspension:
    """`give_back`: leave the terminal as it was. `take_again`: have it as before, and show all.
    `slept`: called after that, when Ctrl-Z had really stopped the program."""

    def __init__(
        self,
        give_back: Callable[[], None],
        take_again: Callable[[], None],
        slept: Callable[[], None],
    ) -> None:
        self._give_back, self._take_again, self._slept = give_back, take_again, slept
        self._away = self._returning = False

    def stop(self, *_: object) -> None:
        """Stop here; returns when somebody lets the program go on."""
        self._leave()
        _stop_as_the_system_does()
        self._return()

    def went_on(self, *_: object) -> None:
        """The program goes on, whoever had stopped it."""
        if self._returning:
            return
        was_away = self._away
        self._leave()
        self._return()
        if was_away:
            self._slept()

    def _leave(self) -> None:
        if not self._away:
            self._away = True
            self._give_back()

    def _return(self) -> None:
        if not self._away:
            return
        self._returning = True
        try:
            _wait_for_the_terminal()
            self._take_again()
        finally:
            self._away = self._returning = False


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
