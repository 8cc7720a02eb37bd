"""What may be heard: what the group is asked, what it agreed to, and what it took back.

Rules: without a yes no microphone opens. What was taken back is not given again in the same
session.
"""

from dataclasses import dataclass

from balint_voice.method.script import Phase
from balint_voice.session.outputs import Purpose
from balint_voice.session.stage_table import BEATS, Stage


@dataclass(frozen=True)
class MicrophoneUse:
    """What this session would like to hear; all of it needs the group's yes.

    `recorded`: the phases to make notes of. `pauses`: in every phase where somebody has the word,
    the voice listens for a pause before it speaks. `commands`: spoken commands are obeyed.
    `beforehand`: all have agreed already; then it is said, and not asked. `first_word`: in the
    quiet moment before a phase to record, the microphone hears whether somebody begins.
    """

    recorded: tuple[str, ...] = ()
    pauses: bool = False
    commands: bool = False
    beforehand: bool = False
    first_word: bool = False

    @property
    def anything(self) -> bool:
        return bool(self.recorded) or self.pauses or self.commands


class Consent:
    """What has been agreed to at this moment."""

    def __init__(self, asked: MicrophoneUse) -> None:
        self.asked = asked
        self.recorded: tuple[str, ...] = ()
        self._pauses = False
        self.commands = False
        self._vetoed: set[str] = set()

    @property
    def anything(self) -> bool:
        """Whether the microphone may be open for any purpose."""
        return bool(self.recorded) or self._pauses or self.commands

    def restore(self, phases: tuple[str, ...]) -> None:
        """What had been agreed to before a session was cut off: the plan was made with it."""
        self.recorded = phases

    def give(self) -> None:
        """The group agreed to all that it was asked."""
        self.recorded = tuple(each for each in self.asked.recorded if each not in self._vetoed)
        self._pauses, self.commands = self.asked.pauses, self.asked.commands

    def withdraw(self, phases: tuple[str, ...]) -> None:
        """No microphone any more in these phases, for whatever purpose."""
        self.recorded = tuple(phase for phase in self.recorded if phase not in phases)
        self._vetoed.update(phases)

    def withdraw_all(self) -> None:
        """No microphone any more, for whatever purpose."""
        self.recorded, self._pauses, self.commands = (), False, False

    def purpose(self, stage: Stage, phase: Phase | None, *, paused: bool) -> Purpose | None:
        """What the microphone may be open for at this moment; None: it is closed.

        In a pause it is closed, unless somebody may want to say "Balint, go on"; between the
        phases, in a break above all, it is closed always.
        """
        if phase is None or stage not in BEATS or phase.id in self._vetoed:
            return None
        if stage is Stage.PREPARE and not paused and self._awaits(phase):
            return "await"
        at_work = stage is Stage.WORK and not paused
        if at_work and phase.id in self.recorded:
            return "record"
        if self.commands or (at_work and self._pauses and phase.speaks != "nobody"):
            return "attend"
        return None

    def _awaits(self, phase: Phase) -> bool:
        return self.asked.first_word and phase.id in self.recorded and phase.prepare_s > 0
