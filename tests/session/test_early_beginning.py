"""Somebody begins in the quiet moment of a phase that is recorded, in virtual time."""

import pytest

from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.consent import MicrophoneUse
from balint_voice.session.early_beginning import BEGINS_S
from balint_voice.session.politeness import PolitenessSettings
from balint_voice.session.stage_table import Stage
from tests.support.theatre import (
    NOTICED,
    Theatre,
    give,
    make_session,
    recorded_transitions,
    said,
)

CASE = "probleemstelling"
AGREED = MicrophoneUse(recorded=(CASE,), beforehand=True, first_word=True)


def in_the_quiet_moment(asked: MicrophoneUse = AGREED, *, start: str = "auto") -> Theatre:
    """The quiet moment before the case has begun, and nobody has said a word."""
    theatre = Theatre(make_session(asked=asked, start=start, politeness=PolitenessSettings()))
    session = theatre.session
    return theatre.play(
        until=lambda: (
            session.stage is Stage.PREPARE
            and session.position.index == 2
            and not session.state.cues.busy
        )
    )


def microphone(theatre: Theatre, since: int = 0) -> list[object]:
    kinds = (o.OpenMicrophone, o.CloseMicrophone)
    return [out for _, out in theatre.done[since:] if isinstance(out, kinds)]


@pytest.mark.parametrize("start", ["auto", "ask"])
@pytest.mark.parametrize("commands", [False, True])
def test_whoever_begins_is_recorded_from_then_on(start: str, commands: bool) -> None:
    agreed = MicrophoneUse(recorded=(CASE,), beforehand=True, first_word=True, commands=commands)
    theatre = in_the_quiet_moment(agreed, start=start)
    session, mark = theatre.session, len(theatre.done)
    assert session.state.microphone.purpose == "await"
    begins = theatre.now + 4
    theatre.speaks(begins, begins + 60)
    theatre.play(until=lambda: session.stage is Stage.WORK)
    assert theatre.now == begins + BEGINS_S
    assert microphone(theatre, mark) == [o.OpenMicrophone(CASE, "record")], "it was not closed"
    assert not said(theatre, mark), "nobody who speaks is interrupted"
    assert o.Warn("begun-early") in [out for _, out in theatre.done[mark:]]
    assert [at for at, _ in recorded_transitions(theatre, r.BegunEarly)] == [theatre.now]
    ends = session.state.timers.ends_at
    assert ends == theatre.now + session.work_seconds(session.state.script.phases[2])


def test_that_it_is_recorded_was_said_before_the_microphone_opened() -> None:
    theatre = in_the_quiet_moment()
    heard = [at for at, each in recorded_transitions(theatre, r.CueFinished)][-1]
    assert said(theatre)[-2:] == [f"{CASE}/prepare", f"{CASE}/microphone-awaits"]
    assert (heard, o.OpenMicrophone(CASE, "await")) in theatre.done
    explained = make_session(asked=AGREED).state.plan.consent
    assert "consent/first-word" in [str(each.name) for each in explained]


def test_a_word_to_a_neighbour_is_no_beginning() -> None:
    theatre = in_the_quiet_moment()
    session, mark = theatre.session, len(theatre.done)
    for moment in (2, 8):
        theatre.speaks(theatre.now + moment, theatre.now + moment + BEGINS_S - 0.5)
    theatre.play(until=lambda: session.stage is Stage.WORK)
    assert said(theatre, mark) == [f"{CASE}/microphone-on", f"{CASE}/begin"]
    assert not recorded_transitions(theatre, r.BegunEarly)
    assert microphone(theatre, mark) == [o.CloseMicrophone(), o.OpenMicrophone(CASE, "record")]


@pytest.mark.parametrize(
    "asked",
    [
        MicrophoneUse(recorded=(CASE,), beforehand=True),
        MicrophoneUse(recorded=("besluitvorming",), beforehand=True, first_word=True),
        MicrophoneUse(pauses=True, beforehand=True, first_word=True),
    ],
)
def test_nothing_is_heard_in_the_quiet_moment_where_that_was_not_agreed_to(
    asked: MicrophoneUse,
) -> None:
    theatre = in_the_quiet_moment(asked)
    assert theatre.session.state.microphone.open is None
    assert "microphone-awaits" not in " ".join(said(theatre))


def test_without_a_yes_nothing_is_heard_in_the_quiet_moment() -> None:
    theatre = Theatre(make_session(asked=MicrophoneUse(recorded=(CASE,), first_word=True)))
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    give(theatre, i.TypeNote(), after=1)
    theatre.play()
    assert not microphone(theatre)


def test_a_pause_and_a_veto_close_it_and_it_is_said_again_before_it_opens() -> None:
    theatre = in_the_quiet_moment()
    mark = len(theatre.done)
    give(theatre, i.Pause(), after=2)
    assert microphone(theatre, mark) == [o.CloseMicrophone()]
    theatre.play(until=lambda: not theatre.session.state.cues.busy)
    give(theatre, i.Continue(), after=5)
    theatre.play(until=lambda: theatre.session.state.microphone.open is not None)
    assert said(theatre)[-1] == f"{CASE}/microphone-awaits.2"
    mark = len(theatre.done)
    give(theatre, i.Veto(), after=1)
    theatre.play()
    assert microphone(theatre, mark) == [o.CloseMicrophone()]


def test_a_key_that_skips_what_announces_it_opens_nothing_unsaid() -> None:
    theatre = Theatre(make_session(asked=AGREED))
    theatre.play(until=lambda: said(theatre)[-1:] == [f"{CASE}/microphone-awaits"])
    give(theatre, i.Back(), after=0.5)
    give(theatre, i.Skip(), after=1)
    theatre.play(until=lambda: theatre.session.state.microphone.open is not None)
    assert said(theatre)[-1] == f"{CASE}/microphone-awaits.2"


def test_nobody_is_interrupted_who_speaks_when_the_quiet_moment_ends() -> None:
    theatre = in_the_quiet_moment()
    session, mark = theatre.session, len(theatre.done)
    ends = session.state.timers.ends_at
    assert ends is not None
    theatre.speaks(ends - 1, ends + 60)
    theatre.play(until=lambda: session.stage is Stage.WORK)
    assert theatre.now <= ends - 1 + BEGINS_S + NOTICED
    assert not said(theatre, mark)


def test_the_time_of_the_plan_holds_what_is_said_of_it() -> None:
    theatre = Theatre(make_session(asked=AGREED, minutes=105.0)).play()
    assert not recorded_transitions(theatre, r.PhaseReplanned)
