"""Rounds: phases of a script that are held again and again, while the roles move on.

Rules: pure. A script says once what a round is, and how often it is held. Here each round becomes
phases of its own, so that a session needs to know nothing of rounds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from balint_voice.errors import Text
from balint_voice.method.script import Phase
from balint_voice.method.toml_table import Table

_MOST = 12


@dataclass(frozen=True)
class Rounds:
    """`phases` of a script, by id and in their order, held once and then once for each of
    `again`: what is said before each later round."""

    phases: tuple[str, ...]
    again: tuple[str, ...]


def read_rounds(structure: Table, words: Table) -> Rounds | None:
    """What the script says of rounds; None where it has none. Raises Unusable."""
    if not structure.has("rounds"):
        return None
    table = structure.table("rounds")
    table.only("times", "phases")
    times = table.number("times", least=2)
    if times != round(times) or times > _MOST:
        what = Text("is-not-whole-between", least=2, most=_MOST)
        raise table.wrong("times", what, Text("write-such", key="times", value=3))
    again = words.texts("rounds")
    if len(again) != times - 1:
        what = Text("has-so-many-texts", n=len(again))
        raise words.wrong("rounds", what, Text("write-so-many-texts", n=round(times) - 1))
    _require_in_a_row(table, [each.text("id") for each in structure.tables("phases")])
    return Rounds(table.texts("phases"), again)


def in_rounds(phases: Sequence[Phase], rounds: Rounds | None) -> tuple[Phase, ...]:
    """The phases as they are held: those of later rounds numbered on, with ids of their own."""
    if rounds is None:
        return tuple(phases)
    first = next(n for n, phase in enumerate(phases) if phase.id == rounds.phases[0])
    last = first + len(rounds.phases)
    unrolled = list(phases[:last])
    for number, text in enumerate(rounds.again, start=2):
        head, *rest = phases[first:last]
        announced = replace(head, announce=f"{text} {head.announce}")
        unrolled += [
            replace(each, id=f"{each.id}-r{number}", round_of=each.id)
            for each in (announced, *rest)
        ]
    unrolled += phases[last:]
    return tuple(replace(phase, number=n) for n, phase in enumerate(unrolled, start=1))


def _require_in_a_row(table: Table, ids: Sequence[str]) -> None:
    named = list(table.texts("phases"))
    begins = ids.index(named[0]) if named and named[0] in ids else len(ids)
    if not named or list(ids[begins : begins + len(named)]) != named:
        raise table.wrong("phases", Text("is-not-in-a-row"), Text("known", known=tuple(ids)))
