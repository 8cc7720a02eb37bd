"""What every Voice does: on fakes, through a null sink, shown, and paced."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from balint_voice.adapters.sound.speaker import DeviceSpeaker
from balint_voice.adapters.tts.chimes import KINDS
from balint_voice.adapters.tts.silent_voice import PacedVoice, ShownVoice
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice import SpokenVoice
from balint_voice.ports import Voice
from balint_voice.session.cue_ids import CueId
from balint_voice.session.inputs import CueFinished, CueStarted
from balint_voice.session.outputs import Cue
from tests.support.fakes import FakeSpeaker, FakeSynthesizer, WaitingInbox

LONG = "Vertel rustig wat er gebeurde, wie erbij was en wat het met je deed. " * 8
SHORT = "Dank je wel."


@pytest.fixture
def inbox() -> WaitingInbox:
    return WaitingInbox()


@pytest.fixture(params=["fake", "spoken", "shown", "paced"])
def voice(request: pytest.FixtureRequest, inbox: WaitingInbox, tmp_path: Path) -> Iterator[Voice]:
    made: Voice
    if request.param == "fake":
        made = SpokenVoice(FakeSynthesizer(), FakeSpeaker(), inbox=inbox)
    elif request.param == "spoken":
        request.getfixturevalue("pulse")
        dutch = request.getfixturevalue("dutch")
        made = SpokenVoice(
            ChildSynthesizer(dutch, cache_folder=tmp_path), DeviceSpeaker(), inbox=inbox
        )
    elif request.param == "shown":
        made = ShownVoice(inbox)
    else:
        made = PacedVoice(inbox)
    yield made
    made.close()


def test_each_cue_is_started_and_finished_in_order(voice: Voice, inbox: WaitingInbox) -> None:
    for number in range(3):
        cue = Cue(CueId.parse(f"cue/{number}"), SHORT)
        voice.say(cue)
        assert inbox.next() == CueStarted(cue.id)
        assert inbox.next() == CueFinished(cue.id)
    assert len(inbox.received) == 6


def test_a_stopped_cue_is_not_heard_of_again(voice: Voice, inbox: WaitingInbox) -> None:
    if isinstance(voice, ShownVoice):
        pytest.skip("a shown cue takes no time: there is nothing to stop")
    voice.say(Cue(CueId.parse("long"), LONG))
    assert inbox.next() == CueStarted(CueId.parse("long"))
    voice.stop()
    voice.say(Cue(CueId.parse("short"), SHORT))
    assert inbox.next() == CueStarted(CueId.parse("short"))
    assert inbox.next() == CueFinished(CueId.parse("short"))
    assert len(inbox.received) == 3


def test_a_cue_stopped_while_it_was_made_is_never_heard_of(
    voice: Voice, inbox: WaitingInbox
) -> None:
    if isinstance(voice, ShownVoice | PacedVoice):
        pytest.skip("begins at once: there is nothing to make")
    voice.say(Cue(CueId.parse("long"), LONG))
    voice.stop()
    received = list(inbox.received)
    voice.say(Cue(CueId.parse("short"), SHORT))
    voice_started = [inbox.next() for _ in range(len(received) + 1)][-1]
    assert voice_started == CueStarted(CueId.parse("short"))
    assert inbox.next() == CueFinished(CueId.parse("short"))
    assert CueFinished(CueId.parse("long")) not in inbox.received


def test_a_cue_said_over_another_stops_it(voice: Voice, inbox: WaitingInbox) -> None:
    if isinstance(voice, ShownVoice):
        pytest.skip("a shown cue takes no time: there is nothing to stop")
    voice.say(Cue(CueId.parse("long"), LONG))
    assert inbox.next() == CueStarted(CueId.parse("long"))
    voice.say(Cue(CueId.parse("short"), SHORT))
    assert inbox.next() == CueStarted(CueId.parse("short"))
    assert inbox.next() == CueFinished(CueId.parse("short"))
    assert CueFinished(CueId.parse("long")) not in inbox.received


def test_of_many_cues_said_at_once_the_last_is_heard(voice: Voice, inbox: WaitingInbox) -> None:
    if isinstance(voice, ShownVoice):
        pytest.skip("a shown cue takes no time: each is finished before the next")
    for number in range(20):
        voice.say(Cue(CueId.parse(f"cut/{number}"), LONG))
        if number % 3 == 0:
            voice.stop()
    voice.say(Cue(CueId.parse("last"), SHORT))
    while inbox.next() != CueFinished(CueId.parse("last")):
        pass
    assert len(inbox.received) == len(set(inbox.received)), "a cue was answered twice"
    assert [item for item in inbox.received if isinstance(item, CueFinished)] == [
        CueFinished(CueId.parse("last"))
    ]


def test_stop_and_close_may_come_at_any_time(voice: Voice, inbox: WaitingInbox) -> None:
    voice.stop()
    voice.stop()
    voice.close()
    voice.close()
    assert inbox.received == []


def test_a_chime_is_not_answered_and_the_cue_after_it_is(voice: Voice, inbox: WaitingInbox) -> None:
    for kind in KINDS:
        voice.chime(kind)
    voice.say(Cue(CueId.parse("short"), SHORT))
    assert inbox.next() == CueStarted(CueId.parse("short"))
    assert inbox.next() == CueFinished(CueId.parse("short"))
    voice.chime("close")
    voice.stop()
    assert len(inbox.received) == 2
