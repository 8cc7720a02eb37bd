"""What stands around the phases, and that the evening ends when it should."""

import pytest

from balint_voice.adapters.files.prompt_store import load_script
from balint_voice.errors import Unusable
from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant
from balint_voice.session.options import SessionOptions
from balint_voice.session.plan import outline
from balint_voice.session.stage_table import Stage
from tests.support.refusals import advice, refuses
from tests.support.theatre import (
    THINKING,
    Theatre,
    give,
    make_session,
    recorded_transitions,
    said,
    seconds,
    times,
)


def at(theatre: Theatre, phase: str, stage: Stage = Stage.WORK) -> Theatre:
    session = theatre.session
    return theatre.play(
        until=lambda: (
            session.stage is stage
            and session.phase is not None
            and session.phase.id == phase
            and not session.state.cues.busy
        )
    )


def ended(theatre: Theatre) -> float:
    return recorded_transitions(theatre, r.SessionEnded)[-1][0]


@pytest.mark.parametrize("people", [5, 12])
@pytest.mark.parametrize("minutes", [90, 120])
def test_it_ends_on_time(people: int, minutes: int) -> None:
    theatre = Theatre(make_session(people=people, minutes=float(minutes))).play()
    assert abs(ended(theatre) - minutes * 60) < 10


@pytest.mark.parametrize("people", [5, 12])
@pytest.mark.parametrize("minutes", [90, 120])
def test_it_ends_on_time_after_an_overrun_of_eight_minutes(people: int, minutes: int) -> None:
    theatre = Theatre(make_session(people=people, minutes=float(minutes)))
    at(theatre, "probleemstelling")
    give(theatre, i.Extend(480), after=5)
    theatre.play()
    assert abs(ended(theatre) - minutes * 60) < 10
    assert recorded_transitions(theatre, r.PhaseReplanned)


def test_imaging_is_spared_where_others_can_give() -> None:
    theatre = Theatre(make_session(minutes=105.0))
    at(theatre, "probleemstelling")
    give(theatre, i.Extend(480), after=5)
    theatre.play()
    last = {
        record.phase: record.planned_s
        for _, record in recorded_transitions(theatre, r.PhaseReplanned)
        if isinstance(record, r.PhaseReplanned)
    }
    assert last.get(r.Id("beeldvorming"), 1500.0) >= 1490


def test_a_late_start_of_the_work_is_made_up_for() -> None:
    """The facilitator waits ten minutes with the key: the rest is dealt out anew."""
    theatre = Theatre(make_session(start="ask", minutes=105.0))
    theatre.play(
        until=lambda: theatre.session.stage is Stage.PREPARE and theatre.session.deadline is None
    )
    give(theatre, i.Next(), after=600)
    theatre.play()
    assert abs(ended(theatre) - 105 * 60) < THINKING


def test_a_pause_is_made_up_for() -> None:
    theatre = Theatre(make_session(minutes=105.0))
    at(theatre, "beeldvorming")
    give(theatre, i.Pause(), after=60)
    give(theatre, i.Continue(), after=480)
    theatre.play()
    assert abs(ended(theatre) - 105 * 60) < 10


def test_what_cannot_be_mended_is_said_once_in_good_time_with_what_could_go() -> None:
    theatre = Theatre(make_session(minutes=60.0))
    at(theatre, "probleemstelling")
    give(theatre, i.Extend(900), after=5)
    moment = theatre.now
    theatre.play()
    told = [cue for cue in said(theatre) if cue.startswith("does-not-fit")]
    assert told == ["does-not-fit-skip"]
    assert times(theatre, "does-not-fit-skip") - moment < 10
    text = next(
        out.cue.text
        for _, out in theatre.done
        if isinstance(out, o.Say) and str(out.cue.id) == told[0]
    )
    assert "Gedrag in" in text or "Associatie" in text
    assert recorded_transitions(theatre, r.DoesNotFit)


def test_skipping_mends_a_shortage_and_it_is_shown_until_then() -> None:
    theatre = Theatre(make_session(minutes=60.0))
    at(theatre, "probleemstelling")
    give(theatre, i.Extend(540), after=5)
    assert theatre.session.state.timetable.short_s > 0
    at(theatre, "associatiemoment", Stage.PREPARE)
    give(theatre, i.Skip(), after=1)
    at(theatre, "gedrag-in-de-groep", Stage.PREPARE)
    give(theatre, i.Skip(), after=1)
    assert theatre.session.state.timetable.short_s == 0


def test_replanning_after_nothing_changes_nothing() -> None:
    theatre = Theatre(make_session(minutes=105.0)).play()
    assert not recorded_transitions(theatre, r.PhaseReplanned)


