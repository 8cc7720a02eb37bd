"""The worked example of docs/prompt-format.md is a valid script: the page is true."""

import re
from pathlib import Path

import pytest

from balint_voice.adapters.files.prompt_store import faults_of, load_script
from balint_voice.method.arrangement import with_variants

PAGE = Path(__file__).parents[2] / "docs" / "prompt-format.md"


def test_the_example_can_be_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BALINT_VOICE_DATA", str(tmp_path))
    folder = tmp_path / "scripts" / "kort"
    folder.mkdir(parents=True)
    blocks = re.findall(r"`kort/([\w.]+)`:\n\n```toml\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    assert [name for name, _ in blocks] == ["script.toml", "nl.toml"]
    for name, text in blocks:
        (folder / name).write_text(text, "utf-8")
    assert faults_of(folder) == (("nl",), ())
    script = with_variants(load_script("kort", "nl"), ("written",))
    assert script.phases[1].begin == "We beginnen. Schrijf het eerst op."
    # "halfway" would come right beside the second step, and makes way for it.
    assert [reminder.key for reminder in script.phases[1].reminders] == ["written-tell"]
