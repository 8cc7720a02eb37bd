"""Which texts of a window make one note: a sentence, or what was said in one breath.

Rules: the transcriber parts texts where it likes, also in the middle of a sentence, and where it
does so nobody paused. So a note begins and ends where a voice did. Nothing of the texts changes,
their order stays, and a doubtful text is joined with another doubtful one at most: a mark neither
spreads nor gets lost. A note stays short enough to be found by its time.
"""

from collections.abc import Iterable

from balint_voice.listening.endpointing import EndpointSettings
from balint_voice.listening.transcript import MarkedText

_BREATH_S = EndpointSettings.min_silence_s  # texts that share an utterance are never further apart
_SENTENCE_S = 1.5  # chosen: somebody looks for a word no longer than this; then it is a pause
_LONGEST_S = 15.0  # chosen: as long as a piece that is sealed while somebody talks on
_ENDS = (".", "!", "?", "…", ":", ";")


def join(texts: Iterable[MarkedText]) -> tuple[MarkedText, ...]:
    """The notes that texts, in their order, make."""
    out: list[MarkedText] = []
    for one in texts:
        if out and _are_one(out[-1], one):
            out[-1] += one
        else:
            out.append(one)
    return tuple(out)


def _are_one(before: MarkedText, after: MarkedText) -> bool:
    if before.doubtful != after.doubtful or after.end_s - before.start_s > _LONGEST_S:
        return False
    pause_s = after.start_s - before.end_s
    goes_on = not before.text.endswith(_ENDS) and after.text[:1].islower()
    return pause_s < (_SENTENCE_S if goes_on else _BREATH_S)
