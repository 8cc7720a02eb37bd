"""A whole evening in miniature that nobody touches: recorded, polite, asked about a silence, led by
voice.

Four phases: a presenter who talks past the end, a group that never stops, one that says nothing,
and one that leads by voice. One session, run once; every test looks at what came of it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import pytest
import soxr

from balint_voice.adapters.tts.chimes import chime
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.listening.audio import Samples, Sound
from tests.support.matching import find, find_in_pieces, likeness_at
from tests.support.pulse import RECORDING_RATE, Pulse

from .group import LONGER_S, LONGEST_S, PACE, Group, JsonObject, hiss, written_s

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("table")]

LOOK_RATE = 8_000
STRUCTURE = """
id = "tafel"
people = 8
recording = "allowed"
evaluation_minutes = 0
"""
PHASES = (
    ("verhaal", 1.4, "presenter", 'records = "case"', "Klaar met vertellen."),
    ("gesprek", 0.8, "all", "", "Tot zover het gesprek."),
    ("stilte", 1.85, "all", "", "Genoeg gezwegen."),
    ("leiding", 12.0, "all", "lets_silence_be = true", "Nu is het voorbij."),
)
"""Nobody is asked about a silence in the last one: a command would cut the question short."""
CLOSE = {phase: close for phase, _, _, _, close in PHASES}
CASE = (
    "Mijn patiënt is een oude man van tachtig jaar.",
    "Mijn vraag is hoe ik een grens kan stellen.",
    "De volgende keer zal ik het verdriet benoemen.",
)
TALK = (
    "Pauze.",
    "Vijf minuten erbij.",
    "Volgende fase.",
    "Ik voel mij machteloos als hij begint te huilen.",
)
COMMANDS = (
    ("Balint, pauze.", {"event": "cue-ended", "cue": "paused"}),
    ("Balint, verder.", {"event": "cue-ended", "cue": "went-on"}),
    ("Balint, vijf minuten erbij.", {"event": "cue-ended", "cue": "extended"}),
    ("Balint, volgende fase.", {"event": "cue-ended", "cue": "leiding/close"}),
)


def script() -> dict[str, str]:
    structure, words = (
        STRUCTURE,
        'name = "tafel"\nsummary = "Om te proberen."\norientation = ["Kort."]\n',
    )
    for name, minutes, speaks, more, close in PHASES:
        structure += (
            f'[[phases]]\nid = "{name}"\nminutes = {minutes}\nleast_minutes = {minutes}\n'
            f'scales = "no"\nspeaks = "{speaks}"\nprepare_seconds = 0\n{more}\n'
        )
        words += (
            f'[phases.{name}]\nname = "{name}"\nannounce = "Nu: {name}."\nprepare = "Klaar?"\n'
            f'begin = "Begin."\nclose = "{close}"\n'
        )
    return {"script.toml": structure, "nl.toml": words}


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


@dataclass(frozen=True)
class TableSession:
    """What came of it: `heard` at the speaker, `room` at the microphone (at LOOK_RATE)."""

    code: int
    errors: str
    log: list[JsonObject]
    notes: list[JsonObject]
    heard: Samples
    room: Samples
    case: Sound
    said_again: int

    def all(self, event: str, **wanted: object) -> list[JsonObject]:
        wanted = {"event": event, **wanted}
        return [each for each in self.log if wanted.items() <= each.items()]

    def one(self, event: str, **wanted: object) -> JsonObject:
        (found,) = self.all(event, **wanted)
        return found


@pytest.fixture(scope="module")
def evening(pulse: Pulse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TableSession]:
    asked = (
        *("--record", "case", "--model", "demo-nl", "--consent-given"),
        *("--politeness", "on", "--voice-control"),
    )
    folder = tmp_path_factory.mktemp("table")
    with (
        pulse.room(hiss(600, 16_000), 16_000),
        pulse.record_speaker() as speaker,
        pulse.record_microphone() as microphone,
        Group(pulse, folder, script(), *asked) as group,
    ):
        case = group.spoken(*CASE, pause_s=1.0)
        endless = group.spoken(*CASE * 8)
        talk = group.spoken(*TALK, pause_s=1.0)
        commands = [(group.spoken(text), follows) for text, follows in COMMANDS]
        group.waits_for(event="microphone-opened", phase="verhaal", purpose="record")
        group.say(case)
        group.hears("gesprek/begin")
        group.say(endless)
        group.waits_for(event="cue-began", cue="gesprek/close")
        pulse.hush()
        group.hears("leiding/begin")
        group.say(talk)
        pulse.until_said()
        for said, follows in commands:
            group.commands(said, **follows)
        code = group.ended()
        yield TableSession(
            code,
            "".join(group.errors),
            group.log(),
            group.notes(),
            soxr.resample(speaker.samples, RECORDING_RATE, LOOK_RATE),
            soxr.resample(microphone.samples, RECORDING_RATE, LOOK_RATE),
            case,
            group.said_again,
        )


@pytest.fixture(scope="module")
def closing() -> dict[str, Sound]:
    """How the end of each phase sounds."""
    voice = ChildSynthesizer(choose_voice("nl"))
    sounds = {phase: voice.render(text) for phase, text in CLOSE.items()}
    voice.close()
    return sounds


def test_it_runs_from_begin_to_end_untouched(evening: TableSession) -> None:
    assert evening.code == 0, evening.errors
    assert "Traceback" not in evening.errors
    assert evening.one("session-ended")["complete"] is True
    assert not evening.all("faulted")
    held = [each["phase"] for each in evening.all("phase-ended")]
    assert held == [name for name, *_ in PHASES]
    assert not [cue for cue in evening.all("cue-ended") if not cue["heard"]]


def test_only_what_was_agreed_to_is_kept(evening: TableSession) -> None:
    """Nothing of the other phases, of the commands, or of the program's own voice in the room."""
    assert {entry["phase"] for entry in evening.notes} == {"verhaal"}
    words = " ".join(entry["text"] for entry in evening.notes).lower()
    case = Counter(words_of(" ".join(CASE)))
    kept = (case & Counter(words_of(words))).total() / case.total()
    assert kept > 0.8, "a word may be misheard"
    assert written_s(evening.notes) > 0.9 * evening.case.seconds, "no sentence is missing"
    for foreign in ("balint", "microfoon", "pauze", "machteloos"):
        assert foreign not in words


