"""Short utterances become spoken commands: decoded, looked up in the closed list, and wiped.

Rules: the sound is kept only while it is decoded. Of the text only the command's name is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.listening.phrases import Understood, understand
from balint_voice.listening.transcript import Word
from balint_voice.listening.utterances import Utterance
from balint_voice.ports import WordByWord
from balint_voice.session import inputs as i

_YES = i.CommandHeard(i.Agree(), sure=True)


@dataclass(frozen=True)
class CommandSettings:
    """Which utterances are looked at. Seconds of voice; `pause_s` of silence before it."""

    shortest_s: float = 0.2
    longest_s: float = 4.0
    pause_s: float = 0.5

    def worth_decoding(self, said: Utterance, silent_since: int | None) -> bool:
        """`silent_since`: where the voice before it ended."""
        voice_s = (said.voice_end - said.voice_start) / LISTENING_RATE
        if not self.shortest_s <= voice_s <= self.longest_s:
            return False
        return silent_since is None or (
            said.voice_start - silent_since >= self.pause_s * LISTENING_RATE
        )


class Commands:
    """Understands a language's commands, as far as the transcriber is certain of them. Where it is
    not, the utterance is looked at once more, as from nearer by."""

    def __init__(self, transcriber: WordByWord, language: str) -> None:
        self._transcriber = transcriber
        self._language = language

    def hear(self, samples: Samples) -> i.CommandHeard | None:
        """The command in an utterance, if it is one. Raises PartMissing."""
        words = self._transcriber.words(samples)
        given = self._command(words)
        if given is not None or self._transcriber.certainty.of_all(words):
            return given
        given = self._command(self._transcriber.words_up_close(samples))
        return given if given != _YES else None  # what had to be looked at twice is no yes

    def _command(self, words: Sequence[Word]) -> i.CommandHeard | None:
        """What was heard as a command, if that is certain enough."""
        understood = understand(" ".join(word.text for word in words), self._language)
        if understood is None:
            return None
        if self._transcriber.certainty.of_all(words):
            return commanded(understood)
        if understood.sure and self._transcriber.certainty.of_being_called(words):
            return commanded(replace(understood, sure=False))
        return None


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
        case "help":
            return i.Help()
        case "yes":
            return i.Agree()
