"""Scenarios that somebody found by reading the rules: each went wrong once."""

import re
from dataclasses import replace

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


def texts_of(theatre: Theatre, since: int = 0) -> list[str]:
    """What was said, without counts."""
    return [cue.split(".")[0] for cue in said(theatre, since)]


def forgotten(theatre: Theatre) -> list[tuple[str, ...]]:
    return [out.phases for _, out in theatre.done if isinstance(out, o.Forget)]


@pytest.mark.parametrize(
    ("cut_off_in", "erased_at_once"), [(CASE, (CASE,)), ("oordeelsvorming", None)]
)
def test_a_veto_at_the_question_of_a_resumed_session_reaches_what_is_sealed(
    cut_off_in: str, erased_at_once: tuple[str, ...] | None
) -> None:
    after = resumed_and_asking(at_work(cut_off_in, recorded=(CASE, DECISION)))
    give(after, i.Veto(), after=1)
    assert forgotten(after) == ([erased_at_once] if erased_at_once else [])
    assert recorded_transitions(after, r.ConsentDeclined)
    after.play(until=lambda: after.session.state.questions.heard)
    question = after.session.state.questions.open
    assert question is not None and question.about == "veto" and "Probleemstelling" in question.text
    after.play(until=lambda: after.session.state.questions.open is None)
    assert CASE in {phase for phases in forgotten(after) for phase in phases}
    after.play(until=lambda: not after.session.state.cues.busy)
    assert said(after)[-1] == "press-to-go-on", "it stands in a pause"


@pytest.mark.parametrize(
    ("answer", "told"),
    [(i.TypeNote(), "veto-kept-off"), (i.OnlyThisPhase(), "consent-no")],
)
def test_after_the_answer_to_such_a_veto_it_is_said_how_to_go_on(
    answer: i.Input, told: str
) -> None:
    after = resumed_and_asking(at_work("oordeelsvorming", recorded=(CASE, DECISION)))
    give(after, i.Veto(), after=1)
    after.play(until=lambda: after.session.state.questions.heard)
    give(after, answer, after=1)
    after.play(until=lambda: not after.session.state.cues.busy)
    assert said(after)[-2:] == [told, "press-to-go-on"]


def test_a_veto_at_the_first_question_is_a_no() -> None:
    theatre = Theatre(make_session(asked=MicrophoneUse(recorded=(CASE, DECISION))))
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    give(theatre, i.Veto(), after=1)
    theatre.play(until=lambda: "consent-no" in said(theatre))
    assert not forgotten(theatre) and theatre.session.state.questions.open is None


def test_after_a_no_in_a_resumed_session_the_notes_that_are_kept_are_spoken_of() -> None:
    after = resumed_and_asking(at_work("oordeelsvorming", recorded=(CASE, DECISION)))
    after.play(until=lambda: after.session.state.questions.heard)
    give(after, i.TypeNote(), after=1)
    after.play(until=lambda: "press-to-go-on" in said(after))
    give(after, i.Next(), after=1)
    after.play()
    assert "audio-deleted" in said(after) and "all-forgotten" not in said(after)
    assert recorded_transitions(after, r.AudioDeleted)


def test_where_the_only_phase_that_was_recorded_is_erased_no_notes_are_spoken_of() -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    give(theatre, i.Veto(), after=5)
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    give(theatre, i.OnlyThisPhase(), after=1)
    theatre.play(until=lambda: theatre.session.stage is Stage.CLOSE)
    give(theatre, i.End(), after=1)
    theatre.play()
    assert "all-forgotten" in said(theatre) and "audio-deleted" not in said(theatre)


def test_the_sound_is_accounted_for_where_a_resumed_session_may_hear_nothing_more() -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    give(theatre, i.Veto(), after=5)
    give(theatre, i.Veto(), after=1)
    after = cut_off(theatre)
    give(after, i.Next(), after=1)
    after.play()
    assert recorded_transitions(after, r.AudioDeleted)
    assert "all-forgotten" in said(after)


COMMANDS = MicrophoneUse(recorded=(CASE,), commands=True, beforehand=True)
"""Yes by voice, of which it is not known when it began."""
YES = i.CommandHeard(i.Agree(), sure=True)


def at_the_end_of(phase: str) -> Theatre:
    """Somebody wants more time a second before its work ends."""
    theatre = Theatre(make_session(asked=COMMANDS))
    session = theatre.session
    theatre.play(
        until=lambda: (
            session.stage is Stage.WORK and session.phase is not None and session.phase.id == phase
        )
    )
    ends = session.state.timers.ends_at
    assert ends is not None
    give(theatre, i.CommandHeard(i.Extend(600.0), sure=False), after=ends - 1 - theatre.now)
    return theatre


def test_minutes_that_are_asked_back_as_a_phase_closes_are_for_that_phase() -> None:
    theatre = at_the_end_of("verzamelen")
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    assert (theatre.session.stage, theatre.session.position.index) == (Stage.CLOSE, 0)
    give(theatre, YES, after=5)
    extended = [record for _, record in recorded_transitions(theatre, r.PhaseExtended)]
    assert extended == [r.PhaseExtended(r.Id("verzamelen"), 600.0)]
    assert (theatre.session.stage, theatre.session.position.index) == (Stage.WORK, 0)


