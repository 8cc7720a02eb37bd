"""`history` over a thousand sessions: as the command does it, and how its cost grows.

The logs are written as the program writes them (some 230 lines each). CPU time of reading, folding
and proposing in one process, best of three; a ratio near one says that it grows linearly.
"""

import tempfile
import time
from datetime import timedelta
from pathlib import Path

from tests.review.group import FIRST, evening, usual, write

from balint_voice.adapters.files.prompt_store import load_script
from balint_voice.records.sessions import session_folders
from balint_voice.records.timing_log import read_only
from balint_voice.review.history import histories
from balint_voice.review.proposal import propose
from balint_voice.review.totals import CUES, KINDS, session_totals
from benchmarks.measuring import Figure, Options, at_most

_MANY, _FEW = 1000, 250
_ROUNDS = 3


def measure(_: Options) -> list[Figure]:
    script = load_script("intervisie", "nl")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "sessions"
        for n in range(_MANY):
            began = FIRST + timedelta(hours=n)
            write(root, began, evening(began, usual(n), break_after="beeldvorming"))
        lines = sum(log.read_bytes().count(b"\n") for log in root.glob("*/timing.jsonl"))

        def took(count: int) -> float:
            began = time.process_time()
            logs = [each.timing_log for each in session_folders(root)[:count]]
            found = [session_totals(read_only(log, KINDS, CUES).records) for log in logs]
            (history,) = histories([each for each in found if each is not None])
            assert propose(history, script) is not None
            assert len(history.sessions) == count
            return time.process_time() - began

        many = min(took(_MANY) for _ in range(_ROUNDS))
        few = min(took(_FEW) for _ in range(_ROUNDS))
    return [
        at_most(f"history of {_MANY} sessions, {lines} lines", many, aim=1.0, unit="s of a core"),
        at_most(
            "per session, against a quarter as many", many / few * _FEW / _MANY, aim=1.3, unit="x"
        ),
    ]
