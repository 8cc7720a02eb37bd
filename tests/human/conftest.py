"""Real weights and human speech, or the reason why there are none."""

from pathlib import Path

import pytest

from balint_voice.adapters.whisper.model_store import Model, describe
from tests.support.real import human_speech, real_model


@pytest.fixture(scope="session")
def base() -> Model:
    """The published `base`."""
    return describe(real_model())


@pytest.fixture(scope="session")
def speech() -> Path:
    """The folder of recordings."""
    return human_speech()
