"""Every finding can be said in every language, and no text is left over."""

import ast
import re
import string
from pathlib import Path
from typing import get_args

import pytest

import balint_voice
from balint_voice.adapters.doctor.finding_words import FindingWords, load_finding_words
from balint_voice.doctor.findings import CheckedPart, Finding, FindingState
from balint_voice.errors import Unusable
from tests.support.refusals import refuses

LANGUAGES = ("nl", "en", "de", "fr")
SYSTEMS = ("debian", "fedora", "arch", "suse", "linux", "darwin", "win32")
PACKAGE = Path(balint_voice.__file__).parent


def packs() -> list[FindingWords]:
    return [load_finding_words(language) for language in LANGUAGES]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_all_languages_have_the_same_texts_with_the_same_fields() -> None:
    dutch, *others = packs()
    for other in others:
        assert other.texts.keys() == dutch.texts.keys()
        for section, texts in dutch.texts.items():
            assert other.texts[section].keys() == texts.keys()
            for key, text in texts.items():
                theirs = other.texts[section][key]
                assert fields(theirs) == fields(text) or section == "found", key
                assert theirs.strip()


def test_parts_and_states_are_all_there() -> None:
    for pack in packs():
        assert set(pack.texts["parts"]) == set(get_args(CheckedPart))
        assert set(pack.texts["states"]) == set(get_args(FindingState))


def words_in_code() -> set[str]:
    """Every text that stands in the source, and what an f-string of `part` can make."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    ends = {word for word in found if word.startswith(("-none", "-unknown", "-several"))}
    return found | {part + end for part in ("speaker", "microphone") for end in ends}


def test_no_text_is_left_over() -> None:
    used = words_in_code()
    systems = "|".join(SYSTEMS)
    for pack in packs():
        for key in pack.texts["found"]:
            assert key in used, key
        for key in pack.texts["remedies"]:
            assert re.sub(rf"-({systems})$", "", key) in used, key
        for key in pack.texts["said"]:
            assert key in used, key


def test_a_remedy_is_the_most_exact_one() -> None:
    finding = Finding("speaker", "missing", "sound-no-library", "sound-no-library")
    pack = load_finding_words("en")
    assert pack.remedy(finding, ("debian", "linux")) == (
        "sudo apt install libportaudio2 libasound2-plugins"
    )
    assert "packages of your system" in (pack.remedy(finding, ("linux",)) or "")
    assert pack.remedy(finding, ("darwin",)) == "brew install portaudio"
    assert "pip install" in (pack.remedy(finding, ("freebsd",)) or "")
    assert pack.remedy(Finding("disk", "ok", "disk-ok"), ("linux",)) is None


def test_numbers_are_written_as_the_language_does() -> None:
    finding = Finding("commands", "ok", "commands-ok", None, {"seconds": 1.8})
    assert "1,8" in load_finding_words("nl").what(finding)
    assert "1,8" in load_finding_words("de").what(finding)
    assert "1.8" in load_finding_words("en").what(finding)


def test_a_language_without_words_is_refused() -> None:
    with refuses(Unusable, "'xx'"):
        load_finding_words("xx")


Fields = dict[str, str | float]

DEVICE: Fields = {
    "device": "default",
    "there": "default, pulse",
    "floor_db": -60.0,
    "peak_db": -20.0,
    "bar": "████░",
    "tail_s": 0.25,
}
SPEED: Fields = {
    "model": "small",
    "factor": 0.5,
    "wait_s": 9,
    "wait_minutes": 0.2,
    "most_minutes": 0.3,
}
SPEED |= {"advised": "base", "seconds": 9.0}
MODEL: Fields = {
    "model": "small",
    "megabytes": 486,
    "faults": "model.bin is missing",
    "languages": "en",
}
MEMORY: Fields = {"available_gb": 3.1, "needed_gb": 0.7, "model": "small"}
DISK: Fields = {"free_mb": 100, "free_gb": 0.1, "folder": "/home/anna", "why": "Open", "then": "x"}
GIVEN: dict[str, Fields] = {
    "speaker": DEVICE,
    "microphone": DEVICE,
    "sound": {},
    "headset": DEVICE,
    "wake": {"word": "Jan"},
    "voice": {"voice": "Dutch", "why": "The disk is full"},
    "pack": {"voice": "anna", "usual": "Dutch", "covered": 90, "of": 133},
    "model": MODEL,
    "speed": SPEED,
    "commands": SPEED,
    "disk": DISK,
    "memory": MEMORY,
    "power": {"percent": 40},
    "awake": {},
    "protection": {"lockable_mb": 8},
    "network": {},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_can_be_said_and_every_remedy_given(language: str) -> None:
    pack = load_finding_words(language)
    for key, text in pack.texts["found"].items():
        given = GIVEN[key.split("-")[0]]
        said = pack.what(Finding("disk", "ok", key, None, given))
        assert "{" not in said
        assert said.endswith((".", "?"))
        assert said[0] == "'" or said[0].isupper() or said[0].isdigit(), text
    every = {key: value for given in GIVEN.values() for key, value in given.items()}
    for key in pack.texts["remedies"]:
        for system in SYSTEMS:
            plain = re.sub(rf"-({'|'.join(SYSTEMS)})$", "", key)
            finding = Finding("disk", "missing", "disk-full", plain, every)
            assert "{" not in (pack.remedy(finding, (system,)) or "")
