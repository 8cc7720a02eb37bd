"""A pack is made from a folder or refused as a whole; what it lacks is said by the usual voice."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from balint_voice.adapters.sound.loudness import PEAK_DBTP, TARGET_LUFS, loudness, true_peak
from balint_voice.adapters.sound.sound_file import read_sound
from balint_voice.adapters.tts import pack_making, voice_pack
from balint_voice.adapters.tts.pack_making import (
    delete_pack,
    faults_of,
    import_pack,
    missing_of,
    new_pack,
    with_sound,
)
from balint_voice.adapters.tts.speaking_voice import synthesizer_for
from balint_voice.adapters.tts.voice_choice import VoiceChoice
from balint_voice.adapters.tts.voice_pack import (
    PackSynthesizer,
    VoicePack,
    load_pack,
    pack_for,
    pack_names,
)
from balint_voice.errors import Unusable
from balint_voice.listening.audio import Sound
from balint_voice.records import private_files
from balint_voice.session.spoken_lines import SpokenLine
from tests.support.refusals import refuses

from . import voice

LINES = voice.lines()
SOME = LINES[:6]


def quiet(done: int, of: int) -> None: ...


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BALINT_VOICE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def pack_of(folder: Path, name: str = "anna") -> VoicePack:
    empty = new_pack(name, "nl", speaker="Anna", licence="CC BY 4.0")
    return import_pack(empty, folder, LINES, quiet)[0]


class Usual:
    """The voice of the language: it says what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def render(self, text: str) -> Sound:
        self.asked.append(text)
        return Sound(np.full(3_200, 0.1, np.float32), 16_000)

    voice = VoiceChoice("nl", "Dutch", "espeak")

    def rest(self) -> None: ...

    def tidy(self) -> None: ...

    def close(self) -> None: ...


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".ogg", ".mp3"])
def test_sounds_come_trimmed_and_equally_loud(tmp_path: Path, suffix: str) -> None:
    voice.read_aloud(tmp_path / "from", SOME, suffix)
    pack = pack_of(tmp_path / "from")
    assert set(pack.sounds) == {line.id for line in SOME}
    for line in SOME:
        sound, came = read_sound(pack.path(line.id)), voice.said(line.text)
        assert came.seconds - 1.2 < sound.seconds < came.seconds - 0.5
        assert loudness(sound) == pytest.approx(TARGET_LUFS, abs=1.0)
        assert true_peak(sound) <= PEAK_DBTP + 0.1
    manifest = json.loads((pack.folder / "voice.json").read_text("utf-8"))
    assert (manifest["speaker"], manifest["licence"]) == ("Anna", "CC BY 4.0")
    assert manifest["sounds"][SOME[0].id]["text"] == SOME[0].text


def test_what_is_missing_is_said_whole_by_the_usual_voice(tmp_path: Path) -> None:
    voice.read_aloud(tmp_path / "from", SOME)
    usual = Usual()
    voices = PackSynthesizer(pack_of(tmp_path / "from"), usual)
    ours = voices.render(f"  {SOME[0].text}\n")
    assert usual.asked == []
    assert ours.seconds > 1
    assert voices.render("Nog zeventien minuten.").seconds == pytest.approx(0.2)
    assert usual.asked == ["Nog zeventien minuten."]


def test_a_text_that_changed_since_is_not_said_with_the_old_words(tmp_path: Path) -> None:
    voice.read_aloud(tmp_path / "from", SOME)
    pack = pack_of(tmp_path / "from")
    changed = replace(SOME[0], text="Welkom allemaal, en ga zitten.")
    usual = Usual()
    PackSynthesizer(pack, usual).render(changed.text)
    assert usual.asked == [changed.text]
    found = faults_of(pack, [changed, *SOME[1:]])
    assert [(fault.line, fault.what.key) for fault in found] == [(changed.id, "pack-text-changed")]
    assert missing_of(pack, [changed, *SOME[1:]]) == (changed,)


def test_the_list_beside_the_sounds_says_what_was_read(tmp_path: Path) -> None:
    """A list of last year: what was read then is what the manifest says."""
    voice.read_aloud(tmp_path / "from", SOME)
    then = [replace(SOME[0], text="Dag allemaal."), *SOME[1:]]
    (tmp_path / "from" / "texts.csv").write_text(pack_making.texts_as_csv(then), "utf-8")
    assert missing_of(pack_of(tmp_path / "from"), SOME) == (SOME[0],)


def test_a_damaged_sound_is_found_and_the_usual_voice_steps_in(tmp_path: Path) -> None:
    voice.read_aloud(tmp_path / "from", SOME)
    pack = pack_of(tmp_path / "from")
    pack.path(SOME[1].id).write_bytes(b"fLaC")
    assert [fault.line for fault in faults_of(pack, SOME) if fault.damaged] == [SOME[1].id]
    usual = Usual()
    PackSynthesizer(pack, usual).render(SOME[1].text)
    assert usual.asked == [SOME[1].text]


