"""The one loop: waits for an input or the deadline, passes it to the session, performs the outputs.

Rules: it decides nothing about phases, speech or time. Every fault of a part becomes an input, so
that the session knows of it and the group can continue.
"""

import math
import queue
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from balint_voice import ports
from balint_voice.errors import BalintVoiceError
from balint_voice.session import inputs as i
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant, Seconds
from balint_voice.session.engine import Session
from balint_voice.session.view import View, look


class PacedClock(ports.Clock, Protocol):
    """A clock that also says how long a stretch of its time takes in the room, and when that is."""

    def moment(self, instant: Instant) -> ports.Moment: ...
    def real(self, seconds: Seconds) -> float: ...


class Screen(Protocol):
    """Shows. `refresh_s`: how often it wants a view when nothing happens; None: never."""

    @property
    def refresh_s(self) -> float | None: ...
    def show(self, view: View) -> None: ...
    def say(self, cue: o.Cue, at: Instant) -> None: ...
    def warn(self, key: str) -> None: ...
    def close(self) -> None: ...


class InputQueue:
    """The one queue into the session: any thread may put, only the conductor takes."""

    def __init__(self) -> None:
        self._items: queue.SimpleQueue[i.Input] = queue.SimpleQueue()

    def put(self, item: i.Input) -> None:
        self._items.put(item)

    def empty(self) -> bool:
        return self._items.empty()

    def take(self, timeout: float | None) -> i.Input:
        """The next input; TimePassed when none came within `timeout` real seconds."""
        try:
            return self._items.get(timeout=timeout)
        except queue.Empty:
            return i.TimePassed()


@dataclass(frozen=True)
class Parts:
    """Everything the conductor conducts. `mark`: told about once a second how late it is, when all
    that happened until then is on the log; returns at once. `slept_since`: when the machine fell
    asleep, told once after it woke."""

    clock: PacedClock
    voice: ports.Voice
    pipeline: ports.AudioPipeline
    log: ports.SessionLog
    screen: Screen
    mark: Callable[[Instant], None]
    slept_since: Callable[[], Instant | None]


_LONGEST_WAIT_S = 1.0
"""Windows hears Ctrl-C only between two waits."""
_SOON_S = 2.5
"""The voice is told so long before the deadline; by the longest wait it may be 1.5 s. Measured, a
loudspeaker that was opened half a second ago is as punctual as one that is always open."""
_A_TICK_S = 0.001
"""A wait may end by so much too soon."""


def conduct(
    session: Session, inbox: InputQueue, parts: Parts, first: Sequence[i.Input] = (i.Start(),)
) -> None:
    """Run the session to its end, from `first` on (Start). Whoever wants it to end early puts End
    into the inbox."""
    for each in first:
        inbox.put(each)
    reached = parts.clock.now()
    while not session.over:
        given = inbox.take(_timeout(session, parts))
        now = max(parts.clock.now(), reached)
        since = parts.slept_since()
        if since is not None:
            _hand(session, i.Slept(since), now, parts)
        reached = _ahead(session, now, parts) if isinstance(given, i.TimePassed) else now
        _hand(session, given, reached, parts)
        if _until_deadline(session, parts) < _SOON_S:
            parts.voice.get_ready()
        parts.mark(now)


def _hand(session: Session, given: i.Input, now: Instant, parts: Parts) -> None:
    outputs = session.handle(given, now)
    parts.screen.show(look(session.snapshot(), now))
    for output in outputs:
        _perform(output, now, parts)


def _ahead(session: Session, now: Instant, parts: Parts) -> Instant:
    """The moment to act for: that of a cue which is in time if the voice is told now."""
    due = session.cue_due_at
    if due is None or due != session.deadline:
        return now
    lead_s = parts.voice.lead_s + _A_TICK_S
    return due if 0 < parts.clock.real(due - now) <= lead_s else now


def _timeout(session: Session, parts: Parts) -> float:
    ahead = parts.voice.lead_s if session.cue_due_at == session.deadline else 0.0
    waits = [_LONGEST_WAIT_S, max(0.0, _until_deadline(session, parts) - ahead)]
    if parts.screen.refresh_s is not None:
        waits.append(parts.screen.refresh_s)
    return min(waits)


def _until_deadline(session: Session, parts: Parts) -> float:
    """Real seconds; infinite where nothing is due."""
    if session.deadline is None:
        return math.inf
    return max(0.0, parts.clock.real(session.deadline - parts.clock.now()))


def _perform(output: o.Output, now: Instant, parts: Parts) -> None:
    match output:
        case o.Say(cue):
            parts.screen.say(cue, now)
            parts.voice.say(cue, heard_at=parts.clock.moment(now))
        case o.Show(cue):
            parts.screen.say(cue, now)
        case o.FallSilent():
            parts.voice.stop()
        case o.Chime(kind):
            parts.voice.chime(kind, heard_at=parts.clock.moment(now))
        case o.OpenMicrophone() | o.CloseMicrophone() | o.TurnDeaf() | o.HearAgain():
            parts.pipeline.perform(output)
        case o.Forget():
            try:
                parts.pipeline.perform(output)
            except (OSError, BalintVoiceError):
                # Planted or broken files must not end the session; that it failed is shown.
                parts.screen.warn("veto")
        case o.GiveUpBacklog():
            parts.pipeline.stop()
        case o.Warn(key):
            parts.screen.warn(key)
        case o.Log(at, record):
            try:
                parts.log.append(at, record)
            except (OSError, ValueError):
                # A full disk, or a record the log does not take: neither ends a session.
                parts.screen.warn("timing-log")
