"""A real session in a real terminal, by keys; and a terminal that goes away."""

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal is a thing of Unix", allow_module_level=True)

from tests.support.pulse import waited_for

from .pictures import WORDS
from .terminal import Terminal

RUN = ["-m", "balint_voice", "run", "demo", "--voice", "none", "--start", "ask"]
CONFIRM = "nog eens op dezelfde toets"


def label(key: str) -> str:
    return WORDS.label("screen", key)


def events(folder: Path) -> list[dict[str, object]]:
    log = next(folder.glob("sessions/*/timing.jsonl")).read_text().splitlines()
    return [json.loads(line) for line in log]


def paused_and_on(terminal: Terminal, goes_on_with: str) -> None:
    terminal.press("p")
    terminal.sees(label("paused"))
    terminal.press("p")
    terminal.sees(label(goes_on_with))


def confirmed(terminal: Terminal, key: str) -> None:
    """Asked, and pressed again: twice, since on a busy machine the question may be over by then."""
    terminal.press(key)
    terminal.sees(CONFIRM)
    terminal.press(2 * key)


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
def test_from_start_to_end_by_keys(tmp_path: Path, size: tuple[int, int]) -> None:
    with Terminal(RUN, tmp_path, size) as terminal:
        terminal.sees(label("waits"))
        terminal.press(" ")
        terminal.sees(label("to-go"))
        paused_and_on(terminal, "to-go")
        terminal.press("+")
        terminal.sees("▲")
        terminal.press("\x1b[6~")
        terminal.sees("2/3")
        confirmed(terminal, "b")
        terminal.sees("1/3")
        confirmed(terminal, "s")
        terminal.sees("2/3")
        terminal.press("ss")
        terminal.sees("3/3")
        paused_and_on(terminal, "waits")
        terminal.press(" ")
        terminal.sees(label("to-go"))
        terminal.press(" ")
        assert terminal.ended() == 0
        assert terminal.modes_now() == terminal.modes
        assert "\x1b[?1049l" in terminal.raw, "the page is taken down"
        assert "Traceback" not in terminal.text
    happened = Counter(str(event["event"]) for event in events(tmp_path))
    assert happened["paused"] == happened["went-on"] == 2
    assert happened["phase-extended"] == 1
    assert happened["phase-skipped"] == 2
    assert events(tmp_path)[-1] == {
        **events(tmp_path)[-1],
        "event": "session-ended",
        "complete": True,
    }


def test_the_end_wants_a_second_press_and_ends_early(tmp_path: Path) -> None:
    with Terminal(RUN, tmp_path) as terminal:
        terminal.sees(label("waits"))
        confirmed(terminal, "q")
        assert terminal.ended() == 0
    assert events(tmp_path)[-1]["complete"] is False


def test_ctrl_c_ends_in_order(tmp_path: Path) -> None:
    with Terminal(RUN, tmp_path) as terminal:
        terminal.sees(label("waits"))
        terminal.press("\x03")
        assert terminal.ended() == 130
        assert terminal.modes_now() == terminal.modes
        assert "Traceback" not in terminal.text
    assert events(tmp_path)[-1]["event"] == "session-interrupted"


def test_a_terminal_that_is_closed_ends_in_order(tmp_path: Path) -> None:
    with Terminal(RUN, tmp_path) as terminal:
        terminal.sees(label("waits"))
        terminal.hang_up()
        assert terminal.ended() == 130
        assert events(tmp_path)[-1]["event"] == "session-interrupted"


def test_another_size_is_another_page(tmp_path: Path) -> None:
    with Terminal(RUN, tmp_path) as terminal:
        terminal.sees(label("waits"))
        terminal.resize((140, 40))
        in_one_row, _, _ = label("keys").rpartition(" · ")  # two rows are needed at 80
        terminal.sees(in_one_row)


def test_plain_lines_have_the_same_keys(tmp_path: Path) -> None:
    with Terminal([*RUN, "--plain"], tmp_path) as terminal:
        terminal.sees("Inbrenger, neem even de tijd.")
        terminal.press(" ")
        terminal.sees("Begin maar.")
        confirmed(terminal, "q")
        assert terminal.ended() == 0
        assert "\x1b" not in terminal.raw
        assert terminal.modes_now() == terminal.modes


def test_plain_lines_do_without_the_full_screen(tmp_path: Path) -> None:
    """Nor does a pipe want it: it takes half a second and forty megabytes to load."""
    code = """
import sys
from balint_voice.cli.main import main
sys.argv[1:] = ["run", "demo", "--voice", "none", "--pace", "5000", "--plain"]
try:
    main()
finally:
    assert "balint_voice.app" in sys.modules
    assert "textual" not in sys.modules, "the full screen was loaded"
"""
    with Terminal(["-c", code], tmp_path) as terminal:
        assert terminal.ended() == 0, terminal.everything


BREAKS = """
import sys
from balint_voice import app
from balint_voice.adapters.display import page, full_screen

drawn = 0
secret = "wat niemand mag lezen"

class Page(page.Page):
    def rows(self, picture, width, height):
        global drawn
        drawn += 1
        if drawn > 1 and picture.view.paused:
            typed = secret
            raise RuntimeError(typed)
        return super().rows(picture, width, height)

full_screen.Page = Page
from balint_voice.cli.main import main
sys.argv[1:] = ["run", "demo", "--voice", "none", "--start", "ask"]
main()
"""


def test_a_page_that_breaks_gives_way_to_lines(tmp_path: Path) -> None:
    with Terminal(["-c", BREAKS], tmp_path) as terminal:
        terminal.sees(label("waits"))
        terminal.press("p")
        terminal.sees_the_page_go()
        terminal.sees(label("keys").split(" · ")[0])
        terminal.press("p")
        terminal.sees("We gaan verder.")
        terminal.press(" ")
        terminal.sees("Begin maar.")
        terminal.press("qq")
        assert terminal.ended() == 0
        assert terminal.modes_now() == terminal.modes
    for told in ("wat niemand", "Traceback", "RuntimeError"):
        assert told not in terminal.everything, "what broke it may hold what was typed"
    assert events(tmp_path)[-1]["event"] == "session-ended"


DEAF = """
import pathlib, signal, sys, threading, time
signal.signal(signal.SIGHUP, signal.SIG_IGN)
name, told = sys.argv[1], pathlib.Path(sys.argv[2])

def watch():
    def there():
        return any(each.name == name for each in threading.enumerate())
    while not there():
        time.sleep(0.02)
    while there():
        time.sleep(0.02)
    told.touch()

threading.Thread(target=watch, daemon=True).start()
from balint_voice.cli.main import main
sys.argv[1:] = sys.argv[3:]
main()
"""


@pytest.mark.parametrize(("reader", "look"), [("textual-input", []), ("keys", ["--plain"])])
def test_a_terminal_that_is_gone_is_read_no_more_and_the_session_goes_on(
    tmp_path: Path, reader: str, look: list[str]
) -> None:
    """As with nohup. At its end a terminal answers every read at once, with nothing."""
    told = tmp_path / "told"
    arguments = ["-c", DEAF, reader, str(told), *RUN[2:], *look]
    with Terminal(arguments, tmp_path / "data") as terminal:
        terminal.sees("neem even de tijd")
        terminal.hang_up()
        waited_for("the reading of keys to end", told.exists, patience_s=60)
        assert terminal.program.poll() is None
        last = events(tmp_path / "data")[-1]["event"]
        assert last not in (
            "session-ended",
            "session-interrupted",
        )
