"""A cue as captions: the part of it that is being said now, in lines of large letters.

Rules: pure. A part is as much as fits; it ends with a sentence where that leaves no part short. How
long a part stands is its share of the whole text, pauses at the ends of sentences included.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from balint_voice.adapters.display.big_letters import Letters, big_lines

_END_OF_SENTENCE = re.compile(r"(?<=[.?!:])\s+")
_PAUSE = 6
"""A pause at the end of a sentence lasts as long as so many letters."""


@lru_cache(maxsize=64)
def parts(text: str, width: int, lines: int, letters: Letters) -> tuple[tuple[str, ...], ...]:
    """The text in parts of at most `lines` lines of `width` cells."""
    found: list[tuple[str, ...]] = []
    for sentence in _END_OF_SENTENCE.split(text.strip()):
        both = _joined(found[-1], sentence, width, letters) if found else ()
        if found and len(both) <= lines:
            found[-1] = both
            continue
        broken = big_lines(sentence, width, letters)
        found += _balanced(broken, lines)
    return tuple(found)


def _joined(part: Sequence[str], sentence: str, width: int, letters: Letters) -> tuple[str, ...]:
    return big_lines(" ".join((*part, sentence)), width, letters)


def _balanced(broken: Sequence[str], lines: int) -> list[tuple[str, ...]]:
    """Lines in parts of about equal height: no single line is left for the end."""
    count = -(-len(broken) // lines) if broken else 0
    starts = [round(n * len(broken) / count) for n in range(count + 1)] if count else []
    return [tuple(broken[a:b]) for a, b in pairwise(starts)]


def part_at(shown: Sequence[Sequence[str]], share: float) -> Sequence[str]:
    """The part that is being said when this share (0 to 1) of the whole was said."""
    weights = [_weight(part) for part in shown]
    said = share * sum(weights)
    for part, weight in zip(shown, weights, strict=True):
        if said < weight:
            return part
        said -= weight
    return shown[-1] if shown else ()


def _weight(part: Sequence[str]) -> int:
    text = " ".join(part)
    ends = sum(text.count(mark) for mark in ".?!:")
    return len(text) + _PAUSE * ends
