"""What a cue is called: the phase or other part it belongs to, its kind, and a count.

Rules: the text of an id is made and read here alone. The timing log and the voice know an id by its
text, such as `deciding/close.2`.
"""

from dataclasses import dataclass
from typing import Final

CONSENT: Final = "consent"
"""The scope of what the group is told before it is asked for its consent."""


@dataclass(frozen=True)
class CueName:
    """Which words these are. `scope`: the phase, the interlude or the part of the opening that they
    belong to; None where they belong to none."""

    scope: str | None
    kind: str

    def __str__(self) -> str:
        return self.kind if self.scope is None else f"{self.scope}/{self.kind}"


@dataclass(frozen=True)
class CueText:
    """Words that can be said, and their name."""

    name: CueName
    text: str


@dataclass(frozen=True)
class CueId:
    """One cue of a session. `count`: how often its name was queued, this time included."""

    name: CueName
    count: int = 1

    def __str__(self) -> str:
        return str(self.name) if self.count == 1 else f"{self.name}.{self.count}"

    @staticmethod
    def parse(text: str) -> "CueId":
        """The id of this text. What is no number counts as the first time."""
        name, _, count = text.partition(".")
        scope, slash, kind = name.partition("/")
        return CueId(
            CueName(scope, kind) if slash else CueName(None, name),
            int(count) if count.isdecimal() else 1,
        )
