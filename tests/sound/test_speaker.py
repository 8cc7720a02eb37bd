"""The real speaker, heard through a null sink: when it sounds, when it is silent, how it fails."""

import os
import time
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from balint_voice.adapters.sound import portaudio
from balint_voice.adapters.sound.output_stream import WARM_UP_S
from balint_voice.adapters.sound.speaker import DeviceSpeaker
from balint_voice.errors import PartMissing
from balint_voice.listening.audio import Samples, Sound
from balint_voice.ports import Moment
from tests.sound.test_speaker_contract import RememberingListener
from tests.support.fakes import tone
from tests.support.matching import find
from tests.support.pulse import RECORDING_RATE, Pulse, Recording, sounding_s, waited_for
from tests.support.refusals import advice, what


class MarkingListener(RememberingListener):
    """Notes where in the recording something was told."""

    def __init__(self, recording: Recording) -> None:
        super().__init__()
        self._recording = recording
        self._moments: dict[str, float] = {}

    def _add(self, event: str) -> None:
        self._moments[event] = time.monotonic()
        super()._add(event)

    def mark(self, event: str) -> int:
        return self._recording.at(self._moments[event])


def ends(samples: Samples, after: int = 0) -> tuple[int, int]:
    """The first and the last sample that can be heard, from sample `after` on."""
    loud = np.flatnonzero(np.abs(samples[after:]) > 0.01) + after
    return int(loud[0]), int(loud[-1])


def strength(samples: Samples, frequency: float) -> float:
    """How strongly a frequency sounds, against all that sounds."""
    spectrum = np.abs(np.fft.rfft(samples))
    at = round(frequency * len(samples) / RECORDING_RATE)
    return float((spectrum[at - 20 : at + 21] ** 2).sum() / (spectrum**2).sum())


def test_a_sound_is_heard_whole_and_in_pitch(pulse: Pulse, device_speaker: DeviceSpeaker) -> None:
    with pulse.record_speaker() as recording:
        device_speaker.play(tone(1.0), RememberingListener())
        heard = recording.wait_for_silence()
    first, last = ends(heard)
    assert sounding_s(heard, RECORDING_RATE) == pytest.approx(1.0, abs=0.02)
    assert strength(heard[first:last], 440) > 0.95


def test_started_and_finished_are_told_when_they_are_heard(
    pulse: Pulse, device_speaker: DeviceSpeaker
) -> None:
    with pulse.record_speaker() as recording:
        told = MarkingListener(recording)
        device_speaker.play(tone(1.0), told)
        told.wait_for("finished")
        heard = recording.wait_for_silence()
    first, last = ends(heard)
    tolerance = 0.4 * RECORDING_RATE
    assert abs(told.mark("started") - first) < tolerance
    assert abs(told.mark("finished") - last) < tolerance


def test_stop_is_silence_at_once_with_a_fade(pulse: Pulse, device_speaker: DeviceSpeaker) -> None:
    with pulse.record_speaker() as recording:
        device_speaker.play(tone(30), RememberingListener())
        recording.wait_until(
            "half a second of it", lambda s: bool((np.abs(s) > 0.1).sum() > 20_000)
        )
        stopped = time.monotonic()
        device_speaker.stop()
        heard = recording.wait_for_silence()
    _, last = ends(heard)
    assert last - recording.at(stopped) < 0.3 * RECORDING_RATE
    fade = np.abs(heard[last - 1_400 : last])
    assert fade[:400].max() > fade[-400:].max() * 2


