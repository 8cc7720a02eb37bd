"""Scenarios that somebody found by reading the rules: each went wrong once."""

import re

import pytest

from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant
from balint_voice.session.consent import MicrophoneUse
from balint_voice.session.cut_off import veto_is_open
from balint_voice.session.stage_table import Stage
from balint_voice.session.view import look
from tests.support.theatre import Theatre, at_work, give, make_session, recorded_transitions, said

from .test_resumption import cut_off, left, log_of

CASE, DECISION = "probleemstelling", "besluitvorming"


def resumed_and_asking(theatre: Theatre) -> Theatre:
    """Another program takes the session up, and is still saying what it asks consent for."""
    records = log_of(theatre)
    asked = MicrophoneUse(recorded=(CASE, DECISION))
    after = Theatre(make_session(asked=asked).cut_off(records), now=Instant(records[-1][0] + 60))
    for output in after.session.handle(i.Resume(60), after.now):
        after.done.append((after.now, output))
        after._perform(output)
    return after


@pytest.mark.parametrize("key", [i.Skip(), i.Back(), i.Continue(), i.Next()])
def test_going_on_past_the_question_is_no_answer(key: i.Input) -> None:
    after = resumed_and_asking(at_work(CASE, recorded=(CASE, DECISION)))
    assert o.Warn("answer-first") in give(after, key, after=1)
    assert after.session.state.paused_at is not None
    assert not recorded_transitions(after, r.ConsentDeclined)
    assert not [out for _, out in after.done if isinstance(out, o.OpenMicrophone)]
    after.play(until=lambda: after.session.state.questions.heard)
    give(after, i.Agree(), after=1)
    after.play(until=lambda: after.session.stage is Stage.FAREWELL)
    assert [out for _, out in after.done if isinstance(out, o.OpenMicrophone)]


def test_only_after_a_no_is_somebody_told_to_press_the_space_bar() -> None:
    after = resumed_and_asking(at_work(CASE, recorded=(CASE, DECISION)))
    after.play(until=lambda: after.session.state.questions.heard)
    assert "press-to-go-on" not in said(after)
    give(after, i.TypeNote(), after=1)
    after.play(until=lambda: said(after)[-1] == "press-to-go-on")
    assert said(after)[-2:] == ["consent-no", "press-to-go-on"]
    give(after, i.Next(), after=1)
    assert after.session.state.paused_at is None


def test_a_vetoed_phase_is_not_attended_either() -> None:
    asked = MicrophoneUse(recorded=(CASE, DECISION), pauses=True, commands=True, beforehand=True)
    theatre = Theatre(make_session(asked=asked))
    theatre.play(until=lambda: theatre.session.state.microphone.phase == CASE)
    mark = len(theatre.done)
    give(theatre, i.Veto(), after=5)
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    assert theatre.session.state.microphone.open is None
    give(theatre, i.OnlyThisPhase(), after=1)
    theatre.play(until=lambda: theatre.session.position.index == 3)
    opened = [out for _, out in theatre.done[mark:] if isinstance(out, o.OpenMicrophone)]
    assert CASE not in [out.phase for out in opened]


def test_a_half_understood_command_does_not_replace_the_question_after_a_veto() -> None:
    asked = MicrophoneUse(recorded=(CASE, DECISION), commands=True, beforehand=True)
    theatre = Theatre(make_session(asked=asked))
    theatre.play(until=lambda: theatre.session.state.microphone.phase == CASE)
    give(theatre, i.Veto(), after=5)
    theatre.session.handle(i.CommandHeard(i.Skip(), sure=False), theatre.now)
    assert theatre.session.state.questions.about("veto")


@pytest.mark.parametrize("end", [i.Interrupt(), i.Veto()])
def test_what_ends_the_question_after_a_veto_takes_the_safer_answer(end: i.Input) -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    give(theatre, i.Veto(), after=5)
    outputs = give(theatre, end, after=0.2)
    assert any(isinstance(out, o.Forget) and len(out.phases) > 1 for out in outputs)


