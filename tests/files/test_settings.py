"""The group's settings: read right, refused with file, line, key and remedy, beaten by options."""

import json
import os
import re
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balint_voice.adapters.files.settings_store import load_settings
from balint_voice.adapters.system import places
from balint_voice.cli import parsing
from balint_voice.cli.start_choices import options_of
from balint_voice.errors import Text, Unusable
from balint_voice.messages import catalogue
from balint_voice.messages.catalogue import LANGUAGES
from balint_voice.method.toml_table import Source
from balint_voice.session.names import group_fault, group_name
from balint_voice.session.politeness import PolitenessSettings
from balint_voice.settings import Settings, Volumes, kept_in, read_settings
from tests.support.program import ran
from tests.support.refusals import advice, refuses, what

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def read(text: str) -> Settings:
    return read_settings(Source("settings.toml", text))


@pytest.mark.parametrize(
    "name",
    [
        *(
            "'t Gooi",
            "'s-Hertogenbosch",
            "Arnhem/Nijmegen",
            "Groep (dinsdag)",
            "Praxis Müller & Söhne",
        ),
        *("Groep 1: maandag", "“Balint” Süd", "#12", "C/D, 2e jaar!", "日本"),
    ],
)
def test_a_group_is_called_what_people_call_it(name: str) -> None:
    assert group_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["", " ", "a\tb", "a\nb", "a\x1b[31m", "a\u202eb", "a\u200bb", "=1+1", "@x", "-", "x" * 65],
)
def test_what_acts_without_being_seen_is_no_name(name: str) -> None:
    assert group_name(name) is None


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Groep\u202e1", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("a\tb", "U+0009 TAB"),
        ("a\x07b", "U+0007"),
        ("Groep\u00a01", "U+00A0 NO-BREAK SPACE"),
        ("=1+1", "begins with '='"),
        ("x" * 65, "65 characters"),
        ("-", "no letter"),
        (" Noord", "blank"),
        ("", "no letter"),
    ],
)
def test_why_it_is_no_name_is_told(name: str, why: str) -> None:
    assert group_name(name) is None
    for language in LANGUAGES:
        assert catalogue.phrase(group_fault(name), language)
    assert why in catalogue.phrase(group_fault(name), "en")
    with refuses(Unusable, re.escape(why)):
        parsing.group(name)


def test_a_file_of_settings_that_is_named_has_to_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BALINT_VOICE_CONFIG", str(tmp_path / "setings.toml"))
    with refuses(Unusable, "setings.toml"):
        load_settings()
    monkeypatch.setenv("BALINT_VOICE_CONFIG", str(tmp_path))
    assert load_settings() == Settings(), "in a folder there need be none"


def test_a_tilde_in_the_environment_is_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for variable, place in (
        ("BALINT_VOICE_DATA", places.sessions_folder),
        ("BALINT_VOICE_MODELS", places.models_folder),
        ("BALINT_VOICE_CONFIG", places.settings_file),
    ):
        monkeypatch.setenv(variable, "~/x")
        assert tmp_path in place().parents, variable
        monkeypatch.setenv(variable, "~nosuchuser/x")
        with refuses(Unusable, "home of somebody"):
            place()


def test_a_groups_name_is_the_same_however_its_letters_are_composed() -> None:
    """A Mac's file names, pasted, have an u and two dots apart."""
    assert read_settings(Source("x", 'group = "Zu\u0308rich"')).group == "Z\u00fcrich"
    assert group_name("Zu\u0308rich") == group_name("Z\u00fcrich") == "Z\u00fcrich"
    assert group_name("\u0308") is None


def test_nothing_set_is_everything_by_default() -> None:
    assert read("") == Settings()
    assert read("# nothing yet\n[waits]\n") == Settings()


def test_the_pages_example_is_true() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    settings = read(example)
    assert settings.group == "Huisartsen Noord"
    assert settings.record == ("case", "decision")
    assert settings.waits == PolitenessSettings()
    assert settings.volumes == Volumes(chimes=0.5)
    assert settings.for_options()["record"] == "case,decision"


def test_the_page_names_every_setting() -> None:
    page = PAGE.read_text("utf-8")
    for name, _ in Settings().listed():
        assert re.search(rf"\b{name.rpartition('.')[2]}\b", page), name


def test_every_option_that_is_set_here_has_the_same_default_in_run() -> None:
    import inspect

    from balint_voice.cli.commands.run import run

    options = inspect.signature(run).parameters
    for name, value in Settings().listed():
        if name in options:
            assert (options[name].default or None) == (value or None), name


