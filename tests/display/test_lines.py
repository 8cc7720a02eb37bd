"""The screen as lines: readable in a pipe, a status line in a terminal."""

import io
import threading
from dataclasses import replace

from balint_voice.adapters.display.keys import KeyDispatcher
from balint_voice.adapters.display.screen import LineScreen
from balint_voice.conductor import InputQueue
from balint_voice.session import inputs as i
from balint_voice.session.clock import Instant
from balint_voice.session.cue_ids import CueId
from balint_voice.session.outputs import Cue
from balint_voice.session.view import View, look
from tests.support.theatre import Theatre, make_session

from .pictures import WORDS


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def desk(kept: list[str] | None = None) -> KeyDispatcher:
    return KeyDispatcher(
        InputQueue(),
        lambda phase, text: kept.append(text) if kept is not None else None,
        now=lambda: Instant(0),
    )


def recorded_view() -> View:
    session = make_session("demo", ("probleemstelling",))
    theatre = Theatre(session)
    theatre.play(until=lambda: session.state.microphone.phase is not None)
    session.handle(i.BacklogChanged(12.0), theatre.now)
    return look(session.snapshot(), theatre.now)


def shown(live: bool) -> str:
    out = io.StringIO()
    screen = LineScreen(out, WORDS, live=live, desk=desk())
    view = recorded_view()
    screen.show(replace(view, microphone=None))
    screen.show(view)
    screen.say(Cue(CueId.parse("x"), "Begin maar."), Instant(83))
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


def test_a_microphone_that_only_attends_has_another_sign() -> None:
    out = io.StringIO()
    screen = LineScreen(out, WORDS, live=True, desk=desk())
    screen.show(replace(recorded_view(), microphone="attend"))
    assert (
        "●" not in out.getvalue()
        and WORDS.label("screen", "microphone-record") not in out.getvalue()
    )
    assert "○ " + WORDS.label("screen", "microphone-attend") in out.getvalue()


def test_a_closed_terminal_does_not_stop_the_session() -> None:
    out = io.StringIO()
    screen = LineScreen(out, WORDS, live=False, desk=desk())
    out.close()
    screen.say(Cue(CueId.parse("x"), "Begin maar."), Instant(83))


def test_a_long_cue_is_broken_between_words_in_a_terminal() -> None:
    out = io.StringIO()
    screen = LineScreen(out, WORDS, live=True, desk=desk())
    screen.say(
        Cue(CueId.parse("x"), "Dit is een lange zin die niet op een regel past. " * 4), Instant(5)
    )
    lines = out.getvalue().rstrip("\n").split("\n")
    assert len(lines) > 2
    assert all(len(line) <= 80 for line in lines)
    assert all(line.startswith(" " * 8) for line in lines[1:])


def on_the_terminal(page: str) -> str:
    """What is left to see of a page in which lines were cleared."""
    return "\n".join(line.split("\r\x1b[2K")[-1] for line in page.split("\n"))


def test_a_note_leaves_nothing_on_the_terminal() -> None:
    for live in (True, False):
        out, kept = Terminal(), list[str]()
        screen = LineScreen(out, WORDS, live=live, desk=desk(kept))
        screen.show(recorded_view())
        screen.press("n")
        for key in "de brief ":
            screen.press(key)
        screen.say(Cue(CueId.parse("x"), "Nog twee minuten."), Instant(83))
        assert "Notitie: de brief ▏" in on_the_terminal(out.getvalue()), "typing goes on below"
        for key in (*"van haar" * 20, "enter"):
            screen.press(key)
        screen.close()
        left = on_the_terminal(out.getvalue())
        assert "brief" not in left and "haar" not in left
        assert "Nog twee minuten." in left and "[Notitie verzegeld.]" in left
        assert kept == ["de brief " + "van haar" * 20]


def test_a_note_is_never_written_into_a_pipe() -> None:
    out, kept = io.StringIO(), list[str]()
    screen = LineScreen(out, WORDS, live=False, desk=desk(kept))
    screen.show(recorded_view())
    screen.press("n")
    for key in (*"brief", "enter"):
        screen.press(key)
    assert kept == ["brief"]
    assert "brief" not in out.getvalue() and "\x1b" not in out.getvalue()
    assert "[Notitie verzegeld.]" in out.getvalue()


def test_a_button_of_the_page_types_nothing_into_a_note_of_the_terminal() -> None:
    out, kept = Terminal(), list[str]()
    screen = LineScreen(out, WORDS, live=True, desk=desk(kept))
    screen.show(recorded_view())
    for press, keys in ((screen.press, "nde "), (screen.command, "vpn"), (screen.press, "brief")):
        for key in keys:
            press(key)
    assert "Notitie: de brief▏" in on_the_terminal(out.getvalue())
    screen.press("enter")
    assert kept == ["de brief"]


def test_a_note_that_is_being_sealed_holds_up_nobody_who_shows_something() -> None:
    out, waited = io.StringIO(), list[bool]()

    def seal(_phase: str, _text: str) -> None:
        saying = threading.Thread(
            target=screen.say, args=(Cue(CueId.parse("x"), "Begin maar."), Instant(83)), daemon=True
        )
        saying.start()
        saying.join(timeout=30)
        waited.append(saying.is_alive())

    keys = KeyDispatcher(InputQueue(), seal, now=lambda: Instant(0))
    screen = LineScreen(out, WORDS, live=True, desk=keys)
    screen.show(recorded_view())
    for key in ("n", "a", "enter"):
        screen.press(key)
    assert waited == [False]
    assert out.getvalue().index("Begin maar.") < out.getvalue().index("[Notitie verzegeld.]")


def test_the_keys_of_an_answer_are_a_line_of_their_own() -> None:
    """With --plain there is no line of keys below: this is where they are read."""
    out = io.StringIO()
    screen = LineScreen(out, WORDS, live=False, desk=desk())
    view = recorded_view()
    for asks in (None, "consent", "consent", None, "veto"):
        screen.show(replace(view, asks=asks))
    assert out.getvalue().count("[j: iedereen akkoord · n: nee · p: we praten nog]") == 1
    assert out.getvalue().count("[1: alleen deze fase]") == 1


def test_plain_lines_are_broken_between_words_in_a_terminal_alone() -> None:
    text = "De inbrenger vraagt of we dit mogen opnemen. " * 4
    for out, lines in ((io.StringIO(), 1), (Terminal(), 3)):
        LineScreen(out, WORDS, live=False, desk=desk()).say(
            Cue(CueId.parse("x"), text.strip()), Instant(0)
        )
        assert len(out.getvalue().splitlines()) == lines
        assert "\x1b" not in out.getvalue()


def test_the_status_line_shows_how_loud_it_is() -> None:
    for level, bar in (((3, False), "AAN ███░░ "), ((5, True), "AAN █████ te hard ")):
        out = io.StringIO()
        screen = LineScreen(out, WORDS, live=True, desk=desk())
        screen.show(replace(recorded_view(), level=level))
        assert bar in out.getvalue()
    out = io.StringIO()
    LineScreen(out, WORDS, live=True, desk=desk()).show(replace(recorded_view(), microphone=None))
    assert "░" not in out.getvalue()
