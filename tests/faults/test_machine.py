"""What the machine does to a session: no disk, no memory, no worker, no model, another time.

The session goes on to its end each time and says so; what could not become text is a gap.
"""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from balint_voice.adapters.system import places
from balint_voice.records.sessions import find_session
from balint_voice.records.timing_log import read_timing_log
from balint_voice.session import log_records as r
from tests.faults.conftest import BeginProgram
from tests.support.disks import small_disk_at
from tests.support.needs import lacking
from tests.support.pulse import waited_for

pytestmark = pytest.mark.slow


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, with all the room that a session is checked for."""
    with small_disk_at(tmp_path / "disk", "600m") as disk:
        yield disk


def test_a_disk_that_fills_up(begin: BeginProgram, small_disk: Path) -> None:
    program = begin(data=small_disk, pace=8)  # long enough to fill it meanwhile
    program.until_logged(r.MicrophoneOpened)
    with (small_disk / "holiday").open("wb") as film, contextlib.suppress(OSError):
        os.posix_fallocate(film.fileno(), 0, os.statvfs(small_disk).f_bavail * 4096)
    assert program.ended() == 0
    assert "Let op" in "".join(program.shown)
    folder = find_session(small_disk / "sessions")
    records = read_timing_log(folder.timing_log)
    assert any(isinstance(each, r.MicrophoneOpened) for _, each in records)
    assert not any(isinstance(each, r.SessionEnded) for _, each in records)


def test_a_folder_that_cannot_be_written_is_said_before_anybody_sits_down(
    begin: BeginProgram, small_disk: Path
) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    program = begin(data=small_disk)
    assert program.ended() == 2
    assert str(small_disk) in "".join(program.errors)
    assert not program.shown


def test_the_worker_killed_again_and_again(begin: BeginProgram) -> None:
    program = begin(pace=8)  # a worker takes some seconds to begin on a busy machine
    program.until_logged(r.MicrophoneOpened)
    killed: set[int] = set()

    def over() -> bool:
        for pid in program.workers():
            with contextlib.suppress(ProcessLookupError):  # it may have ended by itself
                os.kill(pid, signal.SIGKILL)
            killed.add(pid)
        return program.process.poll() is not None

    waited_for("the end of the session", over)
    assert program.ended() == 0
    assert len(killed) >= 3
    lost = sum(each.dropped_s for each in program.logged(r.ListeningEnded))
    gaps = [each for each in program.notes().entries if each.entry.kind == "gap"]
    assert lost > 0 and gaps, "what was said and is no text has to be a gap"
    assert program.logged(r.PartFailed)[0].part == "transcriber"
    assert program.last_event() == "session-ended"


def test_the_model_deleted_while_it_runs(begin: BeginProgram, tmp_path: Path) -> None:
    model = shutil.copytree(places.shipped("models") / "demo-nl", tmp_path / "models" / "mine")
    program = begin("--model", str(model), pace=18)
    program.until_logged(r.MicrophoneOpened)
    shutil.rmtree(model)
    for pid in program.workers():
        os.kill(pid, signal.SIGKILL)
    assert program.ended() == 0
    assert {each.part for each in program.logged(r.PartFailed)} == {"transcriber"}
    assert {each.entry.kind for each in program.notes().entries} == {"gap"}


def test_a_worker_without_memory_is_replaced(begin: BeginProgram) -> None:
    program = begin(pace=18)
    program.until_logged(r.MicrophoneOpened)
    (first,) = program.workers()
    resource.prlimit(first, resource.RLIMIT_AS, (1 << 20, 1 << 20))
    assert program.ended() == 0
    assert "heard" in {each.entry.kind for each in program.notes().entries}
    assert not any(each.dropped_s for each in program.logged(r.ListeningEnded))


def test_the_clock_on_the_wall_set_back_and_forth(begin: BeginProgram, tmp_path: Path) -> None:
    faketime = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    if faketime is None:
        lacking("libfaketime")
    wall = tmp_path / "wall"
    wall.write_text("+0")
    fake = {
        "LD_PRELOAD": str(faketime),
        "FAKETIME_TIMESTAMP_FILE": str(wall),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    program = begin(environment=fake)
    program.until_logged(r.MicrophoneOpened)
    wall.write_text("-3d")
    program.until_logged(r.MicrophoneClosed)
    wall.write_text("+10d")
    assert program.ended() == 0
    records = read_timing_log(find_session(tmp_path / "sessions").timing_log)
    times = [at for at, _ in records]
    assert times == sorted(times) and times[-1] < 600
    assert not program.logged(r.Slept)
