"""The full screen as pictures: `pytest tests/display/test_snapshots.py --snapshot-update` after a
change that was meant, and a look at them before they are kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import StringIO

import pytest

from balint_voice.adapters.display.full_screen import FullScreen
from balint_voice.adapters.display.keys import KeyDispatcher
from balint_voice.adapters.display.palette import Theme
from balint_voice.adapters.display.screen import LineScreen
from balint_voice.conductor import InputQueue
from balint_voice.method.words import Words
from balint_voice.session.clock import Instant
from balint_voice.session.cue_ids import CueId
from balint_voice.session.outputs import Cue
from balint_voice.session.view import View

from . import pictures

Scene = Callable[[str], tuple[View, Words]]

SCENES: dict[str, tuple[Scene, str, Theme, tuple[int, int]]] = {
    "recording-nl-dark-80": (pictures.recording, "nl", "dark", (80, 24)),
    "recording-en-light-120": (pictures.recording, "en", "light", (120, 30)),
    "recording-de-dark-200": (pictures.recording, "de", "dark", (200, 50)),
    "waiting-en-dark-80": (pictures.waiting, "en", "dark", (80, 24)),
    "announcing-de-light-80": (pictures.announcing, "de", "light", (80, 24)),
    "paused-nl-light-120": (pictures.paused, "nl", "light", (120, 30)),
    "attending-de-dark-120": (pictures.attending, "de", "dark", (120, 30)),
    "attending-nl-light-200": (pictures.attending, "nl", "light", (200, 50)),
    "waiting-en-dark-200": (pictures.waiting, "en", "dark", (200, 50)),
    "announcing-en-dark-120": (pictures.announcing, "en", "dark", (120, 30)),
    "announcing-nl-light-200": (pictures.announcing, "nl", "light", (200, 50)),
    "naming-de-dark-80": (pictures.naming, "de", "dark", (80, 24)),
    "naming-nl-light-120": (pictures.naming, "nl", "light", (120, 30)),
    "naming-fr-dark-120": (pictures.naming, "fr", "dark", (120, 30)),
}


def full_screen(view: View, words: Words, theme: Theme = "dark") -> FullScreen:
    desk = KeyDispatcher(InputQueue(), lambda phase, text: None, lambda: Instant(0))
    screen = FullScreen(
        LineScreen(StringIO(), words, live=True, desk=desk),
        words,
        desk=desk,
        real=lambda seconds: seconds,
        theme=theme,
        clock=lambda: datetime(2026, 11, 22, 20, 0),
    )
    screen.show(view)
    return screen


@pytest.mark.parametrize("scene", SCENES)
def test_a_moment_of_the_evening(scene: str, snap_compare: Callable[..., bool]) -> None:
    moment, language, theme, size = SCENES[scene]
    view, words = moment(language)
    assert snap_compare(full_screen(view, words, theme).app, terminal_size=size)


def test_a_question_a_warning_and_a_note(snap_compare: Callable[..., bool]) -> None:
    """The most that can be on the smallest screen."""
    view, words = pictures.recording("nl")
    screen = full_screen(replace(view, words=None, faults=("microphone",)), words)
    screen.say(Cue(CueId.parse("question"), words.cue("evaluation")), Instant(0))
    screen.press("n")
    screen.paste("Denk aan de brief van de huisarts")
    assert snap_compare(screen.app, terminal_size=(80, 24))


def test_without_colour(snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    view, words = pictures.recording("nl")
    assert snap_compare(full_screen(view, words).app, terminal_size=(80, 24))
