"""What each key does to the evening, in virtual time."""

from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant
from balint_voice.session.cue_ids import CueId
from balint_voice.session.stage_table import Stage
from tests.support.theatre import (
    Theatre,
    at_work,
    give,
    make_session,
    recorded_transitions,
    said,
    seconds,
    times,
)


def test_the_clock_of_a_phase_starts_when_begin_has_been_heard() -> None:
    theatre = at_work("verzamelen")
    begin = times(theatre, "verzamelen/begin")
    text = theatre.session.state.script.phase("verzamelen").begin
    assert theatre.now == begin + 0.08 + seconds(text)
    assert theatre.session.state.timers.ends_at == theatre.now + theatre.session.work_seconds(
        theatre.session.state.script.phase("verzamelen")
    )


def test_a_cue_that_fails_does_not_stall_the_evening() -> None:
    """Every cue fails: each is left for the next, and the phase still gets its time."""
    session = make_session()
    now = Instant(0)
    outputs = session.handle(i.Start(), now)
    while session.stage is not Stage.WORK:
        cues = [out.cue.id for out in outputs if isinstance(out, o.Say)]
        now = Instant(now + 1) if cues else session.deadline or now
        outputs = session.handle(i.CueFailed(cues[0]) if cues else i.TimePassed(), now)
    assert session.state.faults == ("voice",)
    assert session.state.timers.ends_at == now + session.work_seconds(
        session.state.script.phases[0]
    )


def test_a_cue_whose_end_is_never_told_is_given_up() -> None:
    session = make_session()
    session.handle(i.Start(), Instant(0))
    due = session.deadline
    assert due is not None
    outputs = session.handle(i.TimePassed(), due)
    assert o.FallSilent() in outputs
    assert [str(out.cue.id) for out in outputs if isinstance(out, o.Say)] == ["verzamelen/announce"]


def test_a_pause_moves_all_that_is_still_to_come() -> None:
    theatre = at_work("beeldvorming")
    ends = theatre.session.state.timers.ends_at
    assert ends is not None
    outputs = give(theatre, i.Pause(), after=60)
    assert [out.cue.text for out in outputs if isinstance(out, o.Say)] == [
        theatre.session.state.script.words.cue("paused")
    ]
    paused_at = theatre.now
    give(theatre, i.Continue(), after=600)
    away = theatre.now - paused_at
    assert theatre.session.state.timers.ends_at == ends + away
    theatre.play(until=lambda: theatre.session.stage is Stage.CLOSE)
    assert theatre.now == ends + away


def test_a_pause_closes_the_microphone_and_going_on_opens_it_again() -> None:
    theatre = at_work("probleemstelling", recorded=("probleemstelling",))
    assert theatre.session.state.microphone.phase == "probleemstelling"
    outputs = give(theatre, i.Pause(), after=30)
    closed, spoken = outputs.index(o.CloseMicrophone()), _first_say(outputs)
    assert closed < spoken, "the microphone must be closed before the voice speaks"
    theatre.play(until=lambda: not theatre.session.state.cues.busy)
    give(theatre, i.TogglePause(), after=5)
    assert theatre.session.state.microphone.phase is None, "not while 'we go on' is being said"
    theatre.play(until=lambda: not theatre.session.state.cues.busy)
    assert theatre.session.state.microphone.phase == "probleemstelling"


def test_what_a_pause_cut_is_said_again() -> None:
    theatre = Theatre(make_session())
    theatre.play(until=lambda: theatre.session.stage is Stage.PREPARE)
    give(theatre, i.Pause(), after=1)
    theatre.play(until=lambda: not theatre.session.state.cues.busy)
    mark = len(theatre.done)
    give(theatre, i.Next(), after=20)
    theatre.play(until=lambda: theatre.session.stage is Stage.BEGIN)
    assert said(theatre, mark)[:3] == ["went-on", "verzamelen/prepare", "verzamelen/begin"]


