"""Parts for the sound tests: fakes and real ones under the same names."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from balint_voice.adapters.sound import portaudio, sound_server
from balint_voice.adapters.sound.speaker import DeviceSpeaker
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import VoiceChoice, choose_voice
from tests.support.pulse import Pulse


@pytest.fixture(autouse=True)
def a_busy_machine_is_no_sound_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever tries one that does sets a patience of their own."""
    monkeypatch.setattr(portaudio, "PATIENCE_S", 30.0)
    monkeypatch.setattr(sound_server, "_QUICK_S", 30.0)


@pytest.fixture(scope="session")
def dutch() -> VoiceChoice:
    return choose_voice("nl")


@pytest.fixture
def synthesizer(dutch: VoiceChoice, tmp_path: Path) -> Iterator[ChildSynthesizer]:
    """A real one, with a cache of its own."""
    made = ChildSynthesizer(dutch, cache_folder=tmp_path / "cues")
    yield made
    made.close()


@pytest.fixture
def device_speaker(pulse: Pulse) -> Iterator[DeviceSpeaker]:
    made = DeviceSpeaker()
    yield made
    made.close()
