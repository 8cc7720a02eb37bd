"""Planned, re-planned and actual times of a session, computed from its timing log.

Rules: pure. Log records go in and the content of `review --json` comes out. Times are sums of the
session's intervals (`course`), so they add up to the session.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from balint_voice.errors import Damaged
from balint_voice.records.timing_log import moment
from balint_voice.review.course import INTERLUDE, Interval, course
from balint_voice.review.shape import (
    AudioReview,
    CueReview,
    InterludeReview,
    MicrophoneReview,
    PhaseReview,
    Review,
    phase_before,
)
from balint_voice.session.clock import Instant
from balint_voice.session.cut_off import taken_up_again
from balint_voice.session.log_records import (
    AudioDeleted,
    BeatBegan,
    ConsentDeclined,
    ConsentGiven,
    CueFinished,
    CueStarted,
    InterludeBegan,
    ListeningEnded,
    LogRecord,
    MicrophoneClosed,
    MicrophoneOpened,
    NetworkRefused,
    NobodyHeard,
    NoteTyped,
    PartFailed,
    PhaseEnded,
    PhaseExtended,
    PhasePlanned,
    PhaseReplanned,
    PhaseSkipped,
    Resumed,
    SessionEnded,
    SessionInterrupted,
    SessionStarted,
    Slept,
    SomebodyHeard,
    SpeechSealed,
    Vetoed,
)
from balint_voice.session.meeting_time import meeting_time

_SECONDS_IN = {"announce": "announce_s", "prepare": "prepare_s", "begin": "prepare_s"}
_SECONDS_IN |= {"work": "actual_s", "close": "close_s"}
"""Where a beat's time counts: the words "begin" belong to what comes before the work."""


@dataclass
class _Fold:
    """What is known so far; lives only while `review` runs."""

    phases: dict[str, PhaseReview] = field(default_factory=dict)
    interludes: list[InterludeReview] = field(default_factory=list)
    cues: dict[str, CueReview] = field(default_factory=dict)  # one that a pause cut comes again
    waited: Counter[str] = field(default_factory=Counter)
    listened: list[ListeningEnded] = field(default_factory=list)
    sealed_s: float = 0.0
    """Speech sealed since the last account: all there is of an opening that a kill cut short."""
    microphone: list[MicrophoneReview] = field(default_factory=list)
    opened: tuple[MicrophoneOpened, float] | None = None
    nobody: tuple[str, float] | None = None
    """The phase in which the microphone hears nobody, and since when."""
    deleted: AudioDeleted | None = None
    consent: Literal["given", "declined"] | None = None
    to_record: set[str] = field(default_factory=set)
    faults: dict[str, None] = field(default_factory=dict)
    network_refused: bool = False
    phase: str | None = None
    away_s: float = 0.0
    ended: SessionEnded | None = None
    interrupted: bool = False
    end: float | None = None
    now: float = 0.0


def review(records: Sequence[tuple[Instant, LogRecord]], names: Mapping[str, str]) -> Review:
    """Fold a log into its review; `names` gives a phase's name, its id stands in where it lacks."""
    records = taken_up_again(records)
    start = records[0][1] if records else None
    if not isinstance(start, SessionStarted):
        raise Damaged("timing-log-headless")
    fold = _Fold(now=records[0][0], to_record=set(start.recorded))
    for at, record in records:
        fold.now = max(at, fold.now)
        _take(fold, record, fold.now, names)
    _close_microphone(fold, fold.now)
    intervals = course(records)
    paused_s = sum(each.seconds for each in intervals if each.paused)
    return Review(
        session=start.session,
        script=start.script,
        language=start.language,
        started=start.started,
        ended=None if fold.end is None else moment(start.started, fold.end),
        people=start.people,
        group=start.group,
        paused_s=round(paused_s, 3),
        planned_s=start.planned_s,
        actual_s=round(fold.now - records[0][0] - paused_s, 3),
        phases=_phases(fold, intervals),
        interludes=_interludes(fold, intervals),
        cues=tuple(fold.cues.values()),
        audio=_audio(fold),
        complete=fold.ended is not None and fold.ended.complete,
        interrupted=fold.interrupted,
        consent=fold.consent,
        away_s=round(fold.away_s, 3),
        faults=tuple(fold.faults),
        network_refused=fold.network_refused,
        microphone=tuple(fold.microphone),
        course=intervals,
        meeting=meeting_time(records),
    )


