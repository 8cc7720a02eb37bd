"""The full screen: its colours, its keys, and that the session never depends on it."""

import asyncio
import io
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from rich.color import Color
from rich.style import Style
from textual.pilot import Pilot

from balint_voice.adapters.display.full_screen import FullScreen
from balint_voice.adapters.display.keys import KeyDispatcher
from balint_voice.adapters.display.palette import NO_COLOUR, PALETTES, Palette, Theme
from balint_voice.adapters.display.screen import LineScreen
from balint_voice.conductor import InputQueue
from balint_voice.session import inputs as i
from balint_voice.session.clock import Instant
from balint_voice.session.cue_ids import CueId
from balint_voice.session.outputs import Cue
from tests.support.large import read_large

from . import pictures


def luminance(color: Color | None) -> float:
    assert color is not None and color.triplet is not None
    linear = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
        for c in color.triplet.normalized
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(style: Style) -> float:
    """As the Web Content Accessibility Guidelines count it."""
    light, dark = sorted((luminance(style.color), luminance(style.bgcolor)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_everything_can_be_told_from_its_background(palette: Palette) -> None:
    for role, style in palette.items():
        least = {"ahead": 3.0, "behind": 3.0, "record": 4.5, "attend": 4.5}.get(role, 7.0)
        assert contrast(style) >= least, role


def test_without_colour_nothing_is_lost() -> None:
    assert NO_COLOUR.keys() == PALETTES["dark"].keys() == PALETTES["light"].keys()
    assert all(style.color is None and style.bgcolor is None for style in NO_COLOUR.values())
    assert NO_COLOUR["record"] != NO_COLOUR["attend"] != NO_COLOUR["text"]


class ShownSession:
    """A full screen on its desk."""

    def __init__(self, theme: Theme = "dark", language: str = "nl") -> None:
        self.view, words = pictures.recording(language)
        self.inbox = InputQueue()
        self.notes: list[str] = []
        self.desk = KeyDispatcher(
            self.inbox, lambda phase, text: self.notes.append(text), lambda: Instant(7)
        )
        self.out = io.StringIO()
        self.screen = FullScreen(
            LineScreen(self.out, words, live=True, desk=self.desk),
            words,
            desk=self.desk,
            real=lambda seconds: seconds,
            theme=theme,
            clock=lambda: datetime(2026, 11, 22, 20, 0),
        )
        self.screen.show(self.view)

    def given(self) -> list[i.Input]:
        came: list[i.Input] = []
        while not self.inbox.empty():
            came.append(self.inbox.take(0))
        return came

    def page(self) -> str:
        rows = self.screen.rows(80, 24)
        return "\n".join("".join(span.text for span in row) for row in rows)

    def large(self) -> str:
        return read_large(self.screen.rows(80, 24))

    def with_pilot(self, act: Callable[[Pilot[None]], Any]) -> None:
        async def run() -> None:
            async with self.screen.app.run_test(size=(80, 24)) as pilot:
                await act(pilot)

        asyncio.run(run())


def test_every_key_reaches_the_desk() -> None:
    evening = ShownSession()

    async def act(pilot: Pilot[None]) -> None:
        keys = (
            "space",
            "pagedown",
            "p",
            "plus",
            "v",
            "full_stop",
            "f5",
            "escape",
            "tab",
            "1",
            "j",
            "V",
        )
        await pilot.press(*keys, "ctrl+q", "ctrl+p", "q")

    evening.with_pilot(act)
    assert evening.given() == [
        i.Pressed(" ", i.Next(), Instant(7)),
        i.Pressed("pagedown", i.Next(), Instant(7)),
        i.Pressed("p", i.TogglePause(), Instant(7)),
        i.Pressed("+", i.Extend(300.0), Instant(7)),
        i.Pressed("v", i.Veto(), Instant(7)),
        i.Pressed(".", i.TellTimeLeft(), Instant(7)),
        i.Pressed("f5", i.TogglePause(), Instant(7)),
        i.Pressed("escape", i.TogglePause(), Instant(7)),
        i.Pressed("tab", None, Instant(7)),
        i.Pressed("1", i.OnlyThisPhase(), Instant(7)),
        i.Pressed("j", i.Agree(), Instant(7)),
        i.Pressed("v", i.Veto(), Instant(7)),
        i.Pressed("ctrl+q", None, Instant(7)),
        i.Pressed("ctrl+p", None, Instant(7)),
        i.Pressed("q", i.End(), Instant(7)),
    ]


def test_a_note_is_typed_and_nothing_of_it_stays() -> None:
    evening = ShownSession()

    async def act(pilot: Pilot[None]) -> None:
        await pilot.press("n")
        await pilot.press("d", "e", "space", "b", "r", "i", "e", "f")
        assert "Notitie: de brief" in evening.page()
        assert evening.given() == []
        await pilot.press("enter")

    evening.with_pilot(act)
    assert evening.notes == ["de brief"]
    assert "brief" not in evening.page()
    assert "Notitie verzegeld." in evening.page()


def test_the_time_it_ends_does_not_flicker() -> None:
    evening = ShownSession()
    evening.screen.show(replace(evening.view, remaining_s=5400.0))
    shown = set()
    for off in (0.0, 0.4, -0.4, 20.0, -20.0, 0.0):
        moment = datetime.fromtimestamp(1_800_000_000 + off)
        evening.screen._now._clock = lambda moment=moment: moment  # type: ignore[misc]
        shown.add(evening.page().split("einde ")[1][:5])
    assert len(shown) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no time zone for one process there")
def test_it_ends_when_the_wall_says_so_also_where_summer_time_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as there:
        there.setenv("TZ", "Europe/Amsterdam")
        time.tzset()
        evening = ShownSession()
        evening.screen._now._clock = lambda: datetime(2026, 10, 25, 1, 30)
        evening.screen.show(replace(evening.view, remaining_s=3 * 3600.0))
        assert "einde 03:30" in evening.page()
    time.tzset()


def test_a_warning_goes_and_a_fault_that_lasts_stays() -> None:
    evening = ShownSession()
    evening.screen.press("q")
    evening.screen.warn("confirm-end")
    evening.screen.press("q")
    assert "nog eens op q" in evening.page(), "a key that is held asks all the same"
    evening.screen.press("x")
    assert "nog eens op q" not in evening.page()
    evening.screen.warn("confirm-skip")
    evening.screen.show(replace(evening.view, number=2))
    assert "nog eens op s" not in evening.page()
    evening.screen.show(replace(evening.view, faults=("microphone",)))
    assert "De microfoon geeft geen geluid meer" in evening.page()


def test_a_fault_is_gone_from_the_page_when_it_is_mended() -> None:
    evening = ShownSession()
    evening.screen.show(replace(evening.view, faults=("microphone",)))
    evening.screen.warn("microphone")
    assert "De microfoon geeft geen geluid meer" in evening.page()
    evening.screen.show(evening.view)
    evening.screen.warn("mended")
    assert "De microfoon geeft geen geluid meer" not in evening.page()
    assert "De storing is voorbij" in evening.page()
    assert "Let op: De storing" not in evening.page(), "good news needs no warning"


def test_that_somebody_began_early_is_told_and_no_warning() -> None:
    evening = ShownSession()
    evening.screen.warn("begun-early")
    assert "Er is al begonnen, en de opname ook." in evening.page()
    assert "Let op" not in evening.page()


def test_the_last_question_stays_where_no_phase_has_words() -> None:
    evening = ShownSession()
    evening.screen.show(replace(evening.view, words=None))
    evening.screen.say(Cue(CueId.parse("consent"), "Stemt iedereen daarmee in?"), Instant(3))
    assert evening.large() == "STEMT IEDEREEN DAARMEE IN?"


def test_captions_keep_step_with_the_voice_and_then_give_way() -> None:
    evening = ShownSession()
    said = (
        "Pauze. De klok staat stil. We gaan straks weer verder met elkaar, rustig en zonder haast."
    )
    evening.screen.say(Cue(CueId.parse("paused"), said), Instant(3))
    begun = replace(evening.view, saying=said, said_share=0.1)
    evening.screen.show(begun)
    assert evening.large() == "PAUZE. DE KLOK STAAT STIL."
    assert evening.screen.refresh_s < 1, "or a caption would come late"
    evening.screen.show(replace(begun, said_share=0.9))
    assert evening.large().endswith("ZONDER HAAST.")
    evening.screen.show(evening.view)  # heard to its end: nothing jumps back
    assert evening.large().endswith("ZONDER HAAST.")
    evening.screen._now._said_at -= 60
    assert evening.large() == "PROBLEEMSTELLING DE INBRENGER"
    assert evening.screen.refresh_s == 1


def test_a_page_that_cannot_be_drawn_at_all_gives_way_to_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    evening = ShownSession()

    def broken(thread: threading.Thread) -> None:
        raise RuntimeError("no such terminal")

    monkeypatch.setattr(evening.screen.app, "show_during", broken)
    went_on = threading.Event()

    def session() -> None:
        evening.screen.say(Cue(CueId.parse("x"), "Begin maar."), Instant(83))
        went_on.set()

    evening.screen.during(session)
    assert went_on.is_set()
    assert "Begin maar." in evening.out.getvalue()


def test_a_fault_of_the_session_is_raised_where_it_was_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    evening = ShownSession()
    monkeypatch.setattr(evening.screen.app, "show_during", lambda thread: thread.start())

    def session() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        evening.screen.during(session)