def test_what_cannot_be_read_is_not_held_and_is_recorded_again(tmp_path: Path) -> None:
    """One sound is gone, one is cut off."""
    voice.read_aloud(tmp_path / "from", SOME)
    pack = pack_of(tmp_path / "from")
    pack.path(SOME[1].id).unlink()
    cut = pack.path(SOME[2].id)
    cut.write_bytes(cut.read_bytes()[:-2_000])
    voices = PackSynthesizer(pack, Usual())
    assert [voices.holds(line.text) for line in SOME[:4]] == [True, False, False, True]
    assert missing_of(pack, SOME, faults_of(pack, SOME)) == SOME[1:3]
    assert pack_making.to_record(pack, SOME) == SOME[1:3]
    again = with_sound(pack, SOME[1], voice.said(SOME[1].text))
    assert pack_making.to_record(again, SOME) == SOME[2:3]


def test_a_sound_with_a_fault_is_recorded_again_where_it_lies(tmp_path: Path) -> None:
    """It may lie under the id of another method that says the same."""
    voice.read_aloud(tmp_path / "from", SOME[:2])
    pack = pack_of(tmp_path / "from")
    clipped = replace(pack.sounds[SOME[0].id], clipped=True)
    pack = replace(pack, sounds={**pack.sounds, SOME[0].id: clipped})
    here = replace(SOME[0], id="elsewhere/welcome")
    (offered,) = pack_making.to_record(pack, [here, SOME[1]])
    assert offered == SOME[0]
    again = with_sound(pack, offered, voice.said(offered.text))
    assert pack_making.to_record(again, [here, SOME[1]]) == ()


def test_a_text_that_changed_is_recorded_and_one_that_moved_is_not(tmp_path: Path) -> None:
    voice.read_aloud(tmp_path / "from", SOME[:1])
    pack = pack_of(tmp_path / "from")
    changed = replace(SOME[0], text="Welkom allemaal, en ga zitten.")
    moved = SpokenLine("elsewhere/welcome", SOME[0].text)
    assert pack_making.to_record(pack, [changed, moved]) == (changed,)


def test_what_should_be_recorded_again_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "from"
    voice.read_aloud(folder, SOME[:1])
    loud, soft, long = (voice.said(line.text) for line in SOME[1:4])
    names = [folder / f"{line.id.replace('/', '.')}.wav" for line in SOME[1:4]]
    voice.write(names[0], Sound((loud.samples * 40).clip(-1, 1), loud.rate))
    voice.write(names[1], Sound(soft.samples * np.float32(0.01), soft.rate))
    voice.write(names[2], Sound(np.tile(long.samples, 9), long.rate))
    found = faults_of(pack_of(folder), SOME)
    assert [fault.what.key for fault in sorted(found, key=lambda f: f.what.key)] == [
        "pack-clipped",
        "pack-too-long",
        "pack-too-quiet",
    ]


def test_a_file_that_is_no_sound_changes_nothing(tmp_path: Path) -> None:
    voice.read_aloud(tmp_path / "from", SOME)
    before = pack_of(tmp_path / "from")
    bad = tmp_path / "more" / "common.paused.wav"
    voice.read_aloud(tmp_path / "more", SOME[1:3])
    bad.write_text("dit is geen geluid")
    with refuses(Unusable, r"common\.paused\.wav cannot be used as a sound"):
        import_pack(before, tmp_path / "more", LINES, quiet)
    assert load_pack("anna") == before
    assert pack_names() == ("anna",)
    assert [path.name for path in before.folder.parent.iterdir()] == ["anna"]


def two_sounds_and_one_more(place: Path) -> VoicePack:
    """A pack of two sounds, and a third in the folder `more`."""
    voice.read_aloud(place / "from", SOME[:2])
    voice.read_aloud(place / "more", SOME[2:3])
    return pack_of(place / "from")


