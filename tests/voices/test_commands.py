"""`voices` as it is typed: which pack takes which sounds, and what becomes of a broken one."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from balint_voice.adapters.tts.pack_making import import_pack, new_pack
from balint_voice.adapters.tts.voice_pack import VoicePack, load_pack
from balint_voice.cli.commands import voices
from balint_voice.cli.main import app
from balint_voice.errors import Damaged, Unusable
from tests.support.refusals import advice, refuses

from . import voice

LINES = voice.lines()


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BALINT_VOICE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("BALINT_VOICE_CONFIG", str(tmp_path))


def typed(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["voices", *arguments])


def refused(result: Result) -> str:
    """The key of what was refused."""
    assert isinstance(result.exception, Unusable), result.output
    return result.exception.key


@pytest.fixture
def anna(tmp_path: Path) -> VoicePack:
    """A Dutch pack with two sounds, and two more in the folder `more`."""
    voice.read_aloud(tmp_path / "from", LINES[:2])
    voice.read_aloud(tmp_path / "more", LINES[2:4])
    empty = new_pack("anna", "nl", speaker="Anna", licence="")
    return import_pack(empty, tmp_path / "from", LINES, lambda done, of: None)[0]


def test_sounds_of_another_language_are_not_added(tmp_path: Path, anna: VoicePack) -> None:
    result = typed("import", "anna", str(tmp_path / "more"), "--language", "de", "--add")
    assert refused(result) == "pack-texts-language"
    assert load_pack("anna") == anna
    with refuses(Unusable, "speaks 'nl', and these texts are in 'de'") as caught:
        voices.pack_to_fill("anna", "de")
    assert "Leave out --language" in advice(caught.value)


def test_where_no_language_is_typed_the_packs_own_counts(tmp_path: Path, anna: VoicePack) -> None:
    (tmp_path / "settings.toml").write_text('language = "de"\n')
    assert typed("import", "anna", str(tmp_path / "more"), "--add").exit_code == 0
    made = load_pack("anna")
    assert [made.sounds[line.id].text for line in LINES[:4]] == [line.text for line in LINES[:4]]
    assert voices.pack_to_fill("anna", None) == made, "for `voices record`"


def test_a_broken_pack_hides_no_other_voice(tmp_path: Path, anna: VoicePack) -> None:
    broken = anna.folder.with_name("broken")
    broken.mkdir()
    (broken / "voice.json").write_text("{")
    result = typed("list")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert any("anna" in line for line in lines)
    assert "cannot be read" in next(line for line in lines if "broken" in line)
    rows = {row["name"]: row for row in json.loads(typed("list", "--json").stdout)}
    assert rows["anna"]["language"] == "nl"
    assert rows["broken"]["language"] is None


def test_a_broken_pack_can_be_replaced(tmp_path: Path, anna: VoicePack) -> None:
    (anna.folder / "voice.json").write_text("{")
    more = str(tmp_path / "more")
    assert refused(typed("import", "anna", more, "--language", "nl", "--add")) == "pack-unusable"
    assert typed("import", "anna", more, "--language", "nl").exit_code == 0
    made = load_pack("anna")
    assert set(made.sounds) == {line.id for line in LINES[2:4]}
    assert not anna.path(LINES[0].id).exists(), "it is of no pack"
    assert refused(typed("import", "anna", more, "--language", "nl")) == "pack-exists"


def test_a_broken_pack_can_be_made_again_from_its_own_sounds(anna: VoicePack) -> None:
    (anna.folder / "voice.json").write_text("{")
    assert typed("import", "anna", str(anna.folder), "--language", "nl").exit_code == 0
    assert set(load_pack("anna").sounds) == set(anna.sounds)


def test_a_broken_pack_can_be_deleted(anna: VoicePack) -> None:
    (anna.folder / "voice.json").write_text("{")
    assert "which cannot be read" in voices._delete_question("anna")
    assert typed("delete", "anna", "--yes").exit_code == 0
    assert not anna.folder.exists()
    assert refused(typed("delete", "anna", "--yes")) == "pack-unknown"


def test_check_counts_no_sound_that_cannot_be_read(anna: VoicePack) -> None:
    anna.path(LINES[0].id).unlink()
    result = typed("check", "anna", "--json")
    assert isinstance(result.exception, Damaged)
    told = json.loads(result.stdout)
    assert told["faults"] == [{"id": LINES[0].id, "fault": "pack-unreadable"}]
    (demo,) = (each for each in told["scripts"] if each["script"] == "demo")
    assert LINES[0].id in demo["missing"]
    assert LINES[1].id not in demo["missing"]
