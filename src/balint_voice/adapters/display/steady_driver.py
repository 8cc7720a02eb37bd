"""A Textual driver for a terminal that may stop or disappear at any moment.

Rules: what the terminal does not take is dropped, and drawn anew when it takes something again.
The loss of the terminal is reported once. Textual's own writing thread would wait for ever, and its
reading thread would read the end of a lost terminal again and again. No key goes with a signal: the
reading thread would wait for one that it was told of, and be waited for.
"""

import contextlib
import select
import sys
import threading
from collections.abc import Callable
from typing import Any, Protocol

from textual.driver import Driver

from balint_voice.adapters.display.keyboard import keep_keys_at_signals
from balint_voice.adapters.display.output import ThreadedOutput
from balint_voice.adapters.display.suspension import Suspension


class Host(Protocol):
    """Who is told of the terminal: that it is `lost`, or has to be drawn anew (from any thread);
    that the program is about to stop (Ctrl-Z), and has `slept`."""

    def lost(self) -> None: ...
    def draw_anew(self) -> None: ...
    def leaving(self) -> None: ...
    def slept(self) -> None: ...


def steady(driver: type[Driver], host: Host) -> type[Driver]:
    """That driver, which tells `host` what becomes of the terminal."""

    def mark() -> str:
        host.draw_anew()
        return ""

    def begin(self: Driver, *args: Any, **options: Any) -> None:
        driver.__init__(self, *args, **options)
        own = vars(self)
        own["_file"] = ThreadedOutput(own["_file"], mark=mark, gone=host.lost)

        def give_back() -> None:
            host.leaving()
            self.suspend_application_mode()

        def take_again() -> None:
            self.resume_application_mode()
            host.draw_anew()

        def in_turn(act: Callable[[], None]) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended, and the page with it
                own["_loop"].call_soon_threadsafe(act)

        own["suspension"] = Suspension(give_back, take_again, host.slept, in_turn)

    def start(self: Driver) -> None:
        driver.start_application_mode(self)
        own = vars(self)
        if own.get("_key_thread") is not None:
            keep_keys_at_signals(own["fileno"])
            arguments = (own["fileno"], own["_key_thread"], own["exit_event"], host.lost)
            threading.Thread(target=watch, args=arguments, name="hang-up", daemon=True).start()

    def stop(self: Driver) -> None:
        suspension = vars(self)["suspension"]
        if not suspension.away:
            suspension.end()
        driver.stop_application_mode(self)

    def close(self: Driver) -> None:
        driver.close(self)
        vars(self)["_file"].finish()

    def stopped(self: Driver, *_: object) -> None:
        vars(self)["suspension"].stop()

    def went_on(self: Driver, *_: object) -> None:
        vars(self)["suspension"].went_on()

    ours = {
        "__init__": begin,
        "start_application_mode": start,
        "stop_application_mode": stop,
        "close": close,
        "_sigtstp_application": stopped,
        "_sigcont_application": went_on,
    }
    return type("SteadyDriver", (driver,), ours)


def watch(
    terminal: int, reading: threading.Thread, ended: threading.Event, lost: Callable[[], None]
) -> None:
    """End the reading thread once the terminal is lost; only Linux tells so without reading."""
    if sys.platform != "linux":
        return
    hang_up = select.poll()
    hang_up.register(terminal, 0)
    while reading.is_alive():
        with contextlib.suppress(OSError):
            if hang_up.poll(1000):
                ended.set()
                lost()
                return
