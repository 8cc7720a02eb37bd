"""The whole nine-phase evening, read as theatre: what is said when, to the second."""

from pathlib import Path

import pytest

from balint_voice.session import outputs as o
from balint_voice.session import transitions as t

from .theatre import Theatre, make_session

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(
    ("name", "script", "recorded"),
    [
        ("intervisie-nl", "intervisie", ()),
        ("intervisie-nl-recorded", "intervisie", ("probleemstelling", "besluitvorming")),
        ("demo-nl", "demo", ("probleemstelling", "besluitvorming")),
    ],
)
def test_the_evening_goes_as_written(name: str, script: str, recorded: tuple[str, ...]) -> None:
    """After a change of words that is meant: `python -m tests.session.write_golden`, and read."""
    played = Theatre(make_session(script, recorded)).play().script() + "\n"
    golden = GOLDEN / f"{name}.txt"
    assert played == golden.read_text(encoding="utf-8")


def test_a_hundred_and_five_minutes_are_a_hundred_and_five_minutes() -> None:
    theatre = Theatre(make_session()).play()
    last_close = next(
        at
        for at, out in theatre.done
        if isinstance(out, o.Say) and out.cue.id == "vergelijkbare-situaties/close"
    )
    welcome_and_latencies = 15
    assert 6300 - 10 <= last_close <= 6300 + welcome_and_latencies


def test_every_phase_has_its_four_beats_in_order() -> None:
    theatre = Theatre(make_session()).play()
    beats = [
        (out.transition.phase, out.transition.beat)
        for _, out in theatre.done
        if isinstance(out, o.Record) and isinstance(out.transition, t.BeatBegan)
    ]
    phases = [phase.id for phase in theatre.session.script.phases]
    order = ("announce", "prepare", "begin", "work", "close")
    assert beats == [(phase, beat) for phase in phases for beat in order]


def test_the_demo_lasts_less_than_three_minutes() -> None:
    theatre = Theatre(make_session("demo", ("probleemstelling", "besluitvorming"))).play()
    assert theatre.now < 180
