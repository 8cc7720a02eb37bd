"""A wider or a narrower search for texts is never silent: it stands in the log."""

from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from tests.support.theatre import Theatre, make_session


def test_each_change_is_on_the_log() -> None:
    theatre = Theatre(make_session("demo"))
    theatre.later(5.0, i.SearchChanged(widely=True))
    theatre.later(6.0, i.SearchChanged(widely=False))
    theatre.play()
    logged = [each.record for _, each in theatre.done if isinstance(each, o.Log)]
    changes = [each.widely for each in logged if isinstance(each, r.SearchChanged)]
    assert changes == [True, False]
