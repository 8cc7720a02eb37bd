"""Two programs cannot hold one session; a lock ends with its program, however that ends."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pyrage
import pytest

from balint_voice.errors import Unusable
from balint_voice.records import lock
from balint_voice.records.chain import begin_chain
from balint_voice.records.handover import delete_here
from balint_voice.records.sessions import create_session, delete_session
from balint_voice.records.timing_log import TimingLog
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant
from tests.support.refusals import refuses

HOLDS = """
import sys
from pathlib import Path
from balint_voice.records.append_only import AppendOnlyFile
file = AppendOnlyFile(Path(sys.argv[1]), whole=len)
print("held", flush=True)
sys.stdin.read()
"""


def holder(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_program_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "timing.jsonl"
    with holder(path) as other:
        path.write_bytes(b'{"n":0,"torn')  # as another program's half-written line would look
        with refuses(Unusable, "another window"):
            TimingLog(path)
        assert path.read_bytes() == b'{"n":0,"torn'
        other.kill()


def test_what_another_program_still_writes_is_not_deleted(tmp_path: Path) -> None:
    """It would go on writing into files that nobody can find any more."""
    folder = create_session(tmp_path / "sessions", datetime(2026, 11, 21, 20, 5, 12))
    presenter = str(pyrage.x25519.Identity.generate().to_public())
    begin_chain(folder.sealed_notes, folder.id, presenter).close()
    for held in (folder.timing_log, folder.sealed_notes):
        with holder(held) as other:
            with refuses(Unusable, "another window"):
                if held == folder.timing_log:
                    delete_session(folder)
                else:
                    delete_here(folder.path, datetime(2026, 11, 21, 22, 0))
            other.kill()
    assert folder.timing_log.exists() and folder.sealed_notes.exists()
    delete_here(folder.path, datetime(2026, 11, 21, 22, 0))
    delete_session(folder)
    assert not folder.path.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a lock on Windows is never shared")
def test_two_that_ask_at_once_whether_it_is_held_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "timing.jsonl"
    path.touch()
    with path.open("rb") as one, path.open("rb") as other:
        assert [lock.is_held(each.fileno()) for each in (one, other)] == [False, False]


def test_a_killed_program_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "timing.jsonl"
    with holder(path) as other:
        other.kill()
        other.wait()
        log = TimingLog(path)
        log.append(Instant(0), r.Paused())
        log.close()
    assert path.read_bytes().count(b"\n") == 1
