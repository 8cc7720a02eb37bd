"""What every test may ask for; none of them obeys the settings of who runs it, or uses their files.

Tests run side by side (pytest-xdist), each worker in a process of its own with a sound server of
its own. Tests that look at one costly session are one group (`xdist_group`) and so in one worker.
"""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from hypothesis import settings

from balint_voice.adapters.system import network_wall
from balint_voice.cli import language
from tests.support import cheap_passphrase
from tests.support.disks import small_disk_at
from tests.support.needs import needs
from tests.support.pulse import PROGRAMS, Pulse, running_pulse
from tests.support.real import WEIGHTS, weights_folder
from tests.support.unhurried import UNHURRIED

os.environ["LC_ALL"] = "C"  # who says nothing of a language speaks English here
os.environ["BALINT_VOICE_CONFIG"] = os.devnull
# Programs under test keep compiled modules, as those of a user do: they start twice as quick.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# GNU readline sets these for whatever a pytest starts, its workers too: a terminal of a test has a
# size of its own.
for _size in ("LINES", "COLUMNS"):
    os.environ.pop(_size, None)
# What a shell runs in the background ignores Ctrl-C, and so would the programs under test.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("unhurried", UNHURRIED)
settings.load_profile("unhurried")

LOCKS_AS_AGE = pyrage.passphrase.encrypt
HOMES = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


PROOFS = frozenset({"crash", "faults", "fuzzing", "human", "installs", "privacy", "table"})
"""Folders of long proofs; a long one elsewhere is marked `slow` by itself."""
WAITING = frozenset(
    ("browser", "capture", "cli", "display", "doctor", "machine", "models", "sound", "systems")
)
"""Folders whose tests mostly wait: for sound, for a browser, for a program."""


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if PROOFS.intersection(item.path.parts):
            item.add_marker(pytest.mark.slow)
    # The long ones first: at the end every worker has something short to take.
    long = [item for item in items if item.get_closest_marker("slow")]
    items[:] = long + _mixed([item for item in items if not item.get_closest_marker("slow")])


def _mixed(items: list[pytest.Item]) -> list[pytest.Item]:
    """Those that wait among those that compute: where all workers wait, the cores are idle."""
    waiting = [item for item in items if WAITING.intersection(item.path.parts)]
    computing = [item for item in items if not WAITING.intersection(item.path.parts)]
    placed = [
        (place / len(kind), item)
        for kind in (waiting, computing)
        for place, item in enumerate(kind)
    ]
    return [item for _, item in sorted(placed, key=lambda each: each[0])]


def pytest_configure(config: pytest.Config) -> None:
    """Cues that were rendered and models that were placed before prove nothing: each run begins
    with empty folders. Its workers share them, as two programs of one user would."""
    if hasattr(config, "workerinput"):
        return  # a worker has the environment of who started it
    os.environ[WEIGHTS] = str(weights_folder())  # large, and the same for every run
    folder = tempfile.TemporaryDirectory(prefix="bv-home-", ignore_cleanup_errors=True)
    config.add_cleanup(folder.cleanup)
    for home in HOMES:
        os.environ[home] = str(Path(folder.name) / home.removeprefix("XDG_").lower())


@pytest.fixture(autouse=True, scope="session")
def network_stays() -> Iterator[None]:
    """A command that a test calls in this process would give the network up for all tests after
    it. Programs of their own do give it up."""
    with pytest.MonkeyPatch.context() as patch:
        for give_up in ("give_up_network", "give_up_network_and_watch"):
            patch.setattr(network_wall, give_up, lambda: None)
        yield


@pytest.fixture(autouse=True, scope="session")
def passphrases_cost_little() -> Iterator[None]:
    """A key that is made in this process takes a thousandth of a second to lock and to open."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pyrage.passphrase, "encrypt", cheap_passphrase.encrypt)
        yield


@pytest.fixture
def real_work(passphrases_cost_little: None) -> Iterator[None]:
    """For tests of how much work it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pyrage.passphrase, "encrypt", LOCKS_AS_AGE)
        yield


@pytest.fixture(autouse=True)
def a_new_command() -> None:
    """Each test begins as a command does: its language is not settled yet."""
    language.forget()


@pytest.fixture(autouse=True)
def limits_stay() -> Iterator[None]:
    """A test that lowers a limit does it in a child: here it would hold for all that come after,
    and no core could be found of a program that leaves one."""
    before = _core_limits()
    yield
    assert _core_limits() == before, "lowered for the tests after this one, too"


def _core_limits() -> tuple[int, int]:
    if sys.platform == "win32":
        return 0, 0
    import resource

    return resource.getrlimit(resource.RLIMIT_CORE)


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


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, where this machine lets us mount one."""
    with small_disk_at(tmp_path / "disk", "1m") as disk:
        yield disk
