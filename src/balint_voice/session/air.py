"""The air between two cues: a silence in which people take in what they heard.

Rules: a second between cues that belong to different things, half a second between those of one
phase or one explanation. After a cue that takes no time to say, because cues are only shown, there
is none. The plan counts it in.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from balint_voice.session.clock import Seconds
from balint_voice.session.cue_ids import CueName, CueText

BETWEEN_S: Seconds = 1.0
WITHIN_S: Seconds = 0.5


class Air:
    """`seconds(text)`: how long a text takes to say, in session seconds. `pace`: session seconds
    that pass in one second of the people at the table."""

    def __init__(self, seconds: Callable[[str], Seconds], pace: float) -> None:
        self._seconds, self._pace = seconds, pace

    def between(self, said: CueText, coming: CueName) -> Seconds:
        """The silence between these two, in session seconds."""
        one_thing = said.name.scope is not None and said.name.scope == coming.scope
        return self._after(said.text, WITHIN_S if one_thing else BETWEEN_S)

    def run(self, cues: Sequence[CueText]) -> Seconds:
        """How long these take to say, one after the other."""
        spoken = sum(self._seconds(said.text) for said in cues)
        return spoken + sum(self.between(said, coming.name) for said, coming in pairwise(cues))

    def before_another(self, cues: Sequence[CueText]) -> Seconds:
        """The same, and the silence before something else is said."""
        return self.run(cues) + (self._after(cues[-1].text, BETWEEN_S) if cues else 0.0)

    def _after(self, text: str, seconds: Seconds) -> Seconds:
        return seconds * self._pace if self._seconds(text) > 0 else 0.0
