"""The question that is open: what it is about, and how long an answer is waited for.

Rules: one question at a time.
"""

from dataclasses import dataclass
from typing import Literal

from balint_voice.session.clock import Instant, Seconds, later
from balint_voice.session.inputs import Input

About = Literal["consent", "veto", "silence", "command"]

Answerable = About | Literal["veto-before"]
"""What can be answered: a veto that has destroyed nothing yet has answers of its own."""

WAITS: dict[About, Seconds] = {"consent": 60.0, "veto": 20.0, "silence": 15.0, "command": 10.0}
"""Seconds after a question was heard in which it can be answered; then silence is the answer."""


@dataclass(frozen=True)
class Question:
    """`text`: as it was said, for the screen. `command`: what a yes would do. `phase`: which one a
    veto is about; `erased`: whether it has destroyed that already."""

    about: About
    text: str
    command: Input | None = None
    phase: str | None = None
    erased: bool = True


class Questions:
    """The question that is open, if any. `pace`: session seconds that pass in one real second."""

    def __init__(self, pace: float = 1.0) -> None:
        self._pace = pace
        self.open: Question | None = None
        self._until: Instant | None = None
        self.asked_at = Instant(0)
        self.agreed_early = False
        """Somebody said yes before the question had been heard: it counts when it has been."""
        self.asked_twice = False
        self._patience: Seconds | None = None

    @property
    def deadline(self) -> Instant | None:
        return self._until

    @property
    def heard(self) -> bool:
        """Whether the question was heard to its end: only then does a yes to it count."""
        return self._until is not None

    def about(self, what: About) -> bool:
        return self.open is not None and self.open.about == what

    def ask(self, question: Question, now: Instant) -> None:
        """This question is open from now on. It can be answered once it was heard."""
        self.open, self._until, self.agreed_early = question, None, False
        self.asked_at = now
        self._patience = None

    def wait_for(self, seconds: Seconds, now: Instant) -> None:
        """Wait so long for an answer, from now on or from when it was heard: the group still talks
        about it."""
        self._patience = seconds
        if self.heard:
            self._until = later(now, seconds * self._pace)

    def was_heard(self, now: Instant) -> None:
        """Nothing sounds any more: from now on the time for an answer runs."""
        if self.open is not None and self._until is None:
            patience = self._patience or WAITS[self.open.about]
            self._until = later(now, patience * self._pace)

    def close(self) -> Question | None:
        """It is answered, or no longer matters. Returns it, if there was one."""
        question, self.open, self._until = self.open, None, None
        self.agreed_early = self.asked_twice = False
        return question
