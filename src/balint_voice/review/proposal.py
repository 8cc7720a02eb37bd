"""Minutes for a group from its own history: its usual times, within the method's total.

Rules: pure. It uses medians of at least five complete sessions. The total stays the method's, no
phase gets less than its minimum, and a guarded phase keeps the method's minutes: that a group often
cuts it short is no reason to plan it short. A phase that is held in rounds stands in the script
once, so it gets the same minutes in each.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
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
    """`minutes` in all: as the method has them, or as near as equal rounds allow; `people`: the
    group's usual number."""

    script: str
    sessions: int
    people: int
    minutes: float
    phases: tuple[ProposedPhase, ...]

    @property
    def changes(self) -> bool:
        return any(each.proposed_minutes != each.minutes for each in self.phases)

    def minutes_by_phase(self, script: Script) -> dict[str, float]:
        """For the phases that stand in the script's text."""
        later = {phase.id for phase in script.phases if phase.round_of is not None}
        return {e.phase: e.proposed_minutes for e in self.phases if e.phase not in later}


def propose(history: MethodHistory, script: Script) -> Proposal | None:
    """The proposal, or None while there are too few sessions."""
    if len(history.sessions) < FROM_SESSIONS:
        return None
    people = history.people
    usual = {phase.id: _usual_s(history.sessions, phase, script, people) for phase in script.phases}
    shares = {phase.id: _share(phase, usual[phase.id]) for phase in script.phases}
    units = _dealt(shares, script, round(script.minutes * 60 / _UNIT_S))
    dealt = {phase: each * _UNIT_S / 60 for phase, each in units.items()}
    phases = tuple(_proposed(phase, usual[phase.id], dealt[phase.id]) for phase in script.phases)
    minutes = sum(each.proposed_minutes for each in phases)
    return Proposal(
        script=script.id,
        sessions=len(history.sessions),
        people=people,
        minutes=minutes,
        phases=phases,
    )


def _usual_s(
    sessions: Sequence[SessionTotals], phase: Phase, script: Script, people: int
) -> float | None:
    """The median of its times, each as it would have been with the usual number of people."""
    own = {each.id for each in script.phases if _text_of(each) == _text_of(phase)}
    own |= {f"{each}-2" for each in own}  # a second case is the same phase once more
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


def _text_of(phase: Phase) -> str:
    """The phase of the script's text that it is, itself or in a later round."""
    return phase.round_of or phase.id


def _dealt(shares: Mapping[str, PhaseShare], script: Script, units: int) -> dict[str, int]:
    """Units by phase. All rounds get the same; what is left over goes to the other phases."""
    dealt = {slot.phase: int(slot.seconds) for slot in deal([*shares.values()], units)}
    of_text = {phase.id: _text_of(phase) for phase in script.phases}
    held = Counter(of_text.values())
    in_rounds = [text for text, times in held.items() if times > 1]
    if not in_rounds:
        return dealt
    times = held[in_rounds[0]]
    rounds = sum(dealt[phase] for phase in shares if of_text[phase] in in_rounds)
    once = [share for phase, share in shares.items() if of_text[phase] not in in_rounds]
    a_round = rounds // times if once else round(rounds / times)
    slots = [
        *deal([shares[text] for text in in_rounds], a_round),
        *deal(once, units - times * a_round),
    ]
    found = {slot.phase: int(slot.seconds) for slot in slots}
    return {phase: found[of_text[phase]] for phase in shares}


def _proposed(phase: Phase, usual_s: float | None, minutes: float) -> ProposedPhase:
    guarded = phase.guarded and (usual_s is None or usual_s < phase.minutes * 60)
    why = "guarded" if guarded else "kept" if usual_s is None else "own"
    usual = None if usual_s is None else round(usual_s / 60, 1)
    return ProposedPhase(
        phase=phase.id,
        name=phase.name,
        minutes=phase.minutes,
        usual_minutes=usual,
        proposed_minutes=minutes,
        why=why,
    )
