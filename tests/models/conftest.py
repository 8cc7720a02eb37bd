"""A folder for models, and a hub on loopback to fetch them from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from balint_voice.adapters.whisper import hub as real_hub
from balint_voice.adapters.whisper import model_pull
from tests.models.hub import Hub, serving


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "models"
    monkeypatch.setenv("BALINT_VOICE_MODELS", str(folder))
    monkeypatch.setattr(real_hub, "_WAITS_S", (0.0, 0.0))
    monkeypatch.setattr(model_pull, "SPARE", 0)
    return folder


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with serving(Hub()) as served:
        monkeypatch.setenv("HF_ENDPOINT", served.address)
        yield served
