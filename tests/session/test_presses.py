"""Which press of a key counts: held keys, double clicks, second presses, words. In virtual time."""

from typing import get_args

import pytest

from balint_voice.adapters.display.keys import KEYS
from balint_voice.method.pack_keys import SECTIONS
from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant
from balint_voice.session.offers import Offer
from balint_voice.session.stage_table import Stage
from balint_voice.session.view import look
from tests.support.theatre import (
    Theatre,
    at_work,
    make_session,
    recorded_transitions,
    said,
)

CASE, ADVICE, DECISION = "probleemstelling", "oordeelsvorming", "besluitvorming"


def press(theatre: Theatre, key: str, *afters: float, wait: float = 0.6) -> list[o.Output]:
    """Press a key so long after each other, and wait until it is known which of them count."""
    before, at = len(theatre.done), float(theatre.now)
    for after in afters or (0.0,):
        at += after
        meant = KEYS.get(key)
        pressed = i.Pressed(key, meant() if meant else None, Instant(at))
        theatre.later(at, pressed)
    end = at + max(wait, 0.01)
    theatre.later(end, i.TimePassed())
    theatre.play(until=lambda: theatre.now >= end)
    return [output for _, output in theatre.done[before:]]


def warned(outputs: list[o.Output]) -> list[str]:
    return [out.key for out in outputs if isinstance(out, o.Warn)]


HELD = {
    "on X": (0.0, 0.66, *[0.04] * 20),
    "on the console": (0.0, 0.25, *[0.092] * 8),
    "on a Mac": (0.0, 0.5, *[0.09] * 8),
    "at once": (0.0,) * 25,
    "with a slow start": (0.0, 1.0, *[0.4] * 5),
}


@pytest.mark.parametrize("held", HELD.values(), ids=HELD)
@pytest.mark.parametrize("key", [" ", "pagedown"])
def test_a_key_that_is_held_is_one_step(key: str, held: tuple[float, ...]) -> None:
    theatre = at_work("verzamelen")
    press(theatre, key, *held)
    assert theatre.session.stage in (Stage.CLOSE, Stage.ANNOUNCE)
    closed = [
        each
        for _, each in recorded_transitions(theatre, r.BeatBegan)
        if isinstance(each, r.BeatBegan)
    ]
    assert [f"{each.phase} {each.beat}" for each in closed].count("verzamelen close") == 1
    assert not [
        each for each in closed if each.phase == "probleemkeuze" and each.beat != "announce"
    ]


def test_a_double_click_is_one_step_and_a_second_press_after_it_another() -> None:
    theatre = at_work("verzamelen")
    press(theatre, "pagedown", 0.0, 0.2)
    assert theatre.session.stage == "close"
    press(theatre, "pagedown", 0.1)
    assert theatre.session.position.index == 1 and theatre.session.stage == "announce"


@pytest.mark.parametrize("held", HELD.values(), ids=HELD)
def test_a_held_pause_and_more_time_are_given_once(held: tuple[float, ...]) -> None:
    theatre = at_work("verzamelen")
    press(theatre, "+", *held)
    assert len(recorded_transitions(theatre, r.PhaseExtended)) == 1
    press(theatre, "p", *held)
    assert theatre.session.state.paused_at is not None
    assert len(recorded_transitions(theatre, r.Paused)) == 1


def test_start_and_stop_of_a_clicker_pressed_twice_are_one_pause() -> None:
    theatre = at_work("verzamelen")
    press(theatre, "f5", wait=0.0)
    press(theatre, "escape", 0.2)
    assert theatre.session.state.paused_at is not None


def test_ten_minutes_more_are_two_presses() -> None:
    theatre = at_work("verzamelen")
    press(theatre, "+", 0.0, 0.6, 2.5)
    assert len(recorded_transitions(theatre, r.PhaseExtended)) == 3


CONFIRMED = [("q", "confirm-end"), ("s", "confirm-skip"), ("b", "confirm-back")]


