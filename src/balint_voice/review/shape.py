"""What a review holds: the fields of `review --json`, by name and in order.

Rules: frozen numbers and ids from the timing log, and the names of phases from the
script; there is no field that what was said or typed could get into.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from balint_voice.review.course import AROUND, INTERLUDE, Interval
from balint_voice.session.meeting_time import MeetingTime


@dataclass(frozen=True)
class PhaseReview:
    """One phase; `actual_s` is its working time, pauses taken out.

    `overrun_s`: how much longer its whole slot was than first planned. `waited_s`: how long cues
    in it waited for a pause in the talk. `silence_s`: recorded, and nobody spoke; None where the
    microphone was off. `typed`: notes typed in it. `vetoed`: its recording was taken back.
    """

    phase: str
    number: int
    name: str
    planned_s: float
    replanned_s: float
    actual_s: float = 0.0
    announce_s: float = 0.0
    prepare_s: float = 0.0
    close_s: float = 0.0
    paused_s: float = 0.0
    extended_s: float = 0.0
    skipped: bool = False
    recorded_s: float = 0.0
    speech_s: float | None = None
    silence_s: float | None = None
    taken_s: float = 0.0
    """The whole slot: spoken parts, preparation and work, without the pauses."""
    overrun_s: float = 0.0
    waited_s: float = 0.0
    vetoed: bool = False
    typed: int = 0
    unheard_s: float = 0.0
    """The microphone was open and deaf, because the voice spoke."""
    heard_nobody_s: float = 0.0
    """It was open and heard nobody, for so long that the group was told."""

    @property
    def reached(self) -> bool:
        return self.taken_s > 0

    @property
    def passed_over(self) -> bool:
        """Skipped before half of its time was spent; later than that, it was held and cut short."""
        return self.skipped and self.taken_s <= self.planned_s / 2


@dataclass(frozen=True)
class InterludeReview:
    """A break, or the evaluation; `began_s` on the session's clock. Left and held again after the
    same phase, it is one: its first beginning, its plan once, and its times together."""

    interlude: str
    planned_s: float
    actual_s: float = 0.0
    began_s: float = 0.0


@dataclass(frozen=True)
class CueReview:
    """`heard_s`: when its first sample was audible; None when it was not heard."""

    cue: str
    due_s: float
    heard_s: float | None
    waited_s: float


@dataclass(frozen=True)
class MicrophoneReview:
    """One opening of the microphone; `purpose` "attend" kept nothing of what it heard."""

    phase: str
    purpose: str
    opened_s: float
    closed_s: float


@dataclass(frozen=True)
class AudioReview:
    """`vetoed_s`: of what was dropped, what somebody did not want recorded after all."""

    recorded_s: float
    transcribed_s: float
    dropped_s: float
    on_disk_bytes: int
    deleted: bool
    vetoed_s: float = 0.0


@dataclass(frozen=True)
class Review:
    """A whole session. `actual_s`: its time to the last record, pauses taken out.

    `interrupted`: stopped in its midst and not yet resumed. `consent`: to the recording; None when
    nobody was asked. `away_s`: the machine slept, or the program had ended and was resumed.
    `faults`: parts that failed, each once. `network_refused`: something asked for the network.
    `meeting`: how long the group met, which ends with the farewell; it is not in the JSON.
    """

    session: str
    script: str
    language: str
    started: str
    ended: str | None
    people: int
    group: str | None
    paused_s: float
    planned_s: float
    actual_s: float
    phases: tuple[PhaseReview, ...]
    interludes: tuple[InterludeReview, ...]
    cues: tuple[CueReview, ...]
    audio: AudioReview
    complete: bool
    interrupted: bool
    consent: Literal["given", "declined"] | None
    away_s: float
    faults: tuple[str, ...]
    network_refused: bool
    microphone: tuple[MicrophoneReview, ...]
    course: tuple[Interval, ...]
    meeting: MeetingTime

    def as_json(self) -> dict[str, object]:
        """The fields of `review --json`."""
        shape: dict[str, object] = asdict(self)
        del shape["meeting"]
        return shape


Entry = PhaseReview | InterludeReview


def entries(review: Review) -> list[Entry]:
    """Phases in their order; an interlude after the phase that went before it."""
    found: list[Entry] = list(review.phases)
    for interlude in reversed(review.interludes):
        before = phase_before(review.course, interlude.began_s)
        places = [n for n, each in enumerate(review.phases) if before == each.phase]
        found.insert(places[0] + 1 if places else 0, interlude)
    return found


def phase_before(course: Sequence[Interval], at: float) -> str | None:
    """The phase that was held last before this moment of the session's clock."""
    in_phases = (each for each in reversed(course) if each.place not in (AROUND, INTERLUDE))
    return next((each.where for each in in_phases if each.begins_s < at), None)


def planned_seconds(review: Review) -> float:
    """The whole session as planned; without `--minutes`, breaks come on top of what was asked."""
    dealt = sum(each.planned_s for each in review.phases)
    return max(review.planned_s, dealt + sum(each.planned_s for each in review.interludes))
