"""The plan: right to the second, fair, never below a phase's least, and stable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balint_voice.adapters.files.prompt_store import load_script
from balint_voice.method.schedule import (
    PhaseShare,
    Plan,
    could_be_skipped,
    deal,
    plan,
    planned_seconds,
    replan,
    shortage,
)

INTERVISIE = load_script("intervisie", "nl")

shares = st.lists(
    st.tuples(st.integers(0, 900), st.integers(0, 2400), st.booleans()), min_size=1, max_size=12
).map(
    lambda rows: [
        PhaseShare(f"p{n}", least, max(1, least + more), guarded)
        for n, (least, more, guarded) in enumerate(rows)
    ]
)


def seconds(plan: Plan) -> dict[str, float]:
    return {slot.phase: slot.seconds for slot in plan}


def test_as_the_method_has_it() -> None:
    minutes = [slot.seconds / 60 for slot in plan(INTERVISIE)]
    assert minutes == [10, 5, 10, 5, 25, 20, 10, 10, 10]


@pytest.mark.parametrize("people", [5, 9, 12])
@pytest.mark.parametrize("minutes", [90, 105, 120])
def test_it_fills_the_evening_to_the_second(people: int, minutes: int) -> None:
    assert planned_seconds(plan(INTERVISIE, people, minutes)) == minutes * 60


def test_more_people_shift_time_to_the_rounds() -> None:
    few, many = seconds(plan(INTERVISIE, 5)), seconds(plan(INTERVISIE, 12))
    assert many["verzamelen"] > few["verzamelen"]
    assert many["probleemstelling"] < few["probleemstelling"]


def test_imaging_is_squeezed_last() -> None:
    short = seconds(plan(INTERVISIE, minutes=80))
    assert short["beeldvorming"] == 25 * 60
    assert short["oordeelsvorming"] < 20 * 60
    shorter = seconds(plan(INTERVISIE, minutes=60))
    assert shorter["oordeelsvorming"] == 10 * 60
    assert 15 * 60 <= shorter["beeldvorming"] < 25 * 60


def test_what_cannot_fit_is_said_and_what_could_go() -> None:
    phases = [phase.id for phase in INTERVISIE.phases]
    assert shortage(INTERVISIE, 9, phases, 105 * 60) == 0
    short = shortage(INTERVISIE, 9, phases, 50 * 60)
    assert short == 4 * 60
    assert could_be_skipped(INTERVISIE, 9, phases, short) in (
        "gedrag-in-de-groep",
        "vergelijkbare-situaties",
    )


@given(shares, st.integers(0, 20_000))
def test_the_sum_is_right_unless_the_leasts_alone_are_more(
    given_: list[PhaseShare], total: int
) -> None:
    least = sum(share.least for share in given_)
    assert planned_seconds(deal(given_, total)) == max(total, least)


@given(shares, st.integers(0, 20_000))
def test_no_phase_gets_less_than_its_least(given_: list[PhaseShare], total: int) -> None:
    dealt = seconds(deal(given_, total))
    assert all(dealt[share.phase] >= share.least for share in given_)


@given(shares, st.integers(0, 20_000), st.integers(0, 3_000))
def test_more_time_never_shortens_a_phase(given_: list[PhaseShare], total: int, more: int) -> None:
    before, after = seconds(deal(given_, total)), seconds(deal(given_, total + more))
    assert all(after[share.phase] >= before[share.phase] for share in given_)


@given(shares, st.integers(0, 20_000))
def test_guarded_phases_are_squeezed_last(given_: list[PhaseShare], total: int) -> None:
    dealt = seconds(deal(given_, total))
    if any(share.guarded and dealt[share.phase] < share.liked for share in given_):
        assert all(s.guarded or dealt[s.phase] == s.least for s in given_)


@given(st.integers(5, 14), st.integers(40, 180), st.integers(0, 8))
def test_replanning_after_nothing_changes_nothing(people: int, minutes: int, done: int) -> None:
    before = plan(INTERVISIE, people, minutes)
    rest = before[done:]
    left = planned_seconds(rest)
    anew = replan(INTERVISIE, people, [slot.phase for slot in rest], left)
    assert all(abs(a.seconds - b.seconds) <= 1 for a, b in zip(rest, anew, strict=True)), (
        "a second may change hands in rounding, no more"
    )
    assert replan(INTERVISIE, people, [s.phase for s in anew], left) == anew


@given(shares, st.integers(1, 5), st.integers(0, 20_000))
def test_a_huge_evening_is_dealt_as_fairly_and_at_once(
    given_: list[PhaseShare], times: int, total: int
) -> None:
    liked = sum(share.liked for share in given_)
    before, after = deal(given_, liked + total), deal(given_, liked * (1 + times * 10**6) + total)
    for share, less, more in zip(given_, before, after, strict=True):
        assert more.seconds - less.seconds == share.liked * times * 10**6
