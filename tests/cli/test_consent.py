"""Before anything is recorded: a typed yes, a hidden passphrase, in a real terminal."""

import json
import os
import select
import signal
import subprocess
import sys
import wave
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.support.keys import confirmed
from tests.support.pulse import PATIENCE_S

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

COMMAND = (
    *("run", "demo", "--record", "case", "--model", "demo-nl"),
    *("--voice", "none", "--pace", "100", "--plain"),
)


class TypedTerminal:
    """A program in a terminal of its own, for somebody to type into."""

    def __init__(self, data: Path, *arguments: str) -> None:
        import pty

        self.screen = ""
        self._ours, theirs = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "balint_voice", *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "BALINT_VOICE_DATA": str(data), "TERM": "xterm"},
            start_new_session=True,
        )
        os.close(theirs)

    def wait_for(self, text: str) -> None:
        while text not in self.screen:
            assert self._read(), f"{text!r} never came:\n{self.screen}"

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def interrupt(self) -> None:
        self._process.send_signal(signal.SIGINT)

    def end(self) -> int:
        """Read to the end; the exit code."""
        while self._read():
            pass
        return self._process.wait(timeout=PATIENCE_S)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._ours], [], [], PATIENCE_S)
        assert ready, f"silence:\n{self.screen}"
        try:
            more = os.read(self._ours, 65_536)
        except OSError:  # Linux says EIO when the other side is closed
            return False
        self.screen += more.decode(errors="replace")
        return bool(more)


def events(data: Path) -> list[dict[str, object]]:
    log = next(data.glob("sessions/*/timing.jsonl"))
    return [json.loads(line) for line in log.read_text().splitlines()]


def logged(data: Path, name: str) -> bool:
    return name in {event["event"] for event in events(data)}


def silence(folder: Path) -> str:
    """A recording of nothing, as the microphone."""
    path = folder / "silence.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(bytes(32_000))
    return str(path)


def choose_passphrase(terminal: TypedTerminal) -> None:
    terminal.wait_for("Wachtzin: ")  # the blank comes when the echo is off
    terminal.type("drie groene fietsen\n")
    terminal.wait_for("Nog eens de wachtzin: ")
    terminal.type("drie groene fietsen\n")


@pytest.mark.slow
def test_one_no_is_enough_and_the_session_goes_on_as_a_timer(tmp_path: Path) -> None:
    terminal = TypedTerminal(tmp_path, *COMMAND, "--microphone-file", silence(tmp_path))
    choose_passphrase(terminal)
    terminal.wait_for("Anders op de letter N")
    terminal.type("n")
    assert terminal.end() == 0
    assert "Dan blijft de microfoon uit" in terminal.screen
    happened = [event["event"] for event in events(tmp_path)]
    assert "consent-declined" in happened
    assert "consent-given" not in happened
    assert "microphone-opened" not in {event["event"] for event in events(tmp_path)}
    assert not list(tmp_path.glob("sessions/*/notes.sealed"))
    assert not list(tmp_path.glob("sessions/*/presenter.age"))


@pytest.mark.slow
def test_a_yes_and_a_passphrase_typed_twice_and_never_shown(tmp_path: Path) -> None:
    terminal = TypedTerminal(tmp_path, *COMMAND, "--microphone-file", silence(tmp_path))
    choose_passphrase(terminal)
    terminal.wait_for("opnemen: Probleemstelling")
    terminal.wait_for("Anders op de letter N")
    terminal.type("j")
    assert terminal.end() == 0
    assert "groene" not in terminal.screen
    happened = [event["event"] for event in events(tmp_path)]
    assert "consent-given" in happened
    assert happened.count("microphone-opened") == happened.count("microphone-closed") == 1
    assert happened[-2:] == ["cue-ended", "session-ended"]
    assert "audio-deleted" in happened
    assert not list(tmp_path.glob("sessions/*/notes.sealed")), "silence leaves no notes"


def test_keys_in_a_terminal(tmp_path: Path) -> None:
    terminal = TypedTerminal(
        tmp_path, "run", "demo", "--voice", "none", "--start", "ask", "--plain"
    )
    terminal.wait_for("Inbrenger, neem even de tijd.")
    terminal.type(" ")
    terminal.wait_for("Begin maar.")
    terminal.type("+")
    terminal.wait_for("Goed, 5 minuten erbij.")
    confirmed(lambda: terminal.type("s"), lambda: logged(tmp_path, "phase-skipped"))
    terminal.wait_for("We slaan deze fase over.")
    confirmed(lambda: terminal.type("q"), lambda: logged(tmp_path, "session-ended"))
    assert terminal.end() == 0
    assert "We stoppen hier" in terminal.screen
    happened = {str(event["event"]) for event in events(tmp_path)}
    assert {"phase-extended", "phase-skipped", "session-ended"} <= happened


def test_ctrl_c_at_a_question_is_an_interruption(tmp_path: Path) -> None:
    terminal = TypedTerminal(tmp_path, *COMMAND, "--microphone-file", silence(tmp_path))
    terminal.wait_for("Wachtzin: ")
    terminal.interrupt()
    assert terminal.end() == 130
    assert not list(tmp_path.glob("sessions/*"))


def test_deleting_a_session_asks_and_a_no_deletes_nothing(tmp_path: Path) -> None:
    assert TypedTerminal(tmp_path, "run", "demo", "--voice", "none", "--pace", "5000").end() == 0
    folder = next(tmp_path.glob("sessions/*"))
    for answer, left in (("n\n", True), ("j\n", False)):
        terminal = TypedTerminal(tmp_path, "sessions", "delete", folder.name)
        terminal.wait_for("voorgoed wissen?")
        terminal.type(answer)
        assert terminal.end() == 0
        assert folder.exists() is left


@pytest.mark.parametrize("time", ["--minutes", "--end-at"])
def test_too_little_time_is_asked_about_before_anything_begins(tmp_path: Path, time: str) -> None:
    end = datetime.now() + timedelta(minutes=20)
    asked = ("run", "--language", "nl", time, "20" if time == "--minutes" else f"{end:%H:%M}")
    terminal = TypedTerminal(tmp_path, *asked, "--voice", "none", "--plain", "--pace", "10000")
    terminal.wait_for("Toch beginnen?")
    assert "minstens 55 nodig" in " ".join(terminal.screen.split())
    terminal.type("nee\n")
    assert terminal.end() == 2
    assert not list(tmp_path.glob("sessions/*"))
