"""The loop: inputs in, outputs done, faults passed on; no decision of its own."""

import threading

from balint_voice.conductor import Inbox, Parts, conduct
from balint_voice.session import inputs as i
from balint_voice.session import outputs as o
from balint_voice.session import transitions as t
from balint_voice.session.clock import Instant, Seconds
from balint_voice.session.view import View

from .session.theatre import make_session


class FastClock:
    """A session clock that jumps to each deadline when nothing else is to be done before."""

    def __init__(self, inbox: Inbox) -> None:
        self.moment = 0.0
        self._inbox = inbox

    def now(self) -> Instant:
        return Instant(self.moment)

    def real(self, seconds: Seconds) -> float:
        if self._inbox.empty():
            self.moment += max(0.0, seconds)
        return 0.0


class Room:
    """Voice, ears, log and screen in one: does nothing, remembers all."""

    refresh_s: float | None = None

    def __init__(self, inbox: Inbox, log_fails: bool = False) -> None:
        self.inbox = inbox
        self.done: list[str] = []
        self.warnings: list[str] = []
        self.transitions: list[t.Transition] = []
        self._log_fails = log_fails
        self._phase = ""

    def say(self, cue: o.Cue, at: Instant | None = None) -> None:
        if at is not None:
            self.done.append(f"show {cue.id}")
            return
        self.done.append(f"say {cue.id}")
        self.inbox.put(i.CueStarted(cue.id))
        self.inbox.put(i.CueFinished(cue.id))

    def stop(self) -> None:
        self.done.append("stop")

    def open(self, phase: str) -> None:
        self._phase = phase
        self.done.append(f"open {phase}")

    def close(self) -> None:
        self.done.append("close")
        self.inbox.put(i.ListeningEnded(self._phase, 1.0, 0.5, 0.5, 0.0))

    def turn_deaf(self) -> None:
        self.done.append("deaf")

    def hear_again(self) -> None:
        self.done.append("hear")

    def append(self, at: Instant, transition: t.Transition) -> None:
        if self._log_fails:
            raise OSError(28, "No space left on device")
        self.transitions.append(transition)

    def show(self, view: View) -> None:
        self.view = view

    def warn(self, key: str) -> None:
        self.warnings.append(key)


def run(log_fails: bool = False) -> Room:
    inbox = Inbox()
    room = Room(inbox, log_fails)
    session = make_session("demo", ("probleemstelling", "besluitvorming"))
    thread = threading.Thread(
        target=conduct, args=(session, inbox, Parts(FastClock(inbox), room, room, room, room))
    )
    thread.start()
    thread.join(timeout=30)
    assert not thread.is_alive(), "the session does not end"
    return room


def test_a_session_runs_to_its_end_through_the_real_loop() -> None:
    room = run()
    assert isinstance(room.transitions[0], t.SessionStarted)
    assert isinstance(room.transitions[-1], t.SessionEnded)
    assert [line for line in room.done if line.startswith(("open", "close"))] == [
        "open probleemstelling",
        "close",
        "open besluitvorming",
        "close",
    ]


def test_a_cue_is_on_the_screen_before_it_is_spoken() -> None:
    room = run()
    shown = room.done.index("show probleemstelling/begin")
    assert room.done[shown + 1] == "say probleemstelling/begin"


def test_a_full_disk_is_shown_and_does_not_stop_the_session() -> None:
    room = run(log_fails=True)
    assert "timing-log" in room.warnings
    assert room.view.stage == "over"