def test_five_minutes_more() -> None:
    theatre = at_work("besluitvorming")
    ends = theatre.session.state.timers.ends_at
    assert ends is not None
    give(theatre, i.Extend(300), after=10)
    assert theatre.session.state.timers.ends_at == ends + 300
    replanned = [record for _, record in recorded_transitions(theatre, r.PhaseReplanned)]
    assert r.PhaseReplanned(r.Id("besluitvorming"), 900.0) in replanned
    theatre.play(until=lambda: theatre.session.stage is Stage.CLOSE)
    assert theatre.now == ends + 300


def test_more_time_after_the_last_warning_warns_again() -> None:
    theatre = at_work("besluitvorming")
    theatre.play(until=lambda: "besluitvorming/two-minutes" in said(theatre))
    mark = len(theatre.done)
    give(theatre, i.Extend(300), after=10)
    theatre.play(until=lambda: theatre.session.stage is Stage.CLOSE)
    assert said(theatre, mark) == [
        "extended",
        "besluitvorming/two-minutes.2",
        "besluitvorming/half-minute",
        "besluitvorming/close",
    ]


def test_more_time_while_the_phase_is_being_closed_takes_it_up_again() -> None:
    theatre = at_work("verzamelen")
    theatre.play(until=lambda: theatre.session.stage is Stage.CLOSE)
    give(theatre, i.Extend(300), after=1)
    assert theatre.session.stage is Stage.WORK
    assert theatre.session.state.timers.ends_at == theatre.now + 300


def test_next_ends_the_work_early_and_silences_what_sounds() -> None:
    theatre = at_work("beeldvorming")
    theatre.play(until=lambda: "beeldvorming/halfway" in said(theatre))
    outputs = give(theatre, i.Next(), after=1)
    assert outputs.index(o.FallSilent()) < _first_say(outputs)
    assert theatre.session.stage is Stage.CLOSE


def test_skip_says_so_and_goes_to_the_next_phase() -> None:
    theatre = at_work("associatiemoment")
    mark = len(theatre.done)
    give(theatre, i.Skip(), after=3)
    theatre.play(until=lambda: theatre.session.stage is Stage.PREPARE)
    assert said(theatre, mark)[:2] == ["skipped", "beeldvorming/announce"]
    assert recorded_transitions(theatre, r.PhaseSkipped)[0][1] == r.PhaseSkipped(
        r.Id("associatiemoment")
    )


def test_back_begins_the_phase_before_anew() -> None:
    theatre = at_work("probleemkeuze")
    give(theatre, i.Back(), after=3)
    assert theatre.session.phase is not None
    assert theatre.session.phase.id == "verzamelen"
    assert said(theatre)[-1] == "verzamelen/announce.2"


def test_ask_waits_for_a_key_before_each_phase_begins() -> None:
    theatre = Theatre(make_session(start="ask"))
    theatre.play(
        until=lambda: theatre.session.stage is Stage.PREPARE and not theatre.session.state.cues.busy
    )
    assert theatre.session.deadline is None
    give(theatre, i.Next(), after=400)
    assert theatre.session.stage is Stage.BEGIN


def test_how_long_still_and_say_it_again() -> None:
    theatre = at_work("verzamelen")
    give(theatre, i.TellTimeLeft(), after=30)
    spoken = [out.cue.text for _, out in theatre.done if isinstance(out, o.Say)]
    assert spoken[-1] == "Nog 9 minuten."
    theatre.play(until=lambda: not theatre.session.state.cues.busy)
    give(theatre, i.Repeat(), after=2)
    assert said(theatre)[-1] == "verzamelen/begin.2", "the phase's words, not a stale answer"


def test_ending_early_waits_for_what_was_heard() -> None:
    theatre = at_work("probleemstelling", recorded=("probleemstelling",))
    give(theatre, i.End(), after=20)
    theatre.play(until=lambda: theatre.session.stage is Stage.RECEIPT)
    assert theatre.session.state.microphone.pending == 0
    theatre.play()
    assert recorded_transitions(theatre, r.SessionEnded)[-1][1] == r.SessionEnded(complete=False)
    assert said(theatre)[-2:] == ["ended-early", "audio-deleted"]


