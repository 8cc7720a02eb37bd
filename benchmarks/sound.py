"""A sound server with null sinks for the benchmarks: the tests' own (see tests/pulse.py)."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.pulse import Pulse, missing_programs, running_pulse


@contextmanager
def sound_server() -> Iterator[Pulse]:
    """This process and its children speak and hear through it."""
    if missing := missing_programs():
        raise SystemExit(f"not installed: {', '.join(missing)} (see tools/install-sound.sh)")
    # A socket's path may be some 100 characters at most.
    with (
        tempfile.TemporaryDirectory(prefix="bv-pulse-") as folder,
        running_pulse(Path(folder)) as pulse,
    ):
        yield pulse
