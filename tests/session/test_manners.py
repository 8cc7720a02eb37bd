"""Manners of silence: quiet evenings, reminders that are left out, silences that nobody asks about,
and the share of a person in a round."""

from dataclasses import replace

import pytest

from balint_voice.adapters.files.prompt_store import load_script, script_names
from balint_voice.errors import Unusable
from balint_voice.method.arrangement import arranged
from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import later
from balint_voice.session.consent import MicrophoneUse
from balint_voice.session.politeness import PolitenessSettings
from balint_voice.session.stage_table import Stage
from balint_voice.session.view import look
from tests.support.refusals import refuses
from tests.support.theatre import Theatre, make_session

WAITS = PolitenessSettings(silence_s=20)


def said(theatre: Theatre, mark: int = 0) -> list[str]:
    return [str(out.cue.id) for _, out in theatre.done[mark:] if isinstance(out, o.Say)]


def shown(theatre: Theatre) -> list[str]:
    return [str(out.cue.id) for _, out in theatre.done if isinstance(out, o.Show)]


def chimes(theatre: Theatre, kind: str = "soon") -> list[float]:
    return [at for at, out in theatre.done if out == o.Chime(kind)]  # type: ignore[arg-type]


def test_on_a_quiet_evening_reminders_are_seen_and_the_rest_is_said() -> None:
    loud = Theatre(make_session("intervisie", evaluation=True)).play()
    quiet = Theatre(make_session("intervisie", evaluation=True, quiet=True)).play()
    script = load_script("intervisie", "nl")
    reminders = {f"{phase.id}/{each.key}" for phase in script.phases for each in phase.reminders}
    assert [cue for cue in said(loud) if cue not in reminders] == said(quiet)
    assert shown(quiet) == [cue for cue in said(loud) if cue in reminders]
    assert len(chimes(quiet)) == len(shown(quiet)) > 5
    assert shown(loud) == []
    assert "evaluation/last-minute" in said(quiet), "people are told that time is up"


def test_the_steps_of_a_variant_are_announcements() -> None:
    quiet = Theatre(make_session("intervisie", variants=("written",), quiet=True)).play()
    steps = [cue for cue in said(quiet) if "/written-" in cue]
    assert steps
    assert not [cue for cue in shown(quiet) if "/written-" in cue]


def test_a_reminder_can_be_left_out() -> None:
    script = arranged(load_script("intervisie", "nl"), (), 1, ("half-minute",))
    left = {each.key for phase in script.phases for each in phase.reminders}
    assert "half-minute" not in left and "two-minutes" in left
    with refuses(Unusable, "has no reminder 'half-hour'"):
        arranged(script, (), 1, ("half-hour",))


def silences_asked_about(script: str, phase: int, *, quiet: bool = False) -> int:
    """How often a silence of two minutes in that phase is asked about."""
    asked = MicrophoneUse(pauses=True, beforehand=True)
    session = make_session(script, politeness=WAITS, asked=asked, quiet=quiet)
    theatre = Theatre(session)
    theatre.play(until=lambda: session.stage is Stage.WORK and session.position.index == phase)
    theatre.speaks(theatre.now + 5, theatre.now + 8)
    ends, mark = theatre.now + 120, len(theatre.done)
    theatre.play(until=lambda: theatre.now > ends or session.position.index > phase)
    return len([cue for cue in said(theatre, mark) if cue.startswith("ask-silence")])


def test_a_silence_is_asked_about_where_nobody_wants_it_otherwise() -> None:
    assert silences_asked_about("intervisie", 4) == 1
    assert silences_asked_about("intervisie", 4, quiet=True) == 0


def test_a_phase_that_lets_silence_be_is_not_asked_about() -> None:
    session = make_session(
        "intervisie", politeness=WAITS, asked=MicrophoneUse(pauses=True, beforehand=True)
    )
    theatre = Theatre(session)
    theatre.play(until=lambda: session.stage is Stage.WORK and session.position.index == 4)
    theatre.speaks(theatre.now + 5, theatre.now + 8)
    theatre.play(until=lambda: session._silence_question.due_at is not None)
    phase = session.state.script.phases[4]
    object.__setattr__(phase, "lets_silence_be", True)
    assert session._silence_question.due_at is None


def test_a_balint_group_lets_silence_be() -> None:
    of_balint = [name for name in script_names() if name.startswith("balintgroep")]
    for name in of_balint:
        assert all(phase.lets_silence_be for phase in load_script(name, "nl").phases)
    others = [load_script(name, "nl") for name in script_names() if name not in of_balint]
    assert not any(phase.lets_silence_be for script in others for phase in script.phases)


@pytest.mark.parametrize("people", [3, 9])
def test_a_soft_chime_marks_each_share_of_a_round(people: int) -> None:
    session = make_session("intervisie", people=people, round_chime=True)
    theatre = Theatre(session)
    theatre.play(until=lambda: session.stage is Stage.WORK)
    assert session.phase is not None and session.phase.speaks == "round"
    begins, ends = theatre.now, session.state.timers.ends_at
    assert ends is not None
    theatre.play(until=lambda: session.position.index == 1)
    share = (ends - begins) / people
    expected = [pytest.approx(begins + n * share) for n in range(1, people)]
    assert chimes(theatre) == expected
    theatre.play()
    rounds = [phase for phase in session.state.script.phases if phase.speaks == "round"]
    assert len(chimes(theatre)) == len(rounds) * (people - 1), "and nowhere else"
    assert [cue for cue in said(theatre) if "round-" in cue] == []


def test_without_asking_for_it_no_chime_counts_people() -> None:
    assert chimes(Theatre(make_session("intervisie")).play()) == []


def test_the_share_of_a_person_is_there_to_be_seen() -> None:
    session = make_session("intervisie", people=8)
    theatre = Theatre(session).play(until=lambda: session.stage is Stage.WORK)
    view = look(session.snapshot(), later(theatre.now, 60))
    assert view.work_s is not None
    assert view.share_s == pytest.approx(view.work_s / 8)
    theatre.play(until=lambda: session.stage is Stage.WORK and session.position.index == 2)
    assert look(session.snapshot(), theatre.now).share_s is None


def test_after_more_time_the_shares_that_are_left_come_once() -> None:
    session = make_session("intervisie", people=4, round_chime=True)
    theatre = Theatre(session)
    theatre.play(until=lambda: len(chimes(theatre)) == 2)
    theatre.later(theatre.now + 1, i.Extend(300))
    theatre.play(until=lambda: session.position.index == 1)
    assert len(chimes(theatre)) == 3


def test_what_was_asked_for_survives_a_kill() -> None:
    session = make_session("intervisie", quiet=True, round_chime=True)
    asked = replace(session.state.plan.options, unsaid=(r.Id("half-minute"),)).requested
    assert (asked.quiet, asked.round_chime, asked.unsaid) == (True, True, ("half-minute",))
