"""What is said in each stage of the session, as texts with their names."""

from balint_voice.method.script import Phase
from balint_voice.session.clock import Seconds
from balint_voice.session.consent import Consent
from balint_voice.session.cue_ids import CueName, CueText
from balint_voice.session.microphone import Opening
from balint_voice.session.plan import Interlude, SessionPlan
from balint_voice.session.stage_table import Stage


class CueTexts:
    """The words of one plan; what is said of the microphone follows the consent."""

    def __init__(self, plan: SessionPlan, consent: Consent) -> None:
        self._plan = plan
        self._consent = consent
        self._words = plan.script.words

    def common(self, key: str, **fields: object) -> CueText:
        """A cue that belongs to no phase."""
        return CueText(CueName(None, key), self._words.cue(key, **fields))

    def beat(self, stage: Stage, phase: Phase) -> tuple[CueText, ...]:
        """What a phase says in one of its beats; its work says nothing by itself."""
        if stage is Stage.WORK:
            return ()
        own = CueText(CueName(phase.id, stage.value), str(getattr(phase, stage)))
        if stage is Stage.ANNOUNCE and phase.id in self._consent.recorded:
            return own, self.of_phase("no-names", phase.id)
        return (own,)

    def of_phase(self, key: str, phase: str) -> CueText:
        """A common cue said for one phase, and named after it."""
        return CueText(CueName(phase, key), self._words.cue(key))

    def recording_stopped(self, phase: str, *, listens_on: bool) -> CueText:
        """That this phase is no longer recorded. A microphone that listens on is not called off."""
        return self.of_phase("recording-off" if listens_on else "microphone-off", phase)

    def spoken(self, phase: Phase) -> tuple[tuple[CueText, ...], ...]:
        """All that a phase says in its beats and of its microphone, reminders aside: before its
        quiet moment, before its work, and after it."""
        first = (*self.beat(Stage.ANNOUNCE, phase), *self.beat(Stage.PREPARE, phase))
        begin, close = self.beat(Stage.BEGIN, phase), self.beat(Stage.CLOSE, phase)
        if phase.id not in self._consent.recorded:
            return first, begin, close
        on = self.of_phase("microphone-on", phase.id)
        off = self.recording_stopped(phase.id, listens_on=self._consent.commands)
        if self._consent.asked.first_word and phase.prepare_s > 0:
            first = (*first, self.of_phase("microphone-awaits", phase.id))
        return first, (on, *begin), (*close, off)

    def before_the_phases(self, stage: Stage) -> tuple[CueText, ...]:
        """What is said before the first phase; nothing in other stages."""
        match stage:
            case Stage.WELCOME:
                return self._plan.opening
            case Stage.CONSENT:
                return self._plan.consent
        return ()

    def of_microphone(self, key: str, opening: Opening) -> CueText:
        """What is said before the microphone opens."""
        if opening.purpose != "attend":
            return self.of_phase(key, opening.phase)
        return self.common(key)

    def interlude(self, between: Interlude) -> CueText:
        """What a break or the look back begins with."""
        return CueText(CueName(None, between.id), between.begin)

    def does_not_fit(self, short: Seconds, skippable: str | None) -> CueText:
        """That time is short, by how much, and what could be left out."""
        minutes = self._words.minutes(short)
        if skippable is None:
            return self.common("does-not-fit", minutes=minutes)
        name = self._plan.script.phase(skippable).name
        return self.common("does-not-fit-skip", minutes=minutes, phase=name)
