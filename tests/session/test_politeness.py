"""The voice waits for a pause: exact moments, and what holds for every conversation."""

from hypothesis import given
from hypothesis import strategies as st

from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant
from balint_voice.session.consent import MicrophoneUse
from balint_voice.session.cue_ids import CueId
from balint_voice.session.politeness import PolitenessSettings
from balint_voice.session.stage_table import Stage
from tests.support.theatre import NOTICED, Theatre, give, make_session, recorded_transitions, said

ASKED = MicrophoneUse(pauses=True, commands=True, beforehand=True)
TALK = 4  # all may speak
MANNERS = PolitenessSettings(silence_s=0)


def talking(
    until: float | None = 3600,
    politeness: PolitenessSettings | None = MANNERS,
    asked: MicrophoneUse = ASKED,
    index: int = 2,
) -> tuple[Theatre, Instant]:
    """A phase, usually the presenter's, and when its work should end. Somebody speaks from its
    start until so many seconds after its end; None: nobody does."""
    theatre = Theatre(make_session(asked=asked, politeness=politeness))
    session = theatre.session
    theatre.play(
        until=lambda: (
            session.stage is Stage.WORK
            and session.position.index == index
            and session.state.microphone.open is not None
        )
    )
    ends = session.state.timers.ends_at
    assert ends is not None
    if until is not None:
        theatre.speaks(theatre.now + 1, ends + until)
    return theatre, ends


def closing(theatre: Theatre) -> tuple[float, float]:
    """When the closing cue was said, and how long it says that it waited."""
    at = next(
        at
        for at, out in theatre.done
        if isinstance(out, o.Say) and str(out.cue.id) == "probleemstelling/close"
    )
    began = [c for _, c in recorded_transitions(theatre, r.CueStarted)]
    waited = next(
        c for c in began if isinstance(c, r.CueStarted) and c.cue.endswith("stelling/close")
    )
    return at, waited.waited_s


def chimes(theatre: Theatre, kind: str) -> list[float]:
    return [at for at, out in theatre.done if out == o.Chime(kind)]  # type: ignore[arg-type]


def test_the_end_of_a_phase_waits_for_a_pause() -> None:
    theatre, ends = talking(until=10)
    theatre.play(until=lambda: theatre.session.position.index == 3)
    at, waited = closing(theatre)
    assert at == ends + 11.5, "a second and a half after the voice fell silent"
    assert waited == 11.5
    assert not [at for at in chimes(theatre, "soon") if at >= ends]


def test_a_talk_without_end_is_interrupted_with_a_chime_first() -> None:
    theatre, ends = talking()
    theatre.play(until=lambda: theatre.session.position.index == 3)
    assert chimes(theatre, "soon")[-1] == ends + 30
    at, waited = closing(theatre)
    assert (at, waited) == (ends + 45, 45)


def test_after_the_chime_a_short_gap_will_do() -> None:
    theatre, ends = talking(until=36)
    theatre.play(until=lambda: theatre.session.position.index == 3)
    assert closing(theatre)[0] == ends + 36 + 0.6


def test_with_politeness_off_it_speaks_when_due() -> None:
    theatre, ends = talking(politeness=None)
    theatre.play(until=lambda: theatre.session.position.index == 3)
    assert closing(theatre) == (ends, 0)


def test_a_lost_microphone_ends_the_waiting() -> None:
    theatre, ends = talking()
    theatre.later(ends + 5, i.PartFailed("microphone"))
    theatre.play(until=lambda: theatre.session.position.index == 3)
    assert closing(theatre)[0] == ends + 5


def test_the_rest_is_planned_anew_after_waiting() -> None:
    theatre, _ = talking()
    theatre.play(until=lambda: theatre.session.position.index == 3)
    assert recorded_transitions(theatre, r.PhaseReplanned)


def test_a_reminder_that_would_come_after_the_end_is_dropped() -> None:
    theatre, ends = talking()
    theatre.play(until=lambda: theatre.session.position.index == 3)
    late = [
        str(out.cue.id)
        for at, out in theatre.done
        if isinstance(out, o.Say) and at >= ends and str(out.cue.id).startswith("probleemstelling/")
    ]
    assert late == ["probleemstelling/close"]


@given(
    turns=st.lists(
        st.tuples(st.floats(0.1, 20), st.floats(0.05, 5)),
        min_size=1,
        max_size=25,
    )
)
def test_no_cue_starts_within_a_gap_of_speech_before_the_cap(
    turns: list[tuple[float, float]],
) -> None:
    theatre, ends = talking(until=None)
    at = ends - 20
    spoken: list[tuple[float, float]] = []
    for speech, gap in turns:
        theatre.speaks(at, at + speech)
        spoken.append((at, at + speech))
        at += speech + gap
    theatre.play(until=lambda: theatre.session.position.index == 3)
    said_at, waited = closing(theatre)
    assert said_at <= ends + 45
    assert waited == max(0, said_at - ends)
    if said_at < ends + 45:
        for begins, stops in spoken:
            assert not begins + NOTICED < said_at < stops + 0.6 - 1e-6


