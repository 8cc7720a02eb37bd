"""The whole nine-phase evening, read as theatre: what is said when, to the second."""

from pathlib import Path
from typing import Any

import pytest

from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from tests.support.theatre import Theatre, make_session

GOLDEN = Path(__file__).parent / "golden"


RECORDED = ("probleemstelling", "besluitvorming")
SCRIPTS = (
    "balintgroep",
    "balintgroep-met-suggesties",
    "demo",
    "geen-oplossing",
    "heilsbronn",
    "hoe-zou-ik-het-doen",
    "incidentmethode",
    "intervisie",
    "kollegiale-beratung",
    "roddelmethode",
    "troika",
    "uitpluizen",
)
PLAYS: dict[str, dict[str, Any]] = {
    f"{script}-{language}-{start}": {"script": script, "language": language, "start": start}
    for script in SCRIPTS
    for language in ("nl", "en", "de", "fr")
    for start in ("auto", "ask")
} | {
    "intervisie-nl-recorded": {"script": "intervisie", "recorded": RECORDED},
    "demo-nl-recorded": {"script": "demo", "recorded": RECORDED},
    "intervisie-nl-everything": {
        "script": "intervisie",
        "variants": ("written", "subgroups"),
        "orientation": True,
        "evaluation": True,
        "breaks": ("beeldvorming",),
        "skipped": ("gedrag-in-de-groep",),
        "people": 12,
        "minutes": 120,
    },
    "intervisie-nl-follow-up": {"script": "intervisie", "follow_up": True, "minutes": 105},
    "heilsbronn-de-follow-up": {"script": "heilsbronn", "language": "de", "follow_up": True},
    "balintgroep-nl-two-cases": {
        "script": "balintgroep",
        "cases": 2,
        "breaks": ("afsluiting",),
    },
}
"""Every script, language and way to start; and what else can be asked for."""


def play(name: str) -> str:
    return Theatre(make_session(**PLAYS[name])).play().script() + "\n"


@pytest.mark.parametrize("name", PLAYS)
def test_the_evening_goes_as_written(name: str) -> None:
    """After a change of words that is meant: `python -m tests.session.write_golden`, and read."""
    golden = GOLDEN / f"{name}.txt"
    assert play(name) == golden.read_text(encoding="utf-8")


def test_a_hundred_and_five_minutes_are_a_hundred_and_five_minutes() -> None:
    theatre = Theatre(make_session()).play()
    last_close = next(
        at
        for at, out in theatre.done
        if isinstance(out, o.Say) and str(out.cue.id) == "vergelijkbare-situaties/close"
    )
    welcome_and_latencies = 15
    assert 6300 - 10 <= last_close <= 6300 + welcome_and_latencies


def test_every_phase_has_its_four_beats_in_order() -> None:
    theatre = Theatre(make_session()).play()
    beats = [
        (out.record.phase, out.record.beat)
        for _, out in theatre.done
        if isinstance(out, o.Log) and isinstance(out.record, r.BeatBegan)
    ]
    phases = [phase.id for phase in theatre.session.state.script.phases]
    order = ("announce", "prepare", "begin", "work", "close")
    assert beats == [(phase, beat) for phase in phases for beat in order]


def test_the_demo_lasts_less_than_three_minutes() -> None:
    theatre = Theatre(make_session("demo", ("probleemstelling", "besluitvorming"))).play()
    assert theatre.now < 180