def test_each_option_of_run_can_be_set_or_is_of_one_evening() -> None:
    import inspect

    from balint_voice.cli.commands.run import run

    settable = {each.name for each in fields(Settings)}
    settable |= {f"{each.name}_volume" for each in fields(Volumes)}  # under [volumes]
    for name in inspect.signature(run).parameters:
        if name not in settable:
            with refuses(Unusable, "cannot be set"):
                read(f"{name} = 1")


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("\nlanguag = 'nl'", 2, "languag"),
        ("language = 'xx'", 1, "language"),
        ("minutes = '105'", 1, "minutes"),
        ("minutes = nan", 1, "minutes"),
        ("minutes = true", 1, "minutes"),
        ("\n\npeople = 8.5", 3, "people"),
        ("people = 0", 1, "people"),
        ("end_at = 21:00:00", 1, "end_at"),
        ("end_at = '25:00'", 1, "end_at"),
        ("orientation = 'yes'", 1, "orientation"),
        ("record = ['case', 'all']", 1, "record"),
        ("variant = [1]", 1, "variant"),
        ("group = '=2+3'", 1, "group"),
        ("waits = 3", 1, "waits"),
        ("[waits]\n\npause = 2", 3, "waits.pause"),
        ("[volumes]\nvoice = 1.5", 2, "volumes.voice"),
        ("minutes = 60\nend_at = '21:00'", 2, "end_at"),
        ("no_break = true\nbreak_after = '3'", 1, "no_break"),
        ("people = 8\nconsent_given = true", 2, "consent_given"),
    ],
)
def test_a_refusal_names_file_line_and_key(text: str, line: int, key: str) -> None:
    with pytest.raises(Unusable) as refusal:
        read(text)
    for language in LANGUAGES:
        said = catalogue.refusal(refusal.value, language)
        assert re.match(rf"settings\.toml, \w+ {line}\s?: '{re.escape(key)}' ", said.what), (
            said.what
        )
        assert said.do


def test_bad_toml_names_the_file_and_the_line() -> None:
    with refuses(Unusable, r"settings\.toml, line 2"):
        read('people = 8\ngroup = "Noord\n')
    with refuses(Unusable, r"settings\.toml"):
        read(f"people = {'9' * 5000}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "line", "kind"),
    [
        ("people = 8\npeople = 9", 2, "toml-twice"),
        ("[waits]\n[waits]", 2, "toml-twice"),
        ("group = [Noord]", 1, "toml-no-value"),
        ("people = 8\ngroup = 'Noord", 2, "toml-open-text"),
        ('group = "Noord\nWest"', 1, "toml-open-text"),
        ('voice = "C:\\stem"', 1, "toml-backslash"),
        ("people 8", 1, "toml-no-equals"),
        ("= 8", 1, "toml-no-key"),
        ("skip = [1, 2\npeople = 8", 2, "toml-open-list"),
        ("people = 8 minutes = 60", 1, "toml-more-behind"),
    ],
)
def test_bad_toml_is_told_in_ones_own_language(
    language: str, text: str, line: int, kind: str
) -> None:
    with pytest.raises(Unusable) as refusal:
        read(text)
    said = catalogue.refusal(refusal.value, language)
    told = catalogue.phrase(Text(kind), language)
    assert re.fullmatch(rf"settings\.toml, \w+ {line}\s?: {re.escape(told)}", said.what), said.what


