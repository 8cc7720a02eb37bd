"""The four languages held against each other: same keys, same fields, same lists."""

import re
import tomllib
from typing import Any

import pytest

from balint_voice.adapters.files.prompt_store import find_script, load_script, script_names
from balint_voice.adapters.system.places import shipped

PROMPTS = shipped("prompts")
PACKS = ["common", *script_names()]


def shape(value: Any) -> Any:
    """Keys, lengths of lists, and the fields in braces; not the words."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items() if key != "language"}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return sorted(re.findall(r"{(\w+)}", str(value)))


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_every_language_says_the_same_things(pack: str, language: str) -> None:
    folder = PROMPTS / pack if pack == "common" else find_script(pack)
    dutch = tomllib.loads((folder / "nl.toml").read_text("utf-8"))
    other = tomllib.loads((folder / f"{language}.toml").read_text("utf-8"))
    assert shape(other) == shape(dutch)


@pytest.mark.parametrize("language", ["nl", "en", "de", "fr"])
@pytest.mark.parametrize("name", script_names())
def test_written_for_the_ear(name: str, language: str) -> None:
    """No brackets, no abbreviations, no digits to stumble over, no sentence of over 20 words."""
    script = load_script(name, language)
    for text in (*script.texts(), *script.orientation):
        assert not re.search(r"[()\[\]{}/;&%]", text), text
        assert not re.search(r"\d", text), text
        assert not re.search(r"\b(bijv|evt|o\.a|m\.b\.t|e\.g|i\.e|etc|z\.B|d\.h|usw)\b", text), text
        for sentence in re.split(r"[.?!]", text):
            assert len(sentence.split()) <= 20, sentence
