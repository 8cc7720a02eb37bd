"""What was heard, on the session's clock. No Whisper type comes in here."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Decoded:
    """A piece of text the transcriber made of one window; seconds count from the window's start.

    `no_speech`: how sure the model is that nobody spoke (0..1). `confidence`: mean
    log-probability of the tokens (0 is certain).
    """

    start_s: float
    end_s: float
    text: str
    no_speech: float
    confidence: float


@dataclass(frozen=True)
class Word:
    """One word of a short utterance; `certainty`: the model's probability of it, 0 to 1."""

    text: str
    certainty: float


EntryKind = Literal["heard", "typed", "gap"]


@dataclass(frozen=True)
class NoteEntry:
    """One entry of the presenter's notes; `start_s` and `end_s` on the session's clock.

    A "gap" says that speech could not be turned into text, and when; its text is empty. `model`:
    the name of the model that heard it, where one did.
    """

    kind: EntryKind
    phase: str
    start_s: float
    end_s: float
    text: str
    doubtful: bool = False
    model: str = ""
