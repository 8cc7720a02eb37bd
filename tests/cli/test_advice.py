"""What is told of a session before it begins: judged by the plan that would be held."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from balint_voice.adapters.files.prompt_store import script_names
from balint_voice.cli import advice, parsing
from balint_voice.cli.options import PartOptions
from balint_voice.cli.run_options import RunOptions


def too_short(until: float | None = None, **asked: Any) -> str | None:
    """`until`: in so many minutes it has to end."""
    now = datetime.now().astimezone()
    ends_at = None if until is None else now + timedelta(minutes=until)
    given = RunOptions(**{"language": "en", "parts": PartOptions(), **asked})
    return advice.too_short(advice.as_it_would_be(parsing.outline_of(given), ends_at), ends_at)


def test_an_end_is_too_early_as_minutes_are_too_few() -> None:
    told = too_short(until=20.4)
    assert told is not None and " 20 minutes" in told and " 55." in told
    assert told == too_short(minutes=20)
    assert too_short(until=90) is None


@pytest.mark.parametrize(
    "more",
    [{"break_after": ["beeldvorming"]}, {"evaluation": True}, {"orientation": True}],
    ids=lambda more: next(iter(more)),
)
def test_what_stands_around_the_phases_counts(more: dict[str, Any]) -> None:
    assert too_short(minutes=55) is None
    told = too_short(minutes=55, **more)
    assert told is not None
    least = int(told.split(" at least ")[1].split(".")[0])
    assert too_short(minutes=least, **more) is None, "what would do does"
    assert too_short(minutes=least - 2, **more) is not None


def test_fewer_people_need_less() -> None:
    assert too_short(people=4, minutes=52) is None
    assert too_short(people=4, minutes=50) is not None
    assert too_short(people=9, minutes=52) is not None


@pytest.mark.parametrize("language", ["nl", "en", "de", "fr"])
@pytest.mark.parametrize("script", ["uitpluizen", "troika"])
def test_no_method_is_advised_to_whoever_may_have_chosen_it(script: str, language: str) -> None:
    told = too_short(script=script, language=language, minutes=20)
    assert told is not None
    assert not [name for name in script_names() if name in told]


@pytest.mark.parametrize("script", script_names())
def test_more_than_a_circle_holds_is_told_where_the_method_works_in_one(script: str) -> None:
    def about(people: int) -> str | None:
        given = RunOptions(script=script, people=people, language="en", parts=PartOptions())
        return advice.about_size(parsing.outline_of(given))

    assert about(12) is None
    assert (about(13) is None) == (script == "troika")


def test_half_a_minute_is_not_worth_a_word_and_nothing_asked_for_is_never_short() -> None:
    assert too_short(minutes=54) is None, "the opening takes some seconds more"
    assert too_short() is None
    assert too_short(people=1, orientation=True, evaluation=True) is None
    assert " 20.5 minutes" in (too_short(minutes=20.5) or ""), "as it was typed"
