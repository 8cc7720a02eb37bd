"""Real weights and human speech for proofs: both come from outside the project, or are not there.

`make weights` fetches the weights with the program's own `models pull base` into a folder of
BALINT_VOICE_TEST_WEIGHTS, or of the user's cache. Human speech lies in a folder that
BALINT_VOICE_HUMAN_SPEECH names, and its `MANIFEST.tsv` says what is in it. Where either is missing
a proof is skipped, also where programs are required: a network is no part of a set-up.
"""

import os
from pathlib import Path

import pytest

WEIGHTS, SPEECH = "BALINT_VOICE_TEST_WEIGHTS", "BALINT_VOICE_HUMAN_SPEECH"
_NAME = "base"


def weights_folder() -> Path:
    """Where models of the tests are kept; as in the Makefile."""
    given = os.environ.get(WEIGHTS)
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(given) if given else Path(cache) / "balint-voice-tests"


def weights() -> Path | None:
    """The folder of the real model `base`, where it was fetched."""
    folder = weights_folder() / _NAME
    return folder if (folder / "model.bin").is_file() else None


def real_model() -> Path:
    """The same; without it the test ends here."""
    folder = weights()
    if folder is None:
        pytest.skip(f"no real weights in {weights_folder() / _NAME}: `make weights` fetches them")
    return folder


def human_speech() -> Path:
    """The folder of human speech; without it the test ends here."""
    given = os.environ.get(SPEECH)
    if not given:
        pytest.skip(f"no human speech: {SPEECH} names no folder")
    folder = Path(given)
    if not (folder / "MANIFEST.tsv").is_file():
        pytest.skip(f"no human speech: {folder} has no MANIFEST.tsv")
    return folder
