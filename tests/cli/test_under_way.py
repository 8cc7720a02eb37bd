"""A second session by accident: told what runs already, and asked."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from balint_voice.records.under_way import UnderWay, about_to_run, running
from tests.display.terminal import Terminal
from tests.support.pulse import PATIENCE_S, waited_for

RUN = ["-m", "balint_voice", "run", "--language", "en", "--voice", "none", "--plain"]


@pytest.fixture
def first(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A session that runs, of another program."""
    with subprocess.Popen(
        [sys.executable, *RUN],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "BALINT_VOICE_DATA": str(tmp_path)},
    ) as program:
        waited_for("a session", lambda: is_begun(running_in(tmp_path)))
        yield program
        program.kill()


def is_begun(found: UnderWay | None) -> bool:
    return found is not None and found.since is not None


def running_in(data: Path) -> UnderWay | None:
    return running(data / "sessions") if (data / "sessions").exists() else None


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_second_session_is_told_of_the_first_and_asked(
    tmp_path: Path, first: "subprocess.Popen[str]"
) -> None:
    other = running_in(tmp_path)
    assert other is not None and other.since is not None
    for command in (RUN, ["-m", "balint_voice", "resume"], ["-m", "balint_voice", "doctor"]):
        with Terminal([*command], tmp_path) as second:
            second.sees(f"{other.since.astimezone():%H:%M}")
            second.sees("[")
            second.press("n\r")
            assert second.program.wait(PATIENCE_S) == 2
    assert [each.name for each in (tmp_path / "sessions").iterdir()] == [other.session]
    assert first.poll() is None
    with Terminal(RUN, tmp_path) as second:
        second.sees("Start all the same?")
        second.press("y\r")
        waited_for("a second session", lambda: len(list((tmp_path / "sessions").iterdir())) == 2)


def test_where_nobody_can_answer_it_is_told_and_goes_on(
    tmp_path: Path, first: "subprocess.Popen[str]"
) -> None:
    second = subprocess.Popen(
        [sys.executable, *RUN],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "BALINT_VOICE_DATA": str(tmp_path)},
    )
    assert second.stderr is not None
    assert "A session is running on this computer since" in second.stderr.readline()
    reading = threading.Thread(target=second.stderr.read)
    reading.start()
    waited_for("a second session", lambda: len(list((tmp_path / "sessions").iterdir())) == 2)
    second.kill()
    second.wait()
    reading.join()


def test_a_session_that_was_killed_is_not_running(
    tmp_path: Path, first: "subprocess.Popen[str]"
) -> None:
    first.send_signal(signal.SIGTERM)
    first.wait()
    assert running_in(tmp_path) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot lock a folder")
def test_two_started_in_the_same_moment_know_of_each_other(tmp_path: Path) -> None:
    with about_to_run(tmp_path / "sessions") as none:
        assert none is None
        with about_to_run(tmp_path / "sessions") as other:
            assert other == UnderWay()
    with about_to_run(tmp_path / "sessions") as none:
        assert none is None
