"""One finding: a part, its state, what was found and what to do.

Rules: the findings are judged from numbers and names only; no device, no clock, no text. The texts
are in the language packs, by key.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

CheckedPart = Literal[
    "speaker",
    "microphone",
    "headset",
    "voice",
    "model",
    "speed",
    "commands",
    "disk",
    "memory",
    "power",
    "awake",
    "protection",
    "network",
]
FindingState = Literal["ok", "warning", "missing"]
Value = str | float | int | bool


@dataclass(frozen=True)
class Finding:
    """`what` and `remedy` are keys of the packs; `fields` is what their texts may hold.

    `missing`: a session that speaks and records cannot do without it.
    """

    part: CheckedPart
    state: FindingState
    what: str
    remedy: str | None = None
    fields: Mapping[str, Value] = field(default_factory=dict)


def ready(findings: Iterable[Finding]) -> bool:
    """Whether a session can run: nothing is missing."""
    return all(finding.state != "missing" for finding in findings)
