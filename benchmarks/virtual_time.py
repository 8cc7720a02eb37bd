"""A whole 105-minute intervisie in virtual time: how much of a core the decisions cost.

The session is played by the tests' theatre: no clock, no sound, a jump from deadline to deadline.
CPU time of this process, the best of several runs; reading the script from disk is apart.
"""

import time
from collections.abc import Callable

from tests.support.theatre import Theatre, make_session

from balint_voice.adapters.files.prompt_store import load_script
from benchmarks.measuring import Figure, Options, at_most

ROUNDS = 20
RECORDED = ("probleemstelling", "oordeelsvorming", "besluitvorming")


def measure(_: Options) -> list[Figure]:
    sessions = [make_session("intervisie", RECORDED) for _ in range(ROUNDS)]
    played = [_cpu_s(Theatre(session).play) for session in sessions]
    read = [_cpu_s(lambda: load_script("intervisie", "nl")) for _ in range(ROUNDS)]
    return [
        at_most(
            "a 105-minute session, its decisions",
            min(played),
            aim=0.1,
            unit="s of a core",
            digits=4,
        ),
        Figure("reading its script", f"{min(read):.4f} s of a core"),
    ]


def _cpu_s(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