def _take(fold: _Fold, record: LogRecord, at: float, names: Mapping[str, str]) -> None:
    match record:
        case PhasePlanned(phase, number, planned_s):
            name = names.get(phase, phase)
            fold.phases[phase] = PhaseReview(
                phase=phase, number=number, name=name, planned_s=planned_s, replanned_s=planned_s
            )
        case PhaseReplanned(phase, planned_s):
            _change(fold, phase, replanned_s=planned_s)
        case BeatBegan(phase):
            fold.phase = phase
            _change(fold, phase, skipped=False)  # somebody went back to it
        case PhaseEnded():
            fold.phase = None
        case PhaseSkipped(phase):
            _change(fold, phase, skipped=True)
        case PhaseExtended(phase, by_s):
            _add(fold, phase, "extended_s", by_s)
        case InterludeBegan(interlude, planned_s):
            fold.interludes.append(InterludeReview(interlude, planned_s, 0.0, round(at, 3)))
        case CueStarted(cue, due_s, waited_s):
            fold.cues[cue] = CueReview(cue, due_s, round(at, 3), waited_s)
            fold.waited[fold.phase or ""] += waited_s  # type: ignore[assignment]
        case CueFinished(cue, due_s, heard):
            known_cue = fold.cues.get(cue, CueReview(cue, due_s, None, 0.0))
            fold.cues[cue] = known_cue if heard else replace(known_cue, heard_s=None)
        case SessionEnded():
            fold.ended, fold.end = record, at
        case SessionInterrupted():
            fold.interrupted = True
        case _:
            _take_recording(fold, record, at)


def _take_recording(fold: _Fold, record: LogRecord, at: float) -> None:
    """What was agreed, heard, written down, taken back; and what failed."""
    match record:
        case ConsentGiven(phases):
            fold.consent = "given"
            fold.to_record |= set(phases)
        case ConsentDeclined():
            fold.consent = "declined"
        case Vetoed(phases):
            # A veto of everything names every phase; it takes back only where there was something.
            for phase in phases:
                known = fold.phases.get(phase)
                if phase in fold.to_record or (known is not None and known.typed):
                    _change(fold, phase, vetoed=True)
        case MicrophoneOpened():
            _close_microphone(fold, at)  # a kill left it open
            fold.opened = record, at
        case MicrophoneClosed():
            _close_microphone(fold, at)
        case NobodyHeard(phase, since_s):
            fold.nobody = phase, since_s
        case SomebodyHeard():
            _hears_again(fold, at)
        case SpeechSealed(_, _, _, speech_s):
            fold.sealed_s += speech_s
        case ListeningEnded(phase, recorded_s, speech_s, unheard_s=unheard_s):
            fold.listened.append(record)
            fold.sealed_s = 0.0
            _add(fold, phase, "recorded_s", recorded_s)
            _add(fold, phase, "speech_s", speech_s)
            _add(fold, phase, "unheard_s", unheard_s)
        case NoteTyped(phase):
            _add(fold, phase, "typed", 1)
        case AudioDeleted():
            fold.deleted = record
        case PartFailed(part):
            fold.faults[part] = None
        case NetworkRefused():
            fold.network_refused = True
        case Slept(away_s):
            fold.away_s += away_s
        case Resumed(away_s):
            fold.away_s += away_s
            fold.interrupted = False
            _close_microphone(fold, at - away_s)  # whatever was open went with the program
        case _:
            """It takes no time and was shown when it happened."""


def _change(fold: _Fold, phase: str, **changes: float | bool) -> None:
    if (known := fold.phases.get(phase)) is not None:
        fold.phases[phase] = replace(known, **changes)  # type: ignore[arg-type]


