"""The chimes: soft, short, told apart by their pitch, heard through a null sink before the cue."""

import time
from itertools import pairwise

import numpy as np
import pytest
import soxr

from balint_voice.adapters.capture.segmenter import Segmenter
from balint_voice.adapters.capture.silero import SileroDetector
from balint_voice.adapters.sound.loudness import PEAK_DBTP, TARGET_LUFS, loudness, true_peak
from balint_voice.adapters.sound.speaker import DeviceSpeaker
from balint_voice.adapters.tts.chimes import KINDS, RATE, chime
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice import SpokenVoice
from balint_voice.listening.audio import LISTENING_RATE, AudioBlock, Samples
from balint_voice.listening.endpointing import EndpointSettings
from balint_voice.listening.windows import WindowSettings
from balint_voice.session.cue_ids import CueId
from balint_voice.session.inputs import CueFailed, CueFinished, CueOnlyShown, CueStarted
from balint_voice.session.outputs import Chimes, Cue
from tests.support.fakes import FakeSpeaker, FakeSynthesizer, WaitingInbox
from tests.support.matching import find
from tests.support.pulse import RECORDING_RATE, Pulse

WELCOME = "Welkom bij deze intervisie."
ALONE: tuple[Chimes, ...] = ("soon", "understood")


def onsets(samples: Samples, rate: int) -> list[int]:
    """Where a note is struck: the loudness of 20 ms is twice that of the 20 ms before."""
    step = rate // 50
    loud = [float(np.abs(samples[at : at + step]).max()) for at in range(0, len(samples), step)]
    risen = [i for i, (a, b) in enumerate(pairwise([0.0, *loud])) if b > max(2 * a, 0.02)]
    return [i * step for i in risen if i - 1 not in risen]


def pitches(samples: Samples, rate: int) -> list[float]:
    """The strongest frequency in the tenth of a second after each onset."""
    found = []
    for at in onsets(samples, rate):
        piece = samples[at : at + rate // 10]
        spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)), 8 * len(piece)))
        found.append(float(np.argmax(spectrum) * rate / (8 * len(piece))))
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_short_and_soft_and_begins_and_ends_in_silence(kind: Chimes) -> None:
    sound = chime(kind)
    assert sound.rate == RATE
    assert 0.05 < sound.seconds < 0.6
    assert true_peak(sound) <= PEAK_DBTP
    assert loudness(sound) == pytest.approx(TARGET_LUFS, abs=0.5), "as loud as the voice"
    assert np.abs(sound.samples[[0, -1]]).max() < 1e-3
    steps = np.abs(np.diff(sound.samples)).max() / np.abs(sound.samples).max()
    assert steps < 0.34, "no click"
    assert all(500 <= pitch <= 3_000 for pitch in pitches(sound.samples, RATE)), "heard at 60"


def test_they_are_told_apart_by_how_the_pitch_moves() -> None:
    first, second = pitches(chime("begin").samples, RATE)
    assert second > 1.3 * first
    first, second = pitches(chime("close").samples, RATE)
    assert second < first / 1.3
    first, second = pitches(chime("last-minute").samples, RATE)
    assert second == pytest.approx(first, rel=0.02)
    (soon,), (understood,) = (pitches(chime(kind).samples, RATE) for kind in ALONE)
    assert understood > 2 * soon
    assert chime("understood").seconds < 0.2


@pytest.mark.parametrize("kind", ALONE)
def test_those_that_sound_alone_are_no_voice(kind: Chimes) -> None:
    clean = soxr.resample(chime(kind).samples, RATE, LISTENING_RATE)
    chance = np.random.default_rng(3)
    echo = np.exp(-np.arange(4_800) / 1_200) * chance.standard_normal(4_800) * 0.05
    echo[0] = 1.0
    around = np.pad(np.convolve(clean, echo), LISTENING_RATE)
    for level_db in (0, -10, -20, -30):
        for room in (3e-4, 3e-3):
            noise = chance.standard_normal(len(around)) * room
            heard = np.asarray(around * 10 ** (level_db / 20) + noise, np.float32)
            assert not voices_in(heard), f"{kind} at {level_db} dB"


def voices_in(samples: Samples) -> bool:
    one = Segmenter(SileroDetector(), EndpointSettings(), windows=WindowSettings(), echo_tail_s=0.0)
    one.begin("attend")
    spoke = False
    for at in range(0, len(samples), 1_600):
        one.hear(AudioBlock(samples[at : at + 1_600].copy(), at))
        spoke |= one.speaking
    return spoke


@pytest.fixture
def inbox() -> WaitingInbox:
    return WaitingInbox()


