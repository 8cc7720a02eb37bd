"""Sleep is seen whatever the program was doing, told once, and nothing else is taken for it."""

from collections.abc import Iterator

import pytest

from balint_voice.adapters.system.clock import SessionClock
from balint_voice.adapters.system.standstill import Standstill
from balint_voice.session.clock import Instant


class Moved(SessionClock):
    """A clock that stands until it is moved."""

    at = 100.0

    def now(self) -> Instant:
        return Instant(self.at)


@pytest.fixture
def clock() -> Moved:
    return Moved(pace=2)


@pytest.fixture
def standstill(clock: Moved) -> Iterator[Standstill]:
    watch = Standstill(clock)
    yield watch
    watch.close()


def test_a_standstill_is_told_once_with_its_beginning(clock: Moved, standstill: Standstill) -> None:
    clock.at += 2 * 3600
    assert standstill.since() == 100.0
    assert standstill.since() is None


def test_what_is_merely_late_is_no_standstill(clock: Moved, standstill: Standstill) -> None:
    for _ in range(20):
        clock.at += 2 * 5.5  # session seconds at twice the pace
        assert standstill.since() is None