def test_a_break_is_announced_and_its_last_minute_said() -> None:
    theatre = Theatre(make_session(breaks=("beeldvorming",))).play()
    cues = said(theatre)
    place = cues.index("beeldvorming/close")
    assert cues[place + 1 : place + 5] == [
        "break",
        "break/last-minute",
        "break/over",
        "oordeelsvorming/announce",
    ]
    length = times(theatre, "break/over") - times(theatre, "break")
    text = theatre.session.state.plan.interludes["beeldvorming"].begin
    assert length == pytest.approx(600 + 0.08 + seconds(text))
    assert times(theatre, "break/over") - times(theatre, "break/last-minute") == pytest.approx(60)


def test_nothing_is_recorded_in_a_break() -> None:
    theatre = Theatre(make_session(recorded=("probleemstelling",), breaks=("probleemstelling",)))
    theatre.play(until=lambda: theatre.session.stage is Stage.INTERLUDE)
    assert theatre.session.state.microphone.phase is None


def test_the_evaluation_comes_last() -> None:
    theatre = Theatre(make_session(evaluation=True)).play()
    cues = said(theatre)
    assert cues[-3:] == ["evaluation", "evaluation/last-minute", "goodbye"]


@pytest.mark.parametrize("language", ["nl", "de", "en", "fr"])
def test_where_phases_are_taken_out_the_others_are_not_counted(language: str) -> None:
    method = load_script("intervisie", language)
    whole = outline(method, SessionOptions(people=8))
    assert whole.script.phases == method.phases
    options = SessionOptions(people=8, skipped=(r.Id("probleemkeuze"), r.Id("gedrag-in-de-groep")))
    one, _, *after = outline(method, options).script.phases
    label = method.words.label("screen", "phase")
    assert one.announce == method.phases[0].announce, "the first is still the first"
    for phase, before in zip(after, method.phases[2:], strict=True):
        first = phase.announce.split(":")[0].split(".")[0]
        assert label.casefold() not in first.casefold()
        assert phase.announce[0].isupper()
        assert before.announce.endswith(phase.announce[1:])


def test_phases_left_out_from_the_start_are_logged_as_skipped_and_get_no_time() -> None:
    theatre = Theatre(make_session(skipped=("associatiemoment", "vergelijkbare-situaties"))).play()
    skipped = [record for _, record in recorded_transitions(theatre, r.PhaseSkipped)]
    assert skipped == [
        r.PhaseSkipped(r.Id("associatiemoment")),
        r.PhaseSkipped(r.Id("vergelijkbare-situaties")),
    ]
    assert not [cue for cue in said(theatre) if cue.startswith("associatiemoment")]


def test_the_orientation_explains_the_method_and_checks_the_conditions() -> None:
    cues = said(Theatre(make_session(orientation=True)).play())
    first = cues.index("verzamelen/announce")
    assert cues[0] == "welcome"
    assert [cue.split("/")[0] for cue in cues[1:first]] == (
        ["orientation"] * (first - 6) + ["conditions"] * 5
    )


def test_variants_follow_each_other_within_the_phase() -> None:
    theatre = Theatre(make_session(variants=("written", "subgroups"))).play()
    cues = [cue for cue in said(theatre) if cue.startswith("oordeelsvorming")]
    steps = [cue for cue in cues if "written" in cue or "subgroups" in cue]
    assert steps == [
        "oordeelsvorming/written-tell",
        "oordeelsvorming/subgroups-discuss",
        "oordeelsvorming/subgroups-report",
    ]


def test_a_second_case_begins_again_from_the_first_phase() -> None:
    theatre = Theatre(make_session("balintgroep", cases=2, breaks=("afsluiting",))).play()
    cues = said(theatre)
    assert cues.index("afsluiting/close") < cues.index("break")
    assert cues.index("break") < cues.index("wie-heeft-een-casus-2/announce")


@pytest.mark.parametrize(
    "options",
    [{"skipped": ("beeldforming",)}, {"breaks": ("no-such",)}, {"variants": ("shouted",)}],
)
def test_what_does_not_exist_is_refused(options: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(Unusable) as refusal:
        make_session(**options)  # type: ignore[arg-type]
    assert advice(refusal.value)


def test_leaving_everything_out_is_refused() -> None:
    phases = tuple(phase.id for phase in make_session().state.script.phases)
    with refuses(Unusable, "Every phase"):
        make_session(skipped=phases)


def test_next_ends_a_break_early() -> None:
    theatre = Theatre(make_session(breaks=("verzamelen",)))
    theatre.play(until=lambda: theatre.session.stage is Stage.INTERLUDE)
    give(theatre, i.Next(), after=30)
    assert theatre.session.phase is not None
    assert theatre.session.phase.id == "probleemkeuze"
    assert theatre.now < Instant(800)
