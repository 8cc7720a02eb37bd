"""docs/scripts.md and the README against the scripts themselves: every phase, minute and role."""

import re

import pytest

from balint_voice.adapters.files.prompt_store import load_script, script_names
from balint_voice.method.script import Phase

from .test_commands import ROOT

PAGE = (ROOT / "docs/scripts.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
FACILITATORS = [
    ROOT / "docs/handleiding.nl.md",
    ROOT / "docs/anleitung.de.md",
    ROOT / "docs/guide.fr.md",
]
METHODS = [name for name in script_names() if name != "demo"]


def row(phase: Phase) -> str:
    longer = "longer" if phase.scales != "no" else ""
    records = f"`{phase.records}`" if phase.records else ""
    return (
        f"| {phase.number} | {phase.name} (`{phase.id}`) | {phase.minutes:g} | "
        f"{phase.least_minutes:g} | {longer} | {phase.speaks} | {records} |"
    )


@pytest.mark.parametrize("name", METHODS)
def test_the_table_of_a_method_is_its_script(name: str) -> None:
    script = load_script(name, "nl")
    section = PAGE.partition(f"## `{name}`\n")[2].partition("\n## ")[0]
    rows = [re.sub(r" +", " ", line) for line in section.splitlines() if re.match(r"\| \d", line)]
    assert rows == [re.sub(r" +", " ", row(phase)) for phase in script.phases]
    assert f"| together | {sum(phase.minutes for phase in script.phases):g} |" in section


@pytest.mark.parametrize("name", METHODS)
def test_the_minutes_of_a_method_are_the_same_on_every_page(name: str) -> None:
    minutes = sum(phase.minutes for phase in load_script(name, "nl").phases)
    for page in (README, *(path.read_text("utf-8") for path in FACILITATORS)):
        assert re.search(rf"`{name}` \|.*\| {minutes:g}\b|\| `{name}` \| {minutes:g}\b", page), name


def test_the_nine_phases_in_the_readme_are_those_of_the_script() -> None:
    dutch, english = load_script("intervisie", "nl"), load_script("intervisie", "en")
    for phase, other in zip(dutch.phases, english.phases, strict=True):
        named = f"| {phase.number} | {phase.name} | {other.name} | {phase.minutes:g} |"
        assert named.lower() in README.lower()
