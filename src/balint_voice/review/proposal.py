"""Minutes for a group from its own history: its usual times, within the method's total.

Rules: pure. It uses medians of at least five complete sessions. The total stays the method's, no
phase gets less than its minimum, and a guarded phase keeps the method's minutes: that a group often
cuts it short is no reason to plan it short.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from balint_voice.method.schedule import PhaseShare, deal, share_of
from balint_voice.method.script import Phase, Script
from balint_voice.review.history import MethodHistory
from balint_voice.review.totals import SessionTotals

FROM_SESSIONS = 5
_FROM_TIMES = 3
_UNIT_S = 30
"""Proposals go by half minutes."""


@dataclass(frozen=True)
class ProposedPhase:
    """`usual_minutes`: the group's own median, for so many people; None where too seldom held.

    `why`: own (its median, made to fit), kept (too seldom held to say), guarded.
    """

    phase: str
    name: str
    minutes: float
    usual_minutes: float | None
    proposed_minutes: float
    why: str


@dataclass(frozen=True)
class Proposal:
    """`minutes` in all, as the method has them; `people`: the group's usual number."""

    script: str
    sessions: int
    people: int
    minutes: float
    phases: tuple[ProposedPhase, ...]

    @property
    def changes(self) -> bool:
        return any(each.proposed_minutes != each.minutes for each in self.phases)

    def minutes_by_phase(self) -> dict[str, float]:
        return {each.phase: each.proposed_minutes for each in self.phases}


def propose(history: MethodHistory, script: Script) -> Proposal | None:
    """The proposal, or None while there are too few sessions."""
    if len(history.sessions) < FROM_SESSIONS:
        return None
    people = history.people
    usual = {phase.id: _usual_s(history.sessions, phase, script, people) for phase in script.phases}
    shares = [_share(phase, usual[phase.id]) for phase in script.phases]
    units = round(script.minutes * 60 / _UNIT_S)
    dealt = {slot.phase: slot.seconds * _UNIT_S / 60 for slot in deal(shares, units)}
    phases = tuple(_proposed(phase, usual[phase.id], dealt[phase.id]) for phase in script.phases)
    minutes = sum(each.proposed_minutes for each in phases)
    return Proposal(script.id, len(history.sessions), people, minutes, phases)


def _usual_s(
    sessions: Sequence[SessionTotals], phase: Phase, script: Script, people: int
) -> float | None:
    """The median of its times, each as it would have been with the usual number of people."""
    own = (phase.id, f"{phase.id}-2")  # a second case is the same phase once more
    wanted = share_of(phase, people, script.people).liked
    times = [
        held.taken_s * wanted / share_of(phase, session.people, script.people).liked
        for session in sessions
        for held in session.phases
        if held.phase in own and held.held
    ]
    return median(times) if len(times) >= _FROM_TIMES else None


def _share(phase: Phase, usual_s: float | None) -> PhaseShare:
    own = phase.minutes * 60
    liked = own if usual_s is None else usual_s
    least = own if phase.guarded else min(phase.least_minutes * 60, own)
    at_least = -(-least // _UNIT_S)
    return PhaseShare(phase.id, round(at_least), max(1, round(liked / _UNIT_S)), phase.guarded)


def _proposed(phase: Phase, usual_s: float | None, minutes: float) -> ProposedPhase:
    guarded = phase.guarded and (usual_s is None or usual_s < phase.minutes * 60)
    why = "guarded" if guarded else "kept" if usual_s is None else "own"
    usual = None if usual_s is None else round(usual_s / 60, 1)
    return ProposedPhase(phase.id, phase.name, phase.minutes, usual, minutes, why)
