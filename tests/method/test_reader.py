"""A script that is not right is refused with its file, its key or line, and what would do."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balint_voice.adapters.files.prompt_store import (
    find_script,
    languages,
    load_script,
    script_names,
)
from balint_voice.adapters.system.places import shipped
from balint_voice.errors import Unusable
from balint_voice.method.reader import read_script, read_words
from balint_voice.method.script import Script
from balint_voice.method.toml_table import Source
from tests.support.refusals import advice, refuses, what

PROMPTS = shipped("prompts")
STRUCTURE = (PROMPTS / "intervisie" / "script.toml").read_text("utf-8")
DUTCH = (PROMPTS / "intervisie" / "nl.toml").read_text("utf-8")
COMMON = (PROMPTS / "common" / "nl.toml").read_text("utf-8")


def read(structure: str = STRUCTURE, language: str = DUTCH, common: str = COMMON) -> Script:
    words = read_words(Source("common/nl.toml", common))
    return read_script(Source("ons/script.toml", structure), Source("ons/nl.toml", language), words)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            ("minutes = 10\n", "minutes = ten\n"),
            r"ons/script\.toml, line 11: ",
        ),
        (("minutes = 10\n", 'minutes = "ten"\n'), r"phases\[1\]\.minutes.*not a number"),
        (("minutes = 10\n", "minutes = -3\n"), r"phases\[1\]\.minutes.*not a number"),
        (("minutes = 10\n", "minutes = nan\n"), r"phases\[1\]\.minutes.*not a number"),
        (("minutes = 10\n", "minuten = 10\n"), r"phases\[1\]\.minuten.*not known"),
        (("least_minutes = 5\n", "least_minutes = 12\n"), r"least_minutes.*than the minutes of"),
        (('speaks = "round"', 'speaks = "chair"'), r"phases\[1\]\.speaks.*not known: 'chair'"),
        (('records = "case"', 'records = "all"'), r"phases\[3\]\.records.*not known"),
        (('id = "probleemkeuze"', 'id = "verzamelen"'), r"'verzamelen' twice"),
        (("left_seconds = 120", "left = 120"), r"reminders\[1\]\.left.*not known"),
        (
            ("halfway = true", "halfway = true, left_seconds = 9"),
            r"needs exactly one time for 'halfway'",
        ),
        (('id = "intervisie"\n', ""), r"'id' is missing"),
        (('id = "verzamelen"', 'id = "Verzamelen van Anna"'), r"phases\[1\]\.id.*plain name"),
    ],
)
def test_a_slip_in_the_structure_is_named(change: tuple[str, str], expected: str) -> None:
    changed = STRUCTURE.replace(*change, 1)
    assert changed != STRUCTURE
    with pytest.raises(Unusable) as refusal:
        read(structure=changed)
    assert re.search(expected, what(refusal.value))
    assert what(refusal.value).startswith("ons/script.toml")
    assert advice(refusal.value)


def test_a_key_too_many_or_too_few_in_a_language_is_named() -> None:
    with refuses(Unusable, r"ons/nl\.toml, line 13: 'phases\.verzamelen\.anounce'.*not known"):
        read(language=DUTCH.replace("announce =", "anounce =", 1))
    with refuses(Unusable, r"phases\.verzamelen\.reminders\.two-minutes.*missing"):
        read(language=DUTCH.replace('two-minutes = "Nog twee minuten. Is ieder', '#"', 1))
    with refuses(Unusable, r"common/nl\.toml, line 4: 'cues\.paused'.*missing"):
        read(common=COMMON.replace("paused = ", "# ", 1))


def test_a_field_in_braces_that_no_cue_knows_is_refused() -> None:
    broken = COMMON.replace("Nog {minutes}.", "Nog {minuten}.")
    with refuses(Unusable, r"cues\.time-left.*braces") as refusal:
        read(common=broken)
    assert "{minutes}" in advice(refusal.value)


@pytest.mark.parametrize("text", ["{", "{0}", "{minutes!r}", "{minutes:>9}", "{minutes.real}"])
def test_no_text_can_reach_into_python(text: str) -> None:
    with refuses(Unusable, "braces"):
        read(common=COMMON.replace("Nog {minutes}.", text))


@settings(max_examples=300)
@given(st.data())
def test_a_mutated_script_is_refused_or_valid(data: st.DataObject) -> None:
    """Bytes cut, doubled, swapped for others: never anything but a Script or Unusable."""
    texts = [STRUCTURE, DUTCH, COMMON]
    which = data.draw(st.integers(0, 2))
    text = texts[which]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 40))
        insert = data.draw(st.text(max_size=6) | st.sampled_from(["[", "]]", '"', "=", "{", "\n"]))
        text = text[:start] + insert + text[start + length :]
    texts[which] = text
    try:
        script = read(*texts)
    except Unusable as refusal:
        assert advice(refusal)
    else:
        assert script.phases


def test_every_script_that_ships_can_be_read_in_every_language_it_has() -> None:
    for name in script_names():
        for language in languages(find_script(name)):
            script = load_script(name, language)
            assert script.id == name
            assert script.language == language


def test_intervisie_is_the_method() -> None:
    """The table of the nine-phase method: ids, order, minutes, least, who speaks, what records."""
    script = load_script("intervisie", "nl")
    table = [
        (p.id, p.minutes, p.least_minutes, p.scales, p.speaks, p.records) for p in script.phases
    ]
    assert table == [
        ("verzamelen", 10, 5, "yes", "round", None),
        ("probleemkeuze", 5, 2, "no", "all", None),
        ("probleemstelling", 10, 5, "no", "presenter", "case"),
        ("associatiemoment", 5, 2, "no", "nobody", None),
        ("beeldvorming", 25, 15, "partly", "all", None),
        ("oordeelsvorming", 20, 10, "yes", "group", "advice"),
        ("besluitvorming", 10, 5, "no", "presenter", "decision"),
        ("gedrag-in-de-groep", 10, 5, "partly", "group", None),
        ("vergelijkbare-situaties", 10, 5, "yes", "round", None),
    ]
    assert script.minutes == 105
    assert script.people == 9


def test_a_file_that_is_not_text_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BALINT_VOICE_DATA", str(tmp_path))
    folder = tmp_path / "scripts" / "ons"
    folder.mkdir(parents=True)
    (folder / "script.toml").write_bytes(b"\x80 no text")
    (folder / "nl.toml").write_text(DUTCH, "utf-8")
    with refuses(Unusable, r"ons/script\.toml cannot be read"):
        load_script("ons", "nl")
