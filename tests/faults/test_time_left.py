"""kill -9 of the whole program: `resume` shows the time that was shown when it was killed."""

import re
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal is a thing of Unix", allow_module_level=True)

from tests.display.pictures import WORDS
from tests.display.terminal import Terminal
from tests.support.keys import confirmed
from tests.support.pulse import waited_for

pytestmark = pytest.mark.slow

IN_LINES = """
import os, sys
os.environ["TERM"] = "dumb"
from balint_voice.cli.main import main
main()
"""
RUN = ["-c", IN_LINES, "run", "demo", "--voice", "none", "--start", "ask"]
RESUME = ["-c", IN_LINES, "resume", "--voice", "none"]
PAUSED = WORDS.label("screen", "paused")
_LEFT = re.compile(WORDS.label("screen", "left") + r" (\d+):(\d\d)")


def times_shown(terminal: Terminal) -> list[int]:
    """The seconds left, each time they were shown."""
    return [60 * int(found[1]) + int(found[2]) for found in _LEFT.finditer(terminal.everything)]


def is_shown(terminal: Terminal) -> int:
    waited_for("the time left", lambda: bool(times_shown(terminal)))
    return times_shown(terminal)[-1]


def gone_by(terminal: Terminal, seconds: int) -> None:
    """So much of the phase passes, in which nothing is said and nothing recorded."""
    began = is_shown(terminal)
    waited_for("the clock to go on", lambda: is_shown(terminal) <= began - seconds)


def killed(terminal: Terminal) -> int:
    """Kill it; the time left that it showed last."""
    terminal.program.kill()
    terminal.program.wait()
    terminal.hang_up()
    return times_shown(terminal)[-1]


@pytest.mark.parametrize("pauses", [False, True])
def test_after_a_kill_resume_shows_the_time_that_was_left(tmp_path: Path, pauses: bool) -> None:
    with Terminal(RUN, tmp_path, size=(200, 24)) as terminal:
        terminal.sees(WORDS.label("screen", "waits"))
        terminal.press(" ")
        gone_by(terminal, seconds=5)
        if pauses:
            terminal.press("p")
            terminal.sees(PAUSED)
        shown = killed(terminal)
    with Terminal(RESUME, tmp_path, size=(200, 24)) as terminal:
        terminal.sees(PAUSED)
        assert is_shown(terminal) == pytest.approx(shown, abs=1)
        terminal.press(" ")
        gone_by(terminal, seconds=2)
        shown = killed(terminal)
    with Terminal(RESUME, tmp_path, size=(200, 24)) as terminal:
        terminal.sees(PAUSED)
        assert is_shown(terminal) == pytest.approx(shown, abs=1)
        confirmed(lambda: terminal.press("q"), lambda: terminal.program.poll() is not None)
        assert terminal.ended() == 0
    assert [each.name for each in (tmp_path / "sessions").glob("*/*")] == ["timing.jsonl"]
