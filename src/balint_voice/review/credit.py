"""How many points a meeting counts for, by a rule that a professional body gives.

Rules: pure. A rule is so many minutes for so many points, and in between in proportion, to the
nearest step. The program knows no body's rules: whoever asks for points says which one applies.
"""

import re
from dataclasses import dataclass

from balint_voice.errors import Unusable

_OWN = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)=(\d{1,3}(?:[.,]\d{1,2})?)", re.ASCII)
_QUARTER = 0.25


@dataclass(frozen=True)
class CreditRule:
    """`points` for `minutes`, in steps of `step` points."""

    minutes: float
    points: float
    step: float = _QUARTER

    def of(self, minutes: float) -> float:
        """The points of so many minutes; what lies half between two steps goes up."""
        steps = minutes * self.points / self.minutes / self.step
        return int(steps + 0.5 + 1e-9) * self.step


RULES = {"hour": CreditRule(60, 1), "double": CreditRule(90, 2, 1)}
"""`double` is the German double hour: two teaching units of 45 minutes, and no quarters of one."""


def credit_rule(text: str) -> CreditRule:
    """The rule of this name, or a group's own, such as `45=1`. Raises Unusable."""
    if (named := RULES.get(text.strip().casefold())) is not None:
        return named
    found = _OWN.fullmatch(text.strip())
    minutes, points = (
        (float(part.replace(",", ".")) for part in found.groups()) if found else (0, 0)
    )
    if minutes <= 0 or points <= 0:
        raise Unusable("credit-rule", given=text)
    return CreditRule(minutes, points)