def settings_with(text: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    file = folder / "settings.toml"
    file.write_text(text, "utf-8")
    places = {"BALINT_VOICE_CONFIG": str(file), "BALINT_VOICE_DATA": str(folder)}
    return ran(*options, env={**os.environ, **places})


@pytest.mark.parametrize(
    "text",
    [
        "skip = ['Koffie']",
        "break_after = '12'",
        "variant = 'schriftelijk'",
        "script = 'nergens'",
        "script = 'balintgroep'\nrecord = 'case'",
        "script = 'balintgroep'\nvoice_control = true",
        "record = 'case'\nskip = 'probleemstelling'",
    ],
)
def test_what_run_refuses_is_refused_where_it_is_looked_at(text: str, tmp_path: Path) -> None:
    text = f"language = 'nl'\n{text}"
    ran = settings_with(text, tmp_path, "run", "--voice", "none")
    looked = settings_with(text, tmp_path, "settings")
    assert looked.returncode == ran.returncode == 2
    assert looked.stderr.endswith(ran.stderr), "the same words, after the name of the file"
    assert "settings.toml" in looked.stderr.splitlines()[0]
    assert looked.stdout == ""


@pytest.mark.parametrize(
    ("text", "write"),
    [
        ("group = “Noord”", 'group = "Noord"'),
        ('group = "Noord”', 'group = "Noord"'),
        ("group = „Süd“  # dinsdag", 'group = "Süd"  # dinsdag'),
        ("group = ‘Noord’", "group = 'Noord'"),
        ("record = [“case”]", 'record = ["case"]'),
        ("group\u00a0= 'x'", "group = 'x'"),
        (r'model = "C:\Users\x"', r"model = 'C:\Users\x'"),
        (r'model = "C:\new\team"  # ours', r"model = 'C:\new\team' # ours"),
        (r"model = “C:\Users\x”", r"model = 'C:\Users\x'"),
        (r"model = C:\Users\x", r"model = 'C:\Users\x'"),
        ("\ufeffgroup = 'x'", "group = 'x'"),
        ("group = Noord West", 'group = "Noord West"'),
        ("group: Noord", 'group = "Noord"'),
        ("plain = True", "plain = true"),
        ("plain = yes", "plain = true"),
        ("minutes = 82,5", "minutes = 82.5"),
    ],
)
def test_a_slip_is_named_with_the_line_to_write(text: str, write: str) -> None:
    with refuses(Unusable, r"settings\.toml, line 2") as refusal:
        read(f"people = 8\n{text}\n")
    for language in LANGUAGES:
        assert write in advice(refusal.value, language)
    read(f"people = 8\n{write}\n")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_read_as_any_editor_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, line_end: str
) -> None:
    text = f'group = "Süd"{line_end}people = 8{line_end}'
    (tmp_path / "settings.toml").write_bytes(text.encode(encoding))
    monkeypatch.setenv("BALINT_VOICE_CONFIG", str(tmp_path))
    assert (load_settings().group, load_settings().people) == ("Süd", 8)


def test_a_line_break_in_a_name_is_no_name() -> None:
    with refuses(Unusable, "line break"):
        read('speaker = """\nJabra\n"""')
    with refuses(Unusable, "line break"):
        read('speaker = ["Jabra\\n", "Loop"]')


def test_one_speaker_or_several() -> None:
    assert read('speaker = "Jabra, links"').speaker == ("Jabra, links",)
    assert read('speaker = ["Jabra", "Loop"]').speaker == ("Jabra", "Loop")


@given(st.text(max_size=200))
def test_any_text_is_settings_or_a_refusal(text: str) -> None:
    try:
        assert isinstance(read(text), Settings)
    except Unusable as refusal:
        assert what(refusal) and advice(refusal)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "people": st.integers(1, 99),
            "minutes": st.integers(1, 600),
            "language": st.sampled_from(["nl", "en", "de", "fr"]),
            "orientation": st.booleans(),
            "record": st.lists(st.sampled_from(["case", "advice", "decision"]), unique=True),
        },
    )
)
def test_what_is_set_is_what_is_read(wanted: dict[str, Any]) -> None:
    settings = read("\n".join(f"{key} = {json.dumps(value)}" for key, value in wanted.items()))
    assert settings.given == wanted.keys()
    for key, value in wanted.items():
        assert getattr(settings, key) == (tuple(value) if isinstance(value, list) else value)


