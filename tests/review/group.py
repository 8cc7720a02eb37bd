"""A group's sessions, written as the program writes them: a log of some 220 lines each."""

import random
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path

from balint_voice.records.log_lines import TimedRecord, encode
from balint_voice.records.sessions import create_session
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant

PLANNED = {
    "verzamelen": 10.0,
    "probleemkeuze": 5.0,
    "probleemstelling": 10.0,
    "associatiemoment": 5.0,
    "beeldvorming": 25.0,
    "oordeelsvorming": 20.0,
    "besluitvorming": 10.0,
    "gedrag-in-de-groep": 10.0,
    "vergelijkbare-situaties": 10.0,
}
"""The minutes of `intervisie`."""
FIRST = datetime(2026, 1, 7, 20, 0, tzinfo=timezone(timedelta(hours=1)))
_BEATS = ("announce", "prepare", "begin", "work", "close")
_SPOKEN_S = 5.0
_CUES_A_BEAT = 2


def evening(
    began: datetime,
    took: Mapping[str, float],
    group: str | None = "Noord",
    people: int = 9,
    script: str = "intervisie",
    complete: bool = True,
    break_after: str | None = None,
) -> list[TimedRecord]:
    """The records of one session; `took`: minutes by phase, 0 for one that was skipped."""
    records: list[TimedRecord] = []
    session = r.Id(began.strftime("%Y-%m-%d-%H%M%S"))
    now = 0.0

    def add(record: r.LogRecord) -> None:
        records.append((Instant(now), record))

    add(
        r.SessionStarted(
            session, r.Id(script), r.Id("nl"), began.isoformat(timespec="seconds"), people, group,
            sum(PLANNED.values()) * 60, (),
        )
    )  # fmt: skip
    for number, (phase, minutes) in enumerate(PLANNED.items(), start=1):
        add(r.PhasePlanned(r.Id(phase), number, minutes * 60))
    for phase, minutes in took.items():
        if minutes == 0:
            add(r.BeatBegan(r.Id(phase), r.Id("announce")))
            now += 2.0
            add(r.PhaseSkipped(r.Id(phase)))
            continue
        for beat in _BEATS:
            add(r.BeatBegan(r.Id(phase), r.Id(beat)))
            for n in range(_CUES_A_BEAT):
                cue = r.Id(f"{phase}/{beat}-{n}")
                add(r.CueStarted(cue, now, 0.0))
                add(r.CueFinished(cue, now, True))
            now += minutes * 60 - 4 * _SPOKEN_S if beat == "work" else _SPOKEN_S
        add(r.PhaseEnded(r.Id(phase)))
        if phase == break_after:
            add(r.InterludeBegan(r.Id("break"), 600.0))
            now += 600.0
            add(r.InterludeEnded(r.Id("break")))
    add(r.SessionEnded(complete))
    return records


def write(root: Path, began: datetime, records: Collection[TimedRecord]) -> Path:
    """A session's folder with this log."""
    folder = create_session(root, began)
    lines = [encode(n, at, record) for n, (at, record) in enumerate(records)]
    folder.timing_log.write_bytes(b"".join(lines))
    return folder.timing_log


def usual(seed: int) -> dict[str, float]:
    """An evening as this group has them: imaging squeezed, advice too long, never quite alike."""
    dice = random.Random(seed)
    minutes = {phase: planned * dice.uniform(0.95, 1.05) for phase, planned in PLANNED.items()}
    minutes["beeldvorming"] = dice.uniform(14, 19)
    minutes["oordeelsvorming"] = dice.uniform(24, 30)
    minutes["associatiemoment"] = 0.0 if dice.random() < 0.6 else 5.0
    return {phase: round(each, 2) for phase, each in minutes.items()}
