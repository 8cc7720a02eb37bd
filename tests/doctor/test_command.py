"""`doctor` as it is typed: each thing that can be wrong, its line, its remedy, the exit code."""

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.testing import CliRunner

from balint_voice.adapters.doctor import checks, voice_check
from balint_voice.adapters.doctor.finding_words import load_finding_words
from balint_voice.adapters.doctor.quick_check import quick_check
from balint_voice.adapters.sound.player import Player
from balint_voice.adapters.system import places
from balint_voice.adapters.tts.pack_making import import_pack, new_pack
from balint_voice.adapters.whisper import measured_speed
from balint_voice.adapters.whisper.measured_speed import Speed
from balint_voice.cli import parsing
from balint_voice.cli.commands.doctor import _tonight
from balint_voice.cli.main import app
from balint_voice.cli.start_choices import options_of
from balint_voice.doctor.findings import CheckedPart, Finding
from balint_voice.errors import PartMissing, Unusable
from balint_voice.messages import catalogue
from tests.support.pulse import Pulse
from tests.voices import voice as reading

Rows = dict[str, dict[str, Any]]

PATIENT = """
from balint_voice.__main__ import main
from balint_voice.adapters.doctor import checks
from balint_voice.adapters.doctor.finding_words import load_finding_words
checks.WITHIN_S = 300.0
main()
"""
"""The program itself, which measures as long as it takes: this machine may have much else to do."""


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BALINT_VOICE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("BALINT_VOICE_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("BALINT_VOICE_CONFIG", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def rows_of(stdout: str) -> Rows:
    told = json.loads(stdout)
    rows = {row["part"]: row for row in told["parts"]}
    assert len(rows) == len(told["parts"]), "one line a part"
    assert told["ready"] == all(row["state"] != "missing" for row in rows.values())
    for row in rows.values():
        assert row["state"] == "ok" or row["remedy"], "what is not well has a remedy"
    return rows


def typed(*arguments: str, language: str = "en") -> tuple[int, Rows]:
    """The command in this process, with whatever a test has put in its way."""
    command = ["doctor", "--json", "--no-listen", "--language", language, *arguments]
    result = CliRunner().invoke(app, command)
    return result.exit_code, rows_of(result.stdout)


def run(*arguments: str, before: tuple[str, ...] = (), **environment: str) -> tuple[int, Rows, str]:
    """The command in a process of its own: exit code, rows, what stood on stderr."""
    done = subprocess.run(
        [*before, sys.executable, "-c", PATIENT, "doctor", "--json", *arguments],
        capture_output=True,
        text=True,
        env=os.environ | environment,
        timeout=300,
    )
    return done.returncode, rows_of(done.stdout), done.stderr


@pytest.fixture
def open_room(pulse: Pulse) -> Iterator[None]:
    module = pulse.pactl("load-module", "module-loopback", "source=speaker.monitor", "sink=micfeed")
    yield
    pulse.pactl("unload-module", module)


@pytest.fixture
def no_decoding(monkeypatch: pytest.MonkeyPatch) -> Callable[[Speed | None], None]:
    """The model is not really decoded with: it is as fast as a test says."""

    def as_fast_as(speed: Speed | None) -> None:
        monkeypatch.setattr(measured_speed, "measure", lambda *_, **__: speed)

    as_fast_as(Speed(0.2, 1.0, True))
    return as_fast_as


@pytest.mark.slow
def test_where_all_is_well_a_session_can_run(pulse: Pulse, open_room: None) -> None:
    code, rows, said = run("--listen", "--language", "nl", "--model", "demo-nl")
    assert code == 0
    assert rows["speaker"]["finding"] == "speaker-heard"
    assert rows["microphone"]["finding"] == "microphone-ok"
    assert rows["voice"]["state"] == "ok"
    assert rows["model"]["finding"] == "model-demo"
    assert rows["speed"]["measured"]["factor"] > 0
    assert rows["commands"]["measured"]["seconds"] > 0.6
    assert rows["protection"]["measured"]["core_dumps_off"] is True
    assert set(rows) == set(get_args(CheckedPart))
    assert "microfoon gaat een paar seconden open" in said


def test_lines_for_people_and_a_last_one(pulse: Pulse, no_decoding: object) -> None:
    result = CliRunner().invoke(app, ["doctor", "--language", "nl"])
    lines = result.stdout.splitlines()
    assert lines[0].split()[:2] == ["goed", "schijf"]
    assert [line for line in lines if line.startswith("let op") and "model" in line]
    assert lines[-1].startswith("Er kan een bijeenkomst worden gehouden")
    assert "\x1b" not in result.stdout, "no colour outside a terminal"
    assert "microfoon gaat" not in result.stderr, "nobody asked: it stays closed"


@pytest.mark.slow
def test_with_the_network_taken_away(pulse: Pulse) -> None:
    if not shutil.which("unshare") or subprocess.run(["unshare", "-n", "true"]).returncode:
        pytest.skip("this machine lets nobody take the network away")
    code, rows, _ = run(
        "--no-listen", "--language", "nl", "--model", "demo-nl", before=("unshare", "-n")
    )
    assert code == 0
    assert rows["network"]["finding"] == "network-given-up", "no socket could be made at all"
    assert rows["speed"]["measured"]["factor"] > 0


def test_without_the_sound_library(tmp_path: Path, no_decoding: object) -> None:
    """As on a fresh Debian: the package is there, what it loads is not."""
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')\n")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    code, rows, _ = run("--no-listen", "--language", "en", PYTHONPATH=path)
    assert code == 3
    for part in ("speaker", "microphone"):
        assert rows[part]["state"] == "missing"
        assert rows[part]["finding"] == "sound-no-library"
    if shutil.which("apt"):
        assert rows["speaker"]["remedy"] == "sudo apt install libportaudio2 libasound2-plugins"


def test_without_a_sound_server(tmp_path: Path, no_decoding: object) -> None:
    code, rows, _ = run(
        "--no-listen",
        "--language",
        "en",
        PULSE_SERVER=f"unix:{tmp_path}/none",
        XDG_RUNTIME_DIR=str(tmp_path),
    )
    assert code == 3
    assert rows["speaker"]["finding"] == "speaker-none"
    assert "--voice none" in rows["speaker"]["remedy"]
    assert rows["microphone"]["finding"] == "microphone-none"


@pytest.mark.slow
def test_without_alsas_way_to_the_server(pulse: Pulse, tmp_path: Path) -> None:
    """As where libasound2-plugins is not installed: its folder is hidden from the program."""
    folders = list(Path("/usr/lib").glob("**/alsa-lib"))
    if not folders or subprocess.run(["unshare", "-m", "true"]).returncode:
        pytest.skip("this machine lets nobody hide a folder, or has none to hide")
    (empty := tmp_path / "empty").mkdir()
    hidden = " && ".join(f"mount --bind {empty} {folder}" for folder in folders)
    before = ("unshare", "-m", "sh", "-c", f'{hidden} && exec "$@"', "sh")
    code, rows, _ = run("--no-listen", "--language", "en", before=before)
    assert code == 3
    assert rows["speaker"]["finding"] == "sound-no-way"
    if shutil.which("apt"):
        assert rows["speaker"]["remedy"] == "sudo apt install libasound2-plugins"


def several(part: CheckedPart, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    """The rows of one part, where there may be more than one."""
    command = ["doctor", "--json", "--no-listen", "--language", "en", *arguments]
    result = CliRunner().invoke(app, command)
    rows = json.loads(result.stdout)["parts"]
    return result.exit_code, [row for row in rows if row["part"] == part]


def test_each_of_two_speakers_is_tried(pulse: Pulse, no_decoding: object) -> None:
    code, rows = several("speaker", "--speaker", "default", "--speaker", "pulse")
    assert code == 0
    assert [row["finding"] for row in rows] == ["speaker-said", "speaker-said"]
    assert [row["measured"]["device"] for row in rows] == ["default", "pulse"]


def test_the_second_of_two_speakers_is_missing(pulse: Pulse, no_decoding: object) -> None:
    code, rows = several("speaker", "--speaker", "default", "--speaker", "nonesuch")
    assert code == 3, "so it is with `run`"
    assert [row["finding"] for row in rows] == ["speaker-said", "speaker-unknown"]
    assert "'nonesuch'" in rows[1]["what"]


def test_the_second_of_two_speakers_does_not_open(
    pulse: Pulse, no_decoding: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens = Player.open

    def only_the_first(player: Player) -> None:
        if player._speaker._device == "pulse":
            raise PartMissing("speaker-missing", why="")
        opens(player)

    monkeypatch.setattr(Player, "open", only_the_first)
    code, rows = several("speaker", "--speaker", "default", "--speaker", "pulse")
    assert code == 3
    assert [row["finding"] for row in rows] == ["speaker-said", "speaker-dead"]
    assert "'pulse'" in rows[1]["what"]


def test_a_bluetooth_device_that_is_the_second_speaker(
    pulse: Pulse, no_decoding: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [(0, "Jabra", True), (1, "AirPods", False)]
    monkeypatch.setattr(checks, "devices", lambda _: known)
    _, (row,) = several("headset", "--speaker", "Jabra", "--speaker", "AirPods")
    assert row["finding"] == "headset-speaker"
    assert row["measured"]["device"] == "AirPods"


def test_without_a_voice(
    pulse: Pulse, monkeypatch: pytest.MonkeyPatch, no_decoding: object
) -> None:
    def none(*_: object) -> None:
        raise PartMissing("voice-none", language="nl", remedy="")

    monkeypatch.setattr(voice_check, "synthesizer_for", none)
    code, rows = typed(language="nl")
    assert code == 3
    assert rows["voice"]["finding"] == "voice-none"
    assert rows["speaker"]["finding"] == "speaker-untried"


def test_how_much_of_tonight_a_voice_pack_can_say(
    pulse: Pulse, tmp_path: Path, no_decoding: object
) -> None:
    (tmp_path / "settings.toml").write_text('script = "demo"\nvoice = "anna"\n')
    lines = reading.lines("demo")
    reading.read_aloud(tmp_path / "from", lines[:3])
    pack = new_pack("anna", "nl", speaker="Anna", licence="")
    import_pack(pack, tmp_path / "from", lines, lambda done, of: None)
    _, rows = typed(language="nl")
    assert rows["voice"]["finding"] == "pack-part"
    assert rows["voice"]["measured"]["covered"] == 1, "the explanation is not for tonight"
    assert rows["voice"]["measured"]["of"] > 40
    assert rows["voice"]["remedy"].startswith("balint-voice voices check anna")


@pytest.mark.parametrize(
    "set_by_the_group",
    ['skip = ["1"]', "follow_up = true", 'break_after = ["2"]', 'record = ["case"]', "cases = 2"],
)
def test_tonight_is_as_run_would_hold_it(tmp_path: Path, set_by_the_group: str) -> None:
    before = set(_tonight("nl", "Balint"))
    (tmp_path / "settings.toml").write_text(set_by_the_group + "\n")
    tonight = set(_tonight("nl", "Balint"))
    assert tonight == set(parsing.outline_of(options_of([])).texts())
    assert tonight - before


def copied(tmp_path: Path) -> Path:
    """Our own model, under the name of one that can be fetched."""
    folder = tmp_path / "models" / "small"
    shutil.copytree(places.shipped("models") / "demo-nl", folder)
    return folder


def test_half_a_model(pulse: Pulse, tmp_path: Path) -> None:
    (copied(tmp_path) / "tokenizer.json").unlink()
    code, rows = typed("--model", "small")
    assert code == 3
    assert "tokenizer.json is missing" in rows["model"]["what"]
    assert rows["model"]["remedy"] == "balint-voice models pull small"
    assert "speed" not in rows


@pytest.mark.slow
def test_a_model_that_cannot_be_loaded(pulse: Pulse, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "model.bin").write_bytes(b"no weights at all")
    code, rows = typed("--model", "small", language="nl")
    assert code == 3
    assert rows["speed"]["finding"] == "model-unloadable"
    assert "models check small" in rows["speed"]["remedy"]


@pytest.mark.slow
def test_no_model_and_one_of_another_language(pulse: Pulse) -> None:
    code, rows = typed("--model", "medium")
    assert code == 3
    assert rows["model"]["remedy"] == "balint-voice models pull medium"
    code, rows = typed("--model", "demo-nl", language="de")
    assert code == 3
    assert rows["model"]["finding"] == "model-language"
    code, rows = typed(language="nl")
    assert code == 0, "who records nothing needs no model"
    assert rows["model"]["finding"] == "model-none"
    assert rows["model"]["state"] == "warning"
    assert "models pull small" in rows["model"]["remedy"]


@pytest.mark.slow
def test_too_slow_a_model(
    pulse: Pulse, tmp_path: Path, no_decoding: Callable[[Speed | None], None]
) -> None:
    copied(tmp_path)
    no_decoding(Speed(4.0, 8.0, True))
    code, rows = typed("--model", "small", language="nl")
    assert code == 3, "speech would be lost"
    assert rows["speed"]["finding"] == "speed-loses"
    assert rows["commands"]["state"] == "warning"
    no_decoding(Speed(1.2, 2.0, True))
    code, rows = typed("--model", "small", language="nl")
    assert code == 0
    assert rows["speed"]["finding"] == "speed-behind"
    assert rows["speed"]["measured"]["advised"] == "base"
    assert rows["speed"]["measured"]["wait_minutes"] > 1
    no_decoding(None)
    code, rows = typed("--model", "small", language="nl")
    assert rows["speed"]["finding"] == "speed-unmeasured"


def test_a_full_disk(
    pulse: Pulse, small_disk: Path, monkeypatch: pytest.MonkeyPatch, no_decoding: object
) -> None:
    monkeypatch.setenv("BALINT_VOICE_DATA", str(small_disk))
    code, rows = typed(language="nl")
    assert code == 3
    assert rows["disk"]["finding"] == "disk-full"
    assert str(small_disk) in rows["disk"]["remedy"]
    assert [found.what for found in quick_check(None, "nl")] == ["disk-full"]


def test_the_quick_check_tells_what_was_measured_and_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from balint_voice.adapters.system import machine
    from balint_voice.adapters.whisper import model_store

    def nothing(*_: object, **__: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr("balint_voice.adapters.sound.portaudio.library", nothing)
    monkeypatch.setattr(
        "balint_voice.adapters.whisper.transcriber.WorkerTranscriber.start", nothing
    )
    monkeypatch.setattr(machine, "power", lambda: ("mains", 90))
    copied(tmp_path)
    model = model_store.find("small")

    def found() -> list[Finding]:
        return [one for one in quick_check(model, "nl") if one.part == "speed"]

    assert [one.what for one in found()] == ["speed-unknown"]
    measured_speed.remember(model.folder, Speed(0.2, 1.0, True))
    assert found() == []
    measured_speed.remember(model.folder, Speed(1.1, 1.0, True))
    assert [one.what for one in found()] == ["speed-behind"]


def test_a_session_looks_first_and_does_not_begin_on_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from balint_voice.adapters.system import machine

    monkeypatch.setattr(machine, "free_disk", lambda _: (1_000_000, True))
    begun = CliRunner().invoke(app, ["run", "demo", "--voice", "none", "--plain"])
    assert begun.exit_code == 3
    assert "schijf is vol" in begun.stderr
    assert "Maak ruimte" in begun.stderr
    assert not list((tmp_path / "data").rglob("timing.jsonl")), "nothing was begun"


def test_a_drive_that_is_not_there_is_refused_as_a_folder_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows without the stick: no folder above it exists, and none can be made."""
    stick = tmp_path / "stick"
    monkeypatch.setenv("BALINT_VOICE_DATA", str(stick))
    exists, mkdir = Path.exists, Path.mkdir

    def there(path: Path, **how: Any) -> bool:
        return exists(path, **how) and not stick.is_relative_to(path)

    def made(path: Path, *where: Any, **how: Any) -> None:
        if path.is_relative_to(stick):
            raise FileNotFoundError(errno.ENOENT, "No such file or directory", str(path))
        mkdir(path, *where, **how)

    monkeypatch.setattr(Path, "exists", there)
    monkeypatch.setattr(Path, "mkdir", made)
    begun = CliRunner().invoke(app, ["run", "demo", "--voice", "none", "--plain"])
    assert isinstance(begun.exception, Unusable)
    assert begun.exception.key == "sessions-folder"
    assert checks.check_disk(stick / "sessions", "en").what == "disk-closed"


@pytest.mark.parametrize("state", ["open to others", "a link", "a file"])
def test_a_folder_that_a_session_would_refuse_is_refused_by_doctor_in_the_same_words(
    tmp_path: Path, state: str
) -> None:
    place = tmp_path / "data" / "sessions"
    place.parent.mkdir()
    if state == "open to others":
        place.mkdir(mode=0o755)
        place.chmod(0o755)
    elif state == "a link":
        (tmp_path / "real").mkdir(mode=0o700)
        place.symlink_to(tmp_path / "real")
    else:
        place.write_text("")
    begun = CliRunner().invoke(app, ["run", "demo", "--voice", "none", "--plain", "--language=nl"])
    assert isinstance(begun.exception, Unusable)
    said = catalogue.refusal(begun.exception, "nl")
    told = checks.check_disk(place, "nl")
    assert told.state == "missing"
    words = load_finding_words("nl")
    assert words.what(told) == f"{said.what}."
    assert words.remedy(told, ("linux",)) == f"{said.do}."


def test_what_doctor_tried_is_taken_away_again(tmp_path: Path) -> None:
    place = tmp_path / "data" / "sessions"
    assert checks.check_disk(place, "en").what in ("disk-ok", "disk-low")
    assert list(place.iterdir()) == []
    assert place.stat().st_mode & 0o077 == place.parent.stat().st_mode & 0o077 == 0


def test_a_session_warns_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from balint_voice.adapters.system import machine

    monkeypatch.setattr(machine, "power", lambda: ("battery", 40))
    ended = CliRunner().invoke(
        app, ["run", "demo", "--voice", "none", "--plain", "--pace", "10000", "--no-break"]
    )
    assert ended.exit_code == 0
    assert "accu (40 %)" in ended.stderr
    assert list((tmp_path / "data").rglob("timing.jsonl"))
