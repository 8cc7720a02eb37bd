"""Mutated timing logs: as bytes, and as records that are all right but in no order that we wrote.

Whatever can be read of one is reviewed, listed and gone on with. A record is taken for right only
where its line is as it was written.
"""

import random
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from balint_voice.cli.labels import words_of_session
from balint_voice.errors import BalintVoiceError, Damaged
from balint_voice.records.log_lines import TimedRecord, encode
from balint_voice.records.session_list import summary_of
from balint_voice.records.sessions import SessionFolder
from balint_voice.records.timing_log import LogReading, TimingLog, read_what_is_readable
from balint_voice.review.findings import findings
from balint_voice.review.table import table
from balint_voice.review.timing import review
from balint_voice.review.totals import session_totals
from balint_voice.session import log_records as r
from tests.crash import story
from tests.crash.verdict import resume
from tests.fuzzing.mutation import mutated_bytes

RESUMED_EVERY = 10


@cache
def _records() -> tuple[TimedRecord, ...]:
    return tuple(act.record for act in story.acts() if isinstance(act, story.AppendRecord))


def written() -> bytes:
    """The log as it was written."""
    return b"".join(encode(n, at, each) for n, (at, each) in enumerate(_records()))


def outcome(chance: random.Random) -> str:
    records = list(_records())
    as_bytes = chance.random() < 0.5
    if not as_bytes:
        records = _shuffled(records, chance)
    content = b"".join(encode(n, at, each) for n, (at, each) in enumerate(records))
    if as_bytes:
        content = mutated_bytes(content, chance)
    with TemporaryDirectory(prefix="balint-voice-fuzz-") as name:
        folder = SessionFolder(story.SESSION, Path(name))
        folder.timing_log.write_bytes(content)
        reading = read_what_is_readable(folder.timing_log)
        if as_bytes:
            assert set(reading.records) <= set(_records()), "a wrong record was taken for right"
        summary_of(folder)
        _used(reading, chance)
        try:
            TimingLog(folder.timing_log).close()
        except Damaged:
            return "refused"
    return "valid"


def _shuffled(records: list[TimedRecord], chance: random.Random) -> list[TimedRecord]:
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(records))
        match chance.randrange(4):
            case 0 if len(records) > 20:
                del records[at : at + chance.choice((1, 1, 3, 10))]
            case 1:
                records.insert(chance.randrange(len(records)), records[at])
            case 2:
                other = chance.randrange(len(records))
                records[at], records[other] = records[other], records[at]
            case _:
                records = records[: max(1, at)]
    return records


def _used(reading: LogReading, chance: random.Random) -> None:
    records = reading.records
    session_totals(records)
    if not records or not isinstance(records[0][1], r.SessionStarted):
        return
    words = words_of_session("demo", "nl")
    found = review(records, words.names)
    findings(found, ())
    table(found, words.sections["review"], ())
    if chance.randrange(RESUMED_EVERY) == 0:
        try:
            resume(records, until=None)
        except BalintVoiceError:
            return
