"""Two programs cannot hold one session; a lock ends with its program, however that ends."""

import subprocess
import sys
from pathlib import Path

from balint_voice.errors import Unusable
from balint_voice.records.timing_log import TimingLog
from balint_voice.session import transitions as t
from balint_voice.session.clock import Instant
from tests.refusals import refuses

HOLDS = """
import sys
from pathlib import Path
from balint_voice.records.timing_log import TimingLog
log = TimingLog(Path(sys.argv[1]))
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


def test_a_killed_program_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "timing.jsonl"
    with holder(path) as other:
        other.kill()
        other.wait()
        log = TimingLog(path)
        log.append(Instant(0), t.Paused())
        log.close()
    assert path.read_bytes().count(b"\n") == 1
