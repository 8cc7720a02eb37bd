"""Whose words are said when: each stage of the evening as a list of (name of the cue, text)."""

from balint_voice.method.script import Phase
from balint_voice.session.clock import Seconds
from balint_voice.session.programme import Programme
from balint_voice.session.table import BEATS, Stage

Line = tuple[str, str]

_NO_NAMES = {"no-names": Stage.ANNOUNCE}
"""Said once, before the first phase that is recorded."""
_MICROPHONE = {"microphone-on": Stage.BEGIN, "microphone-off": Stage.CLOSE}
"""Said at every opening and closing."""


class Lines:
    """The words of one programme. `recorded`: the phases whose recording was agreed to."""

    def __init__(self, programme: Programme, recorded: tuple[str, ...]) -> None:
        self._programme = programme
        self._recorded = recorded
        self._words = programme.script.words

    def common(self, key: str, **fields: object) -> Line:
        """A cue that belongs to no phase."""
        return key, self._words.cue(key, **fields)

    def beat(self, stage: Stage, phase: Phase) -> tuple[Line, ...]:
        """What a phase says in one of its beats; its work says nothing by itself."""
        own = () if stage is Stage.WORK else ((f"{phase.id}/{stage}", getattr(phase, stage)),)
        asides = self._asides(phase).items()
        more = ((f"{phase.id}/{a}", self._words.cue(a)) for a, when in asides if when is stage)
        return (*own, *more)

    def spoken(self, phase: Phase) -> tuple[str, ...]:
        """All that a phase says in its beats, reminders aside."""
        return tuple(text for stage in BEATS for _, text in self.beat(stage, phase))

    def outside(self, stage: Stage, complete: bool) -> tuple[Line, ...]:
        """What is said before the first phase and after the last."""
        match stage:
            case Stage.WELCOME:
                return self._programme.opening
            case Stage.FAREWELL:
                return (self.common("goodbye" if complete else "ended-early"),)
            case Stage.RECEIPT if self._recorded:
                return (self.common("audio-deleted"),)
        return ()

    def does_not_fit(self, short: Seconds, skippable: str | None) -> Line:
        """That time is short, by how much, and what could be left out."""
        minutes = self._words.minutes(short)
        if skippable is None:
            return self.common("does-not-fit", minutes=minutes)
        name = self._programme.script.phase(skippable).name
        return self.common("does-not-fit-skip", minutes=minutes, phase=name)

    def _asides(self, phase: Phase) -> dict[str, Stage]:
        """What a recorded phase says besides, and after the words of which beat."""
        if phase.id not in self._recorded:
            return {}
        return (_NO_NAMES if phase.id == self._recorded[0] else {}) | _MICROPHONE
