"""Whose words are said when: each stage of the evening as a list of (name of the cue, text)."""

from balint_voice.method.script import Phase
from balint_voice.session.clock import Seconds
from balint_voice.session.consent import Consent
from balint_voice.session.hearing import Opening
from balint_voice.session.programme import Programme
from balint_voice.session.table import BEATS, Stage

Line = tuple[str, str]


class Lines:
    """The words of one programme; what is said of the microphone follows the consent."""

    def __init__(self, programme: Programme, consent: Consent) -> None:
        self._programme = programme
        self._consent = consent
        self._words = programme.script.words

    def common(self, key: str, **fields: object) -> Line:
        """A cue that belongs to no phase."""
        return key, self._words.cue(key, **fields)

    def beat(self, stage: Stage, phase: Phase) -> tuple[Line, ...]:
        """What a phase says in one of its beats; its work says nothing by itself."""
        if stage is Stage.WORK:
            return ()
        own = (f"{phase.id}/{stage}", str(getattr(phase, stage)))
        if stage is Stage.ANNOUNCE and phase.id in self._consent.recorded:
            return own, self.of_phase("no-names", phase.id)
        return (own,)

    def of_phase(self, key: str, phase: str) -> Line:
        """A common cue said for one phase, and named after it."""
        return f"{phase}/{key}", self._words.cue(key)

    def spoken(self, phase: Phase) -> tuple[str, ...]:
        """All that a phase says in its beats and of its microphone, reminders aside."""
        said = tuple(text for stage in BEATS for _, text in self.beat(stage, phase))
        if phase.id not in self._consent.recorded:
            return said
        return (*said, self._words.cue("microphone-on"), self._words.cue("microphone-off"))

    def outside(self, stage: Stage, *, complete: bool) -> tuple[Line, ...]:
        """What is said before the first phase and after the last."""
        match stage:
            case Stage.WELCOME:
                return self._programme.opening
            case Stage.FAREWELL:
                return (self.common("goodbye" if complete else "ended-early"),)
            case Stage.CONSENT:
                return self._programme.consent
        return ()

    def of_microphone(self, key: str, opening: Opening) -> Line:
        """What is said before the microphone opens."""
        if opening.purpose == "record":
            return self.of_phase(key, opening.phase)
        return self.common(key)

    def does_not_fit(self, short: Seconds, skippable: str | None) -> Line:
        """That time is short, by how much, and what could be left out."""
        minutes = self._words.minutes(short)
        if skippable is None:
            return self.common("does-not-fit", minutes=minutes)
        name = self._programme.script.phase(skippable).name
        return self.common("does-not-fit-skip", minutes=minutes, phase=name)
