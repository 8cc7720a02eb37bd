"""The full screen: one page, drawn by Textual, while the session runs beside it.

Rules: the session never depends on the screen. Textual needs the main thread (it sets signal
handlers, and signals arrive there), so the session runs in a thread of its own while the page is
up. A slow screen delays nobody. When the screen breaks, the session continues in lines. Ctrl-C
stays a signal.
"""

import contextlib
import math
import os
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from balint_voice.adapters.display.keyboard import forget_typed
from balint_voice.adapters.display.keys import KeyDispatcher
from balint_voice.adapters.display.page import Page
from balint_voice.adapters.display.page_app import PageApp
from balint_voice.adapters.display.palette import NO_COLOUR, PALETTES, Theme
from balint_voice.adapters.display.picture import Picture
from balint_voice.adapters.display.rows import Row
from balint_voice.adapters.display.screen import CALM, LineScreen
from balint_voice.method.words import Words
from balint_voice.session.clock import Instant, Seconds
from balint_voice.session.outputs import Cue
from balint_voice.session.presses import CONFIRMED_WITHIN_S, WORDS_END_S
from balint_voice.session.view import View

_LASTING_FAULTS = ("speaker", "one-speaker", "voice", "microphone")
"""A part that does not work is shown as long as it fails; other warnings for a while."""
_WARNED_S = 60.0
_TO_CONFIRM = ("confirm-back", "confirm-skip", "confirm-end", "confirm-give-up")
_ANSWERS_S = {
    **dict.fromkeys(_TO_CONFIRM, CONFIRMED_WITHIN_S),
    **dict.fromkeys(
        ("agreed-early", "answer-first", "take-your-time", "no-notes", "erased", "mended"), 10.0
    ),
}
"""What only answers a key, or says that all is well, is gone sooner."""
_NOTED_S = 5.0
_TO_READ_S = 5.0
"""What was said stays so long at least: with `--voice none` it takes no time."""
_READ_A_SECOND = 14.0
"""Letters that are read in a second, while nobody says them."""
_IN_STEP_S = 0.25
_SAME_END = timedelta(seconds=45)


class FullScreen:
    """Shows the session on a page, and gives way to `lines` where that cannot be done.

    `real(seconds)`: how long session seconds last in the room. `clock`: the time of day.
    """

    @property
    def refresh_s(self) -> float:
        """Seconds. While something is said, its captions keep step with the voice."""
        said = self._view is not None and self._view.saying is not None
        return _IN_STEP_S if said or self._fresh(time.monotonic()) else 1.0

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
        self._words = words
        self._desk = desk
        self._real = real
        self._clock = clock
        self._page = Page(words)
        self._view: View | None = None
        self._said, self._said_at = "", -math.inf
        self._heard = False
        self._warned: dict[str, float] = {}
        self._noted = ("", 0.0)
        self._key = ""
        self._left_at = Instant(0)
        self._ends: datetime | None = None
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
        before, self._view = self._view, view
        self._heard = self._heard or view.said_share > 0
        if before is not None and before.number != view.number:
            self._confirms_nothing()
        self._desk.note_for = view.note_for
        self._renew()
        if not self._up:
            self._lines.show(view)

    def say(self, cue: Cue, at: Instant) -> None:
        self._said, self._said_at, self._heard = cue.text, time.monotonic(), False
        self._renew()
        if not self._up:
            self._lines.say(cue, at)

    def warn(self, key: str) -> None:
        if key in CALM:
            self._note(self._words.label("warnings", key), WORDS_END_S)
        else:
            lasts = _ANSWERS_S.get(key, _WARNED_S)
            self._warned = {**self._warned, key: time.monotonic() + lasts}
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
        if self._view is None:
            return ()
        return self._page.rows(self._picture(self._view, width), width, height)

    def _picture(self, view: View, width: int) -> Picture:
        line, now = self._desk.line, time.monotonic()
        lasting = [part for part in view.faults if part in _LASTING_FAULTS]
        warned = [
            key for key, until in self._warned.items() if until > now and key not in _LASTING_FAULTS
        ]
        noted, until = self._noted
        shown, share = self._shown(view, now)
        return Picture(
            view=view,
            ends=f"{self._end(view):%H:%M}",
            said=shown,
            caption_share=share,
            warnings=tuple(self._words.label("warnings", key) for key in (*lasting, *warned)[-2:]),
            typed=line.part(self._page.note_width(width)) if line is not None else None,
            noted=noted if until > now else "",
        )

    def _shown(self, view: View, now: float) -> tuple[str, float | None]:
        """The words to be read, and how much of them was said; None where they only hold."""
        if view.saying is not None:
            return view.saying, view.said_share
        if self._fresh(now):
            share = (now - self._said_at) / self._reading_s
            return self._said, 1.0 if self._heard else share
        return view.words or self._said, None

    @property
    def _reading_s(self) -> float:
        """What was heard to its end was read by then."""
        return _TO_READ_S if self._heard else max(_TO_READ_S, len(self._said) / _READ_A_SECOND)

    def _fresh(self, now: float) -> bool:
        return now - self._said_at < self._reading_s

    def _end(self, view: View) -> datetime:
        """When it ends; not a minute earlier and later by turns."""
        remaining = timedelta(seconds=self._real(view.remaining_s))
        # Counted between moments, shown as the wall shows it: summer time may begin or end.
        exact = (self._clock().astimezone() + remaining).astimezone()
        if self._ends is None or abs(exact - self._ends) > _SAME_END:
            self._ends = exact + timedelta(seconds=30)
        return self._ends

    def press(self, key: str) -> None:
        if key != self._key:
            self._confirms_nothing()
        self._key = key
        noted = self._desk.press(key)
        if noted is not None:
            self._note(self._words.label("screen", noted), _NOTED_S)

    def _note(self, said: str, lasts: float) -> None:
        self._noted = (said, time.monotonic() + lasts)

    def _confirms_nothing(self) -> None:
        """What asks for a second press no longer does."""
        self._warned = {what: at for what, at in self._warned.items() if what not in _TO_CONFIRM}

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
