"""The lowest versions that pyproject.toml names do what the tests ask, where no sound is needed."""

import subprocess

import pytest

from tests.installs.conftest import ROOT, Installs

FOLDERS = ("listening", "notes", "review", "files", "records")
"""What uses libraries. The core itself uses none, so it does the same on any of them."""
LEFT_OUT = ("fuzzed_notes", "handing_over", "commands")
"""Of the records: what takes longest, and uses no more of a library than the rest does."""


@pytest.mark.xdist_group("oldest")
def test_on_the_oldest_the_pure_part_passes(installs: Installs) -> None:
    python = installs.oldest_with_pytest() / "bin/python"
    done = subprocess.run(
        [
            *(str(python), "-m", "pytest", "-p", "no:cacheprovider", "-m", "not slow"),
            *("-n", "2", "--dist", "loadgroup", *(f"tests/{folder}" for folder in FOLDERS)),
            *(f"--ignore=tests/records/test_{each}.py" for each in LEFT_OUT),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
