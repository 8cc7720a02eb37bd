"""Asking for the network is refused: told once, and kept in few lines however often it is."""

from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from tests.support.theatre import Theatre, make_session


def test_the_first_try_is_told_and_the_log_grows_with_its_doubling_alone() -> None:
    theatre = Theatre(make_session("demo"))
    for n in range(100):
        theatre.later(5.0 + n / 10, i.NetworkRefused(1))
    theatre.later(20.0, i.NetworkRefused(1000))
    theatre.play()
    outputs = [each for _, each in theatre.done]
    warned = [each for each in outputs if each == o.Warn("network")]
    logged = [each.record for each in outputs if isinstance(each, o.Log)]
    refused = [each.times for each in logged if isinstance(each, r.NetworkRefused)]
    assert len(warned) == 1
    assert refused == [1, 2, 4, 8, 16, 32, 64, 1100]
    assert logged[-1] == r.SessionEnded(complete=True), "the session goes on"
