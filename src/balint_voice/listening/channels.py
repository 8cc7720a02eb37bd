"""One channel of many: that of the loudest.

Rules: blocks in, mono out. Channels are never added up, because two microphones, or one that is
wired the other way round, can cancel each other, and an input that nothing is plugged into only
adds its noise. Loudness is that of the last moments, and another channel has to be clearly louder
to take over, so a voice between two microphones stays on one of them.
"""

import numpy as np

from balint_voice.listening.audio import Samples

_MEMORY_S = 0.1
"""A word takes over within its first syllable."""
_CLEARLY = 2.0
"""3 dB."""


class LoudestChannel:
    """Follows the loudest channel; `rate` in samples a second."""

    def __init__(self, rate: float) -> None:
        self._memory = rate * _MEMORY_S
        self._power: Samples | None = None
        self._taken = 0

    def take(self, block: Samples) -> Samples:
        """A copy of the channel that is the loudest now; `block` is (samples, channels)."""
        if len(block) and block.shape[1] > 1:
            self._compare(block)
        return np.ascontiguousarray(block[:, self._taken]).copy()

    def _compare(self, block: Samples) -> None:
        # Without copies of the sound, and without a converter's offset, which is no sound.
        power = np.einsum("ij,ij->j", block, block) / len(block) - block.mean(axis=0) ** 2
        if self._power is None:
            self._power, self._taken = power, int(power.argmax())
            return
        share = np.float32(1.0 - np.exp(-len(block) / self._memory))
        self._power += share * (power - self._power)
        loudest = int(self._power.argmax())
        if self._power[loudest] > _CLEARLY * self._power[self._taken]:
            self._taken = loudest
