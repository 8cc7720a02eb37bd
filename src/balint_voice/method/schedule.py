"""From a script to a plan: how many seconds each phase gets. Pure."""

from dataclasses import dataclass

from balint_voice.method.script import Script


@dataclass(frozen=True)
class Slot:
    """A phase's share of the evening in seconds, its spoken parts included."""

    phase: str
    seconds: float


Plan = tuple[Slot, ...]


def plan(script: Script) -> Plan:
    """The script's own minutes, phase by phase."""
    return tuple(Slot(phase.id, phase.minutes * 60) for phase in script.phases)


def planned_seconds(plan: Plan) -> float:
    """The whole session, in seconds."""
    return sum(slot.seconds for slot in plan)
