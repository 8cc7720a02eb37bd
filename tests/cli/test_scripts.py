"""`scripts`: the table a facilitator reads, the data a program reads, and a copy of one's own."""

import json
import os
import re
import subprocess
import wave
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from balint_voice.adapters.files.prompt_store import faults_of
from balint_voice.errors import Unusable
from balint_voice.method import toml_lines
from tests.support.program import ran
from tests.support.refusals import refuses

Run = Callable[..., subprocess.CompletedProcess[str]]
SCRIPTS = [
    "balintgroep",
    "balintgroep-met-suggesties",
    "demo",
    "geen-oplossing",
    "heilsbronn",
    "hoe-zou-ik-het-doen",
    "incidentmethode",
    "intervisie",
    "kollegiale-beratung",
    "roddelmethode",
    "troika",
    "uitpluizen",
]
UNRECORDED = ["balintgroep", "balintgroep-met-suggesties", "troika"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        done = ran(*arguments, env={**os.environ, "BALINT_VOICE_DATA": str(tmp_path)})
        assert "Traceback" not in done.stderr
        return done

    return command


def test_list_names_every_method_and_when_to_choose_it(run: Run) -> None:
    shown = json.loads(run("scripts", "list", "--json").stdout)
    assert [row["script"] for row in shown] == SCRIPTS
    assert all(row["languages"] == ["de", "en", "fr", "nl"] for row in shown)
    assert [row["script"] for row in shown if not row["recording"]] == UNRECORDED
    assert "intervisie" in run("scripts", "list", "--language", "en").stdout


@pytest.mark.parametrize("command", [("list",), ("show", "troika")])
def test_the_texts_are_in_the_groups_language(
    run: Run, command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BALINT_VOICE_CONFIG", str(tmp_path / "settings.toml"))
    (tmp_path / "settings.toml").write_text('language = "de"\n')
    assert run("scripts", *command).stdout == run("scripts", *command, "--language", "de").stdout
    assert run("scripts", *command).stdout != run("scripts", *command, "--language", "nl").stdout
    unknown = run("scripts", *command, "--language", "xx")
    assert unknown.returncode == 2 and "xx" in unknown.stderr


def test_show_as_data_is_as_the_interface_has_it(run: Run) -> None:
    shown = json.loads(run("scripts", "show", "intervisie", "--minutes", "90", "--json").stdout)
    assert shown["script"] == "intervisie"
    assert shown["language"] == "nl"
    assert shown["minutes"] == 90
    assert shown["people"] == 9
    assert shown["recordable"] == ["probleemstelling", "oordeelsvorming", "besluitvorming"]
    assert len(shown["phases"]) == 9
    first = shown["phases"][0]
    keys = {"phase", "number", "name", "minutes", "least_minutes", "scales", "recordable"}
    assert keys | {"announce", "prepare", "begin", "close", "reminders"} <= set(first)
    assert first["scales"] is True
    assert round(sum(phase["minutes"] for phase in shown["phases"])) == 90


def test_show_says_where_the_minutes_are_too_few_for_so_many_people(run: Run) -> None:
    asked = ("scripts", "show", "intervisie", "--language", "en", "--minutes", "52", "--people")
    assert "at least 54" in run(*asked, "9").stderr
    assert run(*asked, "4").stderr == ""


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("language", ["nl", "en", "de", "fr"])
def test_show_is_a_table(run: Run, script: str, language: str) -> None:
    shown = run("scripts", "show", script, "--language", language, "--people", "7")
    assert shown.returncode == 0, shown.stderr
    assert " 7 " in shown.stdout.splitlines()[-1]
    assert max(map(len, shown.stdout.splitlines())) <= 80


def test_a_copy_of_ones_own_can_be_edited_checked_and_run(run: Run, tmp_path: Path) -> None:
    folder = Path(run("scripts", "copy", "intervisie", "ons").stdout.strip())
    assert folder == tmp_path / "scripts" / "ons"
    words = folder / "nl.toml"
    text = words.read_text("utf-8")
    words.write_text(text.replace('name = "Probleemkeuze"', 'name = "Onze keuze"'), "utf-8")
    checked = run("scripts", "check", str(folder))
    assert checked.returncode == 0, checked.stderr
    ran = run("run", "ons", "--voice", "none", "--pace", "5000", "--plain")
    assert ran.returncode == 0, ran.stderr
    assert "Onze keuze" in ran.stdout
    assert "Onze keuze" in run("review").stdout


def test_a_script_is_ones_own_however_it_is_written(run: Run, tmp_path: Path) -> None:
    """With a mark before the first letter, as Notepad makes it, and without blanks."""
    assert run("scripts", "copy", "demo", "ons").returncode == 0
    structure = tmp_path / "scripts" / "ons" / "script.toml"
    as_saved = structure.read_text("utf-8").replace('id = "ons"', "id='ons'")
    structure.write_text(f"\ufeff{as_saved}", "utf-8")
    assert run("scripts", "check", str(structure)).returncode == 0
    assert run("scripts", "copy", "ons", "weer-ons").returncode == 0
    checked = run("scripts", "check", str(structure.parents[1] / "weer-ons"))
    assert checked.returncode == 0, checked.stderr


def test_check_calls_the_folder_it_stands_in_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "script.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    with refuses(Unusable, tmp_path.name):
        faults_of(Path())


def test_check_names_file_line_key_and_remedy(run: Run, tmp_path: Path) -> None:
    folder = Path(run("scripts", "copy", "uitpluizen", "ons").stdout.strip())
    words = folder / "nl.toml"
    words.write_text(words.read_text("utf-8").replace("announce =", "anounce =", 1), "utf-8")
    done = run("scripts", "check", str(words))
    assert done.returncode == 2
    assert "ons/nl.toml, line" in done.stderr
    assert "anounce" in done.stderr
    assert "Did you mean 'announce'?" in done.stderr


def test_check_tells_all_that_is_wrong_at_once_and_nothing_twice(run: Run) -> None:
    folder = Path(run("scripts", "copy", "uitpluizen", "ons").stdout.strip())

    def change(file: str, before: str, after: str) -> None:
        text = (folder / file).read_text("utf-8")
        assert before in text
        (folder / file).write_text(text.replace(before, after, 1), "utf-8")

    change("script.toml", "people = 9", "people = 'nine'")
    change("script.toml", 'scales = "no"', 'scales = "never"')
    change("script.toml", "least_minutes =", "least =")
    change("nl.toml", "announce =", "anounce =")
    change("nl.toml", "summary =", "sumary =")
    change("de.toml", "begin =", "beginn =")
    change("en.toml", 'name = "', "name = '")
    done = run("scripts", "check", str(folder))
    assert done.returncode == 2
    for key in ("people", r"phases[2].scales", r"phases[1].least"):
        assert done.stderr.count(f"line {line_of(folder / 'script.toml', key)}: '{key}'") == 1
    for fault in (
        "'sumary' is not known",
        "'summary' is missing",
        "ons/en.toml, line ",
        "announce",
        "begin",
    ):
        assert fault in done.stderr, fault
    told = int(re.findall(r"There are (\d+) things", done.stderr)[0])
    assert done.stderr.count("\n\n") == told - 1


def line_of(file: Path, place: str) -> int | None:
    return toml_lines.line_of(file.read_text("utf-8"), place)


def test_a_copy_wants_a_name_that_is_free_and_plain(run: Run) -> None:
    assert run("scripts", "copy", "intervisie", "balintgroep").returncode == 2
    assert run("scripts", "copy", "intervisie", "../ons").returncode == 2
    assert run("scripts", "copy", "no-such", "ons").returncode == 2


def test_recording_a_balint_group_is_refused_with_the_reason(run: Run) -> None:
    done = run("run", "balintgroep", "--record", "case")
    assert done.returncode == 2
    assert "opgenomen" in done.stderr


@pytest.mark.parametrize("people", [3, 14])
def test_a_group_outside_five_to_twelve_is_warned_not_refused(run: Run, people: int) -> None:
    options = ("--voice", "none", "--pace", "5000", "--plain", "--people", str(people))
    usual = run("run", "demo", "--voice", "none", "--pace", "5000", "--plain").stderr
    done = run("run", "demo", *options)
    assert done.returncode == 0
    assert len(done.stderr.splitlines()) == len(usual.splitlines()) + 1


@pytest.mark.parametrize(("language", "word"), [("en", "Welcome"), ("de", "Herzlich willkommen")])
def test_everything_shown_follows_the_language(run: Run, language: str, word: str) -> None:
    options = ("--voice", "none", "--pace", "9000", "--plain", "--language", language)
    ran = run("run", "intervisie", *options)
    assert ran.returncode == 0, ran.stderr
    assert word in ran.stdout
    assert "Fase" not in ran.stdout


def test_an_end_that_is_no_time_is_refused(run: Run) -> None:
    assert run("run", "--end-at", "half negen").returncode == 2


def test_consent_names_only_what_is_held(run: Run, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("fiets lamp water brood")
    skipping = ("--record", "case,decision", "--skip", "besluitvorming", "--consent-given")
    options = ("--voice", "none", "--pace", "10000", "--plain", "--passphrase-file", str(secret))
    ran = run(
        "run",
        *skipping,
        *options,
        "--model",
        "demo-nl",
        "--microphone-file",
        str(silence(tmp_path)),
    )
    assert ran.returncode == 0, ran.stderr
    said = next(line for line in ran.stdout.splitlines() if "mogen opnemen" in line)
    assert "Probleemstelling" in said and "Besluitvorming" not in said


def silence(folder: Path) -> Path:
    """A recording of nothing, as the microphone."""
    path = folder / "silence.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(3_200))
    return path


def test_a_trial_of_tonight_with_a_faster_clock_has_tonights_minutes(run: Run) -> None:
    end = (datetime.now() + timedelta(minutes=30)).strftime("%H:%M")
    options = ("--voice", "none", "--pace", "10000", "--plain")
    assert run("run", "demo", "--end-at", end, *options).returncode == 0
    planned = json.loads(run("review", "--json").stdout)["planned_s"]
    assert 25 * 60 < planned <= 30 * 60
