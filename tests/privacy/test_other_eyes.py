"""Who else is on the machine, and who facilitates: neither learns a word of it.

The folder lies where every account may walk in, so what keeps another one out is the program's.
"""

import os
import subprocess
from pathlib import Path

import pytest

from tests.privacy.conftest import Watched
from tests.privacy.evenings import PASSPHRASE, SPOKEN, command_of

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("watched")]

NOBODY = 65_534


@pytest.fixture
def other_account() -> dict[str, int]:
    """How to run something as somebody else."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can be somebody else")
    return {"user": NOBODY, "group": NOBODY}


def test_a_second_account_can_neither_list_nor_read(
    watched: Watched, other_account: dict[str, int]
) -> None:
    folder = watched.evening.folder
    parents = watched.elsewhere.parent, watched.elsewhere, watched.evening.data
    for parent in parents:
        _can(["ls", str(parent)], other_account)
    for path in (folder, *folder.iterdir()):
        read = ["ls", str(path)] if path.is_dir() else ["cat", str(path)]
        _cannot(read, other_account)
        _cannot(["cp", "-r", str(path), "/dev/null"], other_account)
        _cannot(["rm", "-rf", str(path)], other_account)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def _can(command: list[str], account: dict[str, int]) -> None:
    subprocess.run(command, check=True, capture_output=True, extra_groups=[], **account)  # type: ignore[call-overload]


def _cannot(command: list[str], account: dict[str, int]) -> None:
    tried = subprocess.run(command, capture_output=True, extra_groups=[], **account)  # type: ignore[call-overload]
    assert tried.returncode != 0 and b"ermission denied" in tried.stderr, command
    assert tried.stdout == b""


COMMANDS = (
    ("review",),
    ("review", "--json"),
    ("review", "--html", "{out}"),
    ("history",),
    ("history", "--json"),
    ("history", "--csv"),
    ("history", "--html", "{out}"),
    ("sessions", "list"),
    ("sessions", "list", "--json"),
    ("sessions", "show"),
    ("sessions", "show", "--json"),
    ("notes",),
    ("notes", "--passphrase-file", "{wrong}"),
)
"""Everything that shows something of a session, for who has no secret."""


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_the_facilitator_sees_times_alone(
    watched: Watched, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    out, wrong = tmp_path / "out", tmp_path / "wrong"
    wrong.write_text("een andere wachtzin\n")
    given = [each.format(out=out, wrong=wrong) for each in arguments]
    shown = command_of(watched.evening.data, *given)
    if arguments[0] == "notes":
        assert shown.returncode != 0 and not shown.stdout
    assert "Traceback" not in shown.stderr
    written = out.read_text().lower() if out.exists() else ""
    told = shown.stdout.lower() + shown.stderr.lower() + written
    assert told and not [word for word in (*SPOKEN, PASSPHRASE) if word in told]