def test_the_answer_to_a_veto_is_on_record_even_where_nothing_is_said() -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    give(theatre, i.Veto(), after=5)
    theatre.session.handle(i.OnlyThisPhase(), theatre.now)
    given = theatre.session.handle(i.OnlyThisPhase(), theatre.now)
    assert given == ()
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    give(theatre, i.Veto(), after=5)
    give(theatre, i.OnlyThisPhase(), after=0.1)
    assert not veto_is_open(log_of(theatre))


def test_a_second_resume_has_the_same_time_left() -> None:
    theatre = Theatre(make_session())
    theatre.play(until=lambda: "beeldvorming/halfway" in said(theatre))
    give(theatre, i.TellTimeLeft(), after=30)
    once = cut_off(theatre, away=600)
    give(once, i.Continue(), after=5)
    give(once, i.TellTimeLeft(), after=40)
    before = left(once.session, log_of(once)[-1][0])
    once.done = [*theatre.done, *once.done]
    twice = cut_off(once, away=30)
    assert left(twice.session, twice.now) == pytest.approx(before, abs=0.1)


def test_a_pause_after_a_sleep_is_as_long_as_it_was() -> None:
    theatre = at_work("beeldvorming")
    give(theatre, i.Pause(), after=5)
    asleep, theatre.now = theatre.now, Instant(theatre.now + 3600)
    for output in theatre.session.handle(i.Slept(asleep), theatre.now):
        theatre.done.append((theatre.now, output))
    give(theatre, i.Continue(), after=1)
    give(theatre, i.Pause(), after=60)
    before = left(theatre.session, theatre.now)
    after = cut_off(theatre)
    assert left(after.session, after.now) == pytest.approx(before, abs=0.1)


def test_more_time_in_a_break_survives_a_kill() -> None:
    theatre = Theatre(make_session(breaks=("beeldvorming",)))
    theatre.play(until=lambda: theatre.session.stage is Stage.INTERLUDE)
    theatre.play(until=lambda: theatre.session.state.timers.ends_at is not None)
    give(theatre, i.Extend(300), after=5)
    give(theatre, i.Pause(), after=5)
    before = left(theatre.session, theatre.now)
    after = cut_off(theatre, breaks=("beeldvorming",))
    assert left(after.session, after.now) == pytest.approx(before, abs=0.1)


def test_a_note_cannot_be_typed_into_a_phase_that_is_gone() -> None:
    theatre = at_work(CASE, recorded=(CASE,))
    give(theatre, i.Veto(), after=5)
    assert o.Warn("erased") in theatre.session.handle(i.TypeNote(), theatre.now)


def test_going_on_without_a_key_still_says_what_was_agreed_to() -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    records = log_of(theatre)
    asked = MicrophoneUse(recorded=(CASE, DECISION), beforehand=True)
    after = Theatre(make_session(asked=asked, recorded=()).cut_off(records))
    after.now = Instant(records[-1][0] + 60)
    for given in (i.Resume(60), i.Continue()):
        for output in after.session.handle(given, after.now):
            after.done.append((after.now, output))
            after._perform(output)
    after.play(until=lambda: after.session.state.microphone.open is not None)
    names = [cue.split(".")[0] for cue in said(after)]
    assert "consent/given" in names


def heard_whole(theatre: Theatre) -> list[str]:
    ended = (each for _, each in log_of(theatre) if isinstance(each, r.CueFinished))
    return [each.cue for each in ended if each.heard]


@pytest.mark.parametrize(
    ("before", "after"), [([], [i.Pause()]), ([i.Pause()], [i.Continue()])], ids=["into", "out of"]
)
def test_a_pause_does_not_answer_how_far_a_veto_goes(
    before: list[i.Input], after: list[i.Input]
) -> None:
    """The question was cut by it, and without an answer to that all notes were erased."""
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    for key in (*before, i.Veto(), *after):
        give(theatre, key, after=0.5)
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    assert any(cue.startswith("ask-veto") for cue in heard_whole(theatre))
    give(theatre, i.OnlyThisPhase(), after=5)
    forgotten = [out.phases for _, out in theatre.done if isinstance(out, o.Forget)]
    assert forgotten == [(CASE,)]


