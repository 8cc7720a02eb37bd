"""The screen: a full page in a terminal, or lines."""

from collections.abc import Callable
from typing import Protocol, TextIO

from balint_voice.adapters.display.keys import KeyDispatcher
from balint_voice.adapters.display.screen import LineScreen
from balint_voice.adapters.system.clock import SessionClock
from balint_voice.app.request import Look, SessionRequest
from balint_voice.conductor import Screen


class LiveScreen(Screen, Protocol):
    """A screen that runs the session while it is up, and hears its keys."""

    def during(self, session: Callable[[], None]) -> None: ...


def screen_of(
    request: SessionRequest, out: TextIO, *, look: Look, desk: KeyDispatcher, clock: SessionClock
) -> LiveScreen:
    """The full screen needs a terminal; the caller knows whether there is one."""
    words = request.script.words
    lines = LineScreen(out, words, live=look != "plain", desk=desk)
    if look != "full":
        return lines
    from balint_voice.adapters.display.full_screen import FullScreen

    return FullScreen(lines, words, desk=desk, real=clock.real, theme=request.theme)
