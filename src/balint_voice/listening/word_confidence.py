"""Which words of a text may well be wrong, by how certain the model was of each.

Rules: words and probabilities in, places in the text out. A word is what stands between two blanks;
it is as certain as its least certain piece.

The thresholds are calibrated on human speech in quiet and in noise. The figures stand in
docs/decisions/human-speech.md.
"""

import unicodedata
from collections.abc import Iterator, Sequence

from balint_voice.listening.own_words import LEAST_CONFIDENCE, plain_word
from balint_voice.listening.transcript import Word

UNSURE = 0.5
"""A word with less probability is marked: some three of four such words were wrong."""
_GUESSED = 0.6  # mean of the words: below it texts were mostly wrong, right ones had 0.66 and more
_ENOUGH_WORDS = 3


def is_guessed(words: Sequence[Word]) -> bool:
    """Whether the model was unsure of the text from end to end."""
    if len(words) < _ENOUGH_WORDS:
        return False
    return sum(word.confidence for word in words) / len(words) < _GUESSED


def unsure_words(
    text: str, words: Sequence[Word], own: frozenset[str] = frozenset()
) -> tuple[int, ...]:
    """The places in `text.split()` to be marked; none where the words are not those of the text.
    `own`: the group's own words, which have to be more certain."""
    said = text.split()
    confidences = list(_confidences(said, words))
    if len(confidences) < len(said):
        return ()
    least = [LEAST_CONFIDENCE if plain_word(word) in own else UNSURE for word in said]
    return tuple(
        place
        for place, word in enumerate(said)
        if has_letters(word) and (confidences[place] < least[place] or in_another_script(word))
    )


def in_another_script(text: str) -> bool:
    """Whether most letters are of no language that is spoken here."""
    letters = [letter for letter in text if letter.isalpha()]
    foreign = sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return 2 * foreign > len(letters)


def has_letters(text: str) -> bool:
    """Whether there is anything in it to be said."""
    return any(letter.isalnum() for letter in text)


def _confidences(said: Sequence[str], words: Sequence[Word]) -> Iterator[float]:
    """The confidence of each word of the text, as long as the pieces spell it."""
    # faster-whisper joins a dash that stands alone to the word after it: "- Ja,".
    pieces = ((part, word.confidence) for word in words for part in word.text.split())
    for word in said:
        spelled, least = "", 1.0
        while len(spelled) < len(word):
            part, confidence = next(pieces, (None, 1.0))
            if part is None:
                return
            spelled += part
            least = min(least, confidence)
        if spelled != word:
            return
        yield least
