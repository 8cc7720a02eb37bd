"""A text on its way from the transcriber to the notes: decoded, aligned, marked, an entry.

Rules: each form says on which clock its seconds are. No Whisper type comes in here.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Word:
    """One word; `confidence`: the model's probability of it, 0 to 1. Seconds count from the start
    of what was decoded."""

    text: str
    confidence: float
    start_s: float = 0.0
    end_s: float = 0.0


@dataclass(frozen=True)
class Decoded:
    """A piece of text the transcriber made of one window; seconds count from the window's start.

    `no_speech`: how sure the model is that nobody spoke (0..1). `confidence`: mean
    log-probability of the tokens (0 is certain). `words`: the same text word by word, where the
    transcriber tells.
    """

    start_s: float
    end_s: float
    text: str
    no_speech: float
    confidence: float
    words: tuple[Word, ...] = ()


@dataclass(frozen=True)
class AlignedText:
    """A decoded text and when it was said: seconds since the microphone was opened.

    `speech_s`: how much of that time somebody was speaking.
    """

    decoded: Decoded
    start_s: float
    end_s: float
    speech_s: float


@dataclass(frozen=True)
class MarkedText:
    """A text as it goes into the notes, and when it was said: seconds since the microphone was
    opened.

    `doubtful`: all of it may well be invented. `unsure`: which words may well be wrong, as in
    `NoteEntry`.
    """

    text: str
    start_s: float
    end_s: float
    speech_s: float
    doubtful: bool = False
    unsure: tuple[int, ...] = ()

    def __add__(self, after: "MarkedText") -> "MarkedText":
        words = len(self.text.split())
        return MarkedText(
            text=f"{self.text} {after.text}",
            start_s=self.start_s,
            end_s=after.end_s,
            speech_s=self.speech_s + after.speech_s,
            doubtful=self.doubtful,
            unsure=(*self.unsure, *(words + place for place in after.unsure)),
        )


EntryKind = Literal["heard", "typed", "gap", "added"]


@dataclass(frozen=True)
class NoteEntry:
    """One entry of the presenter's notes; `start_s` and `end_s` on the session's clock.

    A "gap" says that speech could not be turned into text, and when; its text is empty. `model`:
    the name of the model that heard it, where one did. `unsure`: which words of the text (those
    between blanks, counted from 0) may well be wrong.

    "added" is what the presenter wrote after the session: `added` says when (ISO-8601 with zone),
    and `beside` to which entry it belongs, by its sequence; None where it is about the whole.
    """

    kind: EntryKind
    phase: str
    start_s: float
    end_s: float
    text: str
    doubtful: bool = False
    model: str = ""
    unsure: tuple[int, ...] = ()
    added: str = ""
    beside: int | None = None


ABOUT_THE_WHOLE = "added"
"""Stands for a phase where what was added is about no entry in particular."""
