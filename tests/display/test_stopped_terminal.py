"""A terminal that stops, is left with Ctrl-Z, or is lost: the session goes on. With real ones."""

import io
import os
import pty
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal is a thing of Unix", allow_module_level=True)

import termios
import tty

from balint_voice.adapters.display.keys import KeyDispatcher
from balint_voice.adapters.display.screen import LineScreen
from balint_voice.adapters.display.steady_driver import watch
from balint_voice.adapters.display.suspension import Suspension, handlers_kept
from balint_voice.conductor import InputQueue
from balint_voice.session import inputs as i
from balint_voice.session.clock import Instant
from tests.support.pulse import waited_for

from .pictures import WORDS
from .terminal import Terminal
from .test_real_session import RUN, label
from .test_real_session import events as logged

TOP = label("ends-at").split("{")[0].strip()
BOTTOM = WORDS.label("keys", "end")
SHELL = ["-c", "import os; os.execvp('bash', ['bash', '--norc', '--noprofile', '-i'])"]
LOOKS = pytest.mark.parametrize(
    "look",
    [pytest.param(["--plain"], id="lines"), pytest.param([], id="page", marks=pytest.mark.slow)],
)


def has_happened(folder: Path, event: str) -> bool:
    logs = list(folder.glob("sessions/*/timing.jsonl"))
    return bool(logs) and any(each["event"] == event for each in logged(folder))


def local_modes(terminal: Terminal) -> int:
    modes = terminal.modes_now()[tty.LFLAG]
    assert isinstance(modes, int)
    return modes


def test_ctrl_s_stops_nothing(tmp_path: Path) -> None:
    with Terminal([*RUN, "--plain"], tmp_path) as terminal:
        terminal.sees("Inbrenger, neem even de tijd.")
        terminal.press("\x13")
        terminal.press(" ")
        terminal.sees("Begin maar.")
        terminal.press("\x03")
        assert terminal.ended() == 130
        assert terminal.modes_now() == terminal.modes, "flow control is given back"


@LOOKS
def test_a_terminal_that_takes_nothing_holds_nothing_up(tmp_path: Path, look: list[str]) -> None:
    arguments = ["-m", "balint_voice", "run", "demo", "--voice", "none", "--pace", "60", *look]
    with Terminal(arguments, tmp_path) as terminal:
        terminal.sees("Welkom" if look else TOP)
        terminal.stop()
        waited_for("the end", lambda: has_happened(tmp_path, "session-ended"))
        assert terminal.program.poll() is None, "what is to be read is still to be shown"
        terminal.go_on()
        assert terminal.ended() == 0
        assert terminal.modes_now() == terminal.modes
        terminal.sees("balint-voice review")


@LOOKS
def test_ctrl_c_takes_no_key_with_it(tmp_path: Path, look: list[str]) -> None:
    """Who was about to read one that was taken would wait for ever, and the page would stay."""
    with Terminal([*RUN, *look], tmp_path) as terminal:
        terminal.sees("neem even de tijd" if look else BOTTOM)
        assert local_modes(terminal) & termios.NOFLSH
        terminal.press("p\x03")
        assert terminal.ended() == 130
        assert terminal.modes_now() == terminal.modes


def test_a_window_made_as_small_as_can_be_and_large_again(tmp_path: Path) -> None:
    with Terminal(RUN, tmp_path, size=(100, 30)) as terminal:
        terminal.sees(TOP)
        for size in ((1, 1), (5, 2), (100, 1), (1, 30), (0, 0), (300, 90)):
            terminal.resize(size)
            terminal.press("x")
        terminal.resize((100, 30))
        terminal.sees(TOP)
        terminal.sees(BOTTOM)
        terminal.press("\x03")
        assert terminal.ended() == 130


@LOOKS
def test_ctrl_z_and_fg(tmp_path: Path, look: list[str]) -> None:
    """The shell has its terminal meanwhile; afterwards keys, page and clock are as before."""
    with Terminal(SHELL, tmp_path) as terminal:
        terminal.sees("bash-")
        terminal.press(" ".join([sys.executable, *RUN, *look]) + "\n")
        terminal.sees("neem even de tijd")
        terminal.press("\x1a")
        terminal.sees("Stopped")
        terminal.press("echo $((41 + 1))\n")
        terminal.sees("42")
        terminal.press("fg\n")
        for shown in ["spatie"] if look else ["1/3", TOP, BOTTOM]:
            terminal.sees(shown)
        waited_for("the pause", lambda: has_happened(tmp_path, "paused"))
        terminal.press(" ")
        waited_for("the end of the pause", lambda: has_happened(tmp_path, "went-on"))
        slept = [each for each in logged(tmp_path) if each["event"] == "slept"]
        assert len(slept) == 1, "told once"
        terminal.press("\x03")
        terminal.sees("balint-voice resume")
        terminal.press("stty -a\n")
        terminal.sees(" icanon")


