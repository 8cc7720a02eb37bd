"""The full screen: one page, drawn by Textual, while the session runs beside it.

Rules: the session never depends on the screen. Textual needs the main thread (it sets signal
handlers, and signals arrive there), so the session runs in a thread of its own while the page is
up. A slow screen delays nobody. When the screen breaks, the session continues in lines. Ctrl-C
stays a signal.
"""

import contextlib
import os
import threading
from collections.abc import Callable
from datetime import datetime

from balint_voice.adapters.display.keyboard import forget_typed
from balint_voice.adapters.display.keys import KeyDispatcher
from balint_voice.adapters.display.now_shown import NowShown
from balint_voice.adapters.display.page import TerminalPage
from balint_voice.adapters.display.page_app import PageApp
from balint_voice.adapters.display.palette import NO_COLOUR, PALETTES, Theme
from balint_voice.adapters.display.rows import Row
from balint_voice.adapters.display.screen import LineScreen
from balint_voice.method.words import Words
from balint_voice.session.clock import Instant, Seconds
from balint_voice.session.outputs import Cue
from balint_voice.session.view import View

_IN_STEP_S = 0.25


class FullScreen:
    """Shows the session on a page, and gives way to `lines` where that cannot be done.

    `real(seconds)`: how long session seconds last in the room. `clock`: the time of day.
    """

    @property
    def refresh_s(self) -> float:
        """Seconds. While something is said, its captions keep step with the voice."""
        return _IN_STEP_S if self._now.is_read else 1.0

    def __init__(
        self,
        lines: LineScreen,
        words: Words,
        *,
        desk: KeyDispatcher,
        real: Callable[[Seconds], float],
        theme: Theme = "dark",
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        self._lines = lines
        self._desk = desk
        self._page = TerminalPage(words)
        self._now = NowShown(words, desk=desk, real=real, clock=clock)
        self._left_at = Instant(0)
        self._up = True
        self._failure: BaseException | None = None
        colours = NO_COLOUR if "NO_COLOR" in os.environ else PALETTES[theme]
        self.app = PageApp(self, colours)

    def during(self, session: Callable[[], None]) -> None:
        """Run the session in a thread of its own; the page is shown in this one, the main one."""
        thread = threading.Thread(target=self._run, args=(session,), name="session")
        forget_typed()
        with contextlib.suppress(Exception):
            self.app.show_during(thread)
        self._up = False
        if thread.ident is None:
            thread.start()
        if thread.is_alive():
            self._lines.during(lambda: _wait_for(thread))
        thread.join()
        if self._failure is not None:
            raise self._failure

    def _run(self, session: Callable[[], None]) -> None:
        try:
            session()
        except BaseException as failure:  # noqa: BLE001 - it is raised where the session was begun
            self._failure = failure
        finally:
            self.app.end()

    # Called by the conductor, from the session's thread.

    def show(self, view: View) -> None:
        self._now.show(view)
        self._renew()
        if not self._up:
            self._lines.show(view)

    def say(self, cue: Cue, at: Instant) -> None:
        self._now.say(cue)
        self._renew()
        if not self._up:
            self._lines.say(cue, at)

    def warn(self, key: str) -> None:
        self._now.warn(key)
        self._renew()
        if not self._up:
            self._lines.warn(key)

    def close(self) -> None:
        self._lines.close()

    def _renew(self) -> None:
        if self._up:
            self.app.renew()

    # What the page asks, from its own thread.

    def rows(self, width: int, height: int) -> tuple[Row, ...]:
        """The page as it is now, at this size."""
        picture = self._now.picture(self._page.note_width(width))
        return self._page.rows(picture, width, height) if picture is not None else ()

    def press(self, key: str) -> None:
        self._now.before_press(key)
        self._now.noted(self._desk.press(key))

    def leaving(self) -> None:
        self._left_at = self._desk.now()

    def slept(self) -> None:
        self._desk.slept_since(self._left_at)

    def paste(self, text: str) -> None:
        self._desk.paste(text)


def _wait_for(thread: threading.Thread) -> None:
    """Until it has ended; signals are heard meanwhile, on Windows too."""
    while thread.is_alive():
        thread.join(timeout=1.0)
