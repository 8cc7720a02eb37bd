"""Presses of any keys at any times, in capitals or not, held, at once, in pieces.

Read as a terminal sends them, handed to a session in virtual time. Whatever is pressed, a key that
is held or pressed twice at once goes one step at most, and nobody is left without an answer.
"""

import random

from balint_voice.adapters.display.keyboard import names_of, whole_keys
from balint_voice.adapters.display.keys import KeyDispatcher
from balint_voice.conductor import InputQueue
from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant
from balint_voice.session.engine import Session
from balint_voice.session.stage_table import Stage
from balint_voice.session.view import look
from tests.support.theatre import Theatre, make_session

_SENT = (
    *(
        " ",
        "b",
        "p",
        "+",
        "s",
        "r",
        "t",
        "v",
        "1",
        "j",
        "y",
        "o",
        "n",
        "q",
        ".",
        "x",
        "é",
        "ß",
        "\r",
    ),
    *("\x1b", "\x1b[6~", "\x1b[5~", "\x1b[15~", "\x1b[[E", "\x1bOF", "\x1b[1;5C", "\x7f", "\x13"),
    *("\x1b[200~", "\t", "\x00"),
)
_HELD = (0.0, 0.66, *[0.04] * 12)
_AFTERS = (0.0, 0.03, 0.2, 0.45, 0.55, 0.9, 1.5, 2.5, 6.0, 20.0)


def outcome(chance: random.Random) -> str:
    recorded = ("probleemstelling",) if chance.random() < 0.7 else ()
    session = make_session("demo", recorded, start=chance.choice(("auto", "ask")))
    theatre = Theatre(session)
    table = _Table(theatre)
    for _ in range(chance.randint(1, 12)):
        theatre.play(until=_in(theatre, chance.choice(_AFTERS) * chance.choice((1, 1, 10))))
        if session.over:
            break
        sent = chance.choice(_SENT)
        sent = sent.upper() if chance.random() < 0.3 and len(sent) == 1 else sent
        if chance.random() < 0.4:
            table.hold(sent)
        else:
            table.send(chance, sent)
    return "valid" if not table.warned else "refused"


class _Table:
    """A desk, and the session that it belongs to."""

    def __init__(self, theatre: Theatre) -> None:
        self._theatre = theatre
        self._inbox = InputQueue()
        self.notes: list[str] = []
        self._desk = KeyDispatcher(
            self._inbox, lambda phase, text: self.notes.append(text), lambda: theatre.now
        )
        self.warned = False

    def hold(self, sent: str) -> None:
        """As long as a key is held, it is one press."""
        before, steps = self._theatre.session.stage, len(_steps(self._theatre))
        typing = self._desk.line is not None
        for after in _HELD:
            self._theatre.play(until=_in(self._theatre, after))
            self._press(sent)
        if not typing and sent.lower() in ("q", "s", "b", "\x1b[5~") and before is Stage.WORK:
            gone = [each for each in _steps(self._theatre)[steps:] if each == "phase-ended"]
            assert len(gone) <= 1, (sent, gone)

    def send(self, chance: random.Random, sent: str) -> None:
        """At once, or in pieces on a slow line."""
        pieces = [sent]
        if sent.startswith("\x1b[") and chance.random() < 0.5:
            cut = chance.randint(1, len(sent) - 1)
            pieces = [sent[:cut], sent[cut:]]
        whole = whole_keys(lambda _: pieces.pop(0) if pieces else "") or ""
        assert whole == sent
        self._press(whole)

    def _press(self, sent: str) -> None:
        theatre, session = self._theatre, self._theatre.session
        if session.over:
            return
        self._desk.note_for = look(session.snapshot(), theatre.now).note_for
        for name in names_of(sent):
            typing = self._desk.line is not None
            self._desk.press(name)
            if typing and name.isprintable() and len(name) == 1:
                assert self._inbox.empty(), f"{name!r} of a note became a command"
        while not self._inbox.empty():
            given = self._inbox.take(0)
            before = len(theatre.done)
            theatre._hand(given)
            done = [output for _, output in theatre.done[before:]]
            self.warned |= any(isinstance(output, o.Warn) for output in done)
            _check(session, given, done)


def _check(session: Session, given: i.Input, done: list[o.Output]) -> None:
    due = session.deadline
    assert (
        session.over
        or due is not None
        or session.stage in (Stage.PREPARE, Stage.DRAIN)
        or (session.state.paused_at is not None)
    ), "nobody can bring it on"
    if isinstance(given, i.Pressed) and given.wants is None:
        assert all(isinstance(output, o.Warn) for output in done), "it means nothing"


def _in(theatre: Theatre, seconds: float) -> "_Passed":
    return _Passed(theatre, Instant(theatre.now + seconds))


class _Passed:
    """Until that moment has come: the play jumps from deadline to deadline, so one is put there."""

    def __init__(self, theatre: Theatre, moment: Instant) -> None:
        self._theatre, self._moment = theatre, moment
        theatre.later(moment, i.TimePassed())

    def __call__(self) -> bool:
        return self._theatre.now >= self._moment


def _steps(theatre: Theatre) -> list[str]:
    return [
        "phase-ended"
        for _, output in theatre.done
        if isinstance(output, o.Log) and isinstance(output.record, r.PhaseEnded)
    ]
