"""A real session in a real terminal, by keys; and a terminal that goes away."""

import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal is a thing of Unix", allow_module_level=True)

from balint_voice.records.log_lines import encode
from balint_voice.records.timing_log import read_timing_log
from balint_voice.session.log_records import SessionStarted
from tests.support import keys
from tests.support.pulse import waited_for

from .pictures import WORDS
from .terminal import Terminal

RUN = ["-m", "balint_voice", "run", "demo", "--voice", "none", "--start", "ask"]
CONFIRM = "nog eens op"


def label(key: str) -> str:
    return WORDS.label("screen", key)


def events(folder: Path) -> list[dict[str, object]]:
    log = next(folder.glob("sessions/*/timing.jsonl")).read_text().splitlines()
    return [json.loads(line) for line in log]


Happened = Callable[[], bool]


def event(folder: Path, name: str, times: int = 1, **fields: object) -> Happened:
    """Whether this is so often in the log."""

    def happened() -> bool:
        wanted = {"event": name, **fields}.items()
        return sum(wanted <= each.items() for each in events(folder)) >= times

    return happened


def pressed_until(terminal: Terminal, key: str, does: Happened) -> None:
    keys.pressed_until(lambda: terminal.press(key), does)


def confirmed(terminal: Terminal, key: str, does: Happened) -> None:
    keys.confirmed(lambda: terminal.press(key), does)
    terminal.sees(CONFIRM)


def paused_and_on(terminal: Terminal, folder: Path, times: int, goes_on_with: str) -> None:
    pressed_until(terminal, "p", event(folder, "paused", times))
    terminal.sees(label("paused"))
    pressed_until(terminal, "p", event(folder, "went-on", times))
    terminal.sees(label(goes_on_with))


@pytest.mark.parametrize("size", [(80, 24), pytest.param((200, 50), marks=pytest.mark.slow)])
def test_from_start_to_end_by_keys(tmp_path: Path, size: tuple[int, int]) -> None:
    def works(times: int) -> Happened:
        return event(tmp_path, "beat-began", times, beat="work")

    with Terminal(RUN, tmp_path, size) as terminal:
        terminal.sees(label("waits"))
        pressed_until(terminal, " ", works(1))
        terminal.sees(label("to-go"))
        paused_and_on(terminal, tmp_path, 1, "to-go")
        terminal.press("+")
        terminal.sees("▲")
        pressed_until(terminal, "\x1b[6~", event(tmp_path, "phase-ended"))
        terminal.sees("2/3")
        confirmed(terminal, "b", event(tmp_path, "phase-ended", 2))
        terminal.sees("1/3")
        confirmed(terminal, "s", event(tmp_path, "phase-skipped"))
        terminal.sees("2/3")
        confirmed(terminal, "S", event(tmp_path, "phase-skipped", 2))
        terminal.sees("3/3")
        paused_and_on(terminal, tmp_path, 2, "waits")
        pressed_until(terminal, " ", works(2))
        terminal.sees(label("to-go"))
        pressed_until(terminal, " ", event(tmp_path, "phase-ended", 5))
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


def test_what_is_said_before_the_page_comes_can_be_read_on_it(tmp_path: Path) -> None:
    """What has to be true for all, and that there is no sound: the page had covered both."""
    asked = WORDS.label("messages", "conditions")
    with Terminal([each for each in RUN if each not in ("--voice", "none")], tmp_path) as terminal:
        terminal.sees(asked)
        terminal.sees(asked)
        terminal.sees(WORDS.label("warnings", "speaker").split(".")[0])
        confirmed(terminal, "q", event(tmp_path, "session-ended"))
    assert [each["part"] for each in events(tmp_path) if each["event"] == "faulted"] == ["speaker"]


def test_the_space_bar_cuts_one_explanation_short_at_a_time(tmp_path: Path) -> None:
    loud = [each for each in RUN if each not in ("--voice", "none")]
    with Terminal([*loud, "--orientation"], tmp_path) as terminal:
        for _ in range(2):  # before the page, and on it
            terminal.sees(WORDS.label("messages", "conditions"))
        for part in ("orientation/1", "conditions/voluntary", "probleemstelling/announce"):
            pressed_until(terminal, " ", event(tmp_path, "cue-began", cue=part))
        confirmed(terminal, "q", event(tmp_path, "session-ended"))
    first = [each for each in events(tmp_path) if each["event"] in ("cue-began", "cue-ended")]
    cut = [each["cue"] for each in first if each.get("heard") is False][:3]
    assert [str(cue).split("/")[0] for cue in cut] == ["welcome", "orientation", "conditions"]


