"""Text becomes a spoken command, or nothing: the wake word, then one of a closed list.

Rules: words in, a command's name out; nothing is kept. Without the wake word there is no command,
except a bare "yes", which counts only where somebody asked. Everything after the wake word must be
one phrase of the list, in spelling or in sound. What could be either of two commands is none. What
is only close to one is not sure. A command that takes something away is sure only when it matches
to the letter.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from balint_voice.listening.phrase_book import BOOKS, Book, Command


@dataclass(frozen=True)
class Understood:
    """A spoken command; `minutes` of "more-time", else 0. Not `sure`: ask before obeying."""

    command: Command
    sure: bool
    minutes: int = 0


TAKES_AWAY: frozenset[Command] = frozenset({"skip", "veto"})
"""What cannot be undone."""

_WAKE = "balint"
_BONES = re.compile(r"[bpvf][aeiou]l[aeiouy]+nt")
_NEAR_WAKE = 80.0  # of 100: one letter off
_TO_THE_LETTER, _SURE, _NEAR = 100.0, 90.0, 80.0
_APART = 8.0  # so much better than any other command, or it is none


def understand(text: str, language: str) -> Understood | None:
    """The command in a short utterance, if there is one."""
    book = BOOKS[language]
    words = _words(text, book)
    if " ".join(words) in book.yes:
        return Understood("yes", sure=True)
    woken = _after_wake_word(words)
    if woken is None:
        return None
    rest, exactly = woken
    plainly = [word for word in rest if word not in book.fillers]
    best = max(_best(" ".join(said), language) for said in (rest, plainly))
    if best.score < _NEAR:
        return None
    to_the_letter = best.score == _TO_THE_LETTER
    if best.command in TAKES_AWAY:
        return Understood(best.command, sure=exactly and to_the_letter)
    if not to_the_letter and best.apart < _APART:
        return None
    return Understood(best.command, sure=best.score >= _SURE, minutes=best.minutes)


def is_wake_word(text: str) -> bool:
    """Whether a word is the wake word, to the letter."""
    return re.findall(r"\w+", text.lower()) == [_WAKE]


def _words(text: str, book: Book) -> list[str]:
    """Small letters without accents or signs; numbers as words."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [book.numbers.get(word, word) for word in re.findall(r"\w+", plain)]


def _after_wake_word(words: list[str]) -> tuple[list[str], bool] | None:
    """What follows the wake word, and whether that was heard to the letter; None without it."""
    for heard, rest in _beginnings(words):
        if heard == _WAKE:
            return rest, True
        if _could_be_wake_word(heard):
            return rest, False
    return None


def _beginnings(words: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Where it may stand: first, or in two pieces ("Ba lint"), or after a word like "hey"."""
    for at in (0, 1):
        if len(words) > at + 1 and (at == 0 or len(words[0]) <= 4):
            yield words[at], words[at + 1 :]
        if len(words) > at + 2 and at == 0:
            yield words[0] + words[1], words[2:]


def _could_be_wake_word(heard: str) -> bool:
    """One letter off, with its consonants: "ballint", "balend", "palint"; not "bellen", "blind"."""
    sounded = sound(heard)
    return bool(_BONES.fullmatch(sounded)) and _alike(sounded, _WAKE) >= _NEAR_WAKE


def _alike(one: str, other: str) -> float:
    """How alike two texts are, of 100."""
    from rapidfuzz import fuzz  # half of what `--help` takes, where nobody speaks

    return fuzz.ratio(one, other)


def sound(text: str) -> str:
    """Letters that sound alike made one; what is doubled, single."""
    for letters, like in _ALIKE:
        text = text.replace(letters, like)
    text = re.sub(r"d\b", "t", text)
    return re.sub(r"(\w)\1+", r"\1", text)


_ALIKE = (
    *(("sch", "sg"), ("ij", "ei"), ("dt", "t"), ("ck", "k"), ("ph", "f"), ("th", "t")),
    *(("qu", "kw"), ("c", "k"), ("x", "ks"), ("z", "s"), ("ae", "e"), ("ue", "u"), ("oe", "u")),
)


@cache
def _sounded(language: str) -> Mapping[str, str]:
    return {phrase: sound(phrase) for phrase in BOOKS[language].phrases}


class _Match(NamedTuple):
    """The nearest command: how near (of 100), and how much nearer than any other."""

    score: float
    apart: float
    command: Command
    minutes: int


def _best(said: str, language: str) -> _Match:
    book, said_sound = BOOKS[language], sound(said)
    nearest: dict[tuple[Command, int], float] = {}
    for phrase, meant in book.phrases.items():
        alike = _alike(said, phrase), _alike(said_sound, _sounded(language)[phrase])
        score = _TO_THE_LETTER if said == phrase else min(max(alike), 99.0)
        nearest[meant] = max(score, nearest.get(meant, 0.0))
    ranked = sorted(nearest.items(), key=lambda one: one[1], reverse=True)
    ((command, minutes), score), (_, second) = ranked[0], ranked[1]
    return _Match(score, score - second, command, minutes)