def test_what_replaces_a_sound_is_heard_alone(pulse: Pulse, device_speaker: DeviceSpeaker) -> None:
    first, second = RememberingListener(), RememberingListener()
    with pulse.record_speaker() as recording:
        device_speaker.play(tone(30), first)
        first.wait_for("started")
        device_speaker.play(tone(1.0, frequency=880), second)
        heard = recording.wait_for_silence()
    _, last = ends(heard)
    assert strength(heard[last - RECORDING_RATE // 2 : last], 880) > 0.95


def test_sounds_are_heard_at_their_moments_to_the_sample(
    pulse: Pulse, device_speaker: DeviceSpeaker
) -> None:
    """However the moments fall into the blocks that the device asks for.

    A busy machine tears sounds, and moves what is left of them: most have to come right at once, in
    one of a few rounds. Sounds that begin with a block are off by 5 ms in each round.
    """
    device_speaker.open()
    rounds = (np.median(_how_far_off(pulse, device_speaker)) for _ in range(5))
    assert any(off < 0.001 for off in rounds)


def _how_far_off(pulse: Pulse, device_speaker: DeviceSpeaker) -> list[float]:
    """Seconds, for each gap between sounds whose moments lie that far apart."""
    apart = (0.7001, 0.6502, 0.7303, 0.6119, 0.7477, 0.6891, 0.6643, 0.7204)
    hiss = np.random.default_rng(4).normal(0, 0.1, 9_600).astype(np.float32)
    sound, told = Sound(hiss, RECORDING_RATE), RememberingListener()
    onsets: list[float] = []
    at = [time.monotonic() + 2.0]
    at += [at[0] + sum(apart[: n + 1]) for n in range(len(apart))]
    with pulse.record_speaker() as recording:
        for moment in at:
            device_speaker.follow(sound, told, Moment(moment))
        recording.wait_until("all of them", lambda _: told.events.count("finished") == len(at))
        heard = recording.wait_for_silence()
    first, _ = ends(heard)
    for moment in at:
        window = max(0, first + round((moment - at[0] - 0.1) * RECORDING_RATE))
        match = find(sound, heard[window : window + 3 * len(hiss)], RECORDING_RATE)
        onsets.append(window / RECORDING_RATE + match.at_s)
    return [abs(b - a - gap) for (a, b), gap in zip(pairwise(onsets), apart, strict=True)]


def test_a_device_that_was_just_opened_is_awake_before_the_first_sample(
    pulse: Pulse, device_speaker: DeviceSpeaker
) -> None:
    told = RememberingListener()
    with pulse.record_speaker() as recording:
        device_speaker.play(tone(0.5), told)
        told.wait_for("finished")
        heard = recording.wait_for_silence()
    first, _ = ends(heard)
    before = np.abs(heard[first - round(0.8 * WARM_UP_S * RECORDING_RATE) : first - 480])
    assert (before > 0).mean() > 0.2, "digital silence lets an amplifier sleep"
    assert before.max() <= 8 / 32_768, "nobody hears it"


def test_what_follows_a_sound_whose_device_is_lost_is_answered_too(
    pulse: Pulse, device_speaker: DeviceSpeaker
) -> None:
    first, second = RememberingListener(), RememberingListener()
    device_speaker.play(tone(30), first)
    first.wait_for("started")
    device_speaker.follow(tone(0.2), second)
    pulse.stop()
    try:
        first.wait_for("failed")
        second.wait_for("failed")
    finally:
        pulse.start()
    assert first.events == ["started", "failed"]
    assert second.events == ["failed"]


def test_a_silenced_device_fails_and_the_next_sound_is_heard(
    pulse: Pulse, device_speaker: DeviceSpeaker
) -> None:
    cut_off, afterwards = RememberingListener(), RememberingListener()
    device_speaker.play(tone(30), cut_off)
    cut_off.wait_for("started")
    pulse.pactl("suspend-sink", "speaker", "1")  # callbacks stop; no error is given
    try:
        cut_off.wait_for("failed")
    finally:
        pulse.pactl("suspend-sink", "speaker", "0")
    with pulse.record_speaker() as recording:
        device_speaker.play(tone(0.5), afterwards)
        afterwards.wait_for("finished")
        heard = recording.wait_for_silence()
    assert sounding_s(heard, RECORDING_RATE) == pytest.approx(0.5, abs=0.02)
    assert cut_off.events == ["started", "failed"]


def test_a_server_killed_and_started_again(
    pulse: Pulse, device_speaker: DeviceSpeaker, capfd: pytest.CaptureFixture[str]
) -> None:
    cut_off, meanwhile, afterwards = (
        RememberingListener(),
        RememberingListener(),
        RememberingListener(),
    )
    device_speaker.play(tone(30), cut_off)
    cut_off.wait_for("started")
    pulse.stop()
    try:
        cut_off.wait_for("failed")
        device_speaker.play(tone(0.5), meanwhile)
        meanwhile.wait_for("failed")
    finally:
        pulse.start()
    device_speaker.play(tone(0.5), afterwards)
    afterwards.wait_for("finished")
    assert meanwhile.events == ["failed"]
    assert capfd.readouterr().err == "", "the sound library's chatter reached the terminal"


def test_it_is_closed_when_nothing_sounds_and_opened_when_something_is_expected(
    pulse: Pulse, device_speaker: DeviceSpeaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("balint_voice.adapters.sound.speaker.LINGER_S", 0.5)

    def players() -> str:
        return pulse.pactl("list", "short", "sink-inputs")

    first, second = RememberingListener(), RememberingListener()
    device_speaker.play(tone(1.0), first)
    first.wait_for("finished")
    waited_for("the stream to be closed", lambda: not players())
    device_speaker.get_ready()
    waited_for("it to be open before anything sounds", lambda: bool(players()))
    waited_for("it to be closed again, unused", lambda: not players())
    with pulse.record_speaker() as recording:
        device_speaker.play(tone(1.0), second)
        heard = recording.wait_for_silence()
    assert sounding_s(heard, RECORDING_RATE) == pytest.approx(1.0, abs=0.02)
    assert first.events == second.events == ["started", "finished"]


def test_a_lost_speaker_is_looked_for_only_when_there_is_something_to_say(
    pulse: Pulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []
    real = portaudio.open_stream

    def counted(*given: Any, **more: Any) -> Any:
        tried.append(given)
        return real(*given, **more)

    monkeypatch.setattr(portaudio, "open_stream", counted)
    speaker, told, again = DeviceSpeaker("unplugged"), RememberingListener(), RememberingListener()
    speaker.play(tone(0.1), told)
    told.wait_for("failed")
    for _ in range(3):
        speaker.get_ready()
    speaker.play(tone(0.1), again)
    again.wait_for("failed")
    assert len(tried) == 2
    speaker.close()


def test_a_speaker_that_is_not_there_is_missing(pulse: Pulse) -> None:
    with pytest.raises(PartMissing) as missing:
        DeviceSpeaker("nonesuch").open()
    assert "nonesuch" in what(missing.value)
    assert "balint-voice devices" in advice(missing.value)


def test_a_speaker_by_part_of_its_name_tells_its_latency(pulse: Pulse) -> None:
    speaker = DeviceSpeaker("PULS")
    speaker.open()
    assert 0 < speaker.latency_s < 1
    speaker.close()


def test_our_own_words_still_reach_stderr(
    device_speaker: DeviceSpeaker, capfd: pytest.CaptureFixture[str]
) -> None:
    device_speaker.open()
    os.write(2, b"ours\n")
    assert capfd.readouterr().err == "ours\n"
