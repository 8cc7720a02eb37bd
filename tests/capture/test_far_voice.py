"""A voice from a far chair reaches the detector and the transcriber at a level they know."""

import numpy as np

from balint_voice.adapters.capture.segmenter import Segmenter
from balint_voice.listening.audio import AudioBlock, Samples
from balint_voice.listening.endpointing import EndpointSettings
from balint_voice.listening.windows import Window, WindowSettings
from tests.support.fakes_listening import silence, tone


class HearsNothingFaint:
    """A detector that takes for speech what is loud enough for it."""

    def probability(self, frame: Samples) -> float:
        return float(np.abs(frame).max() > 0.03)

    def reset(self) -> None:
        """It remembers nothing."""


def test_a_far_voice_is_heard_and_handed_over_near() -> None:
    one = Segmenter(
        HearsNothingFaint(), EndpointSettings(), windows=WindowSettings(), echo_tail_s=0.0
    )
    far = 0.004 / np.abs(tone(2.0)).max() * tone(2.0)
    sound = np.concatenate([silence(2.0), far.astype(np.float32), silence(1.0)])
    room = 3e-5 * np.random.default_rng(1).standard_normal(len(sound))
    caught = one.hear(AudioBlock(np.asarray(sound + room, np.float32), 0)) + one.flush()
    (window,) = caught
    assert isinstance(window, Window)
    assert window.speech_s > 1.9
    assert 0.2 < np.abs(window.samples).max() <= 0.31
