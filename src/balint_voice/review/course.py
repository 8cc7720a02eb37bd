"""Where the session was, second by second: its intervals, folded from the timing log.

Rules: pure. Every second between the first and the last record belongs to exactly one
interval, so whatever is summed from intervals adds up to the session.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from balint_voice.session.clock import Instant
from balint_voice.session.cut_off import taken_up_again
from balint_voice.session.log_records import (
    BeatBegan,
    Continued,
    InterludeBegan,
    InterludeEnded,
    LogRecord,
    Paused,
    PhaseEnded,
    PhaseSkipped,
    Resumed,
    SessionEnded,
    Slept,
)

AROUND = "around"
"""The place before the first phase, between phases, and after the last."""
INTERLUDE = "interlude"


@dataclass(frozen=True, slots=True)
class Interval:
    """`place`: a beat, "interlude" or "around"; `where`: the phase's or the interlude's id.

    `paused`: the clock stood still there. Times in session seconds.
    """

    place: str
    where: str | None
    begins_s: float
    ends_s: float
    paused: bool

    @property
    def seconds(self) -> float:
        return self.ends_s - self.begins_s


def course(records: Sequence[tuple[Instant, LogRecord]]) -> tuple[Interval, ...]:
    """The intervals of a log, in order and without a gap; those of no length are left out."""
    walk = _Walk()
    for at, record in taken_up_again(records):
        walk.take(at, record)
    walk.close(walk.now)
    return tuple(walk.intervals)


class _Walk:
    def __init__(self) -> None:
        self.intervals: list[Interval] = []
        self.now: float | None = None
        self._since: float | None = None
        self._entered: tuple[str, str | None] = (AROUND, None)
        self._paused = False

    def take(self, at: float, record: LogRecord) -> None:
        before = at if self.now is None else self.now
        self.now = max(at, before)
        if self._since is None:
            self._since = self.now
        match record:
            case BeatBegan(phase, beat):
                self._enter(beat, phase)
            case PhaseEnded():
                self._enter(AROUND, None)
            case PhaseSkipped(phase) if self._entered[1] == phase:
                self._enter(AROUND, None)
            case InterludeBegan(interlude):
                self._enter(INTERLUDE, interlude)
            case InterludeEnded() if self._entered[0] == INTERLUDE:
                self._enter(AROUND, None)
            case Paused():
                self._stand_still(paused=True, at=self.now)
            case Continued():
                self._stand_still(paused=False, at=self.now)
            case Slept(away_s) | Resumed(away_s):
                self._was_away(max(before, self.now - max(0.0, away_s)))
            case SessionEnded():
                self._enter(AROUND, None)
                self._paused = False
            case _:
                """It takes no time and leads nowhere."""

    def close(self, at: float | None) -> None:
        """End the running interval at this moment; the next one begins there."""
        if at is None or self._since is None or at <= self._since:
            return
        place, where = self._entered
        last = self.intervals[-1] if self.intervals else None
        if last is not None and (last.place, last.where, last.paused) == (
            place, where, self._paused,
        ):  # fmt: skip
            self.intervals[-1] = Interval(
                place=place, where=where, begins_s=last.begins_s, ends_s=at, paused=self._paused
            )
        else:
            self.intervals.append(
                Interval(
                    place=place, where=where, begins_s=self._since, ends_s=at, paused=self._paused
                )
            )
        self._since = at

    def _enter(self, place: str, where: str | None) -> None:
        if (place, where) != self._entered:
            self.close(self.now)
            self._entered = (place, where)

    def _stand_still(self, *, paused: bool, at: float) -> None:
        if paused is not self._paused:
            self.close(at)
            self._paused = paused

    def _was_away(self, since: float) -> None:
        """Nobody was there since then: that time is a pause, whether or not it was called one."""
        paused = self._paused
        self._stand_still(paused=True, at=since)
        self._stand_still(paused=paused, at=self.now if self.now is not None else since)