@pytest.mark.parametrize("held", HELD.values(), ids=HELD)
@pytest.mark.parametrize(("key", "asks"), CONFIRMED)
def test_a_held_key_confirms_nothing(key: str, asks: str, held: tuple[float, ...]) -> None:
    theatre = at_work("probleemkeuze")
    assert warned(press(theatre, key, *held)) == [asks]
    assert theatre.session.stage is Stage.WORK


@pytest.mark.parametrize(("key", "asks"), CONFIRMED)
@pytest.mark.parametrize("apart", [0.5, 1.0, 3.0])
def test_a_second_press_half_a_second_later_does(key: str, asks: str, apart: float) -> None:
    theatre = at_work("probleemkeuze")
    assert warned(press(theatre, key, 0.0, apart)) == [asks]
    assert theatre.session.stage is not Stage.WORK


def test_each_step_is_confirmed_anew() -> None:
    theatre = at_work("verzamelen")
    assert warned(press(theatre, "s", 0.0, 1.0, 2.5, 1.0)) == ["confirm-skip", "confirm-skip"]
    assert len(recorded_transitions(theatre, r.PhaseSkipped)) == 2


def test_a_press_much_later_is_no_confirmation() -> None:
    theatre = at_work("probleemkeuze")
    assert warned(press(theatre, "q", 0.0, 6.0)) == ["confirm-end", "confirm-end"]
    press(theatre, "q", 1.0)
    assert theatre.session.stage is Stage.FAREWELL


@pytest.mark.parametrize("between", ["t", "x", "s"])
def test_another_key_in_between_is_no_confirmation(between: str) -> None:
    theatre = at_work("probleemkeuze")
    press(theatre, "q")
    press(theatre, between, wait=4.0)
    press(theatre, "q", wait=0.0)
    assert theatre.session.stage is Stage.WORK


def test_what_ends_the_wait_for_the_last_words_says_so() -> None:
    theatre = at_work("verzamelen")
    theatre.session.position.stage = Stage.DRAIN
    theatre.session.state.microphone.pending = 1
    assert warned(press(theatre, "q")) == ["confirm-give-up"]


@pytest.mark.parametrize("held", HELD.values(), ids=HELD)
def test_a_held_v_takes_back_this_phase_and_no_more(held: tuple[float, ...]) -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    outputs = press(theatre, "v", *held)
    assert [out.phases for out in outputs if isinstance(out, o.Forget)] == [(CASE,)]


def test_a_veto_is_obeyed_at_once_and_a_second_one_means_all() -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    assert o.Forget((CASE,)) in press(theatre, "v", wait=0.0)
    again = press(theatre, "v", 0.7)
    assert any(isinstance(out, o.Forget) and len(out.phases) > 2 for out in again)


def test_only_this_phase_cuts_the_question_short() -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    press(theatre, "v", wait=0.0)
    theatre.play(until=lambda: said(theatre)[-1] == "ask-veto")
    outputs = press(theatre, "1", 1.0, wait=0.0)
    assert o.FallSilent() in outputs
    assert said(theatre)[-1] == "veto-done"


def test_a_key_that_means_nothing_says_so_once() -> None:
    theatre = at_work("verzamelen")
    assert warned(press(theatre, "x", *HELD["on X"])) == ["no-effect"]
    assert warned(press(theatre, "x", 10.0)) == ["no-effect"]
    assert warned(press(theatre, "up", 10.0, 0.1, 0.1)) == ["no-effect"]
    assert warned(press(theatre, "j", 10.0)) == ["no-effect"], "nobody asked anything"


@pytest.mark.parametrize(("first", "why"), [("n", "no-notes"), ("h", "no-effect")])
def test_letters_after_one_that_was_refused_are_words_and_no_commands(first: str, why: str) -> None:
    theatre = at_work("verzamelen")
    began = len(theatre.done)
    for letter in (first, *"ieuwe vraag: spbv+1 qq ss"):
        press(theatre, letter, 0.1, wait=0.2)
    assert warned([out for _, out in theatre.done[began:]]) == [why]
    assert theatre.session.stage is Stage.WORK and theatre.session.state.paused_at is None
    press(theatre, "enter", 0.1, wait=0.0)
    press(theatre, "p", 0.1)
    assert theatre.session.state.paused_at is not None, "Enter ends the words"


