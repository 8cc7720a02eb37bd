"""Spoken commands through the real detector, worker and model: heard, obeyed, and not made up."""

import pytest

from balint_voice.adapters.hearing.commands import Commands
from balint_voice.adapters.hearing.silero import SileroDetector
from balint_voice.adapters.whisper.transcriber import WorkerTranscriber
from balint_voice.session import inputs as i
from tests.fakes_listening import silence
from tests.hearing.conftest import Say
from tests.hearing.room import MakeRoom, Room, sounds_in_memory

COMMANDS = (
    ("Balint, pauze.", i.Pause()),
    ("Balint, verder.", i.GoOn()),
    ("Balint, vijf minuten erbij.", i.Extend(300.0)),
    ("Balint, stop opname.", i.Veto()),
)
TALK = (
    "Pauze.",
    "Vijf minuten erbij.",
    "Stop opname.",
    "We nemen even pauze.",
    "Hoe lang heb je daar al last van?",
    "Dat weet ik niet.",
    "Ik voel mij machteloos als hij begint te huilen.",
)


@pytest.fixture
def table(room: MakeRoom, transcriber: WorkerTranscriber) -> Room:
    return room(
        transcriber=transcriber, detector=SileroDetector(), commands=Commands(transcriber, "nl")
    )


def heard_at(table: Room, say: Say, texts: tuple[str, ...]) -> list[i.Commanded]:
    table.microphone.steps.append(silence(1.0))
    for text in texts:
        table.microphone.steps += [say(text)]
        table.microphone.steps += [silence(1.2)]
    table.microphone.steps += [lambda: table.ears.close(), lambda: table.ears.open("einde")]
    table.microphone.steps += [lambda: table.ears.close()]
    table.ears.open("beeldvorming", "attend")
    table.inbox.until_ended()
    return table.inbox.of(i.Commanded)


@pytest.mark.parametrize(("text", "command"), COMMANDS)
def test_a_command_is_heard(table: Room, say: Say, text: str, command: i.Input) -> None:
    assert heard_at(table, say, (text,)) == [i.Commanded(command, sure=True)]
    assert sounds_in_memory() == []


def test_talk_and_commands_without_the_name_are_none(table: Room, say: Say) -> None:
    for text in TALK:
        table.microphone.steps.clear()
        heard_at(table, say, (text,))
    assert table.inbox.of(i.Commanded) == []
    assert table.notes.entries == []
