"""The source distribution holds all that its own tests import and read."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("sdist")]  # it collects all tests

# These read what a checkout has beside its code: pages, pictures, lists of packages.
READERS = ["tests/test_locks.py", "tests/documents/test_pages.py"]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(folder)]
    built = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    with tarfile.open(next(folder.glob("*.tar.gz"))) as packed:
        packed.extractall(folder, filter="data")
    return next(each for each in folder.iterdir() if each.is_dir())


@pytest.mark.parametrize("what", [["--collect-only"], READERS], ids=["import", "read"])
def test_its_tests_find_what_they_need(unpacked: Path, what: list[str]) -> None:
    """Its own tests, on the code in there, whatever is installed here."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *what]
    ran = subprocess.run(
        [*command, "--snapshot-warn-unused"],
        cwd=unpacked,
        env={**os.environ, "PYTHONPATH": str(unpacked / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-2000:]


def test_every_test_is_in_it(unpacked: Path) -> None:
    here = {each.relative_to(ROOT) for each in (ROOT / "tests").rglob("test_*.py")}
    assert here == {each.relative_to(unpacked) for each in (unpacked / "tests").rglob("test_*.py")}


def test_it_holds_nothing_that_merely_lies_in_the_folder(unpacked: Path) -> None:
    assert not [each for each in unpacked.iterdir() if each.name in (".git", ".venv", "dist")]
