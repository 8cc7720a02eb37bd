"""Whether a model was sure enough of what it heard for that to be a command.

Rules: words and their probabilities in, a verdict out. A model with few words turns other speech
into "Balint, ...", but then it is not quite sure of the wake word. In noise it is sure of a wake
word that was really said, and less sure of the words after it.

The thresholds are measured for each model with `benchmarks/voice_control.py` and are stored beside
it (`balint-voice.json`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from balint_voice.listening.phrases import is_wake_word
from balint_voice.listening.transcript import Word


@dataclass(frozen=True)
class Confidence:
    """The probabilities (0 to 1) that a command needs.

    Each word has at least `least`; or the wake word has `wake_word` and each other word `phrase`.
    With the defaults everything that was heard counts.
    """

    least: float = 0.0
    wake_word: float = 1.0
    phrase: float = 1.0

    def of_all(self, words: Sequence[Word]) -> bool:
        """Whether no word is a guess."""
        return all(word.certainty >= self.least for word in words)

    def of_being_called(self, words: Sequence[Word]) -> bool:
        """Whether the model was sure of the wake word, and sure enough of the others."""
        first, *others = words
        return (
            is_wake_word(first.text)
            and first.certainty >= self.wake_word
            and all(word.certainty >= self.phrase for word in others)
        )