def test_a_cue_said_after_a_chime_is_heard_after_it_and_told_of_only_then(
    pulse: Pulse,
    synthesizer: ChildSynthesizer,
    device_speaker: DeviceSpeaker,
    inbox: WaitingInbox,
) -> None:
    voice = SpokenVoice(synthesizer, device_speaker, inbox=inbox, voice_volume=0.5)
    voice.prepare([WELCOME])
    device_speaker.open()
    with pulse.record_speaker() as recording:
        voice.chime("begin")
        voice.say(Cue(CueId.parse("welcome"), WELCOME))
        assert inbox.next() == CueStarted(CueId.parse("welcome"))
        told = time.monotonic()
        assert inbox.next() == CueFinished(CueId.parse("welcome"))
        heard = recording.wait_for_silence()
    loud = np.flatnonzero(np.abs(heard) > 0.003)
    chime_begins = loud[0]
    chime_ends = chime_begins + round(chime("begin").seconds * RECORDING_RATE)
    ringing = heard[chime_begins - 100 : chime_ends]
    first, second = pitches(ringing, RECORDING_RATE)
    assert second > 1.3 * first, "the chime, whole"
    assert np.abs(ringing).max() <= 10 ** (-7 / 20), "at its own volume"
    words = heard[chime_ends:]
    begins = chime_ends + np.flatnonzero(np.abs(words) > 0.02)[0]
    assert chime_ends <= begins
    assert recording.at(told) > chime_ends - 0.1 * RECORDING_RATE, "when the cue begins"
    assert inbox.received == [
        CueStarted(CueId.parse("welcome")),
        CueFinished(CueId.parse("welcome")),
    ]
    voice.close()


def test_between_a_chime_and_its_cue_there_is_no_gap(
    pulse: Pulse,
    synthesizer: ChildSynthesizer,
    device_speaker: DeviceSpeaker,
    inbox: WaitingInbox,
) -> None:
    """Three times, of which the best counts: a busy machine may tear the sound just there."""
    voice = SpokenVoice(synthesizer, device_speaker, inbox=inbox)
    voice.prepare([WELCOME])
    gaps: list[float] = []
    for _ in range(3):
        with pulse.record_speaker() as recording:
            voice.chime("begin")
            voice.say(Cue(CueId.parse("welcome"), WELCOME))
            assert [inbox.next(), inbox.next()] == [
                CueStarted(CueId.parse("welcome")),
                CueFinished(CueId.parse("welcome")),
            ]
            heard = recording.wait_for_silence()
        rung, said = (
            find(sound, heard, RECORDING_RATE)
            for sound in (chime("begin"), synthesizer.render(WELCOME))
        )
        gaps.append(said.at_s - rung.at_s - chime("begin").seconds)
    assert min(map(abs, gaps)) < 0.01, gaps
    voice.close()


def test_volumes_are_those_asked_for(inbox: WaitingInbox) -> None:
    speaker = FakeSpeaker()
    voice = SpokenVoice(
        FakeSynthesizer(), speaker, inbox=inbox, voice_volume=0.5, chime_volume=0.25
    )
    voice.chime("soon")
    voice.say(Cue(CueId.parse("welcome"), WELCOME))
    while inbox.next() != CueFinished(CueId.parse("welcome")):
        pass
    rung, said = (np.abs(sound.samples).max() for sound in speaker.played)
    assert rung == pytest.approx(0.25 * np.abs(chime("soon").samples).max(), rel=0.01)
    assert said == pytest.approx(0.25, rel=0.01)


def test_a_chime_never_cuts_a_cue(inbox: WaitingInbox) -> None:
    speaker = FakeSpeaker()
    voice = SpokenVoice(FakeSynthesizer(), speaker, inbox=inbox)
    voice.say(Cue(CueId.parse("welcome"), WELCOME))
    voice.chime("understood")
    assert inbox.next() == CueStarted(CueId.parse("welcome"))
    assert inbox.next() == CueFinished(CueId.parse("welcome"))
    assert len(speaker.played) == 1


def test_a_chime_that_failed_holds_nothing_up(inbox: WaitingInbox) -> None:
    speaker = FakeSpeaker()
    voice = SpokenVoice(FakeSynthesizer(), speaker, inbox=inbox)
    speaker.broken = True
    voice.chime("begin")
    voice.say(Cue(CueId.parse("lost"), WELCOME))
    assert inbox.next() == CueOnlyShown(CueId.parse("lost"))
    assert inbox.next() == CueFailed(CueId.parse("lost"))
    speaker.broken = False
    voice.chime("begin")
    voice.say(Cue(CueId.parse("heard"), WELCOME))
    assert inbox.next() == CueStarted(CueId.parse("heard"))
    assert inbox.next() == CueFinished(CueId.parse("heard"))


def test_a_cue_stopped_while_it_waits_for_a_chime_is_never_heard_of(inbox: WaitingInbox) -> None:
    voice = SpokenVoice(FakeSynthesizer(), FakeSpeaker(), inbox=inbox)
    voice.chime("begin")
    voice.say(Cue(CueId.parse("cut"), WELCOME))
    voice.stop()
    voice.say(Cue(CueId.parse("heard"), WELCOME))
    assert inbox.next() == CueStarted(CueId.parse("heard"))
    assert inbox.next() == CueFinished(CueId.parse("heard"))
    assert len(inbox.received) == 2
