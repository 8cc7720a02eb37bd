"""The consent round and the veto, in virtual time: what is asked, and what no answer means."""

import pytest

from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.consent import MicrophoneUse
from balint_voice.session.consent_question import TALK_S
from balint_voice.session.cut_off import veto_is_open
from balint_voice.session.questions import WAITS
from balint_voice.session.stage_table import Stage
from balint_voice.session.view import look
from tests.support.theatre import (
    Theatre,
    at_work,
    give,
    make_session,
    recorded_transitions,
    said,
)

from .test_resumption import log_of

CASE, DECISION = "probleemstelling", "besluitvorming"
TO_RECORD = MicrophoneUse(recorded=(CASE, DECISION))


def asked(what: MicrophoneUse = TO_RECORD) -> Theatre:
    """A session whose consent question has just been heard."""
    theatre = Theatre(make_session(asked=what))
    return theatre.play(until=lambda: theatre.session.state.questions.heard)


def opened(theatre: Theatre) -> list[o.OpenMicrophone]:
    return [out for _, out in theatre.done if isinstance(out, o.OpenMicrophone)]


def test_the_group_hears_all_of_it_before_anything_else() -> None:
    theatre = asked(MicrophoneUse(recorded=(CASE, DECISION), pauses=True, commands=True))
    assert said(theatre) == [
        "consent/record",
        "consent/pauses",
        "consent/commands",
        "ask-consent",
    ]
    first = next(out.cue.text for _, out in theatre.done if isinstance(out, o.Say))
    assert "Probleemstelling en Besluitvorming" in first
    assert theatre.session.stage is Stage.CONSENT
    assert not opened(theatre)


def test_with_two_cases_each_phase_is_named_once() -> None:
    both = MicrophoneUse(recorded=(CASE, DECISION, f"{CASE}-2", f"{DECISION}-2"))
    theatre = Theatre(make_session(asked=both, cases=2))
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    first = next(out.cue.text for _, out in theatre.done if isinstance(out, o.Say))
    assert ": Probleemstelling en Besluitvorming." in first


def test_yes_by_key_opens_the_microphone_in_those_phases_alone() -> None:
    theatre = asked()
    give(theatre, i.Agree(), after=3)
    assert theatre.session.stage is Stage.WELCOME
    theatre.play()
    assert [out.phase for out in opened(theatre)] == [CASE, DECISION]
    consent = [c for _, c in recorded_transitions(theatre, r.ConsentGiven)]
    assert consent == [r.ConsentGiven((r.Id(CASE), r.Id(DECISION)))]


def test_a_yes_before_the_question_was_heard_counts_when_it_was() -> None:
    theatre = Theatre(make_session(asked=TO_RECORD))
    outputs = give(theatre, i.Agree(), after=1)
    assert o.Warn("agreed-early") in [out for _, out in theatre.done] + outputs
    assert theatre.session.stage is Stage.CONSENT
    assert not recorded_transitions(theatre, r.ConsentGiven)
    theatre.play(until=lambda: len(said(theatre)) == 3)
    assert said(theatre) == ["consent/record", "ask-consent", "consent-yes"]
    ((given, _),) = recorded_transitions(theatre, r.ConsentGiven)
    heard = [at for at, each in recorded_transitions(theatre, r.CueFinished)]
    assert given == heard[1], "when the question had been heard"


@pytest.mark.parametrize("no", [i.TypeNote(), i.Veto()])
def test_a_no_after_an_early_yes_holds(no: i.Input) -> None:
    theatre = Theatre(make_session(asked=TO_RECORD))
    give(theatre, i.Agree(), after=1)
    give(theatre, no, after=1)
    theatre.play()
    assert not opened(theatre)
    assert not recorded_transitions(theatre, r.ConsentGiven)


def test_no_runs_the_session_as_a_timer_without_a_word_of_blame() -> None:
    for no in (i.TypeNote(), i.Veto()):
        theatre = asked()
        give(theatre, no, after=3)
        theatre.play()
        assert not opened(theatre)
        assert "consent-no" in said(theatre)
        assert recorded_transitions(theatre, r.ConsentDeclined)
        assert not recorded_transitions(theatre, r.ConsentGiven)
        assert "no-names" not in " ".join(said(theatre)), "nothing is recorded"
        assert recorded_transitions(theatre, r.SessionEnded)[-1][1] == r.SessionEnded(True)


def test_without_an_answer_it_is_asked_once_more_and_then_it_is_no() -> None:
    theatre = asked()
    heard = theatre.now
    theatre.play(until=lambda: said(theatre)[-1] == "ask-consent.2")
    assert theatre.now == heard + WAITS["consent"]
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    heard_again = theatre.now
    theatre.play(until=lambda: theatre.session.stage is not Stage.CONSENT)
    assert theatre.now == heard_again + WAITS["consent"]
    theatre.play()
    assert not opened(theatre)
    assert len([cue for cue in said(theatre) if cue.startswith("ask-consent")]) == 2


