"""A microphone that is open and hears nobody: shown, said once, and on the log."""

import pytest

from balint_voice.review.findings import findings
from balint_voice.review.timing import review
from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant
from balint_voice.session.view import View, look
from tests.support.theatre import Theatre, at_work, give, recorded_transitions, said

PHASE = "probleemstelling"


@pytest.fixture
def theatre() -> Theatre:
    """The presenter's phase, recorded; its microphone is open and hears nobody for 20 s."""
    made = at_work(PHASE, recorded=(PHASE,))
    made.play(until=lambda: made.session.state.microphone.open is not None)
    return made


def view(theatre: Theatre) -> View:
    return look(theatre.session.snapshot(), theatre.now)


def test_it_is_shown_and_said_once_an_opening(theatre: Theatre) -> None:
    began = theatre.now
    done = give(theatre, i.NobodyHeard(20.0), after=20.0)
    assert o.Warn("nobody-heard") in done and "nobody-heard" in said(theatre)
    assert "nobody-heard" in view(theatre).faults
    theatre.play(until=lambda: theatre.session.state.cues.sounding is None)
    give(theatre, i.VoiceStarted(), after=5.0)
    assert "nobody-heard" not in view(theatre).faults
    heard_again = theatre.now
    give(theatre, i.VoiceStopped(), after=5.0)
    give(theatre, i.NobodyHeard(20.0), after=30.0)
    assert "nobody-heard" in view(theatre).faults
    assert said(theatre).count("nobody-heard") == 1 and "nobody-heard.2" not in said(theatre)
    (first, second) = [
        each
        for _, each in recorded_transitions(theatre, r.NobodyHeard)
        if isinstance(each, r.NobodyHeard)
    ]
    assert first.since_s == pytest.approx(began) and second.since_s > heard_again
    assert len(recorded_transitions(theatre, r.SomebodyHeard)) == 1


def test_the_review_says_for_how_long(theatre: Theatre) -> None:
    since = theatre.now
    give(theatre, i.NobodyHeard(20.0), after=20.0)
    give(theatre, i.VoiceStarted(), after=40.0)
    until = theatre.now
    theatre.play()
    records = [(Instant(at), out.record) for at, out in _logged(theatre)]
    seen = review(records, {PHASE: "Probleemstelling"})
    phase = next(each for each in seen.phases if each.phase == PHASE)
    assert phase.heard_nobody_s == pytest.approx(until - since)
    (found,) = [each for each in findings(seen, ()) if each.kind == "nobody-heard"]
    assert found.values == {"phase": "Probleemstelling", "time": "1:00"}


def test_where_nobody_has_the_word_or_it_is_closed_nobody_is_missed() -> None:
    theatre = at_work("associatiemoment")
    give(theatre, i.NobodyHeard(20.0), after=20.0)
    assert "nobody-heard" not in said(theatre) and view(theatre).faults == ()


def test_the_level_is_shown_while_it_is_open(theatre: Theatre) -> None:
    assert view(theatre).level is None
    give(theatre, i.LevelChanged(3, clips=False), after=1.0)
    assert view(theatre).level == (3, False)
    give(theatre, i.Pause(), after=1.0)
    theatre.play(until=lambda: theatre.session.state.microphone.open is None)
    assert view(theatre).level is None


def _logged(theatre: Theatre) -> list[tuple[float, o.Log]]:
    return [(at, out) for at, out in theatre.done if isinstance(out, o.Log)]