def test_a_long_silence_is_asked_about_once_and_no_answer_stays() -> None:
    theatre, ends = talking(until=-400, politeness=PolitenessSettings(), index=TALK)
    silent = ends - 400
    mark = len(theatre.done)
    theatre.play(until=lambda: theatre.session.state.questions.about("silence"))
    assert theatre.now == silent + 45
    theatre.play(until=lambda: theatre.session.stage is Stage.CLOSE)
    assert theatre.now == ends
    assert len([cue for cue in said(theatre, mark) if cue.startswith("ask-silence")]) == 1


def test_a_silence_is_ended_by_going_on() -> None:
    for yes in (i.Next(), i.Agree(), i.CommandHeard(i.Agree(), sure=True)):
        theatre, _ = talking(until=-400, politeness=PolitenessSettings(), index=TALK)
        theatre.play(until=lambda r=theatre: r.session.state.questions.heard)  # type: ignore[misc]
        give(theatre, yes, after=2)
        assert theatre.session.stage is Stage.CLOSE, yes


def test_in_the_presenters_own_phase_a_silence_is_the_work() -> None:
    theatre, ends = talking(until=-400, politeness=PolitenessSettings())
    mark = len(theatre.done)
    theatre.play(until=lambda: theatre.session.stage is Stage.CLOSE)
    assert theatre.now == ends
    assert not [cue for cue in said(theatre, mark) if cue.startswith("ask-silence")]


def test_nobody_is_asked_where_nobody_should_speak() -> None:
    theatre = Theatre(make_session(asked=ASKED, politeness=PolitenessSettings()))
    theatre.play(until=lambda: theatre.session.position.index == 4)
    in_silence = [
        at
        for at, out in theatre.done
        if isinstance(out, o.Say) and str(out.cue.id).startswith("ask-silence")
    ]
    quiet = recorded_transitions(theatre, r.BeatBegan)
    begins = next(a for a, b in quiet if b == r.BeatBegan(r.Id("associatiemoment"), r.Id("work")))
    assert not [at for at in in_silence if at > begins]


def test_a_spoken_command_is_obeyed_and_logged_by_its_name() -> None:
    theatre, ends = talking()
    outputs = give(theatre, i.CommandHeard(i.Extend(300), sure=True), after=5)
    assert o.Chime("understood") in outputs
    assert theatre.session.state.timers.ends_at == ends + 300
    assert recorded_transitions(theatre, r.CommandObeyed)[0][1] == r.CommandObeyed(r.Id("extend"))


def test_a_destructive_command_on_a_near_miss_is_spoken_back() -> None:
    theatre, _ = talking()
    give(theatre, i.CommandHeard(i.Skip(), sure=False), after=5)
    assert theatre.session.stage is Stage.WORK
    theatre.play(until=lambda: theatre.session.state.questions.heard)
    give(theatre, i.CommandHeard(i.Agree(), sure=True), after=2)
    assert recorded_transitions(theatre, r.PhaseSkipped)


def test_without_a_yes_nothing_comes_of_it() -> None:
    theatre, _ = talking()
    give(theatre, i.CommandHeard(i.Skip(), sure=False), after=5)
    theatre.play(until=lambda: theatre.session.stage is Stage.CLOSE)
    assert not recorded_transitions(theatre, r.PhaseSkipped)


def test_commands_need_consent() -> None:
    theatre, ends = talking(asked=MicrophoneUse(pauses=True, beforehand=True))
    assert theatre.session.handle(i.CommandHeard(i.Extend(300), sure=True), theatre.now) == ()
    assert theatre.session.state.timers.ends_at == ends


def test_the_microphone_is_closed_between_phases_and_in_pauses_without_commands() -> None:
    theatre, _ = talking(asked=MicrophoneUse(pauses=True, beforehand=True))
    assert o.CloseMicrophone() in give(theatre, i.Pause(), after=5)
    assert theatre.session.state.microphone.open is None


def test_going_on_can_be_said_where_commands_were_agreed_to() -> None:
    theatre, _ = talking()
    give(theatre, i.CommandHeard(i.Pause(), sure=True), after=5)
    theatre.play(until=lambda: theatre.session.state.microphone.open is not None)
    give(theatre, i.CommandHeard(i.Continue(), sure=True), after=60)
    assert theatre.session.state.paused_at is None


def test_a_machine_that_slept_was_paused_and_asks() -> None:
    theatre, ends = talking()
    asleep = theatre.now
    theatre.now = Instant(asleep + 3600)
    for output in theatre.session.handle(i.Slept(asleep), theatre.now):
        theatre.done.append((theatre.now, output))
    assert said(theatre)[-1] == "slept"
    assert recorded_transitions(theatre, r.Slept)[0][1] == r.Slept(3600)
    theatre.session.handle(i.CueFinished(CueId.parse("slept")), Instant(theatre.now + 4))
    theatre.session.handle(i.Next(), Instant(theatre.now + 60))
    assert theatre.session.state.timers.ends_at == ends + 3660
