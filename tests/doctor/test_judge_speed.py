"""How far a model falls behind, and which one to take."""

from hypothesis import given
from hypothesis import strategies as st

from balint_voice.adapters.files.prompt_store import load_script
from balint_voice.adapters.whisper.model_catalogue import BUILDS
from balint_voice.doctor.speed import (
    EASY,
    BacklogForecast,
    SpeechLoad,
    advise,
    at_least,
    backlog,
    judge_command,
    judge_speed,
    recorded_stretches,
)

TYPICAL = {name: build.typical.factor for name, build in BUILDS.items() if build.typical}
RANKED = ("tiny", "base", "small", "medium")
CASE = (SpeechLoad(900, 1500),)

factors = st.floats(0.01, 10)
windows = st.integers(2, 30)


@st.composite
def evenings(draw: st.DrawFn) -> tuple[SpeechLoad, ...]:
    """Up to four stretches of whole seconds, one after the other."""
    at, found = 0, []
    for _ in range(draw(st.integers(0, 4))):
        begin = at + draw(st.integers(0, 600))
        at = begin + draw(st.integers(1, 900))
        found.append(SpeechLoad(begin, at))
    return tuple(found)


def second_by_second(stretches: tuple[SpeechLoad, ...], factor: float, window_s: int) -> float:
    """The same wait, found another way: a worker that is given work and does it bit by bit."""
    to_do, spoken = 0.0, 0
    end = int(stretches[-1].end_s) if stretches else 0
    for second in range(end):
        to_do = max(0.0, to_do - 1)
        for stretch in stretches:
            if stretch.start_s <= second < stretch.end_s:
                spoken += 1
                if spoken == window_s or second + 1 == stretch.end_s:
                    to_do += factor * spoken
                    spoken = 0
    return to_do


@given(evenings(), factors, windows)
def test_the_wait_is_that_of_a_worker_who_does_the_same(
    stretches: tuple[SpeechLoad, ...], factor: float, window_s: int
) -> None:
    found = backlog(stretches, factor, window_s)
    assert abs(found.wait_s - second_by_second(stretches, factor, window_s)) < 1e-6


@given(evenings(), factors, windows)
def test_what_waits_is_bounded_by_what_was_said(
    stretches: tuple[SpeechLoad, ...], factor: float, window_s: int
) -> None:
    said = sum(stretch.end_s - stretch.start_s for stretch in stretches)
    found = backlog(stretches, factor, window_s)
    assert 0 <= found.wait_s <= factor * said + 1e-6
    assert found.most_s <= said + 1e-6
    if stretches and factor <= 1:
        assert found.wait_s <= factor * window_s + 1e-6, "it keeps up: one window at most"


@given(evenings(), factors, st.floats(1, 3), windows)
def test_a_slower_model_never_falls_less_behind(
    stretches: tuple[SpeechLoad, ...], factor: float, slower: float, window_s: int
) -> None:
    one, other = (backlog(stretches, f, window_s) for f in (factor, factor * slower))
    assert other.wait_s >= one.wait_s - 1e-6
    assert other.most_s >= one.most_s - 1e-6


def test_ten_minutes_at_twice_real_time_are_ten_minutes_more() -> None:
    found = backlog(CASE, 2.0, 20.0)
    assert found.wait_s == 600 + 20, "and the last window itself"
    assert 300 <= found.most_s <= 320


@given(st.sampled_from(sorted(TYPICAL)), factors)
def test_advice_keeps_up_and_is_the_best_that_does(model: str, factor: float) -> None:
    advised = advise(model, factor, TYPICAL, RANKED)
    here = factor / TYPICAL[model]
    fit = [name for name in RANKED if TYPICAL[name] * here <= EASY]
    assert advised == (fit[-1] if fit else None)


@given(st.sampled_from(sorted(TYPICAL)), factors, st.floats(1, 5))
def test_a_slower_machine_is_never_advised_more(model: str, factor: float, slower: float) -> None:
    one, other = (advise(model, f, TYPICAL, RANKED) for f in (factor, factor * slower))
    assert (RANKED.index(other) if other else -1) <= (RANKED.index(one) if one else -1)


def test_of_an_unknown_model_nothing_is_advised() -> None:
    assert advise("demo-nl", 0.1, TYPICAL, RANKED) is None


def judged(factor: float, most_s: float = 60, advised: str | None = None) -> tuple[str, str]:
    found = judge_speed(
        "small",
        factor,
        behind=BacklogForecast(factor * 20, most_s),
        bearable_s=600,
        advised=advised,
    )
    return found.state, found.what


def test_verdicts_by_factor() -> None:
    assert judged(0.16) == ("ok", "speed-ok")
    assert judged(0.16, advised="medium") == ("ok", "speed-better")
    assert judged(0.16, advised="small") == ("ok", "speed-ok")
    assert judged(0.7) == ("ok", "speed-ok")
    assert judged(0.71) == ("warning", "speed-tight")
    assert judged(1.01) == ("warning", "speed-behind")
    assert judged(3.0, most_s=601) == ("missing", "speed-loses"), "speech would be lost"


def test_what_to_do_about_a_slow_one() -> None:
    slow = judge_speed(
        "medium", 2.0, behind=BacklogForecast(900, 300), bearable_s=600, advised="base"
    )
    assert (slow.remedy, slow.fields["advised"]) == ("model-take", "base")
    hopeless = judge_speed(
        "tiny", 2.0, behind=BacklogForecast(900, 300), bearable_s=600, advised=None
    )
    assert hopeless.remedy == "model-none-fits"


def test_a_broken_measurement_proves_only_that_it_is_slow() -> None:
    fast = judge_speed("small", 0.3, behind=BacklogForecast(6, 20), bearable_s=600, advised=None)
    assert at_least(fast).what == "speed-unfinished"
    slow = judge_speed("small", 1.4, behind=BacklogForecast(300, 200), bearable_s=600, advised=None)
    assert at_least(slow) == slow


def test_spoken_commands() -> None:
    assert judge_command(1.2, 0.6).state == "ok"
    assert judge_command(1.2, 0.6).fields == {"seconds": 1.8}
    assert judge_command(4.0, 0.6).state == "warning"


def test_the_stretches_of_the_standard_method() -> None:
    script = load_script("intervisie", "nl")
    (case,) = recorded_stretches(script, ["probleemstelling"])
    assert case == SpeechLoad(15 * 60, 25 * 60)
    assert recorded_stretches(script, []) == ()
