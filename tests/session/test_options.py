"""What a session is asked to be is one value: the log gives back what `run` was asked for."""

from dataclasses import fields, replace

from balint_voice.session import log_records as r
from balint_voice.session.options import WAKE_WORD, SessionOptions

ASKED = SessionOptions(
    people=7,
    group="Tuesday",
    recorded=(r.Id("case"),),
    variants=(r.Id("written"),),
    cases=2,
    breaks=(r.Id("case"),),
    skipped=(r.Id("analysis"),),
    orientation=True,
    evaluation=True,
    minutes=75.0,
    asks=True,
    polite=False,
    pauses=True,
    commands=True,
    beforehand=True,
    first_word=True,
    pace=2.0,
    wake_word="Sokrates",
    follow_up=True,
    quiet=True,
    unsaid=(r.Id("half-minute"),),
    round_chime=True,
)
STARTED = r.SessionStarted(
    session=r.Id("2026-11-21-200000"),
    script=r.Id("intervisie"),
    language=r.Id("en"),
    started="2026-11-21T20:00:00+01:00",
    people=7,
    group="Tuesday",
    planned_s=4500.0,
    recorded=(r.Id("case"),),
)


def test_the_log_gives_back_what_was_asked_for() -> None:
    assert type(ASKED.requested) is r.SessionRequested
    kept = replace(ASKED, beforehand=False, first_word=False, wake_word=WAKE_WORD)
    assert SessionOptions.from_log(STARTED, ASKED.requested) == kept


def test_each_option_differs_from_its_default_above() -> None:
    usual = SessionOptions(people=0)
    same = [f.name for f in fields(ASKED) if getattr(ASKED, f.name) == getattr(usual, f.name)]
    assert not same


def test_a_session_that_is_resumed_may_hear_less_than_was_asked_for() -> None:
    nothing = SessionOptions(people=7).microphone
    assert ASKED.with_microphone(nothing).microphone == nothing
    assert ASKED.with_microphone(nothing).minutes == 75.0
