"""Whether a model was certain enough of what it heard for that to be a command.

Rules: words and their probabilities in, a verdict out. A model of few words makes a
"Balint, ..." of what it never heard, and gives itself away by not being quite certain of the wake
word. In noise it is the other way about: a wake word that was said is beyond doubt, and what
follows is less certain.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from balint_voice.listening.phrases import is_wake_word
from balint_voice.listening.transcript import Word


@dataclass(frozen=True)
class Confidence:
    """What a model has to reach, in probabilities: each word `least`; or the wake word at the
    beginning `wake_word`, and then each other `phrase`. As it stands: whatever was heard counts."""

    least: float = 0.0
    wake_word: float = 1.0
    phrase: float = 1.0

    def of_all(self, words: Sequence[Word]) -> bool:
        """Whether no word is a guess."""
        return all(word.certainty >= self.least for word in words)

    def of_being_called(self, words: Sequence[Word]) -> bool:
        """Whether it was the wake word beyond doubt, and the others hardly in doubt."""
        first, *others = words
        return (
            is_wake_word(first.text)
            and first.certainty >= self.wake_word
            and all(word.certainty >= self.phrase for word in others)
        )