def balint_voice(config: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    import os

    env = {**os.environ, "BALINT_VOICE_CONFIG": str(config)}
    env |= {"BALINT_VOICE_DATA": str(config.parent / "data")}
    return ran(*arguments, env=env)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text('script = "demo"\nlanguage = "de"\nvoice = "none"\npeople = 7\n', "utf-8")
    return path


def started(config: Path) -> dict[str, Any]:
    log = max(config.parent.glob("data/sessions/*/timing.jsonl"))
    first: dict[str, Any] = json.loads(log.read_text("utf-8").splitlines()[0])
    return first


def test_a_groups_evening_is_run_and_nothing_more(config: Path) -> None:
    ran = balint_voice(config, "run", "--pace", "5000")
    assert ran.returncode == 0, ran.stderr
    first = started(config)
    assert (first["script"], first["language"], first["people"]) == ("demo", "de", 7)


def test_the_command_line_beats_the_settings(config: Path) -> None:
    ran = balint_voice(config, "run", "--pace", "5000", "--language", "en", "--people", "5")
    assert ran.returncode == 0, ran.stderr
    first = started(config)
    assert (first["script"], first["language"], first["people"]) == ("demo", "en", 5)


def test_an_option_takes_the_place_of_what_it_excludes(config: Path) -> None:
    config.write_text(config.read_text("utf-8") + 'break_after = ["1"]\n', "utf-8")
    ran = balint_voice(config, "run", "--pace", "5000", "--no-break")
    assert ran.returncode == 0, ran.stderr


def test_what_means_phases_of_one_script_does_not_hold_for_another(config: Path) -> None:
    lines = 'script = "intervisie"\nvoice = "none"\nvariant = "written"\nskip = "4"\n'
    config.write_text(lines, "utf-8")
    ran = balint_voice(config, "run", "demo", "--pace", "5000")
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("line", ["run", "run demo --no-evaluation", "settings"])
def test_a_look_back_gives_way_in_a_method_without_one(config: Path, line: str) -> None:
    config.write_text(config.read_text("utf-8") + "evaluation = true\n", "utf-8")
    ran = balint_voice(config, *line.split(), *(["--pace", "5000"] if "run" in line else []))
    assert ran.returncode == 0, ran.stderr
    typed = balint_voice(config, "run", "--evaluation")
    assert typed.returncode == 2 and "--evaluation" in typed.stderr


def test_a_look_back_holds_in_every_method_that_has_one(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.write_text('script = "balintgroep"\nevaluation = true\n', "utf-8")
    monkeypatch.setenv("BALINT_VOICE_CONFIG", str(config))
    assert [options_of([name]).evaluation for name in ("uitpluizen", "balintgroep")] == [
        True,
        False,
    ]


def test_a_broken_file_stops_a_session_and_no_look_at_the_help(config: Path) -> None:
    config.write_text("people = 8\nlanguag = 'nl'\n", "utf-8")
    ran = balint_voice(config, "run")
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert f"{config}, line 2: 'languag'" in ran.stderr
    assert "'language'" in ran.stderr
    assert balint_voice(config, "run", "--help").returncode == 0
    assert balint_voice(config, "sessions", "list").returncode == 0


def test_the_command_shows_where_and_what(config: Path) -> None:
    shown = balint_voice(config, "settings")
    assert shown.returncode == 0
    assert str(config) in shown.stderr
    rows = {line.split()[0]: line.split()[1:] for line in shown.stdout.splitlines()}
    assert rows["language"] == ['"de"', '"nl"']
    assert rows["people"] == ["7", "-"]
    assert rows["start"] == ['"auto"']


def test_the_command_as_data(config: Path) -> None:
    data = json.loads(balint_voice(config, "settings", "--json").stdout)
    assert data["file"] == str(config)
    assert data["exists"] is True
    people = next(each for each in data["settings"] if each["setting"] == "people")
    assert people == {"setting": "people", "value": 7, "default": None, "set": True}
    assert len(data["settings"]) == len(Settings().listed())


def test_without_a_file_everything_is_as_it_was(tmp_path: Path) -> None:
    shown = balint_voice(tmp_path, "settings")
    assert shown.returncode == 0
    assert str(tmp_path / "settings.toml") in shown.stderr


def test_a_folder_is_looked_into_and_a_mark_before_the_text_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("people = 6\n", "utf-8-sig")
    data = json.loads(balint_voice(tmp_path, "settings", "--json").stdout)
    assert data["file"] == str(tmp_path / "settings.toml")
    assert [each["setting"] for each in data["settings"] if each["set"]] == ["people"]


def kept(text: str, **values: object) -> str:
    return kept_in(Source("settings.toml", text), values)


def test_what_is_kept_leaves_all_else_as_it_is() -> None:
    before = '# ours\npeople = 4 # us\ntheme = "light"\n\n[waits]\npause_s = 2\n'
    after = kept(before, people=7, group='"N" \\ Ü', minutes=None, no_break=None, skip=[])
    assert after == (
        '# ours\npeople = 7 # us\ntheme = "light"\ngroup = "\\"N\\" \\\\ Ü"\n'
        "\n[waits]\npause_s = 2\n"
    )
    assert kept(after, people=7, group='"N" \\ Ü') == after
    assert (
        kept(after, people=None, group=None) == '# ours\ntheme = "light"\n\n[waits]\npause_s = 2\n'
    )
    assert kept("", record=["case"], orientation=False, minutes=90.0) == (
        'record = ["case"]\norientation = false\nminutes = 90\n'
    )


def test_a_remark_stays_behind_its_setting() -> None:
    before = 'people = 4   # us\ngroup = "No. #1"  # one # ours\n# group = "x"\n'
    assert kept(before, people=4, group="No. #1") == before
    assert kept(before, people=5, group="#2") == (
        'people = 5   # us\ngroup = "#2"  # one # ours\n# group = "x"\n'
    )


def test_what_cannot_be_kept_is_refused_and_nothing_is_guessed() -> None:
    with pytest.raises(Unusable) as refused:
        kept('record = [\n  "case",\n]\n', record=["advice"])
    assert refused.value.key == "settings-by-hand"
    with pytest.raises(Unusable) as refused:
        kept("people = 1000\n", group="Noord")
    assert refused.value.key != "settings-by-hand", "the file was broken before"
