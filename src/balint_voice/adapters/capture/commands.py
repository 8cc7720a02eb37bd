"""Short utterances become spoken commands: the phrases of the closed list are scored.

Rules: the sound is kept only while it is scored. Only the command's name is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.listening.hallucination import is_doubtful
from balint_voice.listening.phrases import (
    CONTENDERS,
    CommandThresholds,
    Phrase,
    Scored,
    Understood,
    calls,
    choose,
    contenders,
    is_called,
    is_perhaps_called,
    is_yes,
    phrases,
)
from balint_voice.listening.utterances import Utterance
from balint_voice.ports import PhraseScorer
from balint_voice.session import inputs as i

_YES = i.CommandHeard(i.Agree(), sure=True)
_LONGEST_YES_S = 2.0  # with the quiet around it


@dataclass(frozen=True)
class CommandSettings:
    """Which utterances are looked at. Seconds of voice; `pause_s` of silence before it."""

    shortest_s: float = 0.2
    longest_s: float = 4.0
    pause_s: float = 0.5

    def worth_decoding(self, said: Utterance, silent_since: int | None) -> bool:
        """`silent_since`: where the voice before it ended."""
        if not self.shortest_s <= said.voice_s <= self.longest_s:
            return False
        return silent_since is None or (
            said.voice_start - silent_since >= self.pause_s * LISTENING_RATE
        )


class Commands:
    """Understands a language's commands after a wake word."""

    def __init__(self, scorer: PhraseScorer, language: str, wake_word: str) -> None:
        self._scorer = scorer
        self._language = language
        self._all = phrases(language, wake_word)
        self._calls = calls(language, wake_word)
        self._thresholds = CommandThresholds(confidence=scorer.least_confidence)

    def warm_up(self) -> None:
        """Score a silence, so that the first command does not wait for what is done only once.
        Raises PartMissing."""
        self.ask_all(np.zeros(LISTENING_RATE, np.float32))

    def ask_all(self, samples: Samples) -> None:
        """Ask the model all that a command may need, whatever was said: this takes as long as a
        command ever does. Raises PartMissing."""
        self._likelihoods(samples, self._calls)
        self._likelihoods(samples, self._all)
        self._likelihoods(samples, self._all[:CONTENDERS], closer=True)

    def hear(self, samples: Samples, voice_s: float = 0.0) -> i.CommandHeard | None:
        """The command in an utterance, if it is one. `voice_s`: how long the voice in it is, 0
        where that is not known. Raises PartMissing."""
        if self._is_called(samples):
            understood = self._understood(samples, voice_s)
            return commanded(understood) if understood else None
        return _YES if self._is_yes(samples) else None

    def _is_called(self, samples: Samples) -> bool:
        found = self._likelihoods(samples, self._calls)
        if is_called(found, self._calls, self._thresholds):
            return True
        if not is_perhaps_called(found, self._calls, self._thresholds):
            return False
        closer = self._likelihoods(samples, self._calls, closer=True)
        return is_called(closer, self._calls, self._thresholds)

    def _understood(self, samples: Samples, voice_s: float) -> Understood | None:
        asked, found = self._all, self._likelihoods(samples, self._all)
        if few := contenders(found, asked, self._thresholds):
            asked, found = few, self._likelihoods(samples, few, closer=True)
        return choose(found, asked, self._thresholds, voice_s)

    def _likelihoods(
        self, samples: Samples, asked: Sequence[Phrase], *, closer: bool = False
    ) -> Scored:
        return self._scorer.likelihoods(samples, [one.parts for one in asked], closer=closer)

    def _is_yes(self, samples: Samples) -> bool:
        """Whether a short utterance is a yes: it needs no wake word, as it counts only where
        somebody asked."""
        if len(samples) > _LONGEST_YES_S * LISTENING_RATE:
            return False
        heard = self._scorer.transcribe(samples)
        text = " ".join(one.text for one in heard)
        seconds = len(samples) / LISTENING_RATE
        return is_yes(text, self._language) and not any(is_doubtful(one, seconds) for one in heard)


def commanded(understood: Understood) -> i.CommandHeard:
    """The session's input for it."""
    return i.CommandHeard(_input(understood), understood.sure)


def _input(understood: Understood) -> i.Input:
    match understood.command:
        case "more-time":
            return i.Extend(60.0 * understood.minutes)
        case "next":
            return i.Next()
        case "pause":
            return i.Pause()
        case "go-on":
            return i.Continue()
        case "skip":
            return i.Skip()
        case "repeat":
            return i.Repeat()
        case "time-left":
            return i.TellTimeLeft()
        case "veto":
            return i.Veto()
        case "hush":
            return i.Hush()
        case "help":
            return i.Help()
        case "yes":
            return i.Agree()
