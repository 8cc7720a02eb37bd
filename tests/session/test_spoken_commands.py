"""Spoken commands in the core: the probable veto, hush, and the wake word in what is said."""

from dataclasses import replace

import pytest

from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.consent import MicrophoneUse
from balint_voice.session.options import SessionOptions
from balint_voice.session.plan import outline
from balint_voice.session.stage_table import Stage
from tests.support.theatre import Theatre, give, make_session, recorded_transitions, said

CASE, NEXT, DECISION = "probleemstelling", "associatiemoment", "besluitvorming"
RECORDING = MicrophoneUse(recorded=(CASE, DECISION), commands=True, beforehand=True)
PROBABLE = i.CommandHeard(i.Veto(), sure=False)


def recording() -> Theatre:
    """The presenter's phase, being recorded."""
    theatre = Theatre(make_session(asked=RECORDING))
    session = theatre.session
    return theatre.play(
        until=lambda: (
            session.stage is Stage.WORK
            and session.state.microphone.open == (CASE, "record")
            and session.state.cues.sounding is None
        )
    )


def forgotten(theatre: Theatre) -> list[o.Forget]:
    return [out for _, out in theatre.done if isinstance(out, o.Forget)]


def test_a_veto_that_is_only_probable_closes_the_microphone_and_erases_nothing_yet() -> None:
    theatre = recording()
    outputs = give(theatre, PROBABLE, after=5)
    assert o.CloseMicrophone() in outputs
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    assert said(theatre)[-1] == "ask-veto"
    assert theatre.session.state.microphone.open is None
    assert not forgotten(theatre)


@pytest.mark.parametrize(
    ("answer", "erased"),
    [(i.OnlyThisPhase(), 1), (i.Veto(), 1), (i.TypeNote(), 0)],
    ids=["only this phase", "all", "no"],
)
def test_the_answer_says_whether_it_was_a_veto(answer: i.Input, erased: int) -> None:
    theatre = recording()
    give(theatre, PROBABLE, after=5)
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    give(theatre, answer, after=2)
    assert len(forgotten(theatre)) == erased
    theatre.play(until=lambda: theatre.session.state.cues.busy is False)
    listens = theatre.session.state.microphone.open is not None
    assert listens == (erased == 0)
    assert ("veto-not-meant" in said(theatre)) == (erased == 0)


def test_without_an_answer_a_probable_veto_was_one() -> None:
    theatre = recording()
    give(theatre, PROBABLE, after=5)
    theatre.play(until=lambda: bool(forgotten(theatre)))
    assert theatre.session.stage is Stage.WORK
    assert CASE in forgotten(theatre)[0].phases


def test_where_nothing_was_recorded_a_probable_veto_is_asked_like_any_other() -> None:
    theatre = Theatre(make_session(asked=RECORDING))
    session = theatre.session
    theatre.play(until=lambda: session.state.microphone.open is not None)
    give(theatre, PROBABLE, after=5)
    theatre.play(until=lambda: session.state.questions.heard)
    assert said(theatre)[-1] == "ask-command"
    theatre.play(until=lambda: session.state.questions.open is None)
    assert not forgotten(theatre)


def test_minutes_whose_number_is_unclear_are_asked_back_and_a_yes_gives_them() -> None:
    theatre = recording()
    ends = theatre.session.state.timers.ends_at
    assert ends is not None
    give(theatre, i.CommandHeard(i.Extend(300.0), sure=False), after=5)
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    assert said(theatre)[-1] == "ask-command"
    assert theatre.session.state.timers.ends_at == ends
    give(theatre, i.CommandHeard(i.Agree(), sure=True), after=2)
    assert theatre.session.state.timers.ends_at == ends + 300.0


def left_meanwhile() -> tuple[Theatre, float]:
    """The phase after the presenter's has just been announced; and a moment before."""
    theatre = Theatre(make_session(asked=replace(RECORDING, recorded=(CASE, NEXT, DECISION))))
    session = theatre.session
    theatre.play(until=lambda: session.state.microphone.open == (CASE, "record"))
    give(theatre, i.SpeechSealed(CASE, 1.0, 9.0, 8.0), after=10)
    said_at = theatre.now
    give(theatre, i.Next(), after=1)
    theatre.play(until=lambda: session.phase is not None and session.phase.id == NEXT)
    return theatre, said_at


@pytest.mark.parametrize("listens_on", [False, True])
def test_a_veto_that_is_understood_late_is_about_the_phase_it_was_said_in(
    *, listens_on: bool
) -> None:
    theatre, said_at = left_meanwhile()
    microphone = theatre.session.state.microphone
    if listens_on:
        theatre.play(until=lambda: microphone.open == (NEXT, "record"))
    give(theatre, i.CommandHeard(i.Veto(), sure=True, began_s=said_at), after=1)
    assert forgotten(theatre) == [o.Forget((CASE,))] and microphone.open is None
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    give(theatre, i.OnlyThisPhase(), after=1)
    theatre.play(until=lambda: microphone.open == (NEXT, "record"))
    assert forgotten(theatre) == [o.Forget((CASE,))]


def test_a_probable_veto_that_is_understood_late_asks_about_the_phase_it_was_said_in() -> None:
    theatre, said_at = left_meanwhile()
    give(theatre, replace(PROBABLE, began_s=said_at), after=1)
    question = theatre.session.state.questions.open
    assert question is not None and question.phase == CASE


@pytest.mark.parametrize("command", [i.Next(), i.Skip(), i.Extend(300.0), i.Back()], ids=repr)
def test_what_is_understood_late_is_not_done_to_another_phase(command: i.Input) -> None:
    theatre, said_at = left_meanwhile()
    stage = theatre.session.stage
    for sure in (True, False):
        give(theatre, i.CommandHeard(command, sure, began_s=said_at), after=0.1)
    assert (theatre.session.stage, theatre.session.state.phase_before) == (stage, CASE)
    assert not recorded_transitions(theatre, r.CommandObeyed)
    asked = theatre.session.state.questions.about("command")
    assert asked == isinstance(command, i.Extend | i.Back)


def test_hush_stops_what_sounds_and_says_nothing() -> None:
    theatre = recording()
    give(theatre, i.TellTimeLeft(), after=5)
    theatre.play(until=lambda: theatre.session.state.cues.sounding is not None)
    before = len(said(theatre))
    outputs = give(theatre, i.CommandHeard(i.Hush(), sure=True), after=1)
    assert o.FallSilent() in outputs
    assert o.Chime("understood") not in outputs
    assert len(said(theatre)) == before
    assert recorded_transitions(theatre, r.CommandObeyed)[-1][1] == r.CommandObeyed(r.Id("hush"))


def test_hush_leaves_out_a_reminder_that_waits_for_a_pause_and_not_the_end() -> None:
    theatre = recording()
    due = theatre.session.state.timers.reminder_at
    assert due is not None
    theatre.speaks(due - 5, due + 20)
    theatre.play(until=lambda: theatre.now > due)
    give(theatre, i.CommandHeard(i.Hush(), sure=True), after=1)
    ahead = theatre.session.state.timers.reminder_at
    assert ahead is None or ahead > due
    theatre.play(until=lambda: theatre.session.stage is Stage.CLOSE)


def test_the_wake_word_that_was_chosen_is_the_one_that_is_said() -> None:
    script = make_session().state.script
    options = replace(
        SessionOptions(people=8, wake_word="Sokrates"), commands=True, beforehand=True
    )
    texts = outline(script, options).texts()
    assert any("Sokrates" in text for text in texts if "bedient mij met de stem" in text)
    assert not any("Balint zegt" in text or "Zeg Balint" in text for text in texts)