@pytest.mark.slow
def test_going_on_again_and_again_holds_nothing_up(tmp_path: Path) -> None:
    """As a terminal that is closed tells it: in the midst of a write, and while the page ends."""
    with Terminal(RUN, tmp_path) as terminal:
        terminal.sees(BOTTOM)
        for n in range(400):
            terminal.program.send_signal(signal.SIGCONT)
            threading.Event().wait(0.003)
            if n == 380:
                terminal.press("\x03")
        assert terminal.ended() == 130
        assert terminal.modes_now() == terminal.modes


def test_what_writes_waits_until_nothing_is_being_written() -> None:
    done: list[str] = []
    waiting: list[Callable[[], None]] = []
    suspension = Suspension(
        lambda: done.append("gives back"),
        lambda: done.append("takes again"),
        lambda: done.append("slept"),
        waiting.append,
    )
    suspension.went_on()
    suspension.stop()
    assert done == []
    waiting.pop(0)()
    assert done == ["gives back", "takes again"]
    suspension.end()
    suspension.went_on()
    for act in waiting:
        act()
    assert done == ["gives back", "takes again"], "it ends: nothing is taken again"


def test_a_wait_that_a_stop_outlasted_ends() -> None:
    """Somebody stopped the program from outside for longer than it waits for an input."""
    inbox, rescued = InputQueue(), threading.Event()
    desk = KeyDispatcher(inbox, lambda _phase, _text: None, now=lambda: Instant(0))
    screen = LineScreen(io.StringIO(), WORDS, live=True, desk=desk)

    def rescue() -> None:
        if not over.wait(20):
            rescued.set()
            inbox.put(i.End())

    def went_on(*_: object) -> None:
        over.wait(0.4)
        screen.back()

    over = threading.Event()
    with handlers_kept():
        signal.signal(signal.SIGCONT, went_on)
        threading.Thread(target=rescue, daemon=True).start()
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGCONT)).start()
        taken = inbox.take(0.2)
        over.set()
    assert not rescued.is_set()
    assert taken == i.TimePassed()


def test_ctrl_z_where_no_shell_could_go_on_does_nothing(tmp_path: Path) -> None:
    with Terminal([*RUN, "--plain"], tmp_path) as terminal:
        terminal.sees("neem even de tijd")
        terminal.press("\x1a")

        def has_begun() -> bool:
            terminal.press(" ")  # one that comes while the modes change may be lost
            threading.Event().wait(1.0)  # sooner it would be the same press
            return "Begin maar." in terminal.everything

        waited_for("the phase to begin", has_begun)
        assert not has_happened(tmp_path, "slept") and not has_happened(tmp_path, "paused")


SLOW_LINE = """
from balint_voice.adapters.display import page_app  # it says how long, before Textual is loaded
from textual import _parser, events
from textual._xterm_parser import XTermParser

now = 100.0
_parser.get_time = lambda: now
parser = XTermParser()
for after, piece in ((0.0, "\\x1b"), (0.3, "["), (0.3, "6"), (0.3, "~")):
    now += after
    for each in (*parser.tick(), *parser.feed(piece)):
        if isinstance(each, events.Key):
            print(each.key)
"""


def test_the_full_screen_waits_for_the_rest_of_a_key() -> None:
    told = subprocess.run(
        [sys.executable, "-c", SLOW_LINE],
        env={**os.environ, "ESCDELAY": "25"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["pagedown"]


def test_a_terminal_that_is_lost_is_noticed_without_reading_it() -> None:
    ours, its = pty.openpty()
    ended, lost, reads = threading.Event(), threading.Event(), threading.Event()
    reading = threading.Thread(target=reads.wait, daemon=True)
    reading.start()
    watching = threading.Thread(target=watch, args=(its, reading, ended, lost.set), daemon=True)
    watching.start()
    os.write(ours, b"x")
    assert not ended.is_set()
    os.close(ours)
    waited_for("the loss", lambda: ended.is_set() and lost.is_set())
    reads.set()
    os.close(its)
