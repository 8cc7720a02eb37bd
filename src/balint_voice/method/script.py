"""A method as data: phases, their four beats, their minutes, who speaks, what may be recorded.

Rules: frozen and already valid; `reader` has refused everything that is not. Minutes are a phase's
whole slot, spoken parts included.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from balint_voice.method.words import Words

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
    """Something said while a phase runs: when `left_s` seconds, or that share of it, are left."""

    key: str
    text: str
    left_s: float = 0.0
    left_share: float = 0.0
    announces: bool = False
    """It says what begins now, such as a variant's next step; it is said in a quiet session too."""

    def seconds_before_end(self, work_s: float) -> float:
        """Seconds before the end of working time at which it is due."""
        return self.left_s + self.left_share * work_s


@dataclass(frozen=True)
class Step:
    """A part of a variant: what is said at its start, and its share of the phase's work."""

    key: str
    share: float
    text: str


@dataclass(frozen=True)
class Variant:
    """One way to hold a phase (advice written first, said directly, in small groups)."""

    id: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Phase:
    """One phase: its place and time, and the words of its four beats.

    `guarded`: squeezed last when time is short. `skippable`: named when something has to go.
    `lets_silence_be`: a long silence is not asked about. `round_of`: the phase of the script's text
    that it is, in a later round.
    """

    id: str
    number: int
    name: str
    minutes: float
    least_minutes: float
    scales: Scales
    speaks: Speaks
    prepare_s: float
    records: Recordable | None
    guarded: bool
    skippable: bool
    announce: str
    prepare: str
    begin: str
    close: str
    reminders: tuple[Reminder, ...]
    variants: tuple[Variant, ...] = ()
    default_variant: str | None = None
    lets_silence_be: bool = False
    round_of: str | None = None


@dataclass(frozen=True)
class Script:
    """A whole method in one language. `summary`: when to choose it, in a line.

    `people`: for how many its minutes are meant; `least_people`: with fewer, every voice weighs
    more. `in_small_groups`: they work at once, so no number of people is too large.
    `follow_up_s`: how long it may look back at last time before its first phase; 0 where the
    method has no such moment.
    """

    id: str
    language: str
    name: str
    summary: str
    people: int
    least_people: int
    in_small_groups: bool
    may_record: bool
    evaluation_s: float
    follow_up_s: float
    orientation: tuple[str, ...]
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

    def texts(self) -> tuple[str, ...]:
        """Everything that the phases say: what can be rendered before the session starts."""
        return tuple(
            text
            for phase in self.phases
            for text in (
                phase.announce,
                phase.prepare,
                phase.begin,
                phase.close,
                *(reminder.text for reminder in phase.reminders),
            )
        )
