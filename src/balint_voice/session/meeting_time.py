"""How long a group met, by the records of a session.

Rules: pure, and quick: a history asks it of a thousand logs. A meeting ends with the farewell. What
follows is the program's own time: the last speech becomes text, and the receipt is read.
"""

from dataclasses import dataclass
from typing import Final

from balint_voice.session.cue_ids import CueId, CueName
from balint_voice.session.cut_off import Records
from balint_voice.session.log_records import (
    BeatBegan,
    CueFinished,
    InterludeBegan,
    Resumed,
    Slept,
)

FAREWELLS: Final = (CueName(None, "goodbye"), CueName(None, "ended-early"))
"""The last words of a session that ran to its end, and of one that was ended before."""


@dataclass(frozen=True, slots=True)
class MeetingTime:
    """`ended_s`: the end of the last farewell, or the last record where there was none, on the
    session's clock. `lasted_s`: from the first record until then, pauses included, less the time in
    which nobody was there."""

    ended_s: float = 0.0
    lasted_s: float = 0.0


def meeting_time(records: Records) -> MeetingTime:
    """The time of a log's meeting. A farewell counts unless the session went on after it."""
    away_s = now = 0.0
    parted: tuple[float, float] | None = None
    for at, record in records:
        now = max(now, at)
        match record:
            case CueFinished(cue) if CueId.parse(cue).name in FAREWELLS:
                parted = now, away_s
            case Slept(seconds):
                away_s += seconds
            case Resumed(seconds):
                away_s += seconds
                parted = None
            case BeatBegan() | InterludeBegan():
                parted = None
    ended_s, away_s = parted or (now, away_s)
    began_s = records[0][0] if records else 0.0
    return MeetingTime(round(ended_s, 3), round(max(0.0, ended_s - began_s - away_s), 3))
