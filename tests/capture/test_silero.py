"""The voice detector: frame by frame as good as all at once, and nothing heard in noise."""

from collections.abc import Callable

import numpy as np
import pytest
from faster_whisper.vad import get_vad_model

from balint_voice.adapters.capture.silero import SileroDetector
from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.listening.endpointing import FRAME, EndpointSettings
from balint_voice.listening.utterances import Utterances
from balint_voice.ports import SpeechDetector
from tests.capture.conftest import Render
from tests.support.fakes_listening import LoudnessDetector, silence

SENTENCE = "Ik voel mij machteloos als hij begint te huilen."


def probabilities(detector: SpeechDetector, sound: Samples) -> list[float]:
    whole = len(sound) // FRAME
    return [detector.probability(f) for f in sound[: whole * FRAME].reshape(-1, FRAME)]


def noises() -> dict[str, Samples]:
    rng = np.random.default_rng(5)
    t = np.arange(10 * LISTENING_RATE) / LISTENING_RATE
    hum = sum(np.sin(2 * np.pi * 50 * k * t) / k for k in range(1, 8))
    steps = np.repeat(rng.random(200), len(t) // 200) ** 8  # a chair, a cup, a door
    return {
        "silence": np.zeros(len(t), np.float32),
        "hiss": (rng.standard_normal(len(t)) * 0.05).astype(np.float32),
        "hum": np.asarray(hum * 0.1, np.float32),
        "knocks": (rng.standard_normal(len(t)) * steps * 0.2).astype(np.float32),
    }


def test_frame_by_frame_equals_all_at_once(say: Render) -> None:
    sound = np.concatenate([silence(1.0), say(SENTENCE), silence(1.0)])
    sound = sound[: len(sound) // FRAME * FRAME]
    # The batch call overwrites the end of what it is given: a frame more, not compared.
    batch = get_vad_model()(np.concatenate([sound, np.zeros(FRAME, np.float32)]))[:-1]
    assert np.allclose(probabilities(SileroDetector(), sound), batch.reshape(-1), atol=1e-6)


@pytest.mark.parametrize("kind", ["silence", "hiss", "hum", "knocks"])
def test_noise_is_no_utterance(kind: str) -> None:
    detector = SileroDetector()
    utterances = Utterances(EndpointSettings())
    sound = noises()[kind]
    whole = sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME)
    found = [u for f in whole for u in utterances.frame(f, detector.probability(f))]
    assert [*found, *utterances.flush()] == []


@pytest.mark.parametrize("make", [SileroDetector, LoudnessDetector])
def test_contract_speech_is_likely_silence_is_not_and_reset_forgets(
    make: Callable[[], SpeechDetector], say: Render
) -> None:
    detector = make()
    speech, quiet = say(SENTENCE), silence(1.0)
    first = probabilities(detector, speech)
    assert all(0.0 <= p <= 1.0 for p in first)
    assert float(np.mean(np.array(first) > 0.5)) > 0.6
    assert max(probabilities(detector, quiet)[10:]) < 0.35
    detector.reset()
    assert probabilities(detector, speech) == first
