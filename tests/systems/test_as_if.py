"""A session from beginning to end by the branches of Windows and macOS. Simulated: see as_if."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.pulse import PATIENCE_S

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SYSTEMS = ("win32", "darwin")


def ran(system: str, data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.systems.as_if", system, *arguments],
        cwd=ROOT,
        env={**os.environ, "BALINT_VOICE_DATA": str(data), "PYTHONIOENCODING": "cp1252"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
        encoding="utf-8" if system == "win32" else "cp1252",
    )


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_session_is_held_kept_reviewed_and_deleted(system: str, tmp_path: Path) -> None:
    held = ran(system, tmp_path, "run", "demo", "--voice", "none", "--pace", "2000", "--plain")
    assert held.returncode == 0, held.stderr
    assert "Fase 3/3 · Besluitvorming" in held.stdout
    session = next((tmp_path / "sessions").iterdir()).name
    reviewed = ran(system, tmp_path, "review", "--json")
    assert reviewed.returncode == 0, reviewed.stderr
    assert f'"session": "{session}"' in reviewed.stdout
    deleted = ran(system, tmp_path, "sessions", "delete", session, "--yes")
    assert deleted.returncode == 0, deleted.stderr
    assert not list((tmp_path / "sessions").iterdir())


RECORDS = ("append_only", "lock", "forgetting")
NOT_THERE = "umask or open_to_others or planted"
"""Windows has no modes of this kind and no named pipes in folders."""


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_is_promised_of_records_holds_by_its_branches(system: str, tmp_path: Path) -> None:
    rooms = [f"tests/records/test_{room}.py" for room in RECORDS]
    left_out = ["-k", f"not ({NOT_THERE})"] if system == "win32" else []
    tested = ran(system, tmp_path, "--tests", f"--basetemp={tmp_path / 'their'}", *rooms, *left_out)
    assert tested.returncode == 0, tested.stdout[-3000:]
    assert "100%" in tested.stdout


def test_what_a_system_lacks_is_really_taken_away() -> None:
    """This file proves nothing where the simulation does nothing."""
    script = """
import os, signal, sys
from tests.systems import as_if
as_if.become("win32")
from balint_voice.records import lock
assert sys.platform == "win32" and not hasattr(os, "fchmod") and not hasattr(signal, "SIGHUP")
assert "msvcrt" in vars(lock)
try:
    import fcntl
except ImportError:
    print("gone")
"""
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout == "gone\n"
