"""The page that leaves nothing behind: its moves, and what a terminal is sent."""

import signal
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balint_voice.adapters.display.pager import LOOK_S, Viewport
from tests.display.terminal import Terminal
from tests.display.test_stopped_terminal import SHELL
from tests.support.pulse import waited_for

PARAGRAPHS = "\n\n".join(
    f"[{n:02d}:00] Zin {n} van een lange avond. {'Nog wat. ' * 30}" for n in range(40)
)
READ = """
import sys
from balint_voice.adapters.display.pager import read_page
from balint_voice.cli.interruption import every_end_in_order
from tests.display.test_pager import PARAGRAPHS
with every_end_in_order():
    read_page(PARAGRAPHS, " q: dicht ", sys.stdout)
print("gelezen")
"""
COMES, GOES = "\x1b[?1049h", "\x1b[?1049l"
KEYS = [" ", "b", "j", "k", "up", "down", "pageup", "pagedown", "home", "end", "x", "B"]


@given(st.integers(1, 120), st.integers(1, 50), st.lists(st.sampled_from(KEYS), max_size=30))
def test_every_move_shows_whole_lines_that_fit(width: int, height: int, keys: list[str]) -> None:
    window = Viewport.of(PARAGRAPHS, width, height)
    for key in keys:
        window = window.after(key)
        assert 0 < len(window.shown) <= height
        assert all(len(line) <= width for line in window.shown)
        assert window.at_end == (window.percent == 100)


def test_going_on_reads_every_line_to_the_end() -> None:
    window = Viewport.of(PARAGRAPHS, 60, 10)
    read = list(window.shown)
    while not window.at_end:
        before = window
        window = window.after(" ")
        read += window.lines[before.top + before.height : window.top + window.height]
    assert read == list(window.lines)
    assert window.after("home") == Viewport.of(PARAGRAPHS, 60, 10)
    assert window.after("home").after("end") == window


@given(st.integers(20, 120), st.integers(20, 120), st.integers(0, 20))
def test_another_width_stays_at_its_paragraph(one: int, other: int, pages: int) -> None:
    window = Viewport.of(PARAGRAPHS, one, 10)
    for _ in range(pages):
        window = window.after(" ")
    again = Viewport.of(PARAGRAPHS, other, 10).like(window)
    assert again.sources[again.top] == window.sources[window.top] or again.at_end


def reading(folder: Path) -> Terminal:
    return Terminal(["-c", READ], folder)


def test_it_is_drawn_beside_the_terminals_own_lines_and_never_scrolls(tmp_path: Path) -> None:
    with reading(tmp_path) as terminal:
        terminal.sees("q: dicht")
        for _ in range(6):
            terminal.press(" ")
            terminal.sees(" %")
        terminal.press("Q")
        terminal.sees("gelezen")
        assert terminal.ended() == 0
        assert terminal.modes_now() == terminal.modes
        raw = (terminal._seen + terminal._raw).decode()
    before, _, page = raw.partition(COMES)
    page, _, after = page.partition(GOES)
    assert "Zin 0" in page and "Zin 20" in page
    assert "\n" not in page and "\r" not in page, "what scrolls there, some terminals keep"
    assert page.rindex("\x1b[2J") > page.rindex("Zin"), "wiped before it goes"
    assert "Zin" not in before + after


def test_the_last_page_is_closed_by_going_on(tmp_path: Path) -> None:
    with reading(tmp_path) as terminal:
        terminal.sees("q: dicht")
        terminal.press("\x1b[F")
        terminal.sees("100 %")
        terminal.press(" ")
        assert terminal.ended() == 0


def test_another_size_of_the_window_is_filled(tmp_path: Path) -> None:
    with reading(tmp_path) as terminal:
        terminal.sees("q: dicht")
        terminal.resize((40, 12))
        waited_for("twelve rows", lambda: "\x1b[12;1H\x1b[2K\x1b[7m q: dicht" in terminal.raw)
        terminal.press("q")
        assert terminal.ended() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-Z and these signals are of Unix")
def test_after_ctrl_z_and_fg_it_is_drawn_again(tmp_path: Path) -> None:
    """Longer away than a look at the window takes: a wait that ran out meanwhile must end."""
    (tmp_path / "read.py").write_text(READ)
    with Terminal(SHELL, tmp_path) as terminal:
        terminal.sees("bash-")
        read = f"exec(open('{tmp_path / 'read.py'}').read())"
        terminal.press(f'{sys.executable} -c "{read}"\n')
        terminal.sees("q: dicht")
        terminal.press("\x1a")
        terminal.sees("Stopped")
        stopped = time.monotonic()
        waited_for("its time to run out", lambda: time.monotonic() - stopped > 2 * LOOK_S)
        terminal.press("fg\n")
        terminal.sees("Zin 0 ")
        terminal.sees("q: dicht")
        terminal.press("q")
        terminal.sees("gelezen")


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-Z and these signals are of Unix")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGQUIT])
def test_whatever_ends_it_the_page_is_gone(tmp_path: Path, end: signal.Signals) -> None:
    with reading(tmp_path) as terminal:
        terminal.sees("q: dicht")
        terminal.program.send_signal(end)
        terminal.sees_the_page_go()
        assert terminal.ended() != 0
        assert terminal.modes_now() == terminal.modes
