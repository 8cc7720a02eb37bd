"""Rounds: phases that are held again while the roles move on."""

import pytest

from balint_voice.adapters.files.prompt_store import load_script, load_words
from balint_voice.errors import Unusable
from balint_voice.method.arrangement import with_cases
from balint_voice.method.reader import read_script
from balint_voice.method.script import Script
from balint_voice.method.toml_table import Source

PHASE = '[[phases]]\nid = "{}"\nminutes = 2\nleast_minutes = 1\nscales = "no"\nspeaks = "all"\n'
SAID = '[phases.{0}]\nname = "{0}"\nannounce = "{0}."\nprepare = "p"\nbegin = "b"\nclose = "c"\n'


def read(rounds: str, texts: str) -> Script:
    structure = 'id = "x"\npeople = 6\nrecording = "never"\nevaluation_minutes = 0\n' + rounds
    structure += "".join(PHASE.format(each) + "prepare_seconds = 5\n" for each in "abcd")
    words = f'name = "n"\nsummary = "s"\norientation = ["o"]\n{texts}\n'
    words += "".join(SAID.format(each) for each in "abcd")
    return read_script(
        Source("x/script.toml", structure), Source("x/nl.toml", words), load_words("nl")
    )


def test_a_round_becomes_phases_of_its_own() -> None:
    script = read('[rounds]\ntimes = 3\nphases = ["b", "c"]\n', 'rounds = ["Twee.", "Drie."]')
    assert [phase.id for phase in script.phases] == [
        "a", "b", "c", "b-r2", "c-r2", "b-r3", "c-r3", "d",
    ]  # fmt: skip
    assert [phase.number for phase in script.phases] == list(range(1, 9))
    said = {phase.id: phase.announce for phase in script.phases}
    assert (said["b"], said["b-r2"], said["b-r3"]) == ("b.", "Twee. b.", "Drie. b.")
    assert said["c-r3"] == "c." and script.minutes == 16
    ids = [phase.id for phase in with_cases(script, 2).phases]
    assert len(set(ids)) == len(ids) == 16, "a second case and a second round are not confused"


@pytest.mark.parametrize(
    ("rounds", "texts", "key"),
    [
        ('[rounds]\ntimes = 3\nphases = ["b", "d"]\n', 'rounds = ["2", "3"]', "rounds.phases"),
        ('[rounds]\ntimes = 3\nphases = ["c", "b"]\n', 'rounds = ["2", "3"]', "rounds.phases"),
        ("[rounds]\ntimes = 3\nphases = []\n", 'rounds = ["2", "3"]', "rounds.phases"),
        ('[rounds]\ntimes = 3\nphases = ["e"]\n', 'rounds = ["2", "3"]', "rounds.phases"),
        ('[rounds]\ntimes = 3\nphases = ["b"]\n', 'rounds = ["2"]', "rounds"),
        ('[rounds]\ntimes = 3\nphases = ["b"]\n', "", "rounds"),
        ('[rounds]\ntimes = 1\nphases = ["b"]\n', "rounds = []", "rounds.times"),
        ('[rounds]\ntimes = 2.5\nphases = ["b"]\n', 'rounds = ["2"]', "rounds.times"),
        ('[rounds]\ntimes = 99\nphases = ["b"]\n', 'rounds = ["2"]', "rounds.times"),
        ('[rounds]\ntimes = 2\nphases = ["b"]\nmore = 1\n', 'rounds = ["2"]', "rounds.more"),
        ("", 'rounds = ["2"]', "rounds"),
    ],
)
def test_what_cannot_be_is_refused_with_its_key(rounds: str, texts: str, key: str) -> None:
    with pytest.raises(Unusable) as refusal:
        read(rounds, texts)
    assert refusal.value.text.fields["key"] == key


@pytest.mark.parametrize("language", ["nl", "en", "de", "fr"])
def test_everybody_in_a_troika_asks_once(language: str) -> None:
    script = load_script("troika", language)
    asked = [phase for phase in script.phases if phase.id.startswith("vraag-aan-twee")]
    assert len(asked) == 3 and len({phase.announce for phase in asked}) == 3
    assert not script.may_record, "three groups talk at once"
    assert script.least_people == 3 and load_script("intervisie", language).least_people == 5
