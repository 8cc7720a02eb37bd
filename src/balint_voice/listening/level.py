"""The level of the sound, raised for a voice from a far chair.

Rules: samples in, a factor out, never below 1 and never so large that a sample clips. For the
detector the factor follows the loudest sound of the last while: down at once, up slowly, so a near
and a far voice may alternate. It stops where the quiet of the room would be heard as something. For
the decoder each utterance has its own factor, since it is known from end to end.

`benchmarks/human_speech.py` shows what this is worth, `benchmarks/invented.py` what it costs.
"""

import numpy as np

from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.listening.endpointing import FRAME

_LOUD = 0.3  # where the loudest sample is brought to: well below clipping
_MOST = 60.0  # 36 dB: a whisper from the far end of a table
_QUIET = 0.003  # effective level that the room's own noise is raised to at most
_AT_FIRST = 0.02  # as loud as this the first voice is expected to be
_FRAME_S = FRAME / LISTENING_RATE
_LOUDEST_FADES = 10 ** (-1.0 * _FRAME_S / 20)  # by 1 dB a second
_QUIETEST_GROWS = 10 ** (0.5 * _FRAME_S / 20)  # by 0.5 dB a second
_LEAST = 1e-5  # no room is quieter: a step of 16 bits is 3e-5, and exact zeros are no room


class DetectorLevel:
    """Raises frames for the detector, one after the other."""

    def __init__(self) -> None:
        self._loudest, self._quietest = _AT_FIRST, 1.0

    def raised(self, frame: Samples) -> Samples:
        """A copy of the frame, at a level that the detector knows."""
        level = float(np.sqrt(np.mean(frame * frame)))
        if level > _LEAST:
            self._quietest = min(level, self._quietest * _QUIETEST_GROWS)
        self._loudest = max(float(np.abs(frame).max()), self._loudest * _LOUDEST_FADES)
        factor = min(_LOUD / self._loudest, _QUIET / self._quietest, _MOST)
        return frame * np.float32(max(factor, 1.0))


def raise_level(samples: Samples) -> None:
    """Raise an utterance for the decoder, in place; exact zeros stay."""
    loudest = float(np.abs(samples).max(initial=0.0))
    if 0.0 < loudest < _LOUD:
        samples *= np.float32(min(_LOUD / loudest, _MOST))