def test_the_end_wants_a_second_press_and_ends_early(tmp_path: Path) -> None:
    with Terminal(RUN, tmp_path) as terminal:
        terminal.sees(label("waits"))
        terminal.press(25 * "q")
        confirmed(terminal, "q", event(tmp_path, "phase-ended"))
        assert terminal.ended() == 0
    assert events(tmp_path)[-1]["complete"] is False


@pytest.mark.slow
def test_an_end_by_mistake_is_taken_back_for_a_quarter_of_an_hour(tmp_path: Path) -> None:
    resume = ["-m", "balint_voice", "resume", "--voice", "none"]
    with Terminal(RUN, tmp_path) as terminal:
        terminal.sees(label("waits"))
        confirmed(terminal, "q", event(tmp_path, "phase-ended"))
        assert terminal.ended() == 0
        terminal.sees("Per ongeluk")
    with Terminal(resume, tmp_path) as terminal:
        terminal.sees(label("paused"))
        pressed_until(terminal, " ", event(tmp_path, "went-on"))
        terminal.sees(label("waits"))
        confirmed(terminal, "q", event(tmp_path, "session-ended", 2))
        assert terminal.ended() == 0
    log = next(tmp_path.glob("sessions/*/timing.jsonl"))
    first, *others = read_timing_log(log)
    assert isinstance(first[1], SessionStarted)
    earlier = datetime.fromisoformat(first[1].started) - timedelta(minutes=16)
    records = [(first[0], replace(first[1], started=earlier.isoformat())), *others]
    log.write_bytes(b"".join(encode(n, *each) for n, each in enumerate(records)))
    with Terminal(resume, tmp_path) as terminal:
        assert terminal.ended() == 2


@pytest.mark.parametrize("look", [[], ["--plain"]], ids=["page", "lines"])
def test_typed_words_are_no_commands(tmp_path: Path, look: list[str]) -> None:
    """Nothing is recorded, so there is no place for notes."""
    with Terminal([*RUN, *look], tmp_path) as terminal:
        terminal.sees("neem even de tijd")
        terminal.press("N")
        terminal.sees("Er kunnen nu geen notities")
        terminal.press("ieuwe vraag: spbq +p\r")
        pressed_until(terminal, " ", event(tmp_path, "beat-began", beat="work"))
        terminal.press("x")
        terminal.sees("Deze toets doet nu niets")
        assert not event(tmp_path, "paused")() and not event(tmp_path, "phase-extended")()


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
        # Two rows are needed at 80.
        terminal.sees(
            " · ".join(WORDS.label("keys", key) for key in ("skip", "repeat", "time-left"))
        )


def test_plain_lines_have_the_same_keys(tmp_path: Path) -> None:
    with Terminal([*RUN, "--plain"], tmp_path) as terminal:
        terminal.sees("Inbrenger, neem even de tijd.")
        terminal.press(" ")
        terminal.sees("Begin maar.")
        confirmed(terminal, "q", event(tmp_path, "phase-ended"))
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
        assert terminal.ended() == 0


BREAKS = """
import sys
from balint_voice import app
from balint_voice.adapters.display import page, full_screen

drawn = 0
secret = "wat niemand mag lezen"

class BrokenPage(page.TerminalPage):
    def rows(self, picture, width, height):
        global drawn
        drawn += 1
        if drawn > 1 and picture.view.paused:
            typed = secret
            raise RuntimeError(typed)
        return super().rows(picture, width, height)

full_screen.TerminalPage = BrokenPage
from balint_voice.cli.main import main
sys.argv[1:] = ["run", "demo", "--voice", "none", "--start", "ask"]
main()
"""


def test_a_page_that_breaks_gives_way_to_lines(tmp_path: Path) -> None:
    with Terminal(["-c", BREAKS], tmp_path) as terminal:
        terminal.sees(label("waits"))
        terminal.press("p")
        terminal.sees_the_page_go()
        terminal.sees("PAUZE")
        pressed_until(terminal, "p", event(tmp_path, "went-on"))
        terminal.sees("We gaan verder.")
        pressed_until(terminal, " ", event(tmp_path, "beat-began", beat="work"))
        confirmed(terminal, "q", event(tmp_path, "phase-ended"))
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
        waited_for("the reading of keys to end", told.exists)
        assert terminal.program.poll() is None
        last = events(tmp_path / "data")[-1]["event"]
        assert last not in (
            "session-ended",
            "session-interrupted",
        )
