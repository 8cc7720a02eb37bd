"""What tests need of a machine besides Python and its libraries.

Where it is missing they are skipped; where BALINT_VOICE_TEST_NEEDS is `required`, as in .ci/run,
they fail: there it is a fault of the set-up. What a machine cannot do at all (mount a disk, be
root, take its network away) is no need of this kind: there a test is skipped wherever it runs.
"""

import os
import shutil
from typing import NoReturn

import pytest


def missing(*programs: str) -> list[str]:
    return [each for each in programs if shutil.which(each) is None]


def needs(*programs: str) -> None:
    """These programs are there, or the test ends here."""
    if absent := missing(*programs):
        lacking(", ".join(absent))


def lacking(what: str) -> NoReturn:
    """The test ends here: `what` is not installed."""
    if os.environ.get("BALINT_VOICE_TEST_NEEDS") == "required":
        pytest.fail(f"not installed, but required: {what}")
    pytest.skip(f"not installed: {what}")
