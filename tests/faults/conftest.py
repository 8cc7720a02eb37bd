"""A presenter and a passphrase for all sessions here, and sessions that never stay behind."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.crash.process import CampaignFolder, set_up
from tests.faults.program import Program, began

BeginProgram = Callable[..., Program]

if sys.platform == "win32":
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> CampaignFolder:
    return set_up(tmp_path_factory.mktemp("stage"))


@pytest.fixture
def begin(stage: CampaignFolder, tmp_path: Path) -> Iterator[BeginProgram]:
    """Starts a recorded session; `data` is its folder, `tmp_path` when left out."""
    programs: list[Program] = []

    def start(*options: str, data: Path = tmp_path, **more: object) -> Program:
        programs.append(began(stage, data, *options, **more))  # type: ignore[arg-type]
        return programs[-1]

    yield start
    for program in programs:
        program.process.kill()
        program.process.wait()
