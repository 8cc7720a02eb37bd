"""Every wrong thing a user can give: an exit code, what is wrong, what to do; never a traceback."""

import os
import re
import subprocess
import sys
import wave
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from balint_voice.adapters.files.prompt_store import load_script, script_names
from balint_voice.cli.options import PartOptions
from balint_voice.cli.parsing import phases, session_options
from balint_voice.cli.run_options import RunOptions
from balint_voice.errors import Unusable
from balint_voice.method.arrangement import with_cases
from balint_voice.records.sessions import create_session
from balint_voice.records.timing_log import TimingLog
from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant
from tests.support.program import ran
from tests.support.theatre import make_session

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The program in a process of its own, with an empty place for its data."""

    def command(*arguments: str, given: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        places = {"BALINT_VOICE_DATA": str(tmp_path / "data")}
        done = ran(*arguments, env={**os.environ, **places, **env}, given=given)
        assert "Traceback" not in done.stderr + done.stdout
        return done

    return command


def refused(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    for word in words:
        assert word in done.stderr


def test_unknown_script(run: Run) -> None:
    refused(run("run", "balint"), 2, "methode 'balint' bestaat niet", "intervisie")


def test_unknown_language(run: Run) -> None:
    refused(run("run", "--language", "xx"), 2, "'xx'", "nl")


def test_something_that_cannot_be_recorded(run: Run) -> None:
    refused(run("run", "--record", "case,everything"), 2, "everything", "case, advice, decision")


def test_recording_only_what_is_skipped(run: Run) -> None:
    options = ("--record", "case", "--skip", "probleemstelling", "--consent-given")
    refused(run("run", *options), 2, "--skip", "Probleemstelling")


def test_recording_without_anybody_to_ask(run: Run) -> None:
    refused(run("run", "--record", "case", "--model", "demo-nl"), 2, "--consent-given")


def test_recording_without_a_passphrase(run: Run) -> None:
    done = run("run", "--record", "case", "--model", "demo-nl", "--consent-given")
    refused(done, 2, "--passphrase-file", "--presenter-key")


def test_an_empty_passphrase(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_text("\n")
    options = (
        "--record",
        "case",
        "--model",
        "demo-nl",
        "--consent-given",
        "--passphrase-file",
        str(empty),
    )
    refused(run("run", *options), 2, "wachtzin is leeg")


def test_a_presenter_key_that_is_none(run: Run) -> None:
    options = (
        "--record",
        "case",
        "--model",
        "demo-nl",
        "--consent-given",
        "--presenter-key",
        "age1nonsense",
    )
    refused(run("run", *options), 2, "openbare age-sleutel")


def test_a_key_and_a_passphrase_at_once(run: Run, tmp_path: Path) -> None:
    """The key would be taken, and who knows the passphrase alone could never open the notes."""
    (tmp_path / "secret").write_text("fiets lamp water brood")
    key = "age1wcdnm05hxuajlr370acyh64vyt2v60ht46ng68ent3ncffvrwdls4q7wwv"
    secrets = ("--presenter-key", key, "--passphrase-file", str(tmp_path / "secret"))
    refused(run("run", "demo", "--voice", "none", "--pace", "9000", *secrets), 2, "--presenter-key")


def test_a_group_that_is_no_name(run: Run) -> None:
    refused(run("run", "--group", "a\nb"), 2, "groep")


@pytest.mark.parametrize("microphone", [("--record", "case"), ("--voice-control",)])
def test_the_demonstration_model_is_never_taken_by_itself(
    microphone: tuple[str, ...], run: Run
) -> None:
    refused(run("run", *microphone), 3, "geen spraakmodel", "models pull small")


def test_an_unknown_model(run: Run) -> None:
    refused(run("run", "--record", "case", "--model", "enormous"), 3, "enormous", "Zet de map")


def test_half_a_model(run: Run, tmp_path: Path) -> None:
    half = tmp_path / "models" / "half"
    half.mkdir(parents=True)
    (half / "config.json").write_text("{}")
    env = {"BALINT_VOICE_MODELS": str(tmp_path / "models")}
    refused(run("run", "--record", "case", "--model", "half", **env), 3, "model.bin")
    refused(run("models", "check", "half", **env), 3, "model.bin")


def test_a_microphone_file_that_is_no_recording(run: Run, tmp_path: Path) -> None:
    text = tmp_path / "case.wav"
    text.write_text("this is no sound")
    refused(run("run", "--microphone-file", str(text)), 2, "case.wav")


def test_a_microphone_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    refused(run("run", "--microphone-file", str(tmp_path / "no.wav")), 2, "no.wav")


def test_a_microphone_that_is_not_there_is_said_before_the_evening(run: Run) -> None:
    options = (
        "--record",
        "case",
        "--model",
        "demo-nl",
        "--consent-given",
        "--microphone",
        "no such microphone",
    )
    done = run("run", *options, "--passphrase-file", "-", given="drie groene fietsen")
    refused(done, 3, "microphone", "devices")


def test_a_model_that_cannot_be_loaded_is_said_before_the_evening(run: Run, tmp_path: Path) -> None:
    """Every file is there and none is empty, yet the weights are cut short."""
    import shutil

    from balint_voice.adapters.whisper.model_store import find

    torn = tmp_path / "models" / "torn"
    shutil.copytree(find("demo-nl").folder, torn)
    (torn / "SHA256SUMS").unlink()
    weights = torn / "model.bin"
    weights.write_bytes(weights.read_bytes()[:1_000_000])
    silence = tmp_path / "silence.wav"
    with wave.open(str(silence), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(bytes(32_000))
    secret = tmp_path / "secret"
    secret.write_text("drie groene fietsen")
    options = (
        "--record",
        "case",
        "--model",
        "demo-nl",
        "--consent-given",
        "--passphrase-file",
        str(secret),
    )
    more = ("--model", "torn", "--microphone-file", str(silence), "--voice", "none")
    env = {"BALINT_VOICE_MODELS": str(tmp_path / "models")}
    refused(run("run", *options, *more, **env), 3, "model")


@pytest.mark.parametrize("script", script_names())
def test_a_look_back_in_a_method_without_one(script: str) -> None:
    method = load_script(script, "en")
    given = RunOptions(script=script, evaluation=True, parts=PartOptions())
    if method.evaluation_s:
        assert session_options(given, method).evaluation
        return
    with pytest.raises(Unusable) as refusal:
        session_options(given, method)
    assert refusal.value.key == "evaluation-none"


def test_an_end_and_a_length_at_once(run: Run) -> None:
    refused(run("run", "--minutes", "90", "--end-at", "21:00"), 2, "--end-at")


def test_a_data_folder_that_cannot_be_made(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    env = {"BALINT_VOICE_DATA": str(tmp_path / "file")}
    done = run("run", "demo", "--voice", "none", "--pace", "1000", **env)
    assert done.returncode == 2
    assert "BALINT_VOICE_DATA" in done.stderr


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """Data in which a session was cut off today, on a disk that takes nothing any more."""
    data = tmp_path / "disk"
    data.mkdir(mode=0o700)
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "none", str(data)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can make a disk")
    try:
        _cut_off(data)
        subprocess.run(["mount", "-o", "remount,ro", str(data)], check=True)
        yield data
    finally:
        subprocess.run(["umount", "--lazy", str(data)], check=True)


def _cut_off(data: Path) -> None:
    folder = create_session(data / "sessions", datetime.now().astimezone())
    log = TimingLog(folder.timing_log)
    for output in make_session("demo").handle(i.Start(), Instant(0)):
        if isinstance(output, o.Log):
            known = output.record
            if isinstance(known, r.SessionStarted):
                began = datetime.now().astimezone().isoformat(timespec="seconds")
                known = replace(known, session=r.Id(folder.id), started=began)
            log.append(output.at, known)
    log.append(Instant(0), r.SessionRequested())
    log.close()


@pytest.mark.parametrize(
    "command",
    [
        ("run", "demo", "--voice", "none", "--pace", "1000"),
        ("resume", "--voice", "none"),
        ("scripts", "copy", "intervisie", "ons"),
        ("sessions", "delete", "NEWEST", "--yes"),
    ],
    ids=lambda command: command[0],
)
def test_a_disk_that_takes_nothing_is_no_fault_of_ours(
    run: Run, read_only: Path, command: tuple[str, ...]
) -> None:
    newest = next((read_only / "sessions").iterdir()).name
    line = [newest if word == "NEWEST" else word for word in command]
    refused(run(*line, BALINT_VOICE_DATA=str(read_only)), 2, str(read_only))


def test_an_unknown_voice(run: Run) -> None:
    refused(run("run", "--voice", "Pavarotti"), 2, "Pavarotti")


@pytest.mark.parametrize("command", ["review", "notes"])
def test_a_session_that_does_not_exist(run: Run, command: str) -> None:
    refused(run(command, "2020-01-01-000000"), 2, "session")
    refused(run(command, "../../nowhere"), 2, "session")


def test_no_session_at_all(run: Run) -> None:
    refused(run("review"), 2, "no session")


def test_an_unknown_option_and_an_unknown_command(run: Run) -> None:
    refused(run("run", "--lanugage", "nl"), 2, "--language")
    assert run("runn").returncode == 2


def test_a_device_that_does_not_exist_without_a_sound_server(run: Run, tmp_path: Path) -> None:
    done = run("devices", PULSE_SERVER="unix:/nonexistent", XDG_RUNTIME_DIR=str(tmp_path))
    assert done.returncode in (0, 3)
    assert done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="PULSE_SERVER is Linux's")
@pytest.mark.parametrize("server", ["tcp:loudspeaker.example:4713", "{5e1f}tcp:a unknown-host"])
def test_sound_that_would_go_over_a_network_is_refused(run: Run, server: str) -> None:
    for command in (("run", "demo", "--plain"), ("demo", "--plain"), ("devices",)):
        done = run(*command, PULSE_SERVER=server)
        refused(done, 3, "PULSE_SERVER")


def test_version_and_help_go_to_stdout(run: Run) -> None:
    assert run("--version").stdout.startswith("balint-voice ")
    help_text = run("run", "--help").stdout
    assert "--record" in help_text


def test_an_impossible_time_is_refused_before_anybody_is_asked_anything(run: Run) -> None:
    done = run("run", "--end-at", "25:00")
    refused(done, 2, "25:00")
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize(
    ("line", "help_of"),
    [
        (("run", "intervisie", "--record"), "balint-voice run --help"),
        (("sessions", "prune", "--older-than"), "balint-voice sessions prune --help"),
    ],
)
def test_an_option_without_its_value_names_the_help_that_lists_it(
    run: Run, line: tuple[str, ...], help_of: str
) -> None:
    refused(run(*line), 2, help_of)


def test_the_home_of_nobody(run: Run) -> None:
    record = ("--record", "case", "--model", "~nosuchuser/x")
    refused(run("run", *record), 2, "~nosuchuser/x", "voluit")
    refused(run("models", "check", "~nosuchuser/x", LC_ALL="C.UTF-8"), 2, "~nosuchuser/x")


def test_a_phase_by_its_name_in_the_language_of_the_group(run: Run) -> None:
    refused(run("run", "--language", "de", "--skip", "Quatsch"), 2, "Quatsch", "(probleemstelling)")
    refused(run("run", "--language", "de", "--skip", "Einfälle,Quatsch"), 2, "Quatsch", "Einfälle")


@pytest.mark.parametrize("language", ["nl", "en", "de", "fr"])
def test_each_phase_has_a_name_by_which_it_can_be_meant(language: str) -> None:
    script = load_script("intervisie", language)
    for phase in script.phases:
        assert phases(script, [phase.name.upper(), str(phase.number)]) == (phase.id, phase.id)


def test_a_space_after_the_comma_of_record(run: Run) -> None:
    refused(run("run", "demo", "--record", "case,", "--consent-given"), 2, "zonder spatie")


@pytest.mark.parametrize(("typed", "meant"), [("--taal", "--language"), ("--minuten", "--minutes")])
def test_an_option_in_the_users_own_language(typed: str, meant: str, run: Run) -> None:
    refused(run("run", typed, "de"), 2, typed, meant)


@pytest.mark.parametrize(
    "line",
    [
        ("notes", "--forget=ja"),
        ("run", "--people"),
        ("run", "--people", "acht"),
        ("run", "--minutes", "0"),
        ("run", "--theme", "blau"),
        ("run", "eins", "zwei"),
        ("sessions", "delete"),
        ("run", "--nirgends"),
        ("nirgends",),
    ],
)
def test_a_refusal_of_the_command_line_is_in_one_language(run: Run, line: tuple[str, ...]) -> None:
    done = run(*line, LC_ALL="de_DE.UTF-8")
    assert done.returncode == 2
    english = r"\b(?i:the|is|not|does|takes?|requires?|missing|unexpected|argument|invalid|such)\b"
    assert re.findall(english, done.stderr) == [], done.stderr


def test_a_switch_with_a_value_is_not_asked_for_one(run: Run) -> None:
    refused(run("notes", "--forget=ja"), 2, "--forget takes no value")


def test_a_phase_that_two_cases_have_is_that_of_the_first_by_id_and_by_name() -> None:
    script = with_cases(load_script("intervisie", "nl"), 2)
    for given in ("associatiemoment", "Associatiemoment", "4"):
        assert phases(script, [given]) == ("associatiemoment",)
    assert phases(script, ["associatiemoment-2", "13"]) == ("associatiemoment-2",) * 2
