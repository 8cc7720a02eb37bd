"""A script as one session holds it: several cases."""

from dataclasses import replace

from balint_voice.adapters.files.prompt_store import load_script
from balint_voice.method.arrangement import with_cases
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
