"""Cut off at any moment of any evening, the time left is what it was, to the second.

The clock beside the log is told once a second how late it is; here it lags behind by any part of
one. The evening is one of pauses, more time, steps back, talk, and a machine that sleeps.
"""

import heapq
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balint_voice.session import inputs as i
from balint_voice.session.clock import Instant
from balint_voice.session.consent import MicrophoneUse
from balint_voice.session.cut_off import Records, asked_again, cut_off_at
from balint_voice.session.engine import Session
from balint_voice.session.politeness import PolitenessSettings
from balint_voice.session.stage_table import Stage
from tests.support.theatre import Theatre, make_session

from .test_resumption import log_of

A_SECOND = 1.0
BREAKS = ("associatiemoment", "oordeelsvorming")
TO_RECORD = MicrophoneUse(("probleemstelling", "besluitvorming"), pauses=True, beforehand=True)
TOLD = st.one_of(
    st.sampled_from([i.Pause(), i.Continue(), i.TogglePause(), i.Next(), i.Skip(), i.Back()]),
    st.sampled_from([i.TellTimeLeft(), i.Extend(300.0), i.Extend(120.0), i.Help()]),
    st.sampled_from([i.TimePassed(), i.Slept(Instant(0))]),
)
LATER = st.one_of(st.floats(0.0, 30.0), st.floats(0.0, 900.0))
SLEEPS_S = 700.0


@dataclass
class TimedSession:
    """What happens in it: each with the seconds that pass before. `talk`: when somebody speaks."""

    told: list[tuple[float, i.Input]]
    talk: list[tuple[float, float]]


EVENINGS = st.builds(
    TimedSession,
    st.lists(st.tuples(LATER, TOLD), max_size=25),
    st.lists(st.tuples(st.floats(0, 600), st.floats(1, 60)), max_size=8),
)


def session(start: str, records: Records = ()) -> Session:
    asked = asked_again(records, beforehand=True) if records else TO_RECORD
    new = make_session(
        asked=asked, start=start, politeness=PolitenessSettings(), evaluation=True, breaks=BREAKS
    )
    return new.cut_off(records)


def lived(theatre: Theatre, evening: TimedSession) -> Theatre:
    """The evening goes on: all that happens, as long as the session lasts."""
    at = float(theatre.now)
    for pause, length in evening.talk:
        theatre.speaks(at + pause, at + pause + length)
    for after, told in evening.told:
        at += after
        theatre.later(at, i.TimePassed() if isinstance(told, i.Slept) else told)
        theatre.play(until=lambda: theatre.now >= at)  # noqa: B023
        if isinstance(told, i.Slept) and theatre.session.stage is not Stage.READY:
            at = asleep(theatre)
    return theatre


def asleep(theatre: Theatre) -> float:
    """The machine sleeps; what would have come meanwhile comes when it wakes."""
    since, theatre.now = theatre.now, Instant(theatre.now + SLEEPS_S)
    theatre._news = [(max(at, theatre.now), n, given) for at, n, given in theatre._news]
    heapq.heapify(theatre._news)
    theatre._hand(i.Slept(since))
    return theatre.now


def left(session: Session, now: Instant) -> float | None:
    ends = session.state.timers.ends_at
    return None if ends is None else ends - (session.state.paused_at or now)


def still_to_come(session: Session) -> set[str]:
    """Reminders that are ahead, or wait for their turn."""
    evening = session.state
    names = {reminder.key for _, reminder in evening.timers._reminders}
    speech = evening.cues
    waiting = (speech._sounding, *speech._waiting, *evening.cut)
    reminders = {"last-minute"}
    if session.phase is not None:
        reminders = {each.key for each in session.phase.reminders}
    return names | ({due.name.kind for due in waiting if due is not None} & reminders)


@given(
    evenings=st.lists(EVENINGS, min_size=1, max_size=3),
    start=st.sampled_from(["auto", "ask"]),
    lag=st.floats(0, A_SECOND),
    away=st.floats(1, 5000),
)
def test_after_a_kill_at_any_moment_the_time_left_is_what_it_was(
    evenings: list[TimedSession], start: str, lag: float, away: float
) -> None:
    theatre = Theatre(session(start))
    records: Records = ()
    for evening in evenings:
        lived(theatre, evening)
        if theatre.session.over or theatre.session.stage is Stage.READY:
            return
        records = (*records, *log_of(theatre))
        killed = theatre.now
        now = Instant(killed + away)
        cut_off = cut_off_at(records, Instant(killed - lag), now)
        after = Theatre(session(start, records), now=now)
        after._hand(i.Resume(now - cut_off))
        before = theatre.session
        if before.state.phase is None and before.state.position.interlude is None:
            return
        assert (after.session.stage, after.session.phase) == (before.stage, before.phase)
        was = left(before, killed)
        assert (left(after.session, after.now) is None) == (was is None)
        if was is not None:
            assert left(after.session, after.now) == pytest.approx(was, abs=A_SECOND + 0.01)
        assert still_to_come(after.session) == still_to_come(before)
        theatre = after