def test_a_second_end_gives_up_what_is_still_to_be_transcribed() -> None:
    session = make_session(recorded=("probleemstelling",))
    session.position.stage = Stage.DRAIN
    session.state.microphone.pending = 1
    assert session.handle(i.End(), Instant(9)) == (o.GiveUpBacklog(),)
    assert not session.over


def test_a_lost_microphone_is_said_once_and_logged() -> None:
    theatre = at_work("probleemstelling", recorded=("probleemstelling",))
    outputs = give(theatre, i.PartFailed("microphone"), after=5)
    assert o.Warn("microphone") in outputs
    assert said(theatre)[-1] == "microphone-lost"


def test_every_opening_of_the_microphone_is_said_and_every_closing() -> None:
    """By next, pause, more time, skip and end: it opens only after it was said."""
    for way in (i.Next(), i.Pause(), i.Skip(), i.End(), i.Back()):
        theatre = at_work("probleemstelling", recorded=("probleemstelling",))
        outputs = give(theatre, way, after=20)
        close = outputs.index(o.CloseMicrophone())
        said_then = [str(out.cue.id) for out in outputs[close:] if isinstance(out, o.Say)]
        theatre.play(until=lambda r=theatre: "microphone-off" in said(r)[-1])  # type: ignore[misc]
        assert said_then, way
    theatre = Theatre(make_session(recorded=("probleemstelling",)))
    session = theatre.session
    theatre.play(until=lambda: session.stage is Stage.BEGIN and session.position.index == 2)
    outputs = give(theatre, i.Next(), after=0.5)
    assert not any(isinstance(out, o.OpenMicrophone) for out in outputs)
    theatre.play(until=lambda: session.state.microphone.phase is not None)
    assert said(theatre)[-1] == "probleemstelling/microphone-on.2", "the first was not heard"


def test_missed_reminders_do_not_come_in_a_row_after_a_sleep() -> None:
    theatre = at_work("beeldvorming")
    mark = len(theatre.done)
    theatre.now = Instant(theatre.now + 3600)
    for output in theatre.session.handle(i.TimePassed(), theatre.now):
        theatre.done.append((theatre.now, output))
    assert said(theatre, mark) == ["beeldvorming/close"]


def test_a_step_of_a_variant_is_not_announced_twice_by_more_time() -> None:
    theatre = at_work("oordeelsvorming")
    theatre.play(until=lambda: "oordeelsvorming/written-tell" in said(theatre))
    give(theatre, i.Extend(600), after=10)
    theatre.play(until=lambda: theatre.session.stage is Stage.CLOSE)
    assert [cue for cue in said(theatre) if "written-tell" in cue] == [
        "oordeelsvorming/written-tell"
    ]


def test_a_shortage_that_was_not_heard_is_said_again() -> None:
    theatre = at_work("beeldvorming")
    give(theatre, i.Pause(), after=5)
    give(theatre, i.Continue(), after=5400)
    give(theatre, i.Next(), after=0.2)
    theatre.play(until=lambda: theatre.session.stage is Stage.PREPARE)
    assert [cue for cue in said(theatre) if cue.startswith("does-not-fit")]


def _first_say(outputs: list[o.Output]) -> int:
    return next(n for n, output in enumerate(outputs) if isinstance(output, o.Say))


def test_a_voice_that_is_heard_again_is_no_fault_any_more() -> None:
    theatre = at_work("verzamelen")
    give(theatre, i.TellTimeLeft(), after=5)
    give(theatre, i.CueFailed(CueId.parse("time-left")), after=0.5)
    assert "voice" in theatre.session.state.faults
    give(theatre, i.TellTimeLeft(), after=5)
    theatre.play(until=lambda: not theatre.session.state.cues.busy)
    assert "voice" not in theatre.session.state.faults
    assert recorded_transitions(theatre, r.PartRecovered)