def _add(fold: _Fold, phase: str, name: str, more: float) -> None:
    if (known := fold.phases.get(phase)) is not None:
        _change(fold, phase, **{name: (getattr(known, name) or 0) + more})


def _hears_again(fold: _Fold, at: float) -> None:
    if fold.nobody is not None:
        phase, since = fold.nobody
        _add(fold, phase, "heard_nobody_s", max(0.0, at - since))
        fold.nobody = None


def _close_microphone(fold: _Fold, at: float) -> None:
    _hears_again(fold, at)
    if fold.opened is not None:
        opening, since = fold.opened
        until = round(max(since, at), 3)
        purpose = "record" if opening.purpose == "record" else "attend"
        span = MicrophoneReview(opening.phase, purpose, round(since, 3), until)
        fold.microphone.append(span)
        fold.opened = None


def _phases(fold: _Fold, intervals: Sequence[Interval]) -> tuple[PhaseReview, ...]:
    spent: Counter[tuple[str, str]] = Counter()
    for each in intervals:
        if each.where is not None and each.place != INTERLUDE:
            name = "paused_s" if each.paused else _SECONDS_IN.get(each.place, "announce_s")
            spent[each.where, name] += each.seconds  # type: ignore[assignment]
    return tuple(_whole(each, spent, fold.waited) for each in fold.phases.values())


def _whole(
    phase: PhaseReview, spent: Mapping[tuple[str, str], float], waited: Mapping[str, float]
) -> PhaseReview:
    """With its times, to the millisecond as the log has it: adding floats leaves crumbs."""
    names = ("announce_s", "prepare_s", "actual_s", "close_s", "paused_s")
    times = {name: round(spent[phase.phase, name], 3) for name in names}
    taken = round(sum(times[name] for name in names if name != "paused_s"), 3)
    silence = None
    if phase.speech_s is not None:
        silence = round(max(0.0, phase.recorded_s - phase.speech_s), 3)
    return replace(
        phase,
        **times,  # type: ignore[arg-type]
        taken_s=taken,
        overrun_s=round(max(0.0, taken - phase.planned_s), 3),
        waited_s=round(waited[phase.phase], 3),
        recorded_s=round(phase.recorded_s, 3),
        unheard_s=round(phase.unheard_s, 3),
        heard_nobody_s=round(phase.heard_nobody_s, 3),
        speech_s=None if phase.speech_s is None else round(phase.speech_s, 3),
        silence_s=silence,
    )


def _interludes(fold: _Fold, intervals: Sequence[Interval]) -> tuple[InterludeReview, ...]:
    begins = [each.began_s for each in fold.interludes] + [float("inf")]
    found: dict[tuple[str, str | None], InterludeReview] = {}
    for each, until in zip(fold.interludes, begins[1:], strict=True):
        which = each.interlude, phase_before(intervals, each.began_s)
        known = found.setdefault(which, each)
        more = _held(each.interlude, intervals, each.began_s, until)
        found[which] = replace(known, actual_s=round(known.actual_s + more, 3))
    return tuple(found.values())


def _held(interlude: str, intervals: Sequence[Interval], since: float, until: float) -> float:
    return sum(
        each.seconds
        for each in intervals
        if each.where == interlude and each.place == INTERLUDE and not each.paused
        if since - 0.001 <= each.begins_s < until - 0.001
    )


def _audio(fold: _Fold) -> AudioReview:
    gone = fold.deleted
    if gone is not None:
        return AudioReview(
            recorded_s=gone.recorded_s,
            transcribed_s=gone.transcribed_s,
            dropped_s=gone.dropped_s,
            on_disk_bytes=gone.on_disk_bytes,
            deleted=True,
            vetoed_s=gone.vetoed_s,
        )
    return AudioReview(
        recorded_s=round(sum(each.recorded_s for each in fold.listened), 3),
        transcribed_s=round(sum(each.transcribed_s for each in fold.listened) + fold.sealed_s, 3),
        dropped_s=round(sum(each.dropped_s for each in fold.listened), 3),
        on_disk_bytes=0,
        deleted=False,
    )
