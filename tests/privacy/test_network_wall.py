"""The network is given up: whatever asks for it is refused, told as a fact, and nobody waits.

The one that is asked for is real: a port of this machine, at which nothing may arrive.
"""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from balint_voice.adapters.system import network_wall
from balint_voice.records.sessions import find_session
from balint_voice.records.timing_log import read_timing_log
from balint_voice.session.log_records import NetworkRefused, SessionEnded
from tests.privacy.evenings import ALOUD, command_of, hold, prepared
from tests.privacy.test_other_eyes import other_account as other_account
from tests.support.needs import lacking
from tests.support.pulse import PATIENCE_S, Pulse, waited_for

if sys.platform != "linux":
    pytest.skip("only Linux lets a program give up the network", allow_module_level=True)

ASKING = Path(__file__).with_name("asking")
WAYS = ("by_python", "natively", "by_name", "by_another_entry", "by_a_ring")


@dataclass
class Port:
    """A door of this machine, open for both kinds of parcel; what came stays before it."""

    stream: socket.socket
    parcels: socket.socket

    @property
    def number(self) -> int:
        return int(self.stream.getsockname()[1])

    def arrived(self) -> bool:
        for door, take in ((self.stream, self.stream.accept), (self.parcels, self._parcel)):
            door.setblocking(False)
            try:
                take()
            except BlockingIOError:
                continue
            return True
        return False

    def _parcel(self) -> bytes:
        return self.parcels.recv(100)


@pytest.fixture
def port() -> Iterator[Port]:
    with (
        socket.create_server(("127.0.0.1", 0)) as stream,
        socket.socket(type=socket.SOCK_DGRAM) as p,
    ):
        p.bind(stream.getsockname())
        yield Port(stream, p)


def asking(port: Port, tmp_path: Path) -> dict[str, str]:
    """The environment in which dependencies ask."""
    path = os.pathsep.join([str(ASKING), os.environ.get("PYTHONPATH", "")])
    return {"PYTHONPATH": path, "ASKED_OF": str(port.number), "ASKED": str(tmp_path / "asked")}


def test_a_session_goes_on_and_its_log_has_the_fact(
    pulse: Pulse, port: Port, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    command = [sys.executable, "-m", "balint_voice", *prepared(data), *ALOUD]
    evening = hold(command, data, lambda line, pid: None, **asking(port, tmp_path))
    assert evening.code == 0, evening.errors
    asked = (tmp_path / "asked").read_text().splitlines()
    places = ("midst", "transcriber", "end")
    assert set(asked) == {f"{place} {way} refused" for place in places for way in WAYS}
    assert not port.arrived()
    log = find_session(data / "sessions").timing_log
    records = [each for _, each in read_timing_log(log)]
    assert records[-1] == SessionEnded(complete=True)
    refused = [each.times for each in records if isinstance(each, NetworkRefused)]
    assert refused and refused[-1] >= 4, "two sockets and a name, in two processes"
    assert "127.0.0.1" not in log.read_text() and "telemetry" not in log.read_text()
    told = [line for line in evening.shown if "vroeg om het netwerk" in line]
    assert len(told) == 1
    assert "vroeg om het netwerk" in command_of(data, "review").stdout


@pytest.mark.parametrize(
    ("command", "became"),
    [
        (("scripts", "list"), "refused"),
        (("history",), "refused"),
        (("models", "list"), "refused"),
        (("models", "pull", "no-such-model"), "made"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else given,
)
def test_only_models_pull_has_the_network(
    command: tuple[str, ...], became: str, port: Port, tmp_path: Path
) -> None:
    subprocess.run(
        [sys.executable, "-m", "balint_voice", *command],
        env={**os.environ, "BALINT_VOICE_DATA": str(tmp_path), **asking(port, tmp_path)},
        capture_output=True,
        timeout=PATIENCE_S,
    )
    asked = (tmp_path / "asked").read_text().splitlines()
    assert f"end by_python {became}" in asked and f"end natively {became}" in asked
    assert port.arrived() == (became == "made")


TRY = """
import os, socket, sys, threading
import network_wall as wall
heard = threading.Event()
def tell(times):
    os.write(1, b"told\\n")  # not by `print`: Python's end may not find its lock held
    heard.set()
{before}
wall.give_up_network_and_watch()
wall.report_tries(tell)
{after}
def made(*kind):
    try:
        socket.socket(*kind).close()
    except OSError:
        return False
    return True
families = [family for family in range(64) if made(family, socket.SOCK_DGRAM)]
print("families", families, made(socket.AF_UNIX), made(16, socket.SOCK_RAW, 15), flush=True)
{end}
"""
"""Alone, with nothing else of ours: any Python that is there will do."""
AT_HOME = "families [1] True True"
UNTIL_TOLD = "heard.wait(60)"


FOLDER = Path(network_wall.__file__).parent


def tried(
    before: str = "",
    after: str = "",
    end: str = "",
    python: str = sys.executable,
    folder: Path = FOLDER,
    account: int | None = None,
) -> str:
    done = subprocess.run(
        [python, "-c", TRY.format(before=before, after=after, end=end)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(folder)},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        user=account,
        group=account,
        extra_groups=None if account is None else [],
    )
    assert not done.stderr, done.stderr
    return str(done.stdout)


def test_only_what_stays_on_this_machine_is_made() -> None:
    shown = tried(end=UNTIL_TOLD)
    assert AT_HOME in shown and "told" in shown


def test_an_ordinary_user_may(other_account: dict[str, int], tmp_path: Path) -> None:
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    if python is None:
        lacking("a Python that another account may run")
    for name in ("network_wall.py", "network_watcher.py"):
        shutil.copy(FOLDER / name, tmp_path)
    for folder in (tmp_path, *tmp_path.parents[:-2]):
        folder.chmod(folder.stat().st_mode | 0o055)
    shown = tried(end=UNTIL_TOLD, python=python, folder=tmp_path, account=other_account["user"])
    assert AT_HOME in shown and "told" in shown


def test_without_its_watcher_the_kernel_refuses_and_nobody_waits() -> None:
    shown = tried(after="wall._watcher.kill(); wall._watcher.wait()")
    assert AT_HOME in shown and "told" not in shown


def test_where_the_watcher_cannot_be_started_all_is_refused() -> None:
    shown = tried(before="sys.executable = '/nowhere'")
    assert AT_HOME in shown and "told" not in shown


INSIDE = """
if len(sys.argv) == 1:
    wall._UNIX = socket.AF_INET  # lets through what ours refuses
    wall.give_up_network_and_watch()
    import subprocess
    sys.exit(subprocess.run([sys.executable, "-c", sys.orig_argv[2], "inside"]).returncode)
"""


def test_inside_another_wall_all_is_refused_too() -> None:
    """There is one watcher to a process; whoever is around us has it, as in some containers."""
    shown = tried(before=INSIDE)
    assert "families [] False True" in shown and "told" not in shown


def test_the_watcher_ends_with_the_program() -> None:
    shown = tried(after="print('watcher', wall._watcher.pid, flush=True)")
    (watcher,) = (line.split()[1] for line in shown.splitlines() if line.startswith("watcher"))
    waited_for("its end", lambda: not Path(f"/proc/{watcher}").exists())
