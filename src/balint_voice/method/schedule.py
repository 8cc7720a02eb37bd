"""From a script, the people and the time there is, to a plan: seconds for each phase. Pure.

The time is dealt out second by second, each to the phase that is furthest behind its share. First
every phase gets its minimum; then the guarded phases get what they would like, then all others; the
rest is shared by weight. So the sum is exact to the second, and more time never shortens a phase.
"""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass

from balint_voice.method.script import Phase, Script

SECONDS_A_MINUTE = 60


@dataclass(frozen=True)
class Slot:
    """A phase's share of the session in whole seconds, spoken parts included."""

    phase: str
    seconds: float


Plan = tuple[Slot, ...]


@dataclass(frozen=True)
class PhaseShare:
    """What a phase asks for, in seconds: `least` it cannot do without, `liked` it would like."""

    phase: str
    least: int
    liked: int
    guarded: bool


def plan(script: Script, people: int | None = None, minutes: float | None = None) -> Plan:
    """The plan for so many people in so many minutes (the script's own when left out)."""
    total = script.minutes if minutes is None else minutes
    shares = [share_of(phase, people or script.people, script.people) for phase in script.phases]
    return deal(shares, round(total * SECONDS_A_MINUTE))


def share_of(phase: Phase, people: int, usual: int) -> PhaseShare:
    """What a phase asks for with so many people: by head, half by head, or the same for all."""
    by_head = people / usual
    factor = {"yes": by_head, "partly": (1 + by_head) / 2, "no": 1.0}[phase.scales]
    liked = round(phase.minutes * factor * SECONDS_A_MINUTE)
    least = min(round(phase.least_minutes * SECONDS_A_MINUTE), liked)
    return PhaseShare(phase.id, least, max(1, liked), phase.guarded)


def deal(shares: Sequence[PhaseShare], seconds: int) -> Plan:
    """Deal out `seconds`. Nobody gets less than the least, even when that is more in all."""
    given = [share.least for share in shares]
    left = seconds - sum(given)
    left = _top_up(shares, given, left, [s.liked if s.guarded else 0 for s in shares])
    left = _top_up(shares, given, left, [s.liked for s in shares])
    left = _whole_rounds(shares, given, left)
    _top_up(shares, given, left, [math.inf for _ in shares])
    return tuple(Slot(s.phase, float(got)) for s, got in zip(shares, given, strict=True))


def _whole_rounds(shares: Sequence[PhaseShare], given: list[int], left: int) -> int:
    """Where everybody has what they would like: as many times the same again as there is time for.

    Second by second it would come to the same, and would take as long as a clock that runs very
    fast makes a session.
    """
    rounds = max(0, left) // max(1, sum(share.liked for share in shares))
    for n, share in enumerate(shares):
        given[n] += rounds * share.liked
    return left - rounds * sum(share.liked for share in shares)


def _top_up(
    shares: Sequence[PhaseShare], given: list[int], left: int, limits: Sequence[float]
) -> int:
    """Give seconds to the phases below their limits, always to the one furthest behind its share;
    returns the seconds that are left."""
    behind = [
        ((given[n] + 1) / share.liked, n) for n, share in enumerate(shares) if given[n] < limits[n]
    ]
    heapq.heapify(behind)
    while left > 0 and behind:
        _, n = heapq.heappop(behind)
        given[n] += 1
        left -= 1
        if given[n] < limits[n]:
            heapq.heappush(behind, ((given[n] + 1) / shares[n].liked, n))
    return left


def planned_seconds(plan: Plan) -> float:
    """The whole session, in seconds."""
    return sum(slot.seconds for slot in plan)


def shortage(script: Script, people: int, phases: Sequence[str], seconds: float) -> float:
    """By how many seconds these phases do not fit into `seconds`, even at their least."""
    least = sum(share_of(script.phase(p), people, script.people).least for p in phases)
    return max(0.0, least - seconds)


def replan(script: Script, people: int, phases: Sequence[str], seconds: float) -> Plan:
    """Deal out the time that is left again, to the phases that are still to come."""
    shares = [share_of(script.phase(p), people, script.people) for p in phases]
    return deal(shares, round(seconds))


def could_be_skipped(
    script: Script, people: int, phases: Sequence[str], short_s: float
) -> str | None:
    """The phase to leave out when time is short: the smallest that mends it, else the largest."""
    least = {
        p: share_of(script.phase(p), people, script.people).least
        for p in phases
        if script.phase(p).skippable
    }
    enough = [p for p in least if least[p] >= short_s]
    if enough:
        return min(enough, key=lambda p: least[p])
    return max(least, key=lambda p: least[p], default=None)
