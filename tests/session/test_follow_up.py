"""Looking back at last time: a phase before phase 1, in the plan, and never recorded."""

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from balint_voice.adapters.files.prompt_store import load_script, script_names
from balint_voice.cli.labels import words_of_session
from balint_voice.cli.options import PartOptions
from balint_voice.cli.parsing import session_options
from balint_voice.cli.run_options import RunOptions
from balint_voice.errors import Unusable
from balint_voice.method.arrangement import FOLLOW_UP, arranged, with_follow_up
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.consent import MicrophoneUse
from balint_voice.session.stage_table import Stage
from balint_voice.session.view import look
from tests.support.theatre import Theatre, make_session, recorded_transitions

WITH_ADVICE = [
    "balintgroep-met-suggesties",
    "heilsbronn",
    "hoe-zou-ik-het-doen",
    "incidentmethode",
    "intervisie",
    "kollegiale-beratung",
    "roddelmethode",
]


def test_the_methods_in_which_advice_is_given_have_it() -> None:
    found = [name for name in script_names() if load_script(name, "nl").follow_up_s]
    assert found == WITH_ADVICE
    for name in set(script_names()) - set(WITH_ADVICE):
        with pytest.raises(Unusable) as refusal:
            with_follow_up(load_script(name, "nl"))
        assert refusal.value.key == "follow-up-none"
    advising = [n for n in script_names() if load_script(n, "nl").recordable("advice")]
    assert set(advising) <= set(WITH_ADVICE)


def test_it_has_the_beats_of_a_phase_and_ends_with_the_others_in_time() -> None:
    theatre = Theatre(make_session(follow_up=True, minutes=105.0)).play()
    logged = [out.record for _, out in theatre.done if isinstance(out, o.Log)]
    begun = [each for each in logged if isinstance(each, r.BeatBegan)]
    assert [each.beat for each in begun[:5]] == ["announce", "prepare", "begin", "work", "close"]
    assert [each.phase for each in begun[:6]] == [FOLLOW_UP] * 5 + ["verzamelen"]
    planned = [each for each in logged if isinstance(each, r.PhasePlanned)]
    assert (planned[0].phase, planned[0].number, planned[1].number) == (FOLLOW_UP, 0, 1)
    assert planned[0].planned_s >= 120
    ((at, _),) = recorded_transitions(theatre, r.SessionEnded)
    assert abs(at - 105 * 60) < 10, "it is counted in the plan"


def test_without_minutes_it_comes_on_top() -> None:
    ((plain, _),) = recorded_transitions(Theatre(make_session()).play(), r.SessionEnded)
    longer = Theatre(make_session(follow_up=True)).play()
    ((at, _),) = recorded_transitions(longer, r.SessionEnded)
    assert at - plain == pytest.approx(300, abs=15)


def test_nothing_in_it_is_recorded_whatever_was_agreed() -> None:
    everything = MicrophoneUse(
        recorded=tuple(
            r.Id(phase.id) for phase in load_script("intervisie", "nl").phases if phase.records
        ),
        beforehand=True,
    )
    theatre = Theatre(make_session(follow_up=True, asked=everything)).play()
    found = [each for _, each in recorded_transitions(theatre, r.MicrophoneOpened)]
    opened = {each.phase for each in found if isinstance(each, r.MicrophoneOpened)}
    assert opened and FOLLOW_UP not in opened
    script = with_follow_up(load_script("intervisie", "nl"))
    assert script.phase(FOLLOW_UP).records is None


def test_it_has_no_number_on_the_screen() -> None:
    theatre = Theatre(make_session(follow_up=True))
    theatre.play(until=lambda: theatre.session.stage is Stage.WORK)
    view = look(theatre.session.snapshot(), theatre.now)
    assert (view.phase, view.phase_number, view.phases) == ("Terug naar de vorige keer", "", 9)
    theatre.play(until=lambda: look(theatre.session.snapshot(), theatre.now).number == 2)
    assert look(theatre.session.snapshot(), theatre.now).phase_number == "2/9"


def test_the_break_between_two_cases_stays_where_it_was() -> None:
    given = RunOptions(cases=2, follow_up=True, parts=PartOptions())
    script = arranged(load_script("intervisie", "nl"), (), 2, follow_up=True)
    assert session_options(given, script).breaks == ("vergelijkbare-situaties",)
    without = arranged(load_script("intervisie", "nl"), (), 2)
    assert session_options(replace(given, follow_up=False), without).breaks == (
        "vergelijkbare-situaties",
    )


@pytest.mark.parametrize("language", ["nl", "en", "de", "fr"])
def test_its_words_are_for_the_ear_and_it_has_a_name_in_reports(language: str) -> None:
    phase = with_follow_up(load_script("intervisie", language)).phase(FOLLOW_UP)
    texts = (phase.announce, phase.prepare, phase.begin, phase.close)
    for text in (*texts, *(each.text for each in phase.reminders)):
        assert not re.search(r"[()\d/;]", text)
        assert all(len(sentence.split()) <= 20 for sentence in re.split(r"[.?!]", text))
    assert words_of_session("intervisie", language).names[FOLLOW_UP] == phase.name


if sys.platform != "win32":
    from tests.display.terminal import Terminal

    @pytest.mark.slow
    @pytest.mark.parametrize("manner", [["--plain"], []], ids=["lines", "page"])
    def test_a_facilitator_walks_through_it_with_keys(tmp_path: Path, manner: list[str]) -> None:
        line = ["run", "intervisie", "--follow-up", "--voice", "none", "--pace", "20", *manner]
        with Terminal(["-m", "balint_voice", *line], tmp_path, size=(100, 40)) as terminal:
            terminal.sees("Terug naar de vorige keer")
            terminal.sees("Wie toen inbracht")
            terminal.press(" ")
            terminal.sees("1/9 · Verzamelen")
            terminal.press("qqq\x03")
            terminal.ended()
        log = next(tmp_path.glob("sessions/*/timing.jsonl")).read_text()
        assert '"phase":"follow-up","beat":"close"' in log
        assert '"follow_up":true' in log
