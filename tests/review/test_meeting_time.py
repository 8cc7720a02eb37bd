"""How long the group met: to its farewell, and not to the end of what the program does after it."""

from pathlib import Path

import pytest

from balint_voice.adapters.files.prompt_store import load_words
from balint_voice.records.log_lines import TimedRecord
from balint_voice.records.timing_log import read_only, read_what_is_readable
from balint_voice.review.credit import RULES
from balint_voice.review.findings import findings
from balint_voice.review.sheet import sheet_page
from balint_voice.review.timing import review
from balint_voice.review.totals import CUES, KINDS, session_totals
from balint_voice.review.year import year_of
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant
from balint_voice.session.meeting_time import MeetingTime, meeting_time
from tests.review.evening import KEUZE
from tests.review.group import FIRST, PLANNED, evening, write

WORK = r.Id("work")


def farewell(at: float, cue: str = "goodbye", *, heard: bool = True) -> list[TimedRecord]:
    started = (Instant(at - 6.0), r.CueStarted(r.Id(cue), at - 6.0, 0.0))
    return [started, (Instant(at), r.CueFinished(r.Id(cue), at - 6.0, heard))]


def drained(at: float, *, complete: bool = True) -> list[TimedRecord]:
    """The last speech became text, and the receipt was read, by then."""
    receipt = r.Id("audio-deleted")
    return [
        (Instant(at - 5.0), r.AudioDeleted(465.0, 290.0, 10.0, 0)),
        (Instant(at - 5.0), r.CueStarted(receipt, at - 5.0, 0.0)),
        (Instant(at), r.CueFinished(receipt, at - 5.0, True)),
        (Instant(at), r.SessionEnded(complete)),
    ]


def evening_with_a_slow_transcription() -> list[TimedRecord]:
    """105 minutes as planned, a goodbye of half a minute, and twelve minutes of waiting."""
    *records, (at, _) = evening(FIRST, PLANNED)
    return [*records, *farewell(at + 30.0), *drained(at + 30.0 + 720.0)]


def test_the_wait_for_the_transcription_is_no_time_of_the_meeting() -> None:
    records = evening_with_a_slow_transcription()
    whole, light = review(records, {}), session_totals(records)
    assert light is not None and light.ended_s == light.lasted_s == 105.5 * 60
    (met,) = year_of([light], 2026, RULES["hour"]).meetings
    assert (met.minutes, met.points, met.ended[11:16]) == (106, 1.75, "21:45")
    page = sheet_page(whole, "the method", sections=load_words("en").sections, people=9, theme="")
    assert ("time and duration", "20:00–21:45, 106 minutes") in page.details
    assert "ended-late" not in [each.kind for each in findings(whole, ())]
    assert whole.actual_s == 105.5 * 60 + 720.0, "a review's own time runs to its last record"
    assert "meeting" not in whole.as_json()


def test_the_light_reading_of_a_log_finds_the_farewell(tmp_path: Path) -> None:
    records = evening_with_a_slow_transcription()
    log = write(tmp_path, FIRST, records)
    light = read_only(log, KINDS, CUES)
    assert light.damage is None and session_totals(light.records) == session_totals(records)
    cues = [each.cue for _, each in light.records if isinstance(each, r.CueFinished)]
    assert cues == ["goodbye"], "no other cue is taken apart"
    lines = log.read_bytes().splitlines(keepends=True)
    unwanted = next(n for n, line in enumerate(lines) if b"cue-ended" in line)
    log.write_bytes(b"".join((*lines[:unwanted], *lines[unwanted + 1 :])))
    assert read_only(log, KINDS, CUES).damage == read_what_is_readable(log).damage is not None


def at_work(at: float) -> TimedRecord:
    return Instant(at), r.BeatBegan(KEUZE, WORK)


@pytest.mark.parametrize(
    ("records", "found"),
    [
        ([at_work(0.0), *farewell(60.0), *drained(300.0)], (60.0, 60.0)),
        ([at_work(0.0), *farewell(60.0, heard=False), *drained(300.0)], (60.0, 60.0)),
        ([at_work(0.0), *farewell(60.0), *farewell(90.0, "goodbye.2"), *drained(300.0)], (90, 90)),
        ([at_work(0.0), *farewell(60.0, "ended-early"), *drained(300.0, complete=False)], (60, 60)),
        ([at_work(0.0), *drained(300.0)], (300.0, 300.0)),
        ([], (0.0, 0.0)),
    ],
)  # fmt: skip
def test_a_meeting_ends_at_its_last_farewell_or_where_the_records_end(
    records: list[TimedRecord], found: tuple[float, float]
) -> None:
    assert meeting_time(records) == MeetingTime(*found)


def test_a_farewell_that_was_taken_back_is_none() -> None:
    early = [at_work(0.0), *farewell(60.0, "ended-early"), *drained(70.0, complete=False)]
    resumed = [*early, (Instant(170.0), r.Resumed(100.0)), (Instant(175.0), r.Continued())]
    assert meeting_time(resumed) == MeetingTime(175.0, 75.0), "nobody was there for 100 s"
    back = [at_work(0.0), *farewell(60.0), at_work(80.0), (Instant(200.0), r.Paused())]
    assert meeting_time(back) == MeetingTime(200.0, 200.0)
    ended = [*resumed, *farewell(400.0), *drained(500.0)]
    assert meeting_time(ended) == MeetingTime(400.0, 300.0)


def test_a_sleep_after_the_farewell_takes_nothing_from_the_meeting() -> None:
    slept = (Instant(1060.0), r.Slept(900.0))
    records = [at_work(0.0), *farewell(60.0), slept, *drained(1100.0)]
    assert meeting_time(records) == MeetingTime(60.0, 60.0)