def test_a_yes_to_the_second_question_is_a_yes() -> None:
    theatre = asked()
    theatre.play(until=lambda: said(theatre)[-1] == "ask-consent.2")
    give(theatre, i.Agree(), after=1)
    theatre.play()
    assert opened(theatre)


def test_a_group_that_talks_about_it_is_waited_for() -> None:
    theatre = asked()
    give(theatre, i.TogglePause(), after=30)
    assert theatre.session.state.questions.deadline == theatre.now + TALK_S
    assert said(theatre)[-1] == "ask-consent", "it is not asked again meanwhile"
    give(theatre, i.Agree(), after=1)
    theatre.play()
    assert opened(theatre)


def test_talking_before_the_question_was_heard_does_not_make_it_heard() -> None:
    theatre = Theatre(make_session(asked=TO_RECORD))
    give(theatre, i.TogglePause(), after=1)
    assert not theatre.session.state.questions.heard
    give(theatre, i.Agree(), after=1)
    assert not recorded_transitions(theatre, r.ConsentGiven)
    give(theatre, i.TypeNote(), after=1)
    waiting = Theatre(make_session(asked=TO_RECORD))
    give(waiting, i.TogglePause(), after=1)
    waiting.play(until=lambda: waiting.session.state.questions.heard)
    assert waiting.session.state.questions.deadline == waiting.now + TALK_S


def test_after_a_no_the_group_can_be_asked_again() -> None:
    theatre = asked()
    give(theatre, i.TypeNote(), after=3)
    theatre.play(until=lambda: theatre.session.stage is Stage.ANNOUNCE)
    assert "consent" in theatre.session.snapshot().offers
    mark = len(theatre.done)
    give(theatre, i.AskForConsent(), after=1)
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    assert said(theatre, mark)[-2:] == ["consent/record.2", "ask-consent.2"], "the whole round"
    give(theatre, i.Agree(), after=2)
    assert theatre.session.state.paused_at is None
    assert "consent" not in theatre.session.snapshot().offers
    theatre.play()
    assert opened(theatre)
    assert "microphone-on" in " ".join(said(theatre))


def test_while_another_question_is_open_nobody_is_asked_for_consent() -> None:
    theatre = at_work("gedrag-in-de-groep", recorded=(CASE, DECISION))
    give(theatre, i.Veto(), after=20)
    assert o.Warn("no-effect") in give(theatre, i.AskForConsent(), after=1)
    assert theatre.session.state.questions.about("veto")


def test_nobody_is_asked_for_what_was_vetoed() -> None:
    theatre = at_work(CASE, recorded=(CASE,))
    give(theatre, i.Veto(), after=5)
    theatre.play(until=lambda: theatre.session.stage is Stage.ANNOUNCE)
    assert "consent" not in theatre.session.snapshot().offers


def test_next_is_no_answer_to_the_question() -> None:
    theatre = asked()
    theatre.later(theatre.now + 1, i.Next())
    theatre.play(until=lambda: theatre.now > 70)
    assert not theatre.session.state.consent.recorded


def test_agreed_beforehand_is_said_and_not_asked() -> None:
    theatre = Theatre(make_session(asked=MicrophoneUse(recorded=(CASE,), beforehand=True)))
    theatre.play(until=lambda: theatre.session.stage is Stage.ANNOUNCE)
    assert said(theatre)[:3] == ["consent/record", "consent/given", "welcome"]


def test_a_veto_closes_the_microphone_and_forgets_before_it_asks_how_far() -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    outputs = give(theatre, i.Veto(), after=20)
    closed, forgot = outputs.index(o.CloseMicrophone()), outputs.index(o.Forget((CASE,)))
    assert closed < forgot < next(n for n, out in enumerate(outputs) if isinstance(out, o.Say))
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    assert said(theatre)[-2:] == [f"{CASE}/microphone-off", "ask-veto"]


def test_one_phase_alone_is_forgotten_when_somebody_says_so() -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    give(theatre, i.Veto(), after=20)
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    give(theatre, i.OnlyThisPhase(), after=2)
    theatre.play()
    assert [out.phase for out in opened(theatre)] == [CASE, DECISION]
    vetoed = [v for _, v in recorded_transitions(theatre, r.Vetoed)]
    assert vetoed == [r.Vetoed((r.Id(CASE),))]


def test_doing_nothing_after_a_veto_forgets_everything() -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    give(theatre, i.Veto(), after=20)
    theatre.play()
    everything = tuple(phase.id for phase in theatre.session.state.script.phases)
    assert o.Forget(everything) in [out for _, out in theatre.done]
    assert [out.phase for out in opened(theatre)] == [CASE]
    assert said(theatre)[-1] == "all-forgotten"


