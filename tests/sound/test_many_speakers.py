"""Two speakers at once: both are heard, and one that fails does not silence the other."""

import numpy as np

from balint_voice.adapters.sound.many_speakers import ManySpeakers
from balint_voice.adapters.sound.speaker import DeviceSpeaker
from balint_voice.listening.audio import Sound
from balint_voice.ports import AT_ONCE, Moment, PlaybackListener
from tests.sound.test_speaker_contract import RememberingListener
from tests.support.fakes import FakeSpeaker, tone
from tests.support.pulse import Pulse


def test_one_that_fails_does_not_silence_the_other_and_is_told_once() -> None:
    room, loop = FakeSpeaker(), FakeSpeaker()
    told: list[bool] = []
    both = ManySpeakers([room, loop], told.append)
    loop.broken = True
    for _ in range(2):
        listener = RememberingListener()
        both.play(tone(0.1), listener)
        listener.wait_for("finished")
        assert listener.events == ["started", "finished"]
    assert told == [True]
    assert len(room.played) == 2
    loop.broken = False
    listener = RememberingListener()
    both.play(tone(0.1), listener)
    listener.wait_for("finished")
    assert told == [True, False]


def test_only_when_all_are_silent_has_it_failed() -> None:
    room, loop = FakeSpeaker(), FakeSpeaker()
    room.broken = loop.broken = True
    told: list[bool] = []
    listener = RememberingListener()
    ManySpeakers([room, loop], told.append).play(tone(0.1), listener)
    listener.wait_for("failed")
    assert listener.events == ["failed"]
    assert told == [], "the session says itself that nothing sounds"


def test_a_sound_that_breaks_off_on_all_of_them_has_failed() -> None:
    room, loop = Breaking(), Breaking()
    told: list[bool] = []
    listener = RememberingListener()
    ManySpeakers([room, loop], told.append).play(tone(0.1), listener)
    room.listeners[0].started()
    for each in (*room.listeners, *loop.listeners):
        each.failed()
    assert listener.events == ["started", "failed"]


class Breaking(FakeSpeaker):
    """Begins nothing by itself: the test says what becomes of each sound."""

    def __init__(self) -> None:
        super().__init__()
        self.listeners: list[PlaybackListener] = []

    def follow(self, sound: Sound, listener: PlaybackListener, heard_at: Moment = AT_ONCE) -> None:
        self.listeners.append(listener)


def test_both_are_heard(pulse: Pulse) -> None:
    """Two ways to the one sink of the sound server: heard together they are louder than one.

    Noise, because two tones a moment apart can cancel each other.
    """
    hiss = np.random.default_rng(1).normal(0, 0.1, 22_050).astype(np.float32)

    def loudest(names: list[str]) -> float:
        speakers = ManySpeakers([DeviceSpeaker(name) for name in names], lambda silent: None)
        listener = RememberingListener()
        with pulse.record_speaker() as recording:
            speakers.open()
            speakers.play(Sound(hiss, 22_050), listener)
            listener.wait_for("finished")
            heard = recording.wait_for_silence()
        speakers.close()
        assert listener.events == ["started", "finished"]
        return float(np.sqrt(np.mean(heard[np.abs(heard) > 0.001] ** 2)))

    one, two = loudest(["pulse"]), loudest(["pulse", "default"])
    assert two > 1.1 * one
