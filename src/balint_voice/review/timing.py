"""Planned, re-planned and actual times of a session, folded from its timing log.

Rule of this room: pure; the transitions come in and `review --json` comes out. Every second of
the session falls in exactly one place: a beat of a phase, an interlude, a pause, or around them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from balint_voice.errors import Damaged
from balint_voice.records.timing_log import moment
from balint_voice.session.clock import Instant
from balint_voice.session.transitions import (
    AudioDeleted,
    BeatBegan,
    CueBegan,
    CueEnded,
    InterludeBegan,
    InterludeEnded,
    Listened,
    Paused,
    PhaseEnded,
    PhaseExtended,
    PhasePlanned,
    PhaseReplanned,
    PhaseSkipped,
    SessionEnded,
    SessionStarted,
    SpeechSealed,
    Transition,
    WentOn,
)

_PLACES = {"announce": "announce_s", "prepare": "prepare_s", "begin": "prepare_s"}
_PLACES |= {"work": "actual_s", "close": "close_s"}
"""Where a beat's time counts: the words "begin" belong to what comes before the work."""


@dataclass(frozen=True)
class PhaseReview:
    """One phase; `actual_s` is its working time, pauses taken out."""

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

    @property
    def taken_s(self) -> float:
        """The whole slot: spoken parts, preparation and work, without the pauses."""
        return self.announce_s + self.prepare_s + self.actual_s + self.close_s


@dataclass(frozen=True)
class InterludeReview:
    """A break, or the evaluation."""

    interlude: str
    planned_s: float
    actual_s: float = 0.0


@dataclass(frozen=True)
class CueReview:
    """`heard_s`: when its first sample was audible; None when it was not heard."""

    cue: str
    due_s: float
    heard_s: float | None
    waited_s: float


@dataclass(frozen=True)
class AudioReview:
    recorded_s: float
    transcribed_s: float
    dropped_s: float
    on_disk_bytes: int
    deleted: bool


@dataclass(frozen=True)
class Review:
    """A whole session. `actual_s`: its time to the last record, pauses taken out."""

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

    def as_json(self) -> dict[str, object]:
        """The fields of `review --json`."""
        shape: dict[str, object] = asdict(self)
        return shape


@dataclass
class _Fold:
    """What is known so far; lives only while `review` runs."""

    phases: dict[str, PhaseReview] = field(default_factory=dict)
    interludes: list[InterludeReview] = field(default_factory=list)
    in_interlude: bool = False
    cues: dict[str, CueReview] = field(default_factory=dict)  # one that a pause cut comes again
    listened: list[Listened] = field(default_factory=list)
    sealed_s: float = 0.0
    """Speech sealed since the last account: all there is of an opening that a kill cut short."""
    deleted: AudioDeleted | None = None
    phase: str | None = None
    beat: str = ""
    paused: bool = False
    paused_s: float = 0.0
    end: float | None = None
    now: float = 0.0


def review(records: Sequence[tuple[Instant, Transition]], names: Mapping[str, str]) -> Review:
    """Fold a log into its review; `names` gives a phase's name, its id stands in where it lacks."""
    start = records[0][1] if records else None
    if not isinstance(start, SessionStarted):
        raise Damaged(
            "The timing log does not begin with the session's start",
            "Without it nothing can be reviewed.",
        )
    fold = _Fold(now=records[0][0])
    for at, transition in records:
        _let_pass(fold, at)
        _take(fold, transition, at, names)
    return Review(
        session=start.session,
        script=start.script,
        language=start.language,
        started=start.started,
        ended=None if fold.end is None else moment(start.started, fold.end),
        people=start.people,
        group=start.group,
        paused_s=round(fold.paused_s, 3),
        planned_s=start.planned_s,
        actual_s=round(fold.now - records[0][0] - fold.paused_s, 3),
        phases=tuple(_rounded(each) for each in fold.phases.values()),
        interludes=tuple(
            replace(each, actual_s=round(each.actual_s, 3)) for each in fold.interludes
        ),
        cues=tuple(fold.cues.values()),
        audio=_audio(fold),
    )


