"""`balint-voice demo` from an install, with a home of its own, under strace."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.privacy.evenings import environment as surroundings
from tests.privacy.tracing import Trace, read_trace, traced


@dataclass(frozen=True)
class Demonstration:
    """What came of it, and all that was seen of it from outside."""

    code: int
    shown: str
    errors: str
    data: Path
    home: Path
    trace: Trace


def demonstrated(environment: Path) -> Demonstration:
    """The whole of it, as fast as it goes: it has no faster clock."""
    place = environment / "demonstration"
    data, home = place / "data", place / "home"
    data.mkdir(parents=True)
    home.mkdir()
    done = subprocess.run(
        traced([str(environment / "bin/balint-voice"), "demo"], place / "trace"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=surroundings(data, HOME=str(home)),
        timeout=1200,
        check=False,
    )
    trace = read_trace(place / "trace")
    return Demonstration(done.returncode, done.stdout, done.stderr, data, home, trace)
