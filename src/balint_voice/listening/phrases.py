"""Which spoken command an utterance is, or none: a closed list is scored, nothing is spelled.

Rules: numbers in, a command's name out; nothing is kept. Two things are weighed. How much more
likely the wake word is than where nobody speaks says whether somebody was called. How likely the
rest is says what for: the best phrase of the list, if it is far enough above the floor and above
the best phrase of any other command. Where that is not clear, the best few are looked at closer,
and the same rule decides. What takes something away needs more, else it is asked back. So is a
number of minutes that is not clear, where it is clear that minutes were asked for. A veto that is
only probable is asked back too, and never dropped for another command. Who speaks on for long after
a phrase gave no command, unless it is a veto.

The thresholds are measured with `benchmarks/voice_control.py`; docs/decisions/microphone.md has the
figures.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from balint_voice.listening.phrase_book import BOOKS, Command


class Phrase(NamedTuple):
    """`parts`: the text in two pieces, each with its blank before; `wake`: which of the two is the
    wake word. `minutes` of "more-time", else 0."""

    parts: tuple[str, str]
    wake: int
    command: Command
    minutes: int = 0

    @property
    def letters(self) -> int:
        """How many letters, digits and blanks it has, for how long it takes to say."""
        return len(re.sub(r"[^\w ]", "", "".join(self.parts)).strip())


class Likelihood(NamedTuple):
    """Of a part of a phrase: the natural logarithm of its probability in an utterance, and where
    nobody speaks; and how many tokens it has."""

    heard: float
    of_nothing: float
    tokens: int


Scored = Sequence[Sequence[Likelihood]]
"""For each phrase the likelihood of its two parts."""


@dataclass(frozen=True)
class Understood:
    """A spoken command; `minutes` of "more-time", else 0. Not `sure`: ask before obeying."""

    command: Command
    sure: bool
    minutes: int = 0


@dataclass(frozen=True)
class CommandThresholds:
    """`called`: how much more likely (in nats) the wake word has to be than of nothing; less, where
    the model has it on its lips. `perhaps`: with so much a closer look decides. `floor`: the least
    score of a phrase. `apart`: how far it has to be above any other command, and further where it
    is under `likely`; `sure` so far, where it takes something away; `clear` so far, that nobody has
    to look closer. `confidence`: the least mean probability of a phrase's tokens (0 to 1), for a
    model of few words, which hears one of them in any sound. `slowest`: seconds of voice for each
    letter of a phrase; who speaks longer goes on after it."""

    called: float = 3.0
    perhaps: float = -2.0
    floor: float = -2.4
    likely: float = -2.0
    apart: float = 0.3
    sure: float = 1.0
    clear: float = 0.8
    confidence: float = 0.0
    slowest: float = 0.19


TAKES_AWAY: frozenset[Command] = frozenset({"skip", "veto"})
"""What cannot be undone."""
CONTENDERS = 4
"""So many commands are looked at closer, at most."""

_PRIOR = 0.5  # how much of what the model says of nothing is taken off
_LENGTH = 0.75  # the power of the number of tokens by which a score is divided
_NEARLY_ALL = 0.8
_FURTHER = 0.5  # for each 1 that a score is under `likely`
_LIKE_A_VETO = 0.5  # so near to the best, a veto is meant
_LAST = 1.5  # the wake word is not last where its gain is so far below that of its being first
_FIRST = 1.0  # and not first where its gain is so far below that of its being last
_FAR_BELOW = 2.0  # under the floor: no closer look lifts it


@cache
def phrases(language: str, wake_word: str) -> tuple[Phrase, ...]:
    """All that can be said, in each spelling."""
    book = BOOKS[language]
    return tuple(
        _phrase(text.replace("{minutes}", number), wake_word, command, minutes)
        for command, texts in book.phrases.items()
        for text in texts
        for minutes, numbers in (book.minutes.items() if command == "more-time" else ((0, ("",)),))
        for number in numbers
    )


@cache
def calls(language: str, wake_word: str) -> tuple[Phrase, ...]:
    """A phrase for each place of the wake word: enough to see whether somebody was called."""
    places = {one.wake: one for one in reversed(phrases(language, wake_word))}
    return tuple(places.values())


def is_called(found: Scored, asked: Sequence[Phrase], thresholds: CommandThresholds) -> bool:
    """Whether the wake word is likely enough in one of these phrases."""
    return any(
        _calls(parts[one.wake], thresholds) for one, parts in zip(asked, found, strict=False)
    )


def is_perhaps_called(
    found: Scored, asked: Sequence[Phrase], thresholds: CommandThresholds
) -> bool:
    """Whether a closer look may show that it is."""
    return is_called(found, asked, replace(thresholds, called=thresholds.perhaps))


def contenders(
    found: Scored, asked: Sequence[Phrase], thresholds: CommandThresholds
) -> tuple[Phrase, ...]:
    """The likeliest phrase of each command that may be meant; none, where it is clear which is, or
    that none is. A closer look at these few decides."""
    ranked = _ranked(found, asked, thresholds)
    if not ranked or ranked[0].score < thresholds.floor - _FAR_BELOW:
        return ()
    if ranked[0].score >= thresholds.floor and _apart(ranked) >= thresholds.clear:
        return ()
    return tuple(one.phrase for one in ranked[:CONTENDERS])


def choose(
    found: Scored, asked: Sequence[Phrase], thresholds: CommandThresholds, voice_s: float = 0.0
) -> Understood | None:
    """The command after a call, if there is one. Nothing is `found` of what was wiped. `voice_s`:
    how long somebody spoke, 0 where it is not known."""
    ranked = _ranked(found, asked, thresholds)
    if not ranked or ranked[0].score < thresholds.floor:
        return None
    best, apart = ranked[0].phrase, _apart(ranked)
    near = {one.phrase.command for one in ranked if one.score >= ranked[0].score - _LIKE_A_VETO}
    if best.command != "veto" and "veto" in near:
        return Understood("veto", sure=False)
    if best.command != "veto" and voice_s > thresholds.slowest * best.letters:
        return None
    if best.command in TAKES_AWAY:
        return Understood(best.command, sure=apart >= thresholds.sure)
    enough = thresholds.apart + _FURTHER * max(0.0, thresholds.likely - ranked[0].score)
    if apart >= enough:
        return Understood(best.command, sure=True, minutes=best.minutes)
    others = [one for one in ranked if one.phrase.command != best.command]
    if best.minutes and _apart([ranked[0], *others]) >= enough:
        return Understood(best.command, sure=False, minutes=best.minutes)
    return None


def is_yes(text: str, language: str) -> bool:
    """Whether a text that was heard is a yes, and nothing else."""
    return " ".join(re.findall(r"\w+", text.lower().replace("'", ""))) in BOOKS[language].yes


def _phrase(text: str, wake_word: str, command: Command, minutes: int) -> Phrase:
    """Cut after the wake word and its comma, or before it where it comes last."""
    before, after = text.split("{wake}")
    if before:
        return Phrase((f" {before.strip()}", f" {wake_word}{after}"), 1, command, minutes)
    return Phrase((f" {wake_word},", after.removeprefix(",")), 0, command, minutes)


class _Ranked(NamedTuple):
    score: float
    phrase: Phrase


def _ranked(found: Scored, asked: Sequence[Phrase], thresholds: CommandThresholds) -> list[_Ranked]:
    """The best phrase of each command after the wake word, the likeliest first."""
    best: dict[tuple[Command, int], _Ranked] = {}
    pairs = list(zip(asked, found, strict=False))
    perhaps = replace(thresholds, called=thresholds.perhaps)  # whether is decided by then
    first, last = (
        max((_gain(parts[place]) for one, parts in pairs if one.wake == place), default=-math.inf)
        for place in (0, 1)
    )
    for phrase, parts in pairs:
        wake, rest = parts[phrase.wake], parts[1 - phrase.wake]
        least = first - _LAST if phrase.wake else min(last - _FIRST, _for_certain(wake))
        if _gain(wake) < least:
            continue
        if _calls(wake, perhaps) and _confidence(rest) >= thresholds.confidence:
            one, meant = _Ranked(_score(rest), phrase), (phrase.command, phrase.minutes)
            if meant not in best or one.score > best[meant].score:
                best[meant] = one
    return sorted(best.values(), key=lambda one: -one.score)


def _apart(ranked: Sequence[_Ranked]) -> float:
    """How far the best is above the second."""
    return ranked[0].score - ranked[1].score if len(ranked) > 1 else math.inf


def _calls(wake: Likelihood, thresholds: CommandThresholds) -> bool:
    return _gain(wake) >= min(thresholds.called, _for_certain(wake))


def _for_certain(wake: Likelihood) -> float:
    """The gain of a word that is heard for certain: little, where the model has it on its lips."""
    return -_NEARLY_ALL * wake.of_nothing


def _gain(wake: Likelihood) -> float:
    return wake.heard - wake.of_nothing


def _confidence(part: Likelihood) -> float:
    return math.exp(part.heard / part.tokens)


def _score(part: Likelihood) -> float:
    return (part.heard - _PRIOR * part.of_nothing) / float(part.tokens**_LENGTH)