@pytest.mark.parametrize("answer", [None, i.OnlyThisPhase(), i.Veto()])
def test_nothing_is_called_erased_that_the_disk_did_not_let_go(answer: i.Input | None) -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    mark = len(theatre.done)
    give(theatre, i.Veto(), after=20)
    give(theatre, i.PartFailed("veto"), after=0.05)
    if answer is not None:
        theatre.play(until=lambda: theatre.session.state.questions.heard)
        give(theatre, answer, after=2)
    theatre.play()
    erased = {"veto-all", "veto-done", "audio-deleted", "all-forgotten"}
    assert not erased & {each.partition("/")[0] for each in said(theatre, mark)}
    assert said(theatre)[-1].startswith("veto-failed")
    assert o.Warn("veto") in [out for _, out in theatre.done]


def test_what_the_disk_let_go_in_the_end_is_called_erased() -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    give(theatre, i.Veto(), after=20)
    give(theatre, i.PartFailed("veto"), after=0.05)
    give(theatre, i.PartRecovered("veto"), after=60)
    theatre.play()
    erasing = [each for each in said(theatre) if each in {"veto-failed", "veto-late"}]
    assert erasing == ["veto-failed", "veto-late"]
    assert said(theatre)[-1] == "all-forgotten"


def test_a_veto_that_fails_again_is_not_called_erased_by_what_still_waits() -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    give(theatre, i.Veto(), after=20)
    for event in (i.PartFailed("veto"), i.PartRecovered("veto"), i.PartFailed("veto")):
        give(theatre, event, after=0.05)
    theatre.play()
    assert not {"veto-late", "all-forgotten"} & set(said(theatre))
    assert said(theatre)[-1].startswith("veto-failed")


def test_a_second_veto_forgets_everything_at_once() -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    give(theatre, i.Veto(), after=20)
    outputs = give(theatre, i.Veto(), after=0.5)
    assert any(isinstance(out, o.Forget) and len(out.phases) > 1 for out in outputs)
    assert theatre.session.state.questions.open is None


def long_after(*keys: i.Input) -> Theatre:
    """A veto in a phase that holds nothing; then these keys, when the question was heard."""
    theatre = at_work("gedrag-in-de-groep", recorded=(CASE, DECISION))
    give(theatre, i.Veto(), after=20)
    assert not forgotten(theatre), "nothing is erased before somebody says what"
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    question = theatre.session.snapshot().question
    assert question is not None and "Besluitvorming" in question.text
    for key in keys:
        give(theatre, key, after=1)
    theatre.play()
    return theatre


def forgotten(theatre: Theatre) -> list[tuple[str, ...]]:
    return [out.phases for _, out in theatre.done if isinstance(out, o.Forget)]


def test_a_veto_in_a_phase_that_holds_nothing_asks_which_before_it_erases() -> None:
    theatre = long_after(i.OnlyThisPhase())
    assert forgotten(theatre) == [(DECISION,)]
    assert "veto-done" in said(theatre)


def test_such_a_veto_can_be_taken_back() -> None:
    theatre = long_after(i.TypeNote())
    assert not forgotten(theatre)
    assert "veto-kept" in said(theatre)


def test_without_an_answer_such_a_veto_is_for_everything() -> None:
    theatre = long_after()
    assert set(forgotten(theatre)[0]) > {CASE, DECISION}


@pytest.mark.parametrize(
    ("answer", "is_open"), [(None, True), (i.OnlyThisPhase(), False), (i.TypeNote(), False)]
)
def test_a_kill_while_it_is_asked_which_counts_as_no_answer(
    answer: i.Input | None, is_open: bool
) -> None:
    theatre = at_work("gedrag-in-de-groep", recorded=(CASE, DECISION))
    give(theatre, i.Veto(), after=20)
    if answer is not None:
        give(theatre, answer, after=5)
    assert veto_is_open(log_of(theatre)) is is_open


def test_a_veto_names_the_phase() -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    give(theatre, i.Veto(), after=5)
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    question = theatre.session.state.questions.open
    assert question is not None and "Probleemstelling" in question.text
    give(theatre, i.OnlyThisPhase(), after=1)
    texts = [out.cue.text for _, out in theatre.done if isinstance(out, o.Say)]
    assert "Goed. Alleen Probleemstelling is gewist. We gaan verder." in texts


def test_a_veto_while_the_last_speech_becomes_text_is_waited_for() -> None:
    theatre = at_work(DECISION, recorded=(CASE, DECISION))
    give(theatre, i.End(), after=5)
    assert theatre.session.stage is Stage.FAREWELL
    give(theatre, i.Veto(), after=1)
    theatre.play()
    assert said(theatre)[-2:] == ["veto-all", "all-forgotten"]


