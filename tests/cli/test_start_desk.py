"""The start page's desk: what it says of the choices, and what of them it keeps."""

from pathlib import Path
from typing import Any

import pytest

from balint_voice.cli import parsing
from balint_voice.cli.language import settle
from balint_voice.cli.refusing import in_a_line
from balint_voice.cli.start_choices import as_choices, options_of
from balint_voice.cli.start_desk import StartDesk
from balint_voice.errors import Unusable


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The group's, which are empty at first."""
    file = tmp_path / "ours.toml"
    file.write_text("")
    monkeypatch.setenv("BALINT_VOICE_CONFIG", str(file))
    monkeypatch.setenv("BALINT_VOICE_DATA", str(tmp_path / "data"))
    settle("nl")
    return file


def choices(**chosen: Any) -> dict[str, Any]:
    """As the page has them at first, but for what is chosen."""
    return {**as_choices(options_of([])), **chosen}


def opened(*parts: str, failed: str = "", **chosen: Any) -> StartDesk:
    return StartDesk(choices(**chosen), list(parts), failed)


def test_after_a_start_that_failed_it_may_be_tried_again() -> None:
    desk = opened(failed="De luidspreker is er niet.")
    for _ in ("at once", "and opened anew"):
        told = desk.now({})
        assert told["failed"] == "De luidspreker is er niet." and told["refused"] == ""
        assert desk.plan({})["failed"], "and a minute later"
    desk.chosen(choices(people="5"))
    assert desk.now({})["failed"] == ""


@pytest.mark.parametrize(("script", "kept"), [("intervisie", True), ("roddelmethode", False)])
def test_what_is_kept_fits_the_method(settings: Path, script: str, kept: bool) -> None:
    """A reminder of one method is none of another, which would refuse every evening."""
    settings.write_text('unsaid = ["half-minute"]\n')
    opened().keep(choices(script=script))
    assert ("half-minute" in settings.read_text()) is kept
    assert parsing.outline_of(options_of([])).script.id == script


@pytest.mark.parametrize(("kept", "shown"), [("9:30", "09:30"), ("21:00", "21:00"), (None, "")])
def test_a_time_is_shown_as_the_field_for_it_takes_it(
    settings: Path, kept: str | None, shown: str
) -> None:
    if kept is not None:
        settings.write_text(f'end_at = "{kept}"\n')
    assert choices()["end_at"] == shown


@pytest.mark.parametrize(
    "ticks",
    [
        {"skip": ["verzamelen-2"]},
        {"break_after": ["beeldvorming-2"]},
        {"break_after": ["follow-up"]},
    ],
)
def test_a_tick_at_a_phase_that_another_tick_took_away_is_none(ticks: dict[str, Any]) -> None:
    desk = opened()
    told = desk.chosen(choices(**ticks, two_cases=True, follow_up=True))
    assert told["refused"] == "" and len(told["phases"]) > 18
    told = desk.chosen(choices(**ticks))
    assert told["refused"] == "" and len(told["phases"]) == 9
    assert desk.chosen(choices(skip=["verzamellen"]))["refused"], "a wrong name is still told"


def test_what_was_ticked_is_there_when_something_else_is_refused() -> None:
    """On a page that is opened anew: what it does not show it does not send."""
    ticks: dict[str, Any] = {
        "skip": ["verzamelen"],
        "record": ["case"],
        "break_after": ["beeldvorming"],
    }
    told = opened(people="100", **ticks).now({})
    assert told["refused"] and told["values"]["people"] == "100"
    for name in ("skip", "record"):
        assert [each[0] for each in told[name] if each[2]] == ticks[name]
    assert [row["phase"] for row in told["phases"] if row.get("break")] == ticks["break_after"]


def test_a_break_that_nobody_ticked_has_no_box(settings: Path) -> None:
    """Between two cases: where it could be unticked, it would come back with the next answer."""

    def breaks(**chosen: Any) -> dict[str, bool]:
        rows = opened().chosen(choices(two_cases=True, **chosen))["phases"]
        return {row["phase"]: row["fixed"] for row in rows if row.get("break")}

    last = "vergelijkbare-situaties"
    assert breaks() == {last: True}
    assert breaks(skip=[last]) == {"gedrag-in-de-groep": True}, "it has moved"
    assert breaks(break_after=["beeldvorming"]) == {"beeldvorming": False, last: True}
    settings.write_text("no_break = true\n")
    assert breaks() == {}
    assert breaks(break_after=[last]) == {last: False}, "it was ticked, and can be unticked"


def test_the_plan_is_told_anew_of_the_same_choices() -> None:
    desk = opened()
    told, anew = desk.chosen(choices(people="5", minutes="90")), desk.plan({})
    assert anew["phases"] == told["phases"] and "90 minuten" in anew["total"]


@pytest.mark.parametrize(
    ("ours", "told", "speaks"),
    [
        ("", (), True),
        ('voice = "none"', (), False),
        ("", ("--voice=none",), False),
        ('voice = "none"', ("--voice=nl",), True),
        ("people = 1000", (), True),
    ],
)
def test_a_voice_can_be_heard_where_there_is_one(
    settings: Path, ours: str, told: tuple[str, ...], speaks: bool
) -> None:
    desk = opened(*told)
    settings.write_text(ours)
    page, _ = desk.file("/")
    assert ('id="hear"' in page) is speaks


def test_an_end_and_a_length_are_not_kept_both(settings: Path) -> None:
    both, desk = choices(minutes="90", end_at="21:00"), opened()
    assert desk.keep(both)["said"] == in_a_line(Unusable("end-and-minutes"))
    assert settings.read_text() == ""
    for end_at in ("09:00", "21:00"):  # one of them is more than ten hours off
        assert settings.name in desk.keep(choices(end_at=end_at))["said"]
        assert f'end_at = "{end_at}"' in settings.read_text()
