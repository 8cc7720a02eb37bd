"""The table in the browser: a third screen on the core, beside the lines in the terminal.

Rules: the session never depends on it. The lines go on in the terminal, with their keys, and a key
that is pressed on the page takes the same way as one that is pressed there. A button is never text,
whoever types a note. It is ended with the session.
"""

import threading
from collections.abc import Callable, Mapping

from balint_voice.adapters.browser import loopback
from balint_voice.adapters.browser.picture import Labels, state_of
from balint_voice.adapters.browser.server import Server
from balint_voice.adapters.browser.site import site
from balint_voice.adapters.browser.windows import BrowserWindows
from balint_voice.adapters.display.keys import KeyDispatcher, Noted
from balint_voice.adapters.display.now_shown import NowShown
from balint_voice.adapters.display.screen import LineScreen
from balint_voice.errors import PartMissing
from balint_voice.method.words import Words
from balint_voice.session.clock import Instant, Seconds
from balint_voice.session.outputs import Cue
from balint_voice.session.view import View

_NOTE_WIDTH = 1
"""A note that is being typed is not shown by what comes from here."""


class BrowserTable:
    """Shows the session on a page of this machine, and in `lines`."""

    refresh_s: float | None = 1.0

    def __init__(
        self,
        lines: LineScreen,
        words: Words,
        *,
        desk: KeyDispatcher,
        real: Callable[[Seconds], float],
        labels: Labels,
        files: Mapping[str, tuple[str, str]],
        tell: Callable[[str], None],
    ) -> None:
        """`tell`: says to the user at which address the page is. Raises PartMissing where there is
        no socket."""
        listening, door = loopback.socket_to_serve(), loopback.door()
        if listening is None or door is None:
            raise PartMissing("page-closed")
        self._lines, self._words, self._desk, self._labels = lines, words, desk, labels
        self._now = NowShown(words, desk=desk, real=real)
        self._typing = self._ended = False
        self._windows = BrowserWindows()
        app = site(door, self._windows, self, files)
        self._server = Server(app, listening, self._windows.begin)
        self._one_at_a_time = threading.Lock()
        self._tell = tell

    def during(self, session: Callable[[], None]) -> None:
        """Run the session in lines, with the page beside it."""
        self._server.start()
        loopback.open_in_browser(self._tell)
        self._lines.during(session)

    # Called by the conductor.

    def show(self, view: View) -> None:
        self._ended = view.ended
        self._now.show(view)
        self._lines.show(view)
        self._renew()

    def say(self, cue: Cue, at: Instant) -> None:
        self._now.say(cue)
        self._lines.say(cue, at)
        self._renew()

    def warn(self, key: str) -> None:
        self._now.warn(key)
        self._lines.warn(key)
        self._renew()

    def close(self) -> None:
        said = self._labels["over" if self._ended else "interrupted"]
        last = {"over": True, "said": said, "more": loopback.is_kept_open()}
        self._windows.publish(last, over=True)
        self._server.stop()
        self._lines.close()

    # Called by the page.

    def press(self, key: str) -> None:
        """A key was pressed on the page."""
        self._pressed(self._lines.press, key)

    def command(self, key: str) -> None:
        """A button was pressed on the page: it is the command of this key, and never text."""
        self._pressed(self._lines.command, key)

    def note(self, text: str) -> None:
        """A note was typed on the page; it is sealed when this returns, or it is said why not."""
        if self._typing:
            self._typing = False
            self._now.noted(self._lines.note(text))
            self._renew()

    def _pressed(self, does: Callable[[str], Noted | None], key: str) -> None:
        self._now.before_press(key)
        before = self._desk.line
        noted = does(key)
        self._typing = self._desk.line is not None and (before is None or self._typing)
        self._now.noted(noted)
        self._renew()

    def _renew(self) -> None:
        with self._one_at_a_time:  # so that what is newer is also published later
            picture = self._now.picture(_NOTE_WIDTH)
            if picture is not None:
                typing = self._typing and self._desk.line is not None
                shown = state_of(picture, self._words, self._labels, typing=typing)
                self._windows.publish(shown)