def test_without_an_answer_the_phase_closes_and_the_next_is_not_asked_about() -> None:
    theatre = at_the_end_of("verzamelen")
    theatre.play(until=lambda: theatre.session.stage is Stage.ANNOUNCE)
    assert theatre.session.state.questions.open is None
    give(theatre, YES, after=1)
    assert not recorded_transitions(theatre, r.PhaseExtended)


@pytest.mark.parametrize("key", [i.Next(), i.TogglePause()])
def test_a_question_about_a_command_is_over_when_somebody_goes_on_or_pauses(key: i.Input) -> None:
    theatre = Theatre(make_session(asked=COMMANDS))
    theatre.play(until=lambda: theatre.session.state.microphone.phase == CASE)
    give(theatre, i.CommandHeard(i.Skip(), sure=False), after=5)
    mark = len(theatre.done)
    give(theatre, key, after=1)
    assert theatre.session.state.questions.open is None
    if isinstance(key, i.TogglePause):
        give(theatre, key, after=60)
    give(theatre, YES, after=15)
    assert "ask-command" not in texts_of(theatre, mark)
    assert not recorded_transitions(theatre, r.PhaseSkipped)


def test_a_yes_that_was_said_before_the_question_is_no_answer_to_it() -> None:
    theatre = Theatre(make_session(asked=COMMANDS))
    theatre.play(until=lambda: theatre.session.state.microphone.phase == CASE)
    give(theatre, i.CommandHeard(i.Skip(), sure=False), after=5)
    asked_at = theatre.now
    give(theatre, YES, after=0.5)
    assert theatre.session.state.questions.about("command"), "nobody is heard while it sounds"
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    before = i.CommandHeard(i.Agree(), sure=True, began_s=asked_at - 0.2)
    theatre.session.handle(before, theatre.now)
    assert theatre.session.state.questions.about("command"), "understood late"
    give(theatre, replace(before, began_s=theatre.now + 0.5), after=1)
    assert recorded_transitions(theatre, r.PhaseSkipped)


HUSH = i.CommandHeard(i.Hush(), sure=True)


@pytest.mark.parametrize("cue", ["no-names", "microphone-on"])
def test_hush_does_not_cut_what_is_said_of_the_microphone(cue: str) -> None:
    """It was spoken before, and is understood only now."""
    theatre = Theatre(make_session(asked=COMMANDS))
    sounding = f"{CASE}/{cue}"
    theatre.play(until=lambda: said(theatre)[-1:] == [sounding])
    assert o.FallSilent() not in give(theatre, HUSH, after=1)


def test_hush_does_not_cut_the_question_how_far_a_veto_goes() -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    theatre.session.state.consent.commands = True
    give(theatre, i.Veto(), after=5)
    theatre.play(until=lambda: said(theatre)[-1:] == ["ask-veto"])
    assert o.FallSilent() not in give(theatre, HUSH, after=1)


def test_a_second_veto_takes_the_question_back() -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    give(theatre, i.Veto(), after=5)
    theatre.play(until=lambda: said(theatre)[-1:] == ["ask-veto"])
    outputs = give(theatre, i.Veto(), after=1)
    assert o.FallSilent() in outputs
    theatre.play(until=lambda: not theatre.session.state.cues.busy)
    assert texts_of(theatre)[-1] == "veto-all" and texts_of(theatre).count("ask-veto") == 1


def test_space_does_not_leave_out_what_follows_a_consent_that_was_given_beforehand() -> None:
    theatre = Theatre(
        make_session(
            asked=MicrophoneUse(recorded=(CASE,), beforehand=True), orientation=True, people=8
        )
    )
    theatre.play(until=lambda: bool(said(theatre)))
    assert "next" not in theatre.session.snapshot().offers
    assert o.Warn("no-effect") in give(theatre, i.Next(), after=1)
    theatre.play(until=lambda: theatre.session.stage is Stage.ANNOUNCE)
    heard = texts_of(theatre)
    assert any(cue.startswith("orientation") for cue in heard)
    assert any(cue.startswith("welcome") for cue in heard)
    assert len(heard) == len(set(heard))


def test_whoever_ends_in_a_break_is_not_told_that_it_goes_on() -> None:
    theatre = Theatre(make_session(breaks=("probleemkeuze",)))
    theatre.play(until=lambda: theatre.session.stage is Stage.INTERLUDE)
    mark = len(theatre.done)
    give(theatre, i.End(), after=30)
    theatre.play()
    assert texts_of(theatre, mark)[-1] == "ended-early"
    assert not [cue for cue in texts_of(theatre, mark) if cue.endswith("/over")]


def test_a_short_pause_in_the_quiet_moment_costs_no_more_than_it_lasts() -> None:
    theatre = Theatre(make_session(minutes=60))
    theatre.play(
        until=lambda: (
            theatre.session.stage is Stage.PREPARE
            and theatre.session.position.index == 4
            and not theatre.session.state.cues.busy
        )
    )
    state = theatre.session.state
    short = state.timetable.short_s
    give(theatre, i.TogglePause(), after=1)
    give(theatre, i.TogglePause(), after=3)
    assert short <= state.timetable.short_s <= short + 4
