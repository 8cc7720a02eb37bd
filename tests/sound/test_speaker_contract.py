"""What every Speaker does: the fake one and the real one."""

import threading
import time
from collections.abc import Iterator

import pytest

from balint_voice.adapters.sound.many_speakers import ManySpeakers
from balint_voice.adapters.sound.speaker import DeviceSpeaker
from balint_voice.ports import Moment, Speaker
from tests.support.fakes import PATIENCE_S, FakeSpeaker, tone


class RememberingListener:
    """A listener that remembers, and in which a test can wait."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self._grown = threading.Condition()

    def started(self) -> None:
        self._add("started")

    def finished(self) -> None:
        self._add("finished")

    def failed(self) -> None:
        self._add("failed")

    def _add(self, event: str) -> None:
        with self._grown:
            self.events.append(event)
            self._grown.notify_all()

    def wait_for(self, event: str) -> None:
        with self._grown:
            assert self._grown.wait_for(lambda: event in self.events, PATIENCE_S), self.events


@pytest.fixture(params=["fake", "device", "two"])
def speaker(request: pytest.FixtureRequest) -> Iterator[Speaker]:
    if request.param == "device":
        request.getfixturevalue("pulse")
    made: Speaker
    match request.param:
        case "device":
            made = DeviceSpeaker()
        case "two":
            made = ManySpeakers([FakeSpeaker(), FakeSpeaker()], lambda silent: None)
        case _:
            made = FakeSpeaker()
    yield made
    made.close()


def test_a_sound_starts_and_finishes_once(speaker: Speaker) -> None:
    told = RememberingListener()
    speaker.play(tone(0.2), told)
    told.wait_for("finished")
    afterwards = RememberingListener()
    speaker.play(tone(0.1), afterwards)
    afterwards.wait_for("finished")
    assert told.events == afterwards.events == ["started", "finished"]


def test_after_stop_nothing_is_told(speaker: Speaker) -> None:
    stopped, afterwards = RememberingListener(), RememberingListener()
    speaker.play(tone(30), stopped)
    stopped.wait_for("started")
    speaker.stop()
    speaker.play(tone(0.1), afterwards)
    afterwards.wait_for("finished")
    assert stopped.events == ["started"]


def test_a_sound_stopped_before_it_was_heard_is_never_told_of(speaker: Speaker) -> None:
    stopped, afterwards = RememberingListener(), RememberingListener()
    speaker.play(tone(30), stopped)
    speaker.stop()
    at_stop = list(stopped.events)
    speaker.play(tone(0.1), afterwards)
    afterwards.wait_for("finished")
    assert stopped.events == at_stop


def test_play_replaces_what_sounds(speaker: Speaker) -> None:
    first, second = RememberingListener(), RememberingListener()
    speaker.play(tone(30), first)
    first.wait_for("started")
    speaker.play(tone(0.1), second)
    second.wait_for("finished")
    assert first.events == ["started"]
    assert second.events == ["started", "finished"]


def test_what_follows_replaces_nothing_and_begins_when_the_other_has_ended(
    speaker: Speaker,
) -> None:
    first, second = RememberingListener(), RememberingListener()
    speaker.play(tone(0.3), first)
    speaker.follow(tone(0.2), second)
    first.wait_for("finished")
    second.wait_for("finished")
    assert first.events == second.events == ["started", "finished"]
    alone = RememberingListener()
    speaker.follow(tone(0.1), alone)
    alone.wait_for("finished")
    assert alone.events == ["started", "finished"]


def test_stop_and_play_end_what_follows_too(speaker: Speaker) -> None:
    first, second, last = RememberingListener(), RememberingListener(), RememberingListener()
    speaker.play(tone(30), first)
    speaker.follow(tone(0.1), second)
    first.wait_for("started")
    speaker.play(tone(0.1), last)
    last.wait_for("finished")
    assert first.events == ["started"]
    assert second.events == []
    assert last.events == ["started", "finished"]


def test_a_sound_waits_for_its_moment(speaker: Speaker) -> None:
    told = RememberingListener()
    moment = Moment(time.monotonic() + 0.7)
    speaker.play(tone(0.1), told, moment)
    told.wait_for("started")
    assert time.monotonic() >= moment - 0.01, "too early, which no busy processor explains"


def test_stop_and_close_may_come_at_any_time(speaker: Speaker) -> None:
    speaker.stop()
    speaker.play(tone(30), RememberingListener())
    speaker.stop()
    speaker.stop()
    speaker.close()
    speaker.close()