def rename_refused(monkeypatch: pytest.MonkeyPatch, kind: type[BaseException]) -> None:
    """The new pack cannot take its place; `KeyboardInterrupt` stands for a kill at that moment."""
    rename = Path.rename

    def held(path: Path, target: Path) -> Path:
        if path.name.endswith(".new"):
            raise kind(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", held)


def test_a_pack_that_cannot_take_its_place_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where something else holds a file of it."""
    before = two_sounds_and_one_more(tmp_path)
    rename_refused(monkeypatch, PermissionError)
    with refuses(Unusable, "The voice pack cannot be written"):
        import_pack(before, tmp_path / "more", LINES, quiet)
    assert [path.name for path in before.folder.parent.iterdir()] == ["anna"]
    assert load_pack("anna") == before


def test_a_pack_is_put_back_after_a_kill_at_the_worst_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = two_sounds_and_one_more(tmp_path)
    with monkeypatch.context() as killed:
        rename_refused(killed, KeyboardInterrupt)
        with pytest.raises(KeyboardInterrupt):
            import_pack(before, tmp_path / "more", LINES, quiet)
    assert not before.folder.exists()
    assert pack_names() == ("anna",)
    assert load_pack("anna") == before
    made, _ = import_pack(load_pack("anna"), tmp_path / "more", LINES, quiet)
    assert set(made.sounds) == {line.id for line in SOME[:3]}
    assert [path.name for path in before.folder.parent.iterdir()] == ["anna"]


def test_two_files_of_one_id_are_both_named(tmp_path: Path) -> None:
    folder = tmp_path / "from"
    voice.read_aloud(folder, SOME[:2])
    nested = folder / f"{SOME[0].id}.flac"
    nested.parent.mkdir(parents=True)
    voice.write(nested, voice.said(SOME[0].text))
    with refuses(Unusable, f"Two files are for the id {SOME[0].id}") as caught:
        pack_of(folder)
    assert str(nested) in str(caught.value)
    assert pack_names() == ()


def test_what_is_of_no_id_is_left_out_and_told(tmp_path: Path) -> None:
    folder = tmp_path / "from"
    voice.read_aloud(folder, SOME[:2])
    shutil.copy(next(folder.glob("*.wav")), folder / "proef.wav")
    empty = new_pack("anna", "nl", speaker="", licence="")
    pack, strange = import_pack(empty, folder, LINES, quiet)
    assert strange == (folder / "proef.wav",)
    assert len(pack.sounds) == 2


def test_a_folder_without_a_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "proef.wav").write_bytes(b"")
    with refuses(Unusable, "holds no sound that is named by an id"):
        pack_of(tmp_path)
    with refuses(Unusable, "gone"):
        pack_of(tmp_path / "gone")


@pytest.mark.parametrize("name", ["none", "../anna", "Anna", "", "a" * 40, "-a"])
def test_a_name_that_cannot_be_one(name: str) -> None:
    with refuses(Unusable, "cannot be the name of a voice pack"):
        new_pack(name, "nl", speaker="", licence="")


def test_a_pack_of_another_language_is_refused(tmp_path: Path) -> None:
    voice.read_aloud(tmp_path / "from", SOME[:1])
    pack_of(tmp_path / "from")
    assert pack_for("anna", "nl") is not None
    assert pack_for("nl+f2", "nl") is None
    with refuses(Unusable, "speaks 'nl', and this session is in 'de'"):
        pack_for("anna", "de")


def test_a_mistyped_voice_is_told_of_the_packs_too(tmp_path: Path) -> None:
    voice.read_aloud(tmp_path / "from", SOME[:1])
    pack_of(tmp_path / "from")
    with refuses(Unusable, "There is no voice 'ana'") as caught:
        synthesizer_for("nl", "ana")
    assert "anna" in str(caught.value.text.fields["known"])
    with refuses(Unusable, "There is no voice 'ana'") as caught:
        synthesizer_for("de", "ana")
    assert "anna" not in str(caught.value.text.fields["known"]), "it speaks Dutch"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"language": "nl", "sounds": []}'])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    voice.read_aloud(tmp_path / "from", SOME[:1])
    pack = pack_of(tmp_path / "from")
    (pack.folder / "voice.json").write_text(text)
    with refuses(Unusable, "The voice pack cannot be read"):
        load_pack("anna")


def test_a_manifest_cannot_lead_out_of_its_folder(tmp_path: Path) -> None:
    voice.read_aloud(tmp_path / "from", SOME[:1])
    pack = pack_of(tmp_path / "from")
    told = json.loads((pack.folder / "voice.json").read_text())
    told["sounds"]["../../secret"] = told["sounds"][SOME[0].id]
    (pack.folder / "voice.json").write_text(json.dumps(told))
    assert set(load_pack("anna").sounds) == {SOME[0].id}


def test_a_disk_that_fills_up_keeps_what_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the sound and the manifest, where it hurts most."""
    empty = new_pack("anna", "nl", speaker="", licence="")
    kept = with_sound(empty, SOME[0], voice.said(SOME[0].text))
    write = private_files.replace_file

    def full(path: Path, content: bytes) -> None:
        if path.name == voice_pack.MANIFEST:
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr("balint_voice.adapters.tts.pack_making.replace_file", full)
    with refuses(Unusable, "cannot be written at .*the disk is full"):
        with_sound(kept, SOME[1], voice.said(SOME[1].text))
    assert load_pack("anna") == kept


def test_deleting_a_pack_deletes_all_of_it(tmp_path: Path, data: Path) -> None:
    voice.read_aloud(tmp_path / "from", SOME[:1])
    pack = pack_of(tmp_path / "from")
    shutil.copytree(pack.folder, pack.folder.with_name("anna.old"))  # an import left it behind
    delete_pack("anna")
    assert list((data / "voices").iterdir()) == []
    assert pack_names() == ()
    with refuses(Unusable, "There is no voice pack 'anna'"):
        delete_pack("anna")


def test_a_line_of_the_users_own_script_can_be_recorded_too() -> None:
    pack = new_pack("anna", "nl", speaker="", licence="")
    line = SpokenLine("ons/eerste/begin", "Wie begint?")
    made = with_sound(pack, line, voice.said(line.text))
    assert PackSynthesizer(made, Usual()).render("Wie begint?").seconds > 0.3
