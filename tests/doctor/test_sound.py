"""The speaker and the microphone, checked on a real sound server, whatever is wrong with them."""

from collections.abc import Iterator

import numpy as np
import pytest

from balint_voice.adapters.doctor.sound_check import check_sound
from balint_voice.adapters.sound import portaudio
from balint_voice.adapters.sound.echo_tail import recall
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.doctor.findings import Finding
from balint_voice.listening.audio import Samples, Sound
from tests.support.pulse import Pulse

RATE = 48_000


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sound]:
    synthesizer = ChildSynthesizer(choose_voice("nl"), cache_folder=tmp_path_factory.mktemp("x"))
    yield synthesizer.render("Goedenavond. Ik houd de tijd bij.")
    synthesizer.close()


@pytest.fixture(autouse=True)
def devices_anew(pulse: Pulse) -> Iterator[None]:
    """Whatever a test did to the server, the library looks again after it."""
    yield
    pulse.hush()
    portaudio.look_again()


def check(
    line: Sound | None, listen: bool = True, microphone: str | None = None
) -> dict[str, Finding]:
    told: list[str] = []
    found = check_sound(line, None, microphone, listen=listen, tell=told.append)
    assert ("listening" in told) <= listen, "nobody is listened to without leave"
    return {finding.part: finding for finding in found}


def noise(level: float, seconds: float = 20.0) -> Samples:
    made = np.random.default_rng(1).standard_normal(round(seconds * RATE))
    return np.asarray(made * level, np.float32)


@pytest.fixture
def open_room(pulse: Pulse) -> Iterator[None]:
    """What the speaker says is heard by the microphone, as in a room."""
    module = pulse.pactl("load-module", "module-loopback", "source=speaker.monitor", "sink=micfeed")
    yield
    pulse.pactl("unload-module", module)


def test_the_line_is_said_and_heard(pulse: Pulse, open_room: None, line: Sound) -> None:
    pulse.say_into_microphone(noise(0.001), RATE)
    listeners = pulse.pactl("list", "short", "source-outputs")
    found = check(line)
    assert found["speaker"].what == "speaker-heard"
    assert recall(None, None) == found["speaker"].fields["tail_s"], "the next session waits so long"
    assert found["microphone"].what == "microphone-ok"
    assert pulse.pactl("list", "short", "source-outputs") == listeners, "somebody still listens"


def test_a_line_that_the_microphone_does_not_hear(pulse: Pulse, line: Sound) -> None:
    pulse.say_into_microphone(noise(0.001), RATE)
    found = check(line)
    assert found["speaker"].what == "speaker-unheard"
    assert found["microphone"].what == "microphone-ok"


def test_exact_zeros_are_a_muted_microphone(pulse: Pulse, line: Sound) -> None:
    found = check(line)
    assert (found["microphone"].state, found["microphone"].what) == ("missing", "microphone-zeros")
    assert found["speaker"].what == "speaker-said", "what was not to be heard proves nothing"


def test_a_muted_source_gives_zeros_too(pulse: Pulse, line: Sound) -> None:
    pulse.say_into_microphone(noise(0.05), RATE)
    pulse.pactl("set-source-mute", "mic", "1")
    try:
        assert check(None)["microphone"].what == "microphone-zeros"
    finally:
        pulse.pactl("set-source-mute", "@DEFAULT_SOURCE@", "0")  # the remedy, as it is written
    assert check(None)["microphone"].what != "microphone-zeros"


def test_a_microphone_that_distorts(pulse: Pulse) -> None:
    pulse.say_into_microphone(np.clip(noise(0.7), -1, 1), RATE)
    assert check(None)["microphone"].what == "microphone-clips"


def test_a_noisy_one(pulse: Pulse) -> None:
    pulse.say_into_microphone(noise(0.05), RATE)
    assert check(None)["microphone"].what == "microphone-noisy"


def test_one_that_stopped_giving_anything(pulse: Pulse) -> None:
    pulse.pactl("suspend-source", "mic", "1")
    try:
        assert check(None)["microphone"].what == "microphone-stalled"
    finally:
        pulse.pactl("suspend-source", "mic", "0")


def test_without_leave_the_microphone_stays_closed(pulse: Pulse, line: Sound) -> None:
    found = check(line, listen=False)
    assert found["microphone"].what == "microphone-untried"
    assert found["speaker"].what == "speaker-said"


def test_a_device_of_another_name(pulse: Pulse, line: Sound) -> None:
    found = check(line, microphone="nonesuch")
    assert found["microphone"].what == "microphone-unknown"
    assert "default" in str(found["microphone"].fields["there"])


def test_a_speakers_monitor_is_no_microphone(pulse: Pulse, line: Sound) -> None:
    pulse.pactl("unload-module", "module-remap-source")
    try:
        found = check(line)
    finally:
        pulse.stop()
        pulse.start()
    assert (found["microphone"].state, found["microphone"].what) == (
        "missing",
        "microphone-hears-speaker",
    )
    assert found["speaker"].what == "speaker-said", "its own sound proves nothing"


def test_no_sound_server(pulse: Pulse, line: Sound) -> None:
    pulse.stop()
    portaudio.look_again()
    try:
        found = check(line)
    finally:
        pulse.start()
    assert found["speaker"].what == "speaker-none"
    assert found["microphone"].what == "microphone-none"


def test_no_voice_and_a_microphone_of_its_own(pulse: Pulse) -> None:
    pulse.say_into_microphone(noise(0.001), RATE)
    found = check(None)
    assert found["speaker"].what == "speaker-untried"
    assert found["microphone"].what == "microphone-ok"
