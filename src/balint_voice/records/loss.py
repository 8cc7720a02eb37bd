"""What the timing log knows was sealed and the notes do not have: numbers by phase, no content.

Rules: pure. An entry is sealed and synced before it is logged, and the log is read
before the notes. So a kill between the two, or a session that still runs, leaves the notes with
more than the log knows of, and never with less: less is a loss.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from balint_voice.errors import Text
from balint_voice.session.cut_off import Records
from balint_voice.session.log_records import NoteTyped, SpeechSealed, Vetoed


@dataclass(frozen=True)
class Loss:
    """So many entries of a phase were sealed once, and are not in the notes."""

    phase: str
    entries: int

    def text(self, names: Mapping[str, str]) -> Text:
        """`names`: of the phases; one that has none is called by its id."""
        phase = names.get(self.phase, self.phase)
        return Text("notes-lost", phase=phase, entries=self.entries)


def sealed_by_phase(records: Records) -> dict[str, int]:
    """How many entries were sealed, by the log; of vetoed phases nothing is left to be lost."""
    vetoed = {p for _, each in records if isinstance(each, Vetoed) for p in each.phases}
    return {phase: n for phase, n in _counted(records).items() if phase not in vetoed}


def losses(known: Mapping[str, int], there: Mapping[str, int]) -> tuple[Loss, ...]:
    """What is known to have been sealed in each phase, and is not there."""
    short = ((phase, n - there.get(phase, 0)) for phase, n in sorted(known.items()))
    return tuple(Loss(phase, missing) for phase, missing in short if missing > 0)


def least_lost(records: Records, there: int) -> int:
    """How many entries are missing at least, where `there` counts the records of the chain.

    Without a secret no record tells what it is, and gaps and vetoes are records too.
    """
    return max(0, _counted(records).total() - there)


def _counted(records: Records) -> Counter[str]:
    """What was typed while its phase was vetoed may be logged after that, and was not sealed."""
    found: Counter[str] = Counter()
    vetoed: set[str] = set()
    for _, each in records:
        if isinstance(each, Vetoed):
            vetoed.update(each.phases)
        elif isinstance(each, NoteTyped | SpeechSealed) and each.phase not in vetoed:
            found[each.phase] += 1
    return found