def test_words_end_after_some_seconds_of_silence() -> None:
    theatre = at_work("verzamelen")
    press(theatre, "x")
    press(theatre, "p", 2.0)
    assert theatre.session.state.paused_at is None
    press(theatre, "p", 3.1)
    assert theatre.session.state.paused_at is not None


def test_a_button_of_a_page_is_no_word() -> None:
    """Somebody clicks "erase recording" after a stray letter."""
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    press(theatre, "x")
    theatre.later(theatre.now, i.Pressed("v", i.Veto(), theatre.now, by_button=True))
    theatre.play(until=lambda: any(isinstance(out, o.Forget) for _, out in theatre.done))
    assert recorded_transitions(theatre, r.Vetoed)[0][0] == theatre.now


def test_a_clicker_goes_on_working_among_words() -> None:
    theatre = at_work("verzamelen")
    press(theatre, "x")
    press(theatre, "pagedown", 0.1)
    assert theatre.session.stage is Stage.CLOSE


def test_where_nothing_is_recorded_nothing_can_be_taken_back_or_noted() -> None:
    theatre = at_work("verzamelen")
    view = look(theatre.session.snapshot(), theatre.now)
    assert view.offers == (
        *("next", "back", "pause", "extend", "skip", "repeat", "time-left", "end"),
    )
    assert view.note_for is None
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    view = look(theatre.session.snapshot(), theatre.now)
    assert {"veto", "note"} <= set(view.offers) and view.note_for == CASE
    press(theatre, "v")
    assert "note" not in look(theatre.session.snapshot(), theatre.now).offers, "it was erased"


def test_each_stage_offers_what_leads_on_from_it() -> None:
    offered_at: dict[Stage, set[str]] = {}
    session = make_session("demo", (CASE,), breaks=(CASE,), evaluation=True)
    theatre = Theatre(session)

    def seen() -> bool:
        offered_at.setdefault(session.stage, set()).update(session.snapshot().offers)
        return False

    theatre.play(until=seen)
    assert offered_at[Stage.WORK] >= {"next", "pause", "extend", "time-left", "veto", "note"}
    assert offered_at[Stage.INTERLUDE] >= {"next", "pause", "extend"}
    writing_out = at_work("verzamelen").session
    writing_out.position.stage = Stage.DRAIN
    assert writing_out.snapshot().offers == ("repeat", "end")
    assert offered_at[Stage.RECEIPT] == {"next", "repeat"}


@pytest.mark.parametrize("key", [" ", "b", "p", "+", "s", "r", "t", "q", "1", "j"])
def test_before_the_first_phase_a_key_does_something_or_says_that_it_does_not(key: str) -> None:
    theatre = Theatre(make_session())
    theatre.play(until=lambda: theatre.session.state.cues.sounding is not None)
    offers = theatre.session.snapshot().offers
    assert offers == ("next", "end")
    outputs = press(theatre, key, wait=0.0)
    assert ("no-effect" in warned(outputs)) == (key not in (" ", "q"))


def test_a_stalled_machine_confirms_nothing_that_was_held() -> None:
    """The presses come with their times, however late they are looked at."""
    theatre = at_work("verzamelen")
    began = theatre.now
    session = theatre.session
    session.handle(i.Pressed("q", i.End(), began), began)
    late = Instant(began + 9.0)
    session.handle(i.Pressed("q", i.End(), Instant(began + 0.66)), late)
    session.handle(i.VoiceStopped(), late)
    session.handle(i.Pressed("q", i.End(), Instant(began + 0.7)), late)
    session.handle(i.TimePassed(), late)
    assert session.stage is Stage.WORK


def test_whatever_is_offered_has_its_words() -> None:
    assert set(get_args(Offer)) == set(SECTIONS["keys"])