def test_the_receipt_counts_what_was_vetoed_as_dropped() -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    hearing = theatre.session.state.microphone
    hearing.ended(i.ListeningEnded(CASE, 60, 40, 38, 2), theatre.now)
    hearing.ended(i.ListeningEnded(DECISION, 30, 20, 20, 0), theatre.now)
    hearing.forget((CASE,))
    assert hearing.receipt() == r.AudioDeleted(90, 20, 40, 0, vetoed_s=40, in_memory_s=0)


def test_a_typed_note_belongs_to_the_phase_and_needs_a_presenter() -> None:
    theatre = at_work("beeldvorming", recorded=(CASE,))
    assert look(theatre.session.snapshot(), theatre.now).note_for == "beeldvorming"
    without = at_work("beeldvorming")
    assert look(without.session.snapshot(), without.now).note_for is None
    assert give(without, i.TypeNote(), after=1) == [o.Warn("no-notes")]


@pytest.mark.parametrize("stage", [Stage.ANNOUNCE, Stage.PREPARE, Stage.BEGIN])
def test_a_veto_before_the_microphone_opens_means_the_phase_we_are_in(stage: Stage) -> None:
    theatre = Theatre(make_session(recorded=(CASE, DECISION)))
    session = theatre.session
    theatre.play(until=lambda: session.stage is stage and session.position.index == 6)
    assert session.state.microphone.open is None
    mark = len(theatre.done)
    assert o.Forget((DECISION,)) in give(theatre, i.Veto(), after=0.5)
    theatre.play(until=lambda: session.state.questions.heard)
    give(theatre, i.OnlyThisPhase(), after=1)
    theatre.play()
    assert [out.phase for out in opened(theatre)] == [CASE], "the case before it is kept"
    promised = {f"{DECISION}/no-names", f"{DECISION}/microphone-on"}
    asked_at = said(theatre, mark).index("ask-veto")
    assert not promised & set(said(theatre, mark)[asked_at:])


def test_a_veto_in_a_pause_takes_back_what_was_still_to_be_said() -> None:
    theatre = Theatre(make_session(recorded=(CASE, DECISION)))
    session = theatre.session
    theatre.play(until=lambda: session.stage is Stage.ANNOUNCE and session.position.index == 6)
    give(theatre, i.Pause(), after=0.5)
    give(theatre, i.Veto(), after=5)
    theatre.play(until=lambda: session.state.questions.heard)
    mark = len(theatre.done)
    give(theatre, i.OnlyThisPhase(), after=1)
    give(theatre, i.Continue(), after=5)
    theatre.play()
    assert f"{DECISION}/announce" in said(theatre, mark)
    assert f"{DECISION}/no-names" not in said(theatre, mark)


def test_where_nothing_is_recorded_a_no_closes_the_microphone_all_the_same() -> None:
    theatre = asked(MicrophoneUse(commands=True))
    give(theatre, i.Agree(), after=3)
    session = theatre.session
    theatre.play(until=lambda: session.stage is Stage.WORK and session.position.index == 0)
    assert session.state.microphone.open is not None
    assert o.CloseMicrophone() in give(theatre, i.Veto(), after=10)
    theatre.play(until=lambda: not session.state.cues.busy)
    assert said(theatre)[-1] == "consent-no"
    openings = len(opened(theatre))
    theatre.play()
    assert len(opened(theatre)) == openings
    assert session.ended


def test_that_the_microphone_opens_to_record_is_said_once() -> None:
    for also in (
        MicrophoneUse(recorded=(CASE,), pauses=True, commands=True, beforehand=True),
        TO_RECORD,
    ):
        theatre = Theatre(make_session(asked=also))
        theatre.later(400, i.Agree())
        theatre.play(until=lambda r=theatre: r.session.position.index == 3)  # type: ignore[misc]
        assert f"{CASE}/microphone-on.2" not in said(theatre)


def test_going_on_does_not_cut_the_question_how_far_a_veto_goes() -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    give(theatre, i.Veto(), after=20)
    give(theatre, i.Next(), after=1)
    assert theatre.session.stage is Stage.CLOSE
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    heard = [c for _, c in recorded_transitions(theatre, r.CueFinished)]
    assert [c for c in heard if isinstance(c, r.CueFinished) and c.heard and "ask-veto" in c.cue]


def test_a_veto_of_what_is_gone_already_asks_nothing() -> None:
    theatre = at_work(CASE, recorded=(CASE, DECISION))
    give(theatre, i.Veto(), after=20)
    theatre.play(until=lambda: theatre.session.position.index == 4)
    mark = len(theatre.done)
    give(theatre, i.Veto(), after=20)
    theatre.play(until=lambda: not theatre.session.state.cues.busy)
    assert said(theatre, mark)[-1].startswith("veto-all")
    assert not [cue for cue in said(theatre, mark) if cue.startswith("ask-veto")]