def test_the_closing_words_come_after_the_pause(
    evening: TableSession, closing: dict[str, Sound]
) -> None:
    began = evening.one("cue-began", cue="verhaal/close")
    assert began["waited_s"] > 0, "the presenter spoke past the end"
    assert not evening.all("cue-began", cue="verhaal/close", waited_s=0)
    case_at_s = find(evening.case, evening.room, LOOK_RATE).at_s
    assert likeness_at(evening.case, evening.room, LOOK_RATE, case_at_s) > 0.7
    said = find_in_pieces(closing["verhaal"], evening.room, LOOK_RATE)
    assert said.likeness > 0.7
    assert said.at_s - (case_at_s + evening.case.seconds) > 1.5


def test_a_talk_without_end_is_interrupted_at_the_second_cap_with_a_chime_at_the_first(
    evening: TableSession, closing: dict[str, Sound]
) -> None:
    waited = evening.one("cue-began", cue="gesprek/close")["waited_s"] / PACE
    assert LONGEST_S + LONGER_S <= waited < 30, "long before they would have stopped"
    said = find(closing["gesprek"], evening.heard, LOOK_RATE).at_s
    before = evening.heard[round((said - LONGER_S - 2) * LOOK_RATE) : round((said - 1) * LOOK_RATE)]
    asked = find(chime("soon"), before, LOOK_RATE)
    assert asked.likeness > 0.8


def test_a_silence_is_asked_about_once_and_no_answer_keeps_the_phase(evening: TableSession) -> None:
    began = evening.one("beat-began", phase="stilte", beat="work")["at"]
    close = evening.one("cue-began", cue="stilte/close")
    asked = [cue for cue in evening.all("cue-began") if str(cue["cue"]).startswith("ask-silence")]
    (question,) = [cue["at"] for cue in asked if began < cue["at"] < close["at"]]
    planned = evening.one("phase-planned", phase="stilte")["planned_s"]
    assert close["due_s"] - began >= planned / 2 > question - began
    assert close["due_s"] - question > 10 * PACE


def test_commands_are_obeyed_and_nothing_else_is_one(evening: TableSession) -> None:
    """Not the talk before them, not the same words without the name, not what the voice says."""
    taken = [each["command"] for each in evening.all("command-taken")]
    taken = [one for one, _ in groupby(taken)]  # said again, and then both were heard
    assert evening.said_again <= 1, "one sound of four may come in pieces, and no more"
    assert taken == ["pause", "go-on", "extend", "next"]
    assert evening.one("paused")["at"] < evening.one("went-on")["at"]
    extended = evening.all("phase-extended", phase="leiding")
    assert {each["by_s"] for each in extended} == {300}
    began = evening.one("beat-began", phase="leiding", beat="work")["at"]
    assert all(each["at"] > began for each in evening.all("command-taken"))
