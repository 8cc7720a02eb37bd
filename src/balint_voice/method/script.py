"""A method as data: phases, their four beats, their minutes, who speaks, what may be recorded.

Rule of this room: frozen and already valid; whatever reads a script (see `reader`) has refused
what is not. Minutes are a phase's whole slot, its spoken parts included.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from balint_voice.method.words import CUE_FIELDS, Words

Speaks = Literal["round", "all", "presenter", "group", "nobody"]
"""Who has the word: each in turn, everybody, the presenter, the group without the presenter."""

Scales = Literal["yes", "partly", "no"]
"""Whether a phase takes longer with more people."""

Recordable = Literal["case", "advice", "decision"]
"""What can be recorded, as `--record` names it."""

SPEAKS: tuple[str, ...] = get_args(Speaks)
SCALES: tuple[str, ...] = get_args(Scales)
RECORDABLE: tuple[str, ...] = get_args(Recordable)


@dataclass(frozen=True)
class Reminder:
    """Something said while a phase runs: when `left_s` seconds are left, or halfway (None)."""

    key: str
    left_s: float | None
    text: str

    def seconds_before_end(self, work_s: float) -> float:
        """Seconds before the end of working time at which it is due."""
        return work_s / 2 if self.left_s is None else self.left_s


@dataclass(frozen=True)
class Phase:
    """One phase: its place and time, and the words of its four beats."""

    id: str
    number: int
    name: str
    minutes: float
    least_minutes: float
    scales: Scales
    speaks: Speaks
    prepare_s: float
    records: Recordable | None
    announce: str
    prepare: str
    begin: str
    close: str
    reminders: tuple[Reminder, ...]


@dataclass(frozen=True)
class Script:
    """A whole method in one language."""

    id: str
    language: str
    name: str
    people: int
    phases: tuple[Phase, ...]
    words: Words

    @property
    def minutes(self) -> float:
        return sum(phase.minutes for phase in self.phases)

    def phase(self, phase_id: str) -> Phase:
        return next(phase for phase in self.phases if phase.id == phase_id)

    def recordable(self, what: str) -> tuple[str, ...]:
        """The ids of the phases that `--record WHAT` means."""
        return tuple(phase.id for phase in self.phases if phase.records == what)

    def recordable_names(self) -> tuple[str, ...]:
        """What `--record` may name, in the order of the phases."""
        return tuple(phase.records for phase in self.phases if phase.records is not None)

    def texts(self, people: int) -> tuple[str, ...]:
        """Everything the script is sure to say: what can be rendered before it starts."""
        common = [
            self.words.cue(key, name=self.name, people=people)
            for key, fields in CUE_FIELDS.items()
            if "minutes" not in fields
        ]
        beats = [
            text
            for phase in self.phases
            for text in (phase.announce, phase.prepare, phase.begin, phase.close)
        ]
        reminders = [reminder.text for phase in self.phases for reminder in phase.reminders]
        return tuple(dict.fromkeys(common + beats + reminders))
