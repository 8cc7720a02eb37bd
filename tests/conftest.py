"""What every test may ask for."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pulse import Pulse, missing_programs, running_pulse


@pytest.fixture(scope="session")
def pulse() -> Iterator[Pulse]:
    """A private sound server: `speaker` and `mic`, for this process and its children."""
    if missing := missing_programs():
        reason = f"no sound server to test with: {', '.join(missing)} not installed"
        if os.environ.get("BALINT_VOICE_TEST_SOUND") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    # A socket's path may be some 100 characters at most: pytest's own folders are longer.
    with (
        tempfile.TemporaryDirectory(prefix="bv-pulse-") as folder,
        running_pulse(Path(folder)) as running,
    ):
        yield running
