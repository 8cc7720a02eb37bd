"""The session's clock."""

from itertools import pairwise

import pytest

from balint_voice.adapters.system import clock as clock_module
from balint_voice.adapters.system.clock import SessionClock
from balint_voice.session.clock import Instant


class Stopwatch:
    """Real time, under the test's hand."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> Stopwatch:
    stopwatch = Stopwatch()
    monkeypatch.setattr(clock_module, "_seconds_awake_and_asleep", stopwatch)
    return stopwatch


def test_it_counts_from_where_it_was_started(real: Stopwatch) -> None:
    fresh, resumed = SessionClock(), SessionClock(started_at=600)
    real.at += 2.5
    assert fresh.now() == 2.5
    assert resumed.now() == 602.5


def test_a_pace_makes_the_sessions_seconds_shorter(real: Stopwatch) -> None:
    clock = SessionClock(pace=60, started_at=30)
    real.at += 2
    assert clock.now() == 150.0
    assert clock.real(120) == 2


def test_a_night_with_the_lid_closed_counts(real: Stopwatch) -> None:
    clock = SessionClock()
    real.at += 8 * 3600
    assert clock.now() == 28_800.0


def test_the_machines_own_clock_never_goes_back() -> None:
    clock = SessionClock()
    moments = [clock.now() for _ in range(1_000)]
    assert moments[0] >= 0
    assert all(earlier <= later for earlier, later in pairwise(moments))


def test_a_moment_of_the_session_is_one_of_the_machine_whatever_the_pace(
    real: Stopwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 70.0)
    clock = SessionClock(pace=60, started_at=30)
    real.at += 2
    assert clock.moment(Instant(150.0)) == 70.0
    assert clock.moment(Instant(210.0)) == 71.0