def test_that_the_microphone_is_off_is_said_in_the_pause_and_not_after_it() -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    give(theatre, i.Next(), after=5)
    give(theatre, i.Pause(), after=0.5)
    theatre.play(until=lambda: not theatre.session.state.cues.busy)
    assert heard_whole(theatre)[-2:] == [f"{CASE}/microphone-off", "paused"]


@pytest.mark.parametrize("key", [i.Pause(), i.Next(), i.Skip()])
def test_a_microphone_that_listens_on_for_commands_is_not_called_off(key: i.Input) -> None:
    agreed = MicrophoneUse(recorded=(CASE, DECISION), commands=True, beforehand=True)
    theatre = Theatre(make_session(asked=agreed))
    session = theatre.session
    theatre.play(until=lambda: session.state.microphone.phase == CASE)
    mark = len(theatre.done)
    give(theatre, key, after=20)
    theatre.play(until=lambda: f"{CASE}/recording-off" in heard_whole(theatre))
    theatre.play(until=lambda: not session.state.cues.busy)
    assert session.state.microphone.purpose == "attend"
    assert f"{CASE}/microphone-off" not in said(theatre, mark)


@pytest.mark.parametrize("language", ["nl", "de", "en", "fr"])
def test_a_pause_and_the_break_between_two_phases_have_words_of_their_own(language: str) -> None:
    words = make_session(language=language).state.script.words
    pause = words.label("keys", "pause").split()[-1].casefold()
    rest = {"nl": "rustpauze", "de": "erholungspause", "en": "break", "fr": "pause"}[language]
    for key in ("break-begins", "break-last-minute", "break-over", "consent-commands"):
        text = words.cue(key, minutes="", wake="Balint").casefold()
        assert rest in text, key
        assert pause not in re.findall(r"\w+", text), key
    assert pause in words.cue("paused").casefold()


def test_another_evening_is_not_late_by_the_night_between() -> None:
    after = cut_off(at_work("beeldvorming"), away=8 * 3600)
    give(after, i.Continue(), after=1)
    assert look(after.session.snapshot(), after.now).late_s < 120


def test_a_key_that_goes_on_does_not_pass_over_what_is_told_of_the_recording() -> None:
    theatre = Theatre(make_session(recorded=(CASE,)))
    theatre.play(until=lambda: bool(said(theatre)))
    give(theatre, i.Next(), after=1)
    theatre.play(until=lambda: theatre.session.stage is Stage.WORK)
    assert {"consent/record", "consent/given"} <= set(heard_whole(theatre))


def test_what_is_repeated_is_what_the_phase_asks_for_not_that_the_microphone_opened() -> None:
    theatre = at_work(CASE, recorded=(CASE,))
    theatre.play(until=lambda: theatre.session.state.microphone.open is not None)
    give(theatre, i.Repeat(), after=10)
    assert said(theatre)[-1] == f"{CASE}/begin.2"


def test_a_break_after_a_phase_that_is_left_out_comes_where_it_would_have_been() -> None:
    session = make_session(breaks=("associatiemoment",), skipped=("associatiemoment",))
    assert list(session.state.plan.interludes) == [CASE]
    last = make_session(breaks=("vergelijkbare-situaties",))
    assert not last.state.plan.interludes


def test_back_in_a_break_takes_up_the_phase_before_it() -> None:
    """The key asked to be confirmed, and then did nothing."""
    theatre = Theatre(make_session(breaks=(CASE,)))
    theatre.play(until=lambda: theatre.session.state.timers.ends_at is not None)
    theatre.play(until=lambda: theatre.session.stage is Stage.INTERLUDE)
    give(theatre, i.Back(), after=30)
    assert theatre.session.phase is not None and theatre.session.phase.id == CASE
    assert theatre.session.stage is Stage.ANNOUNCE
    after = cut_off(theatre, breaks=(CASE,))
    assert after.session.phase is not None and after.session.phase.id == CASE
