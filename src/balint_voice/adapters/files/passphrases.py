"""Passphrases: how strong one is, and how to make one of common words.

Rules: a passphrase is judged by what an attacker tries first (zxcvbn and our own lists of words),
not by capitals and digits. Nothing here is kept, shown or logged.
"""

import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from balint_voice.adapters.system.places import shipped
from balint_voice.errors import Text

_WORDS = 5
_ENOUGH = 1e10
"""Guesses. At a second each, as age's scrypt asks, 300 years of a processor; and guesses can be
shared among many."""
_JUDGED = 72
"""Characters that are judged: more of them never make it weaker, and judging takes longer."""
_FIRST_TRIED = ("balint", "intervisie", "intervision", "inbrenger", "casus", "wachtzin", "welkom")


@dataclass(frozen=True)
class Judgement:
    """Whether a passphrase is strong enough; where it is not, why, and what would do better."""

    strong: bool
    why: tuple[Text, ...] = ()


def judge(passphrase: str, language: str) -> Judgement:
    """How a passphrase stands against somebody who has the sealed notes and much time."""
    from zxcvbn import zxcvbn
    from zxcvbn.feedback import get_feedback

    known = (*_FIRST_TRIED, *words(language))
    found = zxcvbn(passphrase[:_JUDGED], user_inputs=known, max_length=_JUDGED)
    if found["guesses"] >= _ENOUGH:
        return Judgement(strong=True)
    said = get_feedback(0, found["sequence"])  # of itself it is content with less than we are
    lines = (said["warning"], *said["suggestions"])
    return Judgement(strong=False, why=tuple(_SAID[line] for line in lines if line in _SAID))


def generate(language: str) -> str:
    """Five common words of a language, by the system's own chance."""
    known = words(language)
    return " ".join(secrets.choice(known) for _ in range(_WORDS))


def bits(language: str) -> float:
    """The entropy of a generated passphrase: how many halvings it takes to find it."""
    return _WORDS * math.log2(len(words(language)))


@cache
def words(language: str) -> Sequence[str]:
    """Our list of common words in a language; the English one where we have none."""
    folder = shipped("prompts") / "common"
    path = folder / f"passphrase-{language}.txt"
    lines = (path if path.is_file() else folder / "passphrase-en.txt").read_text("utf-8")
    return tuple(
        word for line in lines.splitlines() if not line.startswith("#") for word in line.split()
    )


_SAID = {
    "Straight rows of keys are easy to guess.": Text("weak-row-of-keys"),
    "Short keyboard patterns are easy to guess.": Text("weak-keyboard"),
    'Repeats like "aaa" are easy to guess.': Text("weak-repeated-letter"),
    'Repeats like "abcabcabc" are only slightly harder to guess than "abc".': Text("weak-repeat"),
    'Sequences like "abc" or "6543" are easy to guess.': Text("weak-sequence"),
    "Recent years are easy to guess.": Text("weak-year"),
    "Dates are often easy to guess.": Text("weak-date"),
    "This is a top-10 common password.": Text("weak-top-ten"),
    "This is a top-100 common password.": Text("weak-top-hundred"),
    "This is a very common password.": Text("weak-common"),
    "This is similar to a commonly used password.": Text("weak-like-common"),
    "A word by itself is easy to guess.": Text("weak-one-word"),
    "Names and surnames by themselves are easy to guess.": Text("weak-one-name"),
    "Common names and surnames are easy to guess.": Text("weak-names"),
    "Use a few words, avoid common phrases.": Text("better-few-words"),
    "No need for symbols, digits, or uppercase letters.": Text("better-plain-letters"),
    "Add another word or two. Uncommon words are better.": Text("better-more-words"),
    "Use a longer keyboard pattern with more turns.": Text("better-longer-pattern"),
    "Avoid repeated words and characters.": Text("better-no-repeats"),
    "Avoid sequences.": Text("better-no-sequences"),
    "Avoid recent years.": Text("better-no-recent-years"),
    "Avoid years that are associated with you.": Text("better-no-own-years"),
    "Avoid dates and years that are associated with you.": Text("better-no-own-dates"),
    "Capitalization doesn't help very much.": Text("weak-capital"),
    "All-uppercase is almost as easy to guess as all-lowercase.": Text("weak-capitals"),
    "Reversed words aren't much harder to guess.": Text("weak-reversed"),
    "Predictable substitutions like '@' instead of 'a' don't help very much.": Text("weak-signs"),
}
"""All that zxcvbn can say, and our words for it (a test reads its source for more)."""
