"""The language that a refusal speaks, through the command line: its code, and its words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from balint_voice.cli.language import language, preferred_language, settle
from balint_voice.messages.catalogue import LANGUAGES
from tests.support import program

SYSTEMS = {"nl": "nl_BE.UTF-8", "en": "en_GB.UTF-8", "de": "de_AT.UTF-8", "fr": "fr_BE.UTF-8"}
WORDS = {
    "unknown-script": {
        "nl": "De methode 'x' bestaat niet.\nKies uit: balintgroep,",
        "en": "There is no method 'x'.\nChoose one of: balintgroep,",
        "de": "Die Methode 'x' gibt es nicht.\nZur Wahl stehen: balintgroep,",
        "fr": "La méthode 'x' n'existe pas.\nAu choix\u00a0: balintgroep,",
    },
    "option": {
        "nl": "De optie --minuts bestaat niet.\nBedoelde u --minutes",
        "en": "There is no option --minuts.\nDid you mean --minutes",
        "de": "Die Option --minuts gibt es nicht.\nMeinten Sie --minutes",
        "fr": "L'option --minuts n'existe pas.\nVouliez-vous dire --minutes",
    },
    "command": {
        "nl": "De opdracht 'runn' bestaat niet.\nBedoelde u run",
        "en": "There is no command 'runn'.\nDid you mean run",
        "de": "Den Befehl 'runn' gibt es nicht.\nMeinten Sie run",
        "fr": "La commande 'runn' n'existe pas.\nVouliez-vous dire run",
    },
    "number": {
        "nl": "Wat u bij --people opgaf, kan niet: veel.\nGeef een getal van 1 tot 99.",
        "en": "The value for --people cannot be used: veel.\nGive a number from 1 to 99.",
        "de": "Was Sie bei --people angegeben haben, geht nicht: veel.\n"
        "Geben Sie eine Zahl von 1 bis 99 an.",
        "fr": "La valeur de --people ne convient pas\u00a0: veel.\nDonnez un nombre de 1 à 99.",
    },
    "range": {
        "nl": "kan niet: 0.\n",
        "en": "cannot be used: 0.\n",
        "de": "geht nicht: 0.\n",
        "fr": "ne convient pas\u00a0: 0.\n",
    },
    "choice": {
        "nl": "kan niet: soon.\nKies uit: auto, ask.",
        "en": "cannot be used: soon.\nChoose one of: auto, ask.",
        "de": "geht nicht: soon.\nZur Wahl stehen: auto, ask.",
        "fr": "ne convient pas\u00a0: soon.\nAu choix\u00a0: auto, ask.",
    },
    "bare": {
        "nl": "Bij --minutes hoort nog een waarde.",
        "en": "--minutes needs a value.",
        "de": "Zu --minutes gehört noch ein Wert.",
        "fr": "Il manque une valeur à --minutes.",
    },
    "missing": {
        "nl": "SCRIPT ontbreekt nog.\nbalint-voice scripts show --help",
        "en": "SCRIPT is missing.\nbalint-voice scripts show --help",
        "de": "Es fehlt noch: SCRIPT.\nbalint-voice scripts show --help",
        "fr": "Il manque SCRIPT.\nbalint-voice scripts show --help",
    },
    "too-many": {
        "nl": "Hier kan balint-voice sessions list niets mee: a b.",
        "en": "balint-voice sessions list cannot use this: a b.",
        "de": "Damit kann balint-voice sessions list nichts anfangen: a b.",
        "fr": "balint-voice sessions list ne sait que faire de ceci\u00a0: a b.",
    },
    "no-session": {
        "nl": "Er zijn nog geen bijeenkomsten.",
        "en": "There are no sessions yet.",
        "de": "Es gibt noch keine Sitzungen.",
        "fr": "Il n'y a pas encore de séances.",
    },
}
LINES = {
    "unknown-script": "run x",
    "option": "run --minuts 90",
    "command": "runn",
    "number": "run --people veel",
    "range": "run --people 0",
    "choice": "run --start soon",
    "bare": "run --minutes",
    "missing": "scripts show",
    "too-many": "sessions list a b",
    "no-session": "review",
}
TAKES_A_LANGUAGE = ("unknown-script", "option", "number", "range", "choice", "missing")


def ran(data: Path, line: str, system: str = "C", **env: str) -> subprocess.CompletedProcess[str]:
    places = {"BALINT_VOICE_DATA": str(data), "LC_ALL": system}
    return program.ran(*line.split(), env={**os.environ, **places, **env})


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("case", [case for case in LINES if case != "unknown-script"])
def test_where_no_language_was_asked_for_the_system_has_one(
    tmp_path: Path, case: str, spoken: str
) -> None:
    done = ran(tmp_path, LINES[case], SYSTEMS[spoken])
    assert done.returncode == 2 and done.stdout == ""
    assert WORDS[case][spoken] in done.stderr


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("case", TAKES_A_LANGUAGE)
def test_the_language_that_was_typed_goes_before_the_systems(
    tmp_path: Path, case: str, spoken: str
) -> None:
    other = SYSTEMS["de" if spoken == "nl" else "nl"]
    done = ran(tmp_path, f"{LINES[case]} --language {spoken}", other)
    assert done.returncode == 2 and done.stdout == ""
    assert WORDS[case][spoken] in done.stderr


def test_a_commands_own_lists_follow_the_system(tmp_path: Path) -> None:
    assert "Es gibt noch keine Sitzungen" in ran(tmp_path, "sessions list", "de_DE.UTF-8").stderr
    assert "Er zijn nog geen bijeenkomsten" in ran(tmp_path, "sessions list", "nl_NL.UTF-8").stderr
    assert "There are no sessions yet" in ran(tmp_path, "sessions list", "it_IT.UTF-8").stderr


def test_the_groups_setting_goes_before_the_systems(tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text('language = "de"\n')
    done = ran(tmp_path, "sessions list a b", "nl_NL.UTF-8", BALINT_VOICE_CONFIG=str(settings))
    assert "Damit kann balint-voice" in done.stderr
    settings.write_text("language = 9\n")
    done = ran(tmp_path, "run x", "nl_NL.UTF-8", BALINT_VOICE_CONFIG=str(settings))
    assert done.returncode == 2 and "is niet bekend: '9'" in done.stderr


def test_a_session_speaks_its_own_language(tmp_path: Path) -> None:
    line = "run demo --language de --voice none --pace 9000 --plain"
    assert ran(tmp_path, line, "nl_NL.UTF-8").returncode == 0
    assert "begonnen" in ran(tmp_path, "sessions show", "nl_NL.UTF-8").stdout
    assert "Ordner" in ran(tmp_path, "sessions show", "nl_NL.UTF-8").stdout
    notes = ran(tmp_path, "notes", "nl_NL.UTF-8")
    assert notes.returncode == 2 and "hat keine Notizen" in notes.stderr


def test_help_is_an_answer_not_a_refusal(tmp_path: Path) -> None:
    bare = ran(tmp_path, "", "nl_NL.UTF-8")
    assert bare.returncode == 2 and "Usage: balint-voice" in bare.stdout + bare.stderr
    assert ran(tmp_path, "run --help").returncode == 0


def test_a_fault_of_ours_says_so_in_the_users_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from balint_voice.cli import main

    def broken(**_: object) -> None:
        raise RuntimeError("with content that nobody may read")

    monkeypatch.setattr(main, "commands", lambda: broken)
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert "Fehler im Programm" in said and "RuntimeError" in said and "content" not in said


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({"LC_ALL": "de_DE.UTF-8", "LANG": "nl_NL.UTF-8"}, "de"),
        ({"LC_MESSAGES": "nl_NL", "LANG": "de_DE.UTF-8"}, "nl"),
        ({"LANG": "nl"}, "nl"),
        ({"LANGUAGE": "de:en"}, "de"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "it_IT.UTF-8"}, "en"),
    ],
)
def test_the_first_of_the_systems_words_counts(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], spoken: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert preferred_language() == spoken


def test_a_language_that_we_do_not_speak_settles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["balint-voice", "run", "--language=de"])
    settle("xx")
    settle(None)
    assert language() == "de"
    settle("nl")
    assert language() == "nl"
