"""The air between two cues, in virtual time: how much, where there is none, and that it is planned;
and what a key cuts short before the first phase."""

import pytest

from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.air import BETWEEN_S, WITHIN_S
from balint_voice.session.consent import MicrophoneUse
from balint_voice.session.cue_ids import CueId
from balint_voice.session.engine import Session
from balint_voice.session.options import SessionOptions
from balint_voice.session.plan import outline, timed
from balint_voice.session.stage_table import Stage
from balint_voice.session.view import look
from tests.support.theatre import (
    Theatre,
    at_work,
    give,
    make_session,
    recorded_transitions,
    said,
    times,
)

CASE = "probleemstelling"
TO_RECORD = MicrophoneUse(recorded=(CASE,), pauses=True, commands=True)


def ends(theatre: Theatre) -> list[tuple[float, r.CueFinished]]:
    every = recorded_transitions(theatre, r.CueFinished)
    return [(at, each) for at, each in every if isinstance(each, r.CueFinished)]


def ended(theatre: Theatre, cue: str) -> float:
    return next(at for at, each in ends(theatre) if each.cue == cue)


def air(theatre: Theatre, before: str, after: str) -> float:
    return round(times(theatre, after) - ended(theatre, before), 6)


def test_a_second_between_two_things_and_half_a_second_inside_one() -> None:
    theatre = Theatre(make_session(asked=TO_RECORD, orientation=True))
    theatre.later(60, i.Agree())
    theatre.play(until=lambda: said(theatre)[-1] == f"{CASE}/begin")
    assert air(theatre, "consent/record", "consent/pauses") == WITHIN_S
    assert air(theatre, "consent/commands", "ask-consent") == BETWEEN_S
    assert air(theatre, "consent-yes", "welcome") == BETWEEN_S
    assert air(theatre, "welcome", "orientation/1") == BETWEEN_S
    assert air(theatre, "orientation/1", "orientation/2") == WITHIN_S
    assert air(theatre, "probleemkeuze/announce", "probleemkeuze/prepare") == WITHIN_S
    assert air(theatre, "verzamelen/close", "probleemkeuze/announce") == BETWEEN_S
    assert air(theatre, f"{CASE}/microphone-on", f"{CASE}/begin") == WITHIN_S


def test_nothing_is_in_between_where_people_speak_and_the_microphone_hears_at_once() -> None:
    theatre = at_work(CASE, recorded=(CASE,))
    assert theatre.now == ended(theatre, f"{CASE}/begin")
    assert theatre.session.state.microphone.phase == CASE


def test_the_microphone_does_not_hear_the_air_between_two_cues() -> None:
    theatre = Theatre(make_session(asked=TO_RECORD))
    theatre.later(60, i.Agree())
    state, airs = theatre.session.state, []

    def watch() -> bool:
        if state.cues.busy and state.cues.sounding is None:
            airs.append(state.microphone.open is not None)
            assert state.microphone.open is None or state.microphone.deaf
        return False

    theatre.play(until=watch)
    assert any(airs), "it was open, and deaf, in some of them"


def test_who_cuts_a_cue_off_by_a_key_does_not_wait_for_air() -> None:
    theatre = Theatre(make_session())
    theatre.play(until=lambda: said(theatre)[-1:] == ["verzamelen/announce"])
    give(theatre, i.Next(), after=1)
    assert times(theatre, "verzamelen/prepare") == theatre.now


def test_while_the_next_one_waits_the_screen_keeps_what_was_said() -> None:
    session = make_session()
    theatre, announce = Theatre(session), session.state.script.phases[0].announce
    theatre.play(until=lambda: len(ends(theatre)) == 2)
    assert session.stage is Stage.PREPARE and session.state.cues.sounding is None
    assert look(session.snapshot(), theatre.now).words == announce
    theatre.play(until=lambda: session.state.cues.sounding is not None)
    assert look(session.snapshot(), theatre.now).words == session.state.script.phases[0].prepare


@pytest.mark.parametrize("recorded", [(), (CASE,)])
def test_the_air_is_counted_in_the_plan(recorded: tuple[str, ...]) -> None:
    theatre = Theatre(make_session(recorded=recorded, minutes=105.0, orientation=True)).play()
    assert not recorded_transitions(theatre, r.PhaseReplanned), "it comes to what was planned"
    assert abs(theatre.now - 105 * 60) < 15


def test_cues_that_are_only_shown_need_no_air() -> None:
    script = make_session().state.script
    plan = timed(outline(script, SessionOptions(people=8)), lambda _: 0.0)
    session = Session(plan, make_session().state.header, seconds=lambda _: 0.0, pace=60.0)
    session.handle(i.Start(), theatre_start := Theatre(make_session()).now)
    outputs = session.handle(i.CueFinished(CueId.parse("welcome")), theatre_start)
    assert [str(out.cue.id) for out in outputs if isinstance(out, o.Say)] == ["verzamelen/announce"]


def test_with_a_faster_clock_the_air_is_as_long_for_those_who_listen() -> None:
    theatre = Theatre(make_session(pace=10.0))
    assert theatre.session.state.air.run([]) == 0.0
    theatre.play(until=lambda: said(theatre)[-1] == "verzamelen/announce")
    assert air(theatre, "welcome", "verzamelen/announce") == BETWEEN_S * 10


def test_a_key_cuts_the_explanation_short_and_the_question_is_asked_whole() -> None:
    theatre = Theatre(make_session(asked=TO_RECORD))
    theatre.play(until=lambda: said(theatre) == ["consent/record"])
    assert "next" in theatre.session.snapshot().offers
    give(theatre, i.Next(), after=2)
    assert said(theatre) == ["consent/record", "ask-consent"]
    assert times(theatre, "ask-consent") == theatre.now
    outputs = give(theatre, i.Next(), after=1)
    assert o.Warn("answer-first") in outputs
    assert "next" not in theatre.session.snapshot().offers
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    cut = [each.cue for _, each in ends(theatre) if not each.heard]
    assert cut == ["consent/record"], "the log says what was not heard"


def test_a_key_cuts_one_part_of_the_opening_short_at_a_time() -> None:
    theatre = Theatre(make_session(orientation=True))
    theatre.play(until=lambda: said(theatre)[-1:] == ["orientation/2"])
    give(theatre, i.Next(), after=1)
    assert said(theatre)[-1] == "conditions/voluntary"
    give(theatre, i.Next(), after=3)
    assert said(theatre)[-1] == "verzamelen/announce"
    assert theatre.session.stage is Stage.ANNOUNCE
