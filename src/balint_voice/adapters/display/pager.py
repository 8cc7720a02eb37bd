"""A page to read in the terminal that leaves nothing behind: no line in its history, no file.

Rules: it is drawn beside the terminal's own lines (the alternate screen) and never scrolled there,
because some terminals keep what scrolls away. It is wiped before it goes, whatever ends it. Ctrl-Z
wipes it too. What it shows is escaped already.
"""

import contextlib
import queue
import shutil
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TextIO

from balint_voice.adapters.display.keyboard import listening_to_keys

_COMES = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J"
_GOES = "\x1b[2J\x1b[H\x1b[?7h\x1b[?25h\x1b[?1049l"
LOOK_S = 0.2
"""So often the size of the window is looked at."""

_ON = frozenset({" ", "pagedown", "right", "f", "n"})
_BACK = frozenset({"b", "pageup", "left", "p"})
_DOWN = frozenset({"down", "j", "enter"})
_UP = frozenset({"up", "k"})
_LEAVE = frozenset({"q", "escape"})


@dataclass(frozen=True)
class Viewport:
    """What is seen of a text: `height` lines of it, from line `top` on. `sources`: for each line
    the paragraph that it comes from."""

    lines: tuple[str, ...]
    sources: tuple[int, ...]
    height: int
    top: int = 0

    @classmethod
    def of(cls, text: str, width: int, height: int) -> "Viewport":
        """The text's paragraphs, broken between words."""
        lines: list[str] = []
        sources: list[int] = []
        for source, paragraph in enumerate(text.rstrip("\n").split("\n")):
            broken = textwrap.wrap(paragraph, max(1, width), break_on_hyphens=False) or [""]
            lines += broken
            sources += [source] * len(broken)
        return cls(tuple(lines), tuple(sources), max(1, height))

    @property
    def shown(self) -> tuple[str, ...]:
        return self.lines[self.top : self.top + self.height]

    @property
    def percent(self) -> int:
        """How much of it has been seen."""
        return 100 * min(self.top + self.height, len(self.lines)) // len(self.lines)

    @property
    def at_end(self) -> bool:
        return self.top + self.height >= len(self.lines)

    def after(self, key: str) -> "Viewport":
        """A page on overlaps by a line: the eye finds its place again."""
        key = key if len(key) > 1 else key.lower()
        page = max(1, self.height - 1)
        if key in _ON:
            return self._at(self.top + page)
        if key in _BACK:
            return self._at(self.top - page)
        if key in _DOWN | _UP:
            return self._at(self.top + (1 if key in _DOWN else -1))
        if key in ("home", "end"):
            return self._at(0 if key == "home" else len(self.lines))
        return self

    def like(self, before: "Viewport") -> "Viewport":
        """At the same paragraph, after the window has another size."""
        return self._at(self.sources.index(before.sources[before.top]))

    def _at(self, top: int) -> "Viewport":
        return replace(self, top=max(0, min(top, len(self.lines) - self.height)))


def read_page(text: str, keys: str, out: TextIO) -> None:
    """Shows the text until it is closed. `keys`: what the last line says of them.

    In the main thread, with a terminal for keys and for what is shown.
    """
    # Not a SimpleQueue: one whose time ran out while the program was stopped waits for ever.
    pressed: queue.Queue[str] = queue.Queue()
    screen = _PagerScreen(text, keys, out)
    with screen.shown(), listening_to_keys(pressed.put, screen):
        while True:
            screen.draw()
            with contextlib.suppress(queue.Empty):
                key = pressed.get(timeout=LOOK_S)
                if key.lower() in _LEAVE or (key in (" ", "enter") and screen.window.at_end):
                    return
                screen.window = screen.window.after(key)


class _PagerScreen:
    """The page in the terminal. As `keyboard.Lines` it is told of Ctrl-Z."""

    def __init__(self, text: str, keys: str, out: TextIO) -> None:
        self._text, self._keys, self._out = text, keys, out
        self._size = shutil.get_terminal_size()
        self._drawn = ""
        self.window = self._laid_out()

    def _laid_out(self) -> Viewport:
        return Viewport.of(self._text, self._size.columns, self._size.lines - 1)

    @contextlib.contextmanager
    def shown(self) -> Iterator[None]:
        self.back()
        try:
            yield
        finally:
            self.leaving()

    def draw(self) -> None:
        """What has changed since it was drawn last."""
        size = shutil.get_terminal_size()
        if size != self._size:
            self._size = size
            self.window = self._laid_out().like(self.window)
        window = self.window
        shown = [*window.shown, *[""] * (window.height - len(window.shown))]
        rows = [f"\x1b[{row};1H\x1b[2K{line}" for row, line in enumerate(shown, start=1)]
        last = f"{self._keys}  {window.percent} %"[: size.columns]
        rows.append(f"\x1b[{window.height + 1};1H\x1b[2K\x1b[7m{last}\x1b[0m")
        if (drawn := "".join(rows)) != self._drawn:
            self._drawn = drawn
            self._write(drawn)

    def leaving(self) -> None:
        self._write(_GOES)

    def back(self) -> None:
        self._drawn = ""
        self._write(_COMES)

    def slept(self) -> None:
        """Nothing runs here that had to be told."""

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):  # the terminal is gone, and the page with it
            self._out.write(text)
            self._out.flush()
