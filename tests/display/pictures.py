"""Moments of an evening as a screen gets to see them: fixed, in each language."""

from collections.abc import Callable
from dataclasses import replace

from balint_voice.adapters.display.page import Picture
from balint_voice.method.words import Words
from balint_voice.session import inputs as i
from balint_voice.session.clock import later
from balint_voice.session.engine import Session
from balint_voice.session.stage_table import Stage
from balint_voice.session.view import View, look
from tests.support.theatre import Theatre, make_session


def _at(when: Callable[[Session], bool], language: str, after: float = 0.0) -> tuple[View, Words]:
    session = make_session("intervisie", ("probleemstelling",), language=language)
    theatre = Theatre(session).play(until=lambda: when(session))
    return look(session.snapshot(), later(theatre.now, after)), session.state.script.words


def recording(language: str) -> tuple[View, Words]:
    """The presenter speaks, the microphone records, something is not text yet."""
    view, words = _at(lambda s: s.state.microphone.phase is not None, language, after=83.0)
    return replace(view, backlog_s=12.0, sealed_ago_s=8.0), words


def waiting(language: str) -> tuple[View, Words]:
    """The quiet moment is over; the phase waits for a key."""
    view, words = _at(lambda s: s.stage is Stage.PREPARE, language)
    return replace(view, waiting=True, saying=None), words


def announcing(language: str) -> tuple[View, Words]:
    """The longest words of a phase are being said."""
    view, words = _at(lambda s: bool(s.state.cues.sounding) and s.position.index == 4, language)
    return replace(view, said_share=0.4), words


def naming(language: str) -> tuple[View, Words]:
    """The phase with the longest name."""
    return _at(lambda s: s.stage is Stage.WORK and s.position.index == 8, language, after=10.0)


def paused(language: str) -> tuple[View, Words]:
    session = make_session("intervisie", language=language, breaks=("beeldvorming",))
    at_work = lambda: session.stage is Stage.WORK and session.position.index == 4  # noqa: E731
    theatre = Theatre(session).play(until=at_work)
    session.handle(i.Pause(), later(theatre.now, 100))
    view = look(session.snapshot(), later(theatre.now, 500))
    return view, session.state.script.words


def attending(language: str) -> tuple[View, Words]:
    """The microphone hears pauses and commands only; it is late."""
    view, words = _at(
        lambda s: s.stage is Stage.WORK and s.position.index == 6, language, after=20.0
    )
    return replace(view, microphone="attend", late_s=420.0), words


WORDS = make_session("demo").state.script.words


def picture(view: View, **more: object) -> Picture:
    plain = Picture(view=view, ends="21:34", said=view.words or "", warnings=(), typed=None)
    return replace(plain, **more)  # type: ignore[arg-type]
