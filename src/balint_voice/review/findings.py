"""What stands out in a session: kinds and numbers. The words for them are in the language packs.

Rules: pure. A finding is a fact of the timing log that a facilitator would bring up
afterwards; nothing is judged but time, and a guarded phase is watched more closely.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from balint_voice.review.shape import PhaseReview, Review, planned_seconds

_WORTH_SAYING_S = 60.0
_NOTICED_S = 5.0
"""Nobody noticed less."""
_SHORT, _GUARDED_SHORT, _LONG = 0.65, 0.85, 1.25
"""Shares of the planned slot: under the first a phase was short, over the last it was long."""

FIELDS: Mapping[str, frozenset[str]] = {
    "interrupted": frozenset(),
    "not-finished": frozenset(),
    "ended-early": frozenset({"minutes"}),
    "ended-late": frozenset({"minutes"}),
    "guarded-short": frozenset({"phase", "got", "planned"}),
    "guarded-skipped": frozenset({"phase"}),
    "short": frozenset({"phase", "got", "planned"}),
    "long": frozenset({"phase", "got", "planned"}),
    "skipped": frozenset({"phases"}),
    "not-reached": frozenset({"phases"}),
    "extended": frozenset({"phases"}),
    "paused": frozenset({"time", "n"}),
    "away": frozenset({"time"}),
    "waited": frozenset({"time", "n"}),
    "not-heard": frozenset({"n"}),
    "silent": frozenset({"phase", "spoken", "recorded"}),
    "nobody-heard": frozenset({"phase", "time"}),
    "declined": frozenset(),
    "vetoed": frozenset({"phases"}),
    "faulted-speaker": frozenset(),
    "faulted-one-speaker": frozenset(),
    "faulted-voice": frozenset(),
    "faulted-microphone": frozenset(),
    "faulted-transcriber": frozenset(),
    "faulted-notes": frozenset(),
    "faulted-veto": frozenset(),
    "faulted-other": frozenset({"part"}),
    "network-refused": frozenset(),
    "as-planned": frozenset(),
}
"""Every kind, in the order of telling, and the fields its sentence may use."""


@dataclass(frozen=True)
class Observation:
    """`values`: minutes (int), clock times (str), counts (int), names of phases, ids of parts."""

    kind: str
    values: Mapping[str, str | int] = field(default_factory=dict)


def findings(review: Review, guarded: Collection[str]) -> tuple[Observation, ...]:
    """All that stands out, most telling first; `guarded`: the phases the method protects."""
    found = [*_of_the_whole(review), *_of_phases(review, guarded), *_of_recording(review)]
    order = list(FIELDS)
    found.sort(key=lambda each: order.index(each.kind))
    return tuple(found) or (Observation("as-planned"),)


def sentences(found: tuple[Observation, ...], labels: Mapping[str, str]) -> tuple[str, ...]:
    """In words: `labels` has a sentence for every kind."""
    return tuple(labels[each.kind].format(**each.values) for each in found)


def clock(seconds: float) -> str:
    """Minutes and seconds: 65.2 -> 1:05."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def _of_the_whole(review: Review) -> Iterator[Observation]:
    late = review.meeting.lasted_s - planned_seconds(review)
    if review.interrupted:
        yield Observation("interrupted")
    elif review.ended is None:
        yield Observation("not-finished")
    elif not review.complete:
        yield Observation("ended-early", {"minutes": _minutes(review.meeting.lasted_s)})
    elif late >= 3 * _WORTH_SAYING_S:
        yield Observation("ended-late", {"minutes": _minutes(late)})
    pauses = sum(1 for each in review.course if each.paused)
    if review.paused_s - review.away_s >= _WORTH_SAYING_S:
        yield Observation("paused", {"time": clock(review.paused_s), "n": pauses})
    if review.away_s > 0:
        yield Observation("away", {"time": clock(review.away_s)})
    waits = [each.waited_s for each in review.cues if each.waited_s > 0]
    if sum(waits) >= _NOTICED_S:
        yield Observation("waited", {"time": clock(sum(waits)), "n": len(waits)})
    unheard = sum(1 for each in review.cues if each.heard_s is None)
    if unheard and ("voice" in review.faults or "speaker" in review.faults):
        yield Observation("not-heard", {"n": unheard})
    for part in review.faults:
        known = f"faulted-{part}" in FIELDS
        yield (
            Observation(f"faulted-{part}")
            if known
            else Observation("faulted-other", {"part": part})
        )
    if review.network_refused:
        yield Observation("network-refused")


def _of_phases(review: Review, guarded: Collection[str]) -> Iterator[Observation]:
    skipped = [each for each in review.phases if each.skipped and each.passed_over]
    missed = [each for each in review.phases if not each.reached and not each.skipped]
    for each in review.phases:
        if each in skipped and each.phase in guarded:
            yield Observation("guarded-skipped", {"phase": each.name})
        elif each.reached and each not in skipped:
            yield from _of_phase(each, guarded=each.phase in guarded)
    extended = [each for each in review.phases if each.extended_s > 0]
    if given := [f"{each.name} (+{clock(each.extended_s)})" for each in extended]:
        yield Observation("extended", {"phases": ", ".join(given)})
    if plain := [each.name for each in skipped if each.phase not in guarded]:
        yield Observation("skipped", {"phases": ", ".join(plain)})
    if missed and review.ended is not None:
        yield Observation("not-reached", {"phases": ", ".join(each.name for each in missed)})


def _of_phase(phase: PhaseReview, *, guarded: bool) -> Iterator[Observation]:
    taken, planned = _minutes(phase.taken_s), _minutes(phase.planned_s)
    got: dict[str, str | int] = {"phase": phase.name, "got": taken, "planned": planned}
    less = phase.planned_s - phase.taken_s
    share = phase.taken_s / phase.planned_s if phase.planned_s else 1.0
    if share < (_GUARDED_SHORT if guarded else _SHORT) and less >= _WORTH_SAYING_S:
        yield Observation("guarded-short" if guarded else "short", got)
    elif share > _LONG and -less >= _WORTH_SAYING_S:
        yield Observation("long", got)


def _of_recording(review: Review) -> Iterator[Observation]:
    if review.consent == "declined":
        yield Observation("declined")
    if vetoed := [each.name for each in review.phases if each.vetoed]:
        yield Observation("vetoed", {"phases": ", ".join(vetoed)})
    for each in review.phases:
        if each.heard_nobody_s > 0:
            yield Observation(
                "nobody-heard", {"phase": each.name, "time": clock(each.heard_nobody_s)}
            )
        spoken, silent = each.speech_s, each.silence_s
        if spoken is None or silent is None or each.vetoed:
            continue
        if each.recorded_s >= 2 * _WORTH_SAYING_S and silent > each.recorded_s / 2:
            times = {"spoken": clock(spoken), "recorded": clock(each.recorded_s)}
            yield Observation("silent", {"phase": each.name, **times})


def _minutes(seconds: float) -> int:
    return round(seconds / 60)
