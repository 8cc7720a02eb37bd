"""The group's own words: from the settings and from the file that they name."""

from pathlib import Path

import pytest

from balint_voice.adapters.files.own_words import own_words
from balint_voice.adapters.files.settings_store import load_settings
from balint_voice.errors import Unusable
from tests.support.refusals import refuses


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the group's settings."""
    file = tmp_path / "settings.toml"
    monkeypatch.setenv("BALINT_VOICE_CONFIG", str(file))
    file.write_text('words = ["metoprolol", "SOLK"]\nwords_file = "woorden.txt"\n')
    return file


def test_they_come_from_the_settings_and_from_a_file_beside_them(settings: Path) -> None:
    lines = "# namen\nHuize  Avondrust\n\nSOLK\nLentis  # in Groningen\n\x1b[31m\n"
    (settings.parent / "woorden.txt").write_text(lines)
    assert own_words(load_settings()) == ("metoprolol", "SOLK", "Huize Avondrust", "Lentis")
    settings.write_text('words = "metoprolol, SOLK"\n')
    assert own_words(load_settings()) == ("metoprolol", "SOLK")
    settings.write_text("")
    assert own_words(load_settings()) == ()


def test_a_file_that_cannot_be_read_is_refused_by_name(settings: Path) -> None:
    with refuses(Unusable, "woorden.txt"):
        own_words(load_settings())
    (settings.parent / "woorden.txt").write_bytes(b"\xff\xfe\x00")
    with refuses(Unusable, "woorden.txt"):
        own_words(load_settings())


def test_more_than_the_model_takes_is_refused(settings: Path) -> None:
    (settings.parent / "woorden.txt").write_text("\n".join(f"woord{n}" for n in range(100)))
    with refuses(Unusable, "too many"):
        own_words(load_settings())
