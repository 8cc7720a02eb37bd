"""The group's own words, which the model is told of: drugs, abbreviations, places.

Rules: a model that is told of words finds them more often, and sometimes where nobody said them.
So a text that holds nothing else is doubtful, and one of them inside a sentence has to be more
certain than another word. The list is short: the model takes only so much.
"""

import re
from collections.abc import Collection, Sequence

MOST_LETTERS = 500
"""Of all words together, with two for what stands between them."""
LONGEST_WORD = 40
LEAST_CONFIDENCE = 0.7
"""Chosen: below this probability one of the words is marked; see docs/decisions/human-speech.md."""
_SEPARATOR = ", "


def as_prompt(words: Sequence[str]) -> str:
    """The words as the model is given them."""
    return _SEPARATOR.join(words)


def fits(words: Sequence[str]) -> bool:
    """Whether the model can take them all."""
    return all(len(word) <= LONGEST_WORD for word in words) and len(as_prompt(words)) <= (
        MOST_LETTERS
    )


def parts_of(words: Collection[str]) -> frozenset[str]:
    """What a word of a text is compared with: lower case, without signs around it."""
    return frozenset(plain for word in words for plain in map(plain_word, word.split()) if plain)


def plain_word(word: str) -> str:
    """A word of a text as it is compared."""
    return re.sub(r"^\W+|\W+$", "", word).lower()


def nothing_else(text: str, own: frozenset[str]) -> bool:
    """Whether a text consists of such words alone."""
    words = [plain for plain in map(plain_word, text.split()) if plain]
    return bool(words) and all(word in own for word in words)
