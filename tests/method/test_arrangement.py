"""A script as one session holds it: several cases, phases taken out."""

import re
from dataclasses import replace

import pytest

from balint_voice.adapters.files.prompt_store import load_script, script_names
from balint_voice.messages.languages import LANGUAGES
from balint_voice.method.arrangement import with_cases, with_phases_taken_out
from balint_voice.method.script import Script


def script_with(*ids: str) -> Script:
    script = load_script("intervisie", "nl")
    phases = (replace(script.phases[0], id=name) for name in ids)
    return replace(script, phases=tuple(phases))


def test_a_second_case_has_phases_of_its_own() -> None:
    twice = with_cases(script_with("casus", "advies"), 2)
    assert [phase.id for phase in twice.phases] == ["casus", "advies", "casus-2", "advies-2"]


def test_no_phase_of_a_second_case_is_called_like_one_of_the_script() -> None:
    """A group's own script may have two rounds of one name."""
    twice = with_cases(script_with("vragen", "vragen-2"), 2)
    ids = [phase.id for phase in twice.phases]
    assert len(set(ids)) == len(ids) == 4
    assert ids[:2] == ["vragen", "vragen-2"]


def test_a_second_case_is_announced_without_the_numbers_of_the_first() -> None:
    """On the screen they go on from there."""
    script = load_script("balintgroep", "nl")
    twice = with_cases(script, 2).phases
    later = [phase.announce for phase in twice[len(script.phases) :]]
    assert [phase.announce for phase in twice[: len(script.phases)]] == [
        phase.announce for phase in script.phases
    ]
    assert not [announce for announce in later if announce.startswith("Fase ")]
    assert all(announce[0].isupper() for announce in later)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_a_phase_is_not_held_no_later_one_is_announced_by_its_number(language: str) -> None:
    """ "Phase three:", "Stap drie:", "Troisième étape :" would be wrong."""
    counted = re.compile(r"\w+ \w+\s?: ")
    found = 0
    for name in script_names():
        script = load_script(name, language)
        held = with_phases_taken_out(script, {script.phases[0].id}).phases
        found += sum(bool(counted.match(phase.announce)) for phase in script.phases)
        assert not [each.announce for each in held if counted.match(each.announce)]
    assert found > 20
