"""How long sessions are kept: which are older than so many days. Deletes nothing."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from balint_voice.errors import Unusable
from balint_voice.records.sessions import SessionFolder

_AGE = re.compile(r"([1-9]\d{0,4})\s*([dwy]?)", re.IGNORECASE)
_DAYS = {"": 1, "d": 1, "w": 7, "y": 365}


def days_in(age: str) -> int:
    """Days in 90d, 12w, 2y or 90. Raises Unusable for anything else."""
    found = _AGE.fullmatch(age.strip())
    if found is None:
        raise Unusable("age-wrong", given=age)
    return int(found[1]) * _DAYS[found[2].lower()]


def older_than(
    folders: Sequence[SessionFolder], days: int, now: datetime
) -> tuple[SessionFolder, ...]:
    """Those whose session began more than so many days before this moment (local time)."""
    if days > (now - datetime.min).days:
        return ()
    limit = now - timedelta(days=days)
    return tuple(each for each in folders if _began(each) < limit)


def _began(folder: SessionFolder) -> datetime:
    """The moment in the folder's name; a name that holds none is as young as can be."""
    try:
        return datetime.strptime(folder.id[:17], "%Y-%m-%d-%H%M%S")
    except ValueError:
        return datetime.max
