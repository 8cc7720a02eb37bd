"""Every command line that a document or a message gives is one that the program takes."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from benchmarks.__main__ import ALL

from balint_voice.adapters.display.keys import KEYS
from balint_voice.listening.phrases import phrases

from .command_lines import commands, in_code, in_prose, refused

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page
    for folder in (
        "",
        "docs",
        "docs/decisions",
        "docs/evidence",
        "models",
        "models/demo-nl",
        "benchmarks",
        "training",
    )
    for page in (ROOT / folder).glob("*.md")
    if page.name != "cli.md"  # made of the program's own help, and held equal to it
)
PACKS = sorted((ROOT / "src/balint_voice/messages").rglob("*.toml"))
PACKS += sorted((ROOT / "prompts/common").glob("*.toml"))


@pytest.fixture(autouse=True)
def without_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BALINT_VOICE_CONFIG", str(tmp_path))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_a_page_names_commands_and_options_that_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    called = (*in_code(text), *in_prose(text))
    assert {line: refused(line) for line in called if refused(line)} == {}


@pytest.mark.parametrize("pack", PACKS, ids=_name)
def test_a_message_names_commands_and_options_that_exist(pack: Path) -> None:
    texts = list(_texts(tomllib.loads(pack.read_text("utf-8"))))
    called = [line for text in texts for line in in_prose(text)]
    assert len(called) >= 4
    assert {line: refused(line) for line in called if refused(line)} == {}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_an_option_named_by_itself_is_one_of_ours(page: Path) -> None:
    ours = {flag for each in commands().values() for param in each.params for flag in param.opts}
    ours |= {
        flag
        for each in commands().values()
        for param in each.params
        for flag in param.secondary_opts
    }
    named = re.findall(r"`(--[a-z][a-z-]*)[^`]*`", page.read_text("utf-8"))
    others = {"--speech", "--model", "--help", "--version", "--resume", "--steps"}
    assert set(named) - ours - others == set()


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert {name for name in commands() if f"`{name.split()[0]}" not in readme} == set()


def test_a_line_that_is_wrong_is_found() -> None:
    assert refused("run --record case,decision --people N") is None
    assert refused("run --peeple 8")
    assert refused("run --people eight")
    assert refused("history adopt ours")
    assert list(
        in_code("`balint-voice run --peeple 8` and\n```\nbalint-voice doctor  # soon\n```")
    ) == [
        "run --peeple 8",
        "doctor",
    ]
    assert list(in_prose("balint-voice devices lists what there is")) == ["devices"]
    assert list(in_prose("see balint-voice models check {model} for it")) == [
        "models check {model}"
    ]


def _texts(table: dict[str, Any]) -> Iterator[str]:
    for value in table.values():
        if isinstance(value, dict):
            yield from _texts(value)
        elif isinstance(value, str):
            yield value


BENCHMARKS = (ROOT / "benchmarks/README.md").read_text("utf-8")


def test_every_benchmark_that_is_named_is_there_and_the_other_way_round() -> None:
    called = re.findall(r"python -m benchmarks ([a-z_ ]+[a-z_])", BENCHMARKS)
    assert {name for line in called for name in line.split()} <= set(ALL)
    assert {name for name in ALL if f"`{name}`" not in BENCHMARKS} == set()


@pytest.mark.parametrize(
    ("page", "language"),
    [
        ("README.md", "en"),
        ("docs/handleiding.nl.md", "nl"),
        ("docs/anleitung.de.md", "de"),
        ("docs/guide.fr.md", "fr"),
    ],
)
def test_what_a_page_has_one_say_is_on_the_list(page: str, language: str) -> None:
    text = " ".join((ROOT / page).read_text("utf-8").split())
    said = re.findall(r"[\"„](Balint, [^\"“]+)[\"“]", text)
    assert len(said) >= 5
    known = {"".join(one.parts).strip(" .?") for one in phrases(language, "Balint")}
    assert [each for each in said if each.strip(".,?") not in known] == []


@pytest.mark.parametrize(
    "page", ["README.md", "docs/handleiding.nl.md", "docs/anleitung.de.md", "docs/guide.fr.md"]
)
def test_the_keys_in_a_table_are_keys(page: str) -> None:
    table = (ROOT / page).read_text("utf-8")
    rows = re.findall(r"^\| ((?:`\S`(?:, )?)+)", table, re.M)
    named = {key for row in rows for key in re.findall(r"`(\S)`", row)}
    letters = {key for key in KEYS if len(key) == 1} - {" ", ".", "1"}
    assert named <= letters
    assert letters - named <= {"j", "y", "o"}
