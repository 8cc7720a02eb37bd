"""A presenter who begins in the quiet moment, on real sound: the case is in the notes from its
first sentence, and nothing that was murmured before it. After a kill the notes have a gap."""

import pytest

from tests.support.pulse import Pulse

from .group import Group, hiss, written_s

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("table")]

STRUCTURE = """
id = "tafel"
people = 8
recording = "allowed"
evaluation_minutes = 0

[[phases]]
id = "verhaal"
minutes = 3.5
least_minutes = 3.5
scales = "no"
speaks = "presenter"
prepare_seconds = 120
records = "case"
"""
WORDS = """
name = "tafel"
summary = "Om te proberen."
orientation = ["Kort."]

[phases.verhaal]
name = "verhaal"
announce = "Nu: het verhaal."
prepare = "Denk even na."
begin = "Begin maar."
close = "Klaar met vertellen."
"""
MURMUR = ("Volgende fase.",)
CASE = (
    "Mijn patiënt is een oude man van tachtig jaar.",
    "Mijn vraag is hoe ik een grens kan stellen.",
    "De volgende keer zal ik het verdriet benoemen.",
)


def test_the_case_is_recorded_from_its_first_sentence(
    pulse: Pulse, tmp_path_factory: pytest.TempPathFactory
) -> None:
    script = {"script.toml": STRUCTURE, "nl.toml": WORDS}
    asked = ("--record", "case", "--model", "demo-nl", "--consent-given")
    folder = tmp_path_factory.mktemp("table")
    with pulse.room(hiss(600, 16_000), 16_000), Group(pulse, folder, script, *asked) as group:
        murmur, case = group.spoken(*MURMUR), group.spoken(*CASE)
        group.waits_for(event="microphone-opened", phase="verhaal", purpose="await")
        group.say(murmur)
        pulse.until_said()
        group.say(case)
        begun = group.waits_for(event="begun-early", phase="verhaal")
        code = group.ended()
        log, notes = group.log(), group.notes()
    assert code == 0, "".join(group.errors)
    opened = [each["purpose"] for each in log if each["event"] == "microphone-opened"]
    assert opened == ["await", "record"]
    cues = [each["cue"] for each in log if each["event"] == "cue-began"]
    assert "verhaal/begin" not in cues and "verhaal/microphone-awaits" in cues
    texts = [each for each in notes if each["kind"] == "heard"]
    words = " ".join(str(each["text"]) for each in texts).lower()
    assert "patiënt" in words or "tachtig" in words
    assert written_s(texts) > 0.9 * case.seconds, "a torn sound is misheard, but all is written"
    assert "volgende fase" not in words, "a murmur is no beginning"
    assert texts[0]["start_s"] < begun["at"], "from where the voice began"


def test_what_was_told_and_not_sealed_when_it_was_killed_is_a_gap(
    pulse: Pulse, tmp_path_factory: pytest.TempPathFactory
) -> None:
    script = {"script.toml": STRUCTURE, "nl.toml": WORDS}
    folder = tmp_path_factory.mktemp("table")
    asked = ("--record", "case", "--model", "demo-nl", "--consent-given")
    with pulse.room(hiss(600, 16_000), 16_000), Group(pulse, folder, script, *asked) as group:
        group.waits_for(event="microphone-opened", phase="verhaal", purpose="await")
        group.say(group.spoken(*CASE[:2]))
        opened = group.waits_for(event="microphone-opened", purpose="record")
        pulse.until_said()
        sealed = [each for each in group.log() if each["event"] == "speech-sealed"]
        group.killed_and_resumed("--model", "demo-nl", "--consent-given")
        resumed = group.waits_for(event="resumed")
        assert group.ended() == 0, "".join(group.errors)
        notes = group.notes()
    gaps = [each for each in notes if each["kind"] == "gap" and each["start_s"] < resumed["at"]]
    (gap,) = gaps
    since = max([opened["at"], *(each["end_s"] for each in sealed)])
    assert gap["start_s"] == pytest.approx(since, abs=0.01)
    assert since < gap["end_s"] < resumed["at"]
