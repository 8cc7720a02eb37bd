"""The screen: a full page in a terminal, lines, or lines with a page in the browser."""

from collections.abc import Callable
from typing import Protocol, TextIO

from balint_voice.adapters.display.keys import KeyDispatcher
from balint_voice.adapters.display.screen import LineScreen
from balint_voice.adapters.system.clock import SessionClock
from balint_voice.app.request import Look, Notice, SessionRequest
from balint_voice.conductor import Screen


class LiveScreen(Screen, Protocol):
    """A screen that runs the session while it is up, and hears its keys."""

    def during(self, session: Callable[[], None]) -> None: ...


def screen_of(
    request: SessionRequest,
    out: TextIO,
    *,
    look: Look,
    desk: KeyDispatcher,
    clock: SessionClock,
    notice: Notice,
) -> LiveScreen:
    """The full screen needs a terminal; the caller knows whether there is one."""
    words = request.script.words
    lines = LineScreen(out, words, live=look != "plain", desk=desk)
    if request.screen == "browser":
        return _table(request, lines, desk=desk, clock=clock, notice=notice)
    if look != "full":
        return lines
    from balint_voice.adapters.display.full_screen import FullScreen

    return FullScreen(lines, words, desk=desk, real=clock.real, theme=request.theme)


def _table(
    request: SessionRequest,
    lines: LineScreen,
    *,
    desk: KeyDispatcher,
    clock: SessionClock,
    notice: Notice,
) -> LiveScreen:
    from balint_voice.adapters.browser.page_files import table_files, table_labels
    from balint_voice.adapters.browser.table import BrowserTable
    from balint_voice.messages import catalogue

    language = request.script.language
    return BrowserTable(
        lines,
        request.script.words,
        desk=desk,
        real=clock.real,
        labels=table_labels(language),
        files=table_files(language, request.theme),
        tell=lambda address: notice(
            catalogue.label("table-page", "address", language, address=address)
        ),
    )
