"""The screen as lines: readable in a pipe, a status line in a terminal."""

import io

from balint_voice.adapters.prompt_store import load_script
from balint_voice.adapters.screen import LineScreen
from balint_voice.session import inputs as i
from balint_voice.session.clock import Instant
from balint_voice.session.outputs import Cue
from balint_voice.session.view import look

from .session.theatre import Theatre, make_session

WORDS = load_script("demo", "nl").words


def shown(live: bool) -> str:
    out = io.StringIO()
    screen = LineScreen(out, WORDS, live)
    session = make_session("demo", ("probleemstelling",))
    theatre = Theatre(session)
    theatre.play(until=lambda: session.evening.hearing.phase is not None)
    screen.show(look(session, theatre.now))
    session.handle(i.BacklogChanged(12.0), theatre.now)
    screen.show(look(session, theatre.now))
    screen.say(Cue("x", "Begin maar."), Instant(83))
    screen.warn("microphone")
    screen.close()
    return out.getvalue()


def test_lines_hold_no_control_characters() -> None:
    page = shown(live=False)
    assert "\x1b" not in page and "\r" not in page
    assert "[MICROFOON AAN]" in page
    assert "  1:23  Begin maar." in page
    assert "Let op: De microfoon geeft geen geluid meer." in page


def test_the_status_line_says_where_we_are() -> None:
    page = shown(live=True)
    assert "1/3 Probleemstelling" in page
    assert "nog 0:" in page
    assert "● MICROFOON AAN" in page
    assert "nog uit te schrijven 12 s" in page


def test_a_closed_terminal_does_not_stop_the_session() -> None:
    out = io.StringIO()
    screen = LineScreen(out, WORDS, live=False)
    out.close()
    screen.say(Cue("x", "Begin maar."), Instant(83))


def test_a_long_cue_is_broken_between_words_in_a_terminal() -> None:
    out = io.StringIO()
    screen = LineScreen(out, WORDS, live=True)
    out.truncate(0)
    out.seek(0)
    screen.say(Cue("x", "Dit is een lange zin die niet op een regel past. " * 4), Instant(5))
    lines = out.getvalue().rstrip("\n").split("\n")
    assert len(lines) > 2
    assert all(len(line) <= 80 for line in lines)
    assert all(line.startswith(" " * 8) for line in lines[1:])
