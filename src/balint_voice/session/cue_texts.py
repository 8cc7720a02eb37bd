"""Whose words are said when: each stage of the session as a list of (name of the cue, text)."""

from balint_voice.method.script import Phase
from balint_voice.session.clock import Seconds
from balint_voice.session.consent import Consent
from balint_voice.session.microphone import Opening
from balint_voice.session.plan import SessionPlan
from balint_voice.session.stage_table import BEATS, Stage

NamedText = tuple[str, str]


class CueTexts:
    """The words of one plan; what is said of the microphone follows the consent."""

    def __init__(self, plan: SessionPlan, consent: Consent) -> None:
        self._plan = plan
        self._consent = consent
        self._words = plan.script.words

    def common(self, key: str, **fields: object) -> NamedText:
        """A cue that belongs to no phase."""
        return key, self._words.cue(key, **fields)

    def beat(self, stage: Stage, phase: Phase) -> tuple[NamedText, ...]:
        """What a phase says in one of its beats; its work says nothing by itself."""
        if stage is Stage.WORK:
            return ()
        own = (f"{phase.id}/{stage}", str(getattr(phase, stage)))
        if stage is Stage.ANNOUNCE and phase.id in self._consent.recorded:
            return own, self.of_phase("no-names", phase.id)
        return (own,)

    def of_phase(self, key: str, phase: str) -> NamedText:
        """A common cue said for one phase, and named after it."""
        return f"{phase}/{key}", self._words.cue(key)

    def spoken(self, phase: Phase) -> tuple[str, ...]:
        """All that a phase says in its beats and of its microphone, reminders aside."""
        said = tuple(text for stage in BEATS for _, text in self.beat(stage, phase))
        if phase.id not in self._consent.recorded:
            return said
        return (*said, self._words.cue("microphone-on"), self._words.cue("microphone-off"))

    def outside(self, stage: Stage, *, complete: bool) -> tuple[NamedText, ...]:
        """What is said before the first phase and after the last."""
        match stage:
            case Stage.WELCOME:
                return self._plan.opening
            case Stage.FAREWELL:
                return (self.common("goodbye" if complete else "ended-early"),)
            case Stage.CONSENT:
                return self._plan.consent
        return ()

    def of_microphone(self, key: str, opening: Opening) -> NamedText:
        """What is said before the microphone opens."""
        if opening.purpose == "record":
            return self.of_phase(key, opening.phase)
        return self.common(key)

    def does_not_fit(self, short: Seconds, skippable: str | None) -> NamedText:
        """That time is short, by how much, and what could be left out."""
        minutes = self._words.minutes(short)
        if skippable is None:
            return self.common("does-not-fit", minutes=minutes)
        name = self._plan.script.phase(skippable).name
        return self.common("does-not-fit-skip", minutes=minutes, phase=name)