def _let_pass(fold: _Fold, at: float) -> None:
    """Give the time since the record before to the place where the session was."""
    passed = max(0.0, at - fold.now)
    fold.now = max(at, fold.now)
    phase = fold.phases.get(fold.phase or "")
    if fold.paused:
        fold.paused_s += passed
    elif fold.in_interlude:
        running = fold.interludes[-1]
        fold.interludes[-1] = replace(running, actual_s=running.actual_s + passed)
    if phase is None:
        return
    place = "paused_s" if fold.paused else _PLACES.get(fold.beat, "announce_s")
    fold.phases[phase.phase] = _plus(phase, place, passed)


def _take(fold: _Fold, transition: Transition, at: float, names: Mapping[str, str]) -> None:
    match transition:
        case PhasePlanned(phase, number, planned_s):
            name = names.get(phase, phase)
            fold.phases[phase] = PhaseReview(phase, number, name, planned_s, planned_s)
        case PhaseReplanned(phase, planned_s):
            _change(fold, phase, replanned_s=planned_s)
        case BeatBegan(phase, beat):
            fold.phase, fold.beat = phase, beat
            _change(fold, phase, skipped=False)  # somebody went back to it
        case PhaseEnded():
            fold.phase = None
        case PhaseSkipped(phase):
            _change(fold, phase, skipped=True)
            fold.phase = None if fold.phase == phase else fold.phase
        case PhaseExtended(phase, by_s) if phase in fold.phases:
            fold.phases[phase] = _plus(fold.phases[phase], "extended_s", by_s)
        case InterludeBegan(interlude, planned_s):
            fold.interludes.append(InterludeReview(interlude, planned_s))
            fold.in_interlude = True
        case InterludeEnded():
            fold.in_interlude = False
        case Paused():
            fold.paused = True
        case WentOn():
            fold.paused = False
        case CueBegan(cue, due_s, waited_s):
            fold.cues[cue] = CueReview(cue, due_s, round(at, 3), waited_s)
        case CueEnded(cue, due_s, heard):
            known_cue = fold.cues.get(cue, CueReview(cue, due_s, None, 0.0))
            fold.cues[cue] = known_cue if heard else replace(known_cue, heard_s=None)
        case SpeechSealed(_, _, _, speech_s):
            fold.sealed_s += speech_s
        case Listened(phase, recorded_s, speech_s):
            fold.listened.append(transition)
            fold.sealed_s = 0.0
            if (known := fold.phases.get(phase)) is not None:
                heard_s = (known.speech_s or 0.0) + speech_s
                _change(fold, phase, speech_s=heard_s)
                fold.phases[phase] = _plus(fold.phases[phase], "recorded_s", recorded_s)
        case AudioDeleted():
            fold.deleted = transition
        case SessionEnded():
            fold.end = at
            fold.paused, fold.phase, fold.in_interlude = False, None, False
        case _:
            """Consent, faults, re-plannings told: nothing that takes time."""


def _change(fold: _Fold, phase: str, **changes: float | bool) -> None:
    if (known := fold.phases.get(phase)) is not None:
        fold.phases[phase] = replace(known, **changes)  # type: ignore[arg-type]


def _plus(phase: PhaseReview, place: str, seconds: float) -> PhaseReview:
    so_far: float = getattr(phase, place)
    return replace(phase, **{place: so_far + seconds})  # type: ignore[arg-type]


def _rounded(phase: PhaseReview) -> PhaseReview:
    """To the millisecond, as the log has it: adding floats leaves crumbs."""
    floats = {name: value for name, value in asdict(phase).items() if isinstance(value, float)}
    return replace(phase, **{name: round(value, 3) for name, value in floats.items()})  # type: ignore[arg-type]


def _audio(fold: _Fold) -> AudioReview:
    gone = fold.deleted
    if gone is not None:
        sums = (gone.recorded_s, gone.transcribed_s, gone.dropped_s, gone.on_disk_bytes, True)
        return AudioReview(*sums)
    return AudioReview(
        recorded_s=round(sum(each.recorded_s for each in fold.listened), 3),
        transcribed_s=round(sum(each.transcribed_s for each in fold.listened) + fold.sealed_s, 3),
        dropped_s=round(sum(each.dropped_s for each in fold.listened), 3),
        on_disk_bytes=0,
        deleted=False,
    )
