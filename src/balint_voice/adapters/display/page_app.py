"""The page in a terminal: Textual draws what changed and passes on every key.

Rules: it knows rows and keys, and nothing of a session. It writes no log and prints no traceback,
because either could contain a typed note. It escapes what a script contains. Its only keys
of its own are Ctrl-C and Ctrl-Z, which stay signals.
"""

import contextlib
import os
import signal
import sys
import threading
from typing import ClassVar, Protocol

# What else Textual would read there is taken out before (`cli/switches.py`).
os.environ["TEXTUAL_ALLOW_SIGNALS"] = "1"  # Ctrl-C reaches us even when the page hangs
# Milliseconds in which the rest of a key may come on a slow line. Without it, it was Escape, which
# is a key of clickers.
os.environ["ESCDELAY"] = "500"

from rich.console import Console
from rich.segment import Segment
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from balint_voice.adapters.display.palette import NO_COLOUR, Palette
from balint_voice.adapters.display.rows import Row
from balint_voice.adapters.display.steady_driver import steady
from balint_voice.adapters.display.suspension import handlers_kept
from balint_voice.messages.printable import printable


class ShownPage(Protocol):
    """What a page shows, and who wants the keys."""

    def rows(self, width: int, height: int) -> tuple[Row, ...]:
        """The page as it is now, at this size."""
        ...

    def press(self, key: str) -> None:
        """A key was pressed: the character it types, or its name."""
        ...

    def paste(self, text: str) -> None: ...

    def leaving(self) -> None:
        """The program is about to be stopped (Ctrl-Z)."""
        ...

    def slept(self) -> None:
        """It goes on."""
        ...


class Changed(Message):
    """There is something new to see."""


class DrawnOver(Message):
    """What was drawn is no longer on the terminal."""


class SessionOver(Message):
    """There is nothing to see any more."""


class Canvas(Widget, can_focus=True):
    """Draws the rows; of a page that is drawn already, only those that changed."""

    DEFAULT_CSS = "Canvas { width: 100%; height: 100%; }"

    def __init__(self, shown: ShownPage, palette: Palette) -> None:
        super().__init__()
        self._shown = shown
        self._palette = palette
        self._drawn: tuple[Row, ...] = ()

    def draw(self) -> None:
        before, self._drawn = self._drawn, self._shown.rows(self.size.width, self.size.height)
        if len(before) != len(self._drawn):
            self.refresh()
            return
        changed = [y for y, row in enumerate(self._drawn) if row != before[y]]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def render_line(self, y: int) -> Strip:
        row = self._drawn[y] if y < len(self._drawn) else ()
        segments = [Segment(printable(span.text), self._palette[span.role]) for span in row]
        return Strip(segments).adjust_cell_length(self.size.width, self._palette["text"])

    def on_mount(self) -> None:
        self.focus()

    def on_resize(self) -> None:
        self.draw_all()

    def draw_all(self) -> None:
        self._drawn = ()
        self.draw()

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        typed = event.character if event.is_printable else None
        self._shown.press(typed or event.key)
        self.draw()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._shown.paste(event.text)
        self.draw()


class PageApp(App[None], inherit_bindings=False):
    """The page of what is `shown`, until `end`."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", priority=True, show=False),
        Binding("ctrl+z", "stop", priority=True, show=False),
    ]

    def __init__(self, shown: ShownPage, palette: Palette) -> None:
        super().__init__(ansi_color=palette is NO_COLOUR)
        self.driver_class = steady(self.driver_class, self)
        self.error_console = Console(quiet=True)
        self._shown = shown
        self._canvas = Canvas(shown, palette)
        self._meanwhile: threading.Thread | None = None

    def show_during(self, thread: threading.Thread) -> None:
        """Start the thread once the page is up; show the page until `end`, or until it fails."""
        self._meanwhile = thread
        with handlers_kept():
            self.run(mouse=False)

    def show(self) -> None:
        """Show the page until `end`."""
        with handlers_kept():
            self.run(mouse=False)

    def renew(self) -> None:
        """Something changed. From any thread."""
        self._tell(Changed())

    def end(self) -> None:
        """Take the page down. From any thread."""
        self._tell(SessionOver())

    # What the driver tells of the terminal.

    def lost(self) -> None:
        self.end()

    def draw_anew(self) -> None:
        self._tell(DrawnOver())

    def leaving(self) -> None:
        self._shown.leaving()

    def slept(self) -> None:
        self._shown.slept()

    def _tell(self, message: Message) -> None:
        with contextlib.suppress(RuntimeError):  # its loop is closed already
            self.post_message(message)

    def compose(self) -> ComposeResult:
        yield self._canvas

    def on_ready(self) -> None:
        if self._meanwhile is not None:
            self._meanwhile.start()

    def on_changed(self) -> None:
        self._canvas.draw()

    def on_drawn_over(self) -> None:
        self._canvas.draw_all()

    def on_session_over(self) -> None:
        self.exit()

    def action_interrupt(self) -> None:
        """A terminal that sends Ctrl-C as a key means the same by it."""
        signal.raise_signal(signal.SIGINT)

    def action_stop(self) -> None:
        """So does one that sends Ctrl-Z as a key."""
        if sys.platform != "win32":
            signal.raise_signal(signal.SIGTSTP)
