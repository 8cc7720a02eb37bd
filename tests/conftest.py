"""What every test may ask for; none of them obeys the settings of who runs it."""

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from balint_voice.cli import language
from tests.support.needs import needs
from tests.support.pulse import PROGRAMS, Pulse, running_pulse

os.environ["LC_ALL"] = "C"  # who says nothing of a language speaks English here
os.environ["BALINT_VOICE_CONFIG"] = os.devnull
# What a shell runs in the background ignores Ctrl-C, and so would the programs under test.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def a_new_command() -> None:
    """Each test begins as a command does: its language is not settled yet."""
    language.forget()


@pytest.fixture(scope="session")
def pulse() -> Iterator[Pulse]:
    """A private sound server: `speaker` and `mic`, for this process and its children."""
    yield from _private_pulse()


@pytest.fixture
def own_pulse() -> Iterator[Pulse]:
    """The same for one test alone, which may kill it."""
    yield from _private_pulse()


def _private_pulse() -> Iterator[Pulse]:
    needs(*PROGRAMS)
    # A socket's path may be some 100 characters at most: pytest's own folders are longer.
    with (
        tempfile.TemporaryDirectory(prefix="bv-pulse-") as folder,
        running_pulse(Path(folder)) as running,
    ):
        yield running
