"""Cut off anywhere, and gone on: the same phase, the same time left, nothing said twice."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balint_voice.review.timing import review
from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant
from balint_voice.session.consent import MicrophoneUse
from balint_voice.session.cut_off import (
    asked_again,
    end_can_be_taken_back,
    is_over,
    unsealed,
)
from balint_voice.session.engine import Session
from balint_voice.session.stage_table import BEATS, Stage
from tests.support.theatre import Theatre, give, make_session, recorded_transitions, said

CASE, DECISION = "probleemstelling", "besluitvorming"
TO_RECORD = MicrophoneUse(recorded=(CASE, DECISION), beforehand=True)


def log_of(theatre: Theatre) -> list[tuple[Instant, r.LogRecord]]:
    return [(out.at, out.record) for _, out in theatre.done if isinstance(out, o.Log)]


def cut_off(theatre: Theatre, away: float = 60.0, **arranged: object) -> Theatre:
    """Another program takes up the log of this one, `away` seconds after its last record."""
    records = log_of(theatre)
    asked = asked_again(records, beforehand=True)
    session = make_session(asked=asked, **arranged).cut_off(records)  # type: ignore[arg-type]
    after = Theatre(session, now=Instant(records[-1][0] + away))
    for output in session.handle(i.Resume(away), after.now):
        after.done.append((after.now, output))
        after._perform(output)
    return after.play(until=lambda: not session.state.cues.busy)


def left(session: Session, now: Instant) -> float:
    ends = session.state.timers.ends_at
    assert ends is not None
    return ends - (session.state.paused_at or now)


def test_the_same_phase_and_the_same_time_left() -> None:
    theatre = Theatre(make_session())
    theatre.play(until=lambda: "beeldvorming/halfway" in said(theatre))
    give(theatre, i.TellTimeLeft(), after=30)
    before = left(theatre.session, log_of(theatre)[-1][0])
    after = cut_off(theatre)
    assert after.session.phase is not None and after.session.phase.id == "beeldvorming"
    assert after.session.stage is Stage.WORK
    assert left(after.session, after.now) == pytest.approx(before, abs=0.01)
    assert said(after) == ["resumed", "press-to-go-on"]
    mark = len(after.done)
    give(after, i.Next(), after=10)
    assert after.session.state.paused_at is None
    after.play()
    assert not [cue for cue in said(after, mark) if "beeldvorming/halfway" in cue]
    assert recorded_transitions(after, r.SessionEnded)[-1][1] == r.SessionEnded(True)


def test_the_cue_that_was_cut_is_said_again() -> None:
    theatre = Theatre(make_session())
    theatre.play(until=lambda: said(theatre)[-1:] == ["associatiemoment/prepare"])
    theatre.play(until=lambda: theatre.session.state.cues.last is not None)
    after = cut_off(theatre)
    mark = len(after.done)
    give(after, i.Next(), after=1)
    after.play(until=lambda: after.session.stage is Stage.BEGIN)
    assert [cue.split(".")[0] for cue in said(after, mark)][:3] == [
        "went-on",
        "associatiemoment/prepare",
        "associatiemoment/begin",
    ]


def test_an_interrupted_session_can_be_resumed_and_an_ended_one_is_over() -> None:
    theatre = Theatre(make_session())
    theatre.play(until=lambda: "beeldvorming/halfway" in said(theatre))
    before = left(theatre.session, theatre.now)
    give(theatre, i.Interrupt(), after=10)
    theatre.play()
    assert recorded_transitions(theatre, r.SessionInterrupted)
    assert not recorded_transitions(theatre, r.SessionEnded)
    after = cut_off(theatre)
    assert after.session.phase is not None and after.session.phase.id == "beeldvorming"
    assert left(after.session, after.now) == pytest.approx(before - 10, abs=0.1)


def test_consent_is_asked_again_and_what_was_vetoed_is_not_asked_for() -> None:
    theatre = Theatre(make_session(asked=TO_RECORD))
    theatre.play(until=lambda: theatre.session.state.microphone.phase == CASE)
    give(theatre, i.Veto(), after=10)
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    give(theatre, i.OnlyThisPhase(), after=1)
    theatre.play(until=lambda: "veto-done" in said(theatre))
    theatre.play(until=lambda: not theatre.session.state.cues.busy)
    assert asked_again(log_of(theatre), beforehand=False) == MicrophoneUse(recorded=(DECISION,))
    session = make_session(asked=asked_again(log_of(theatre), beforehand=False)).cut_off(
        log_of(theatre)
    )
    now = Instant(theatre.now + 60)
    after = Theatre(session, now=now)
    for output in session.handle(i.Resume(60), now):
        after.done.append((now, output))
        after._perform(output)
    after.play(until=lambda: session.state.questions.heard)
    names = [cue.split(".")[0] for cue in said(after)]
    assert names == ["resumed", "consent/record", "ask-consent"]
    assert session.state.microphone.open is None
    give(after, i.Agree(), after=1)
    assert session.state.paused_at is None
    after.play(until=lambda: session.state.microphone.phase == DECISION)


def test_a_veto_that_nobody_answered_forgets_everything_on_resuming() -> None:
    theatre = Theatre(make_session(asked=TO_RECORD))
    theatre.play(until=lambda: theatre.session.state.microphone.phase == CASE)
    give(theatre, i.Veto(), after=10)
    assert asked_again(log_of(theatre), beforehand=True) == MicrophoneUse()
    after = cut_off(theatre)
    everything = tuple(phase.id for phase in after.session.state.script.phases)
    assert o.Forget(everything) in [out for _, out in after.done]


def test_what_an_open_microphone_had_heard_is_accounted_for() -> None:
    theatre = Theatre(make_session(asked=TO_RECORD))
    theatre.play(until=lambda: theatre.session.state.microphone.phase == CASE)
    opened = theatre.now
    give(theatre, i.SpeechSealed(CASE, opened + 1, opened + 9, 8.0), after=20)
    after = cut_off(theatre)
    listened = [each for _, each in recorded_transitions(after, r.ListeningEnded)]
    assert listened == [r.ListeningEnded(r.Id(CASE), pytest.approx(20), 8.0, 8.0, 0.0)]  # type: ignore[arg-type]


def test_what_was_recorded_when_it_was_cut_off_can_still_be_taken_back() -> None:
    theatre = Theatre(make_session(asked=TO_RECORD))
    theatre.play(until=lambda: theatre.session.state.microphone.phase == CASE)
    theatre.play(until=lambda: theatre.now > log_of(theatre)[-1][0])
    records = log_of(theatre)
    session = make_session(asked=MicrophoneUse(recorded=(CASE, DECISION))).cut_off(records)
    after = Theatre(session, now=Instant(records[-1][0] + 60))
    for output in session.handle(i.Resume(60), after.now):
        after.done.append((after.now, output))
        after._perform(output)
    after.play(until=lambda: session.state.questions.heard)
    give(after, i.TypeNote(), after=1)  # no: nothing more is recorded
    assert o.Forget((CASE,)) in give(after, i.Veto(), after=20)
    assert "veto-nothing" not in said(after)


def test_killed_before_the_first_phase_it_begins_anew() -> None:
    theatre = Theatre(make_session(asked=MicrophoneUse(recorded=(CASE,))))
    theatre.play(until=lambda: "ask-consent" in said(theatre))
    after = cut_off(theatre)
    assert after.session.stage in (Stage.WELCOME, *BEATS)


@settings(max_examples=60)
@given(data=st.data())
def test_cut_anywhere_it_goes_on_and_comes_to_its_end(data: st.DataObject) -> None:
    whole = Theatre(make_session(asked=TO_RECORD, evaluation=True, breaks=("beeldvorming",))).play()
    records = log_of(whole)
    ended = next(n for n, (_, each) in enumerate(records) if isinstance(each, r.SessionEnded))
    cut = data.draw(st.integers(1, ended - 1))
    theatre = Theatre(make_session())
    theatre.done = [(at, o.Log(at, each)) for at, each in records[:cut]]
    after = cut_off(theatre, evaluation=True, breaks=("beeldvorming",))
    if after.session.state.paused_at is not None:
        give(after, i.Continue(), after=1)
    after.play()
    assert recorded_transitions(after, r.SessionEnded)[-1][1] == r.SessionEnded(True)
    heard = [
        each.cue
        for _, each in (*records[:cut], *log_of(after))
        if isinstance(each, r.CueFinished) and each.heard
    ]
    own = [cue for cue in heard if "/" in cue and not cue.startswith("consent/")]
    names = [cue.split(".")[0] for cue in own if not cue.endswith(("microphone-on", "-off"))]
    again = {name for name in names if names.count(name) > 1}
    assert not again


def test_an_end_by_mistake_is_taken_back() -> None:
    """In the same phase, with the time that was left when somebody pressed q."""
    theatre = Theatre(make_session())
    theatre.play(until=lambda: "beeldvorming/halfway" in said(theatre))
    before = left(theatre.session, theatre.now)
    give(theatre, i.End(), after=10)
    theatre.play()
    records = log_of(theatre)
    ended = records[-1][0]
    assert records[-1][1] == r.SessionEnded(complete=False) and is_over(records)
    assert end_can_be_taken_back(records, Instant(ended + 899), pace=1)
    assert not end_can_be_taken_back(records, Instant(ended + 901), pace=1)
    after = cut_off(theatre)
    assert after.session.phase is not None and after.session.phase.id == "beeldvorming"
    assert after.session.stage is Stage.WORK and after.session.state.paused_at is not None
    assert left(after.session, after.now) == pytest.approx(before - 10, abs=0.1)
    whole = [*records, *log_of(after)]
    assert not is_over(whole), "it goes on"
    give(after, i.Next(), after=10)
    after.play()
    whole = [*records, *log_of(after)]
    assert is_over(whole) and whole[-1][1] == r.SessionEnded(complete=True)
    assert not end_can_be_taken_back(whole, whole[-1][0], pace=1), "it was held to its end"
    reviewed = review(whole, {})
    (phase,) = (each for each in reviewed.phases if each.phase == "beeldvorming")
    assert reviewed.complete and not reviewed.interrupted
    planned = next(
        each.seconds for each in make_session().state.plan.slots if each.phase == "beeldvorming"
    )
    assert phase.actual_s == pytest.approx(planned, abs=60), "away is no work"


@settings(max_examples=60)
@given(data=st.data())
def test_ended_anywhere_it_goes_on_and_comes_to_its_end(data: st.DataObject) -> None:
    breaks = ("beeldvorming",)
    theatre = Theatre(make_session(asked=TO_RECORD, evaluation=True, breaks=breaks))
    moment = data.draw(st.floats(0.5, 5000.0))
    theatre.later(moment, i.End())
    theatre.play()
    records = log_of(theatre)
    if records[-1][1] == r.SessionEnded(complete=True):
        return  # it was over by then
    after = cut_off(theatre, evaluation=True, breaks=breaks)
    if after.session.state.paused_at is not None:
        give(after, i.Continue(), after=1)
    after.play()
    whole = [*records, *log_of(after)]
    assert whole[-1][1] == r.SessionEnded(complete=True)
    reviewed = review(whole, {})
    assert all(each.actual_s is not None and each.actual_s > 0 for each in reviewed.phases)


def test_of_several_answers_to_the_question_for_consent_the_last_one_counts() -> None:
    theatre = Theatre(make_session(asked=MicrophoneUse(recorded=(CASE, DECISION))))
    session = theatre.session
    theatre.play(until=lambda: session.state.questions.heard)
    give(theatre, i.TypeNote(), after=1)
    theatre.play(until=lambda: session.stage is Stage.WORK)
    give(theatre, i.AskForConsent(), after=1)
    theatre.play(until=lambda: session.state.questions.heard)
    assert asked_again(log_of(theatre), beforehand=False) == MicrophoneUse(), "no, so far"
    give(theatre, i.Agree(), after=1)
    asked = asked_again(log_of(theatre), beforehand=False)
    assert asked == MicrophoneUse(recorded=(CASE, DECISION))


def a_kill_in_the_case(*, sealed_until: float | None) -> Theatre:
    """Somebody has told for some time, and the program was killed 27 s later."""
    theatre = Theatre(make_session(asked=TO_RECORD))
    theatre.play(until=lambda: theatre.session.state.microphone.phase == CASE)
    if sealed_until is not None:
        opened = theatre.now
        sealed = i.SpeechSealed(CASE, opened + 1, opened + sealed_until, sealed_until - 1)
        give(theatre, sealed, after=sealed_until + 2)
    return theatre


def test_what_was_heard_and_not_sealed_is_known_after_a_kill() -> None:
    for sealed_until in (None, 15.0):
        theatre = a_kill_in_the_case(sealed_until=sealed_until)
        records, opened = log_of(theatre), times_opened(theatre)[-1]
        killed = Instant(opened + 27)
        (lost,) = unsealed(records, killed)
        assert (lost.phase, lost.end_s) == (CASE, killed)
        assert lost.start_s == opened + (sealed_until or 0.0)
        again = [*records, (killed, r.Resumed(60.0))]
        assert unsealed(again, Instant(killed + 60)) == (), "it is noted once"
        assert unsealed([*records, (killed, r.Vetoed((r.Id(CASE),)))], killed) == ()


def test_nothing_is_missing_where_all_was_accounted_for() -> None:
    theatre = a_kill_in_the_case(sealed_until=15.0)
    give(theatre, i.Next(), after=5)
    closed = theatre.now
    (lost,) = unsealed(log_of(theatre), Instant(closed + 300))
    assert lost.end_s == closed, "what came after the microphone closed was not heard"
    theatre.play(until=lambda: not theatre.session.state.microphone.pending)
    assert unsealed(log_of(theatre), Instant(closed + 300)) == ()


def times_opened(theatre: Theatre) -> list[float]:
    return [at for at, _ in recorded_transitions(theatre, r.MicrophoneOpened)]
