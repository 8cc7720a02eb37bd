"""`--end-at`: the next time the clock on the wall shows it, whatever the night does to it."""

import sys
import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from balint_voice.cli import parsing
from balint_voice.errors import Unusable
from tests.support.refusals import refuses


@pytest.fixture(autouse=True)
def in_amsterdam(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if sys.platform == "win32":
        pytest.skip("Windows has no time zone for one process")
    with monkeypatch.context() as there:
        there.setenv("TZ", "Europe/Amsterdam")
        time.tzset()
        yield
    time.tzset()


def minutes_until(end_at: str, now: str, patch: pytest.MonkeyPatch) -> float:
    moment = datetime.fromisoformat(now)

    class Then(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return moment

    patch.setattr(parsing, "datetime", Then)
    return (parsing.moment(end_at) - moment).total_seconds() / 60


@pytest.mark.parametrize(
    ("now", "end_at", "minutes"),
    [
        ("2026-11-21T19:30+01:00", "21:00", 90),
        ("2026-11-21T23:30+01:00", "01:00", 90),
        ("2026-12-31T23:30+01:00", "00:30", 60),
        ("2026-10-25T01:30+02:00", "04:00", 210),  # summer time ends: 2:00 to 3:00 comes twice
        ("2026-10-24T23:30+02:00", "03:30", 300),
        ("2027-03-28T00:30+01:00", "04:00", 150),  # it begins: 2:00 to 3:00 does not come
    ],
)
def test_the_next_time_the_wall_shows_it(
    now: str, end_at: str, minutes: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert minutes_until(end_at, now, monkeypatch) == minutes


def test_ten_hours_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    assert minutes_until("06:00", "2026-11-21T20:00+01:00", monkeypatch) == 600
    with refuses(Unusable, "06:01"):
        minutes_until("06:01", "2026-11-21T20:00+01:00", monkeypatch)
