"""A sound server with null sinks for the benchmarks: that of tests/support/pulse.py."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.needs import missing
from tests.support.pulse import PROGRAMS, Pulse, running_pulse


@contextmanager
def sound_server() -> Iterator[Pulse]:
    """This process and its children speak and hear through it."""
    if absent := missing(*PROGRAMS):
        raise SystemExit(f"not installed: {', '.join(absent)} (see tools/install-sound.sh)")
    # A socket's path may be some 100 characters at most.
    with (
        tempfile.TemporaryDirectory(prefix="bv-pulse-") as folder,
        running_pulse(Path(folder)) as pulse,
    ):
        yield pulse
