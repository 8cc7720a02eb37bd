"""Records one line of a voice pack: from the first word to the silence after the last.

Rules: the microphone is open for that line and no longer. A short silence is a breath between two
sentences; a longer one is the end.
"""

import numpy as np

from balint_voice.listening.audio import LISTENING_RATE, Samples, Sound
from balint_voice.listening.endpointing import (
    FRAME,
    Endpointer,
    EndpointSettings,
    VoiceOffset,
)
from balint_voice.ports import Microphone, SpeechDetector

LINE = EndpointSettings(min_silence_s=1.5, tail_s=0.4, longest_s=60.0)
BEGINS_WITHIN_S = 15.0
"""Who has not begun by then is not going to."""
_LOST_S = 5.0
"""A busy machine, or a headset without a wire, may be late with a block: that is no end."""


def record_line(microphone: Microphone, detector: SpeechDetector) -> Sound | None:
    """What was said; None where nobody spoke. Raises PartMissing without a microphone."""
    endpointer = Endpointer(LINE)
    heard = np.zeros(0, np.float32)
    detector.reset()
    microphone.open()
    try:
        while endpointer.speaking or len(heard) < BEGINS_WITHIN_S * LISTENING_RATE:
            block = microphone.read(_LOST_S)
            if block is None:
                return None
            heard = np.concatenate([heard, block.samples])
            said = _ended(endpointer, detector, heard)
            if said is not None:
                return Sound(said, LISTENING_RATE)
    finally:
        microphone.close()
    return None


def _ended(endpointer: Endpointer, detector: SpeechDetector, heard: Samples) -> Samples | None:
    """What was said, as soon as its end was heard."""
    while (endpointer.next_frame + 1) * FRAME <= len(heard):
        first = endpointer.next_frame * FRAME
        probability = detector.probability(heard[first : first + FRAME])
        for event in endpointer.frame(probability):
            if isinstance(event, VoiceOffset):
                return heard[event.span.start * FRAME : event.span.end * FRAME].copy()
    return None
