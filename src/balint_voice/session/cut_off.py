"""What the records of a session that was cut off tell whoever goes on with it.

Rules: each function answers one question about a log. Nothing is replayed here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant, Seconds
from balint_voice.session.consent import MicrophoneUse

Records = Sequence[tuple[Instant, r.LogRecord]]


@dataclass(frozen=True)
class Unsealed:
    """A phase was being recorded from then until then, in session seconds, and nothing of it was
    sealed before the program ended."""

    phase: str
    start_s: Seconds
    end_s: Seconds


_WORTH_A_GAP_S = 2.0
"""So little that was not sealed is the time it takes to close the microphone."""
_TAKEN_BACK_WITHIN_S = 900.0
"""An end before the end can be taken back for so many seconds."""


def cut_off_at(records: Records, stood: Instant | None, now: Instant) -> Instant:
    """When the session was cut off: at the log's last record, or later, where the clock beside
    the log `stood`. A clock that claims what is yet to come is not believed."""
    last = records[-1][0]
    return stood if stood is not None and last <= stood <= now else last


def asked_again(records: Records, *, beforehand: bool) -> MicrophoneUse:
    """What the group is to be asked once more: what it agreed to last, and did not take back."""
    answers = [each for _, each in records if isinstance(each, r.ConsentGiven | r.ConsentDeclined)]
    answer = answers[-1] if answers else None
    vetoed = {p for _, each in records if isinstance(each, r.Vetoed) for p in each.phases}
    planned = {each.phase for _, each in records if isinstance(each, r.PhasePlanned)}
    if isinstance(answer, r.ConsentDeclined) or veto_is_open(records) or vetoed >= planned > set():
        return MicrophoneUse()
    if answer is None:
        requested = next(
            (each for _, each in records if isinstance(each, r.SessionRequested)), None
        )
        started = next((each for _, each in records if isinstance(each, r.SessionStarted)), None)
        if requested is None or started is None:
            return MicrophoneUse()
        return MicrophoneUse(started.recorded, requested.pauses, requested.commands, beforehand)
    recorded = tuple(phase for phase in answer.phases if phase not in vetoed)
    return MicrophoneUse(recorded, answer.pauses, answer.commands, beforehand)


def veto_is_open(records: Records) -> bool:
    """Whether it was asked how far a veto goes, and the answer is not on record."""
    is_open = False
    phases = {each.phase for _, each in records if isinstance(each, r.PhasePlanned)}
    for _, each in records:
        if isinstance(each, r.Vetoed):
            is_open = not set(each.phases) >= phases
        elif isinstance(each, r.VetoAsked | r.VetoSettled):
            is_open = isinstance(each, r.VetoAsked)
    return is_open


def vetoes_to_finish(records: Records, marked: Collection[str]) -> frozenset[str]:
    """Of the phases that are marked as vetoed, those whose veto a kill may have cut short.

    While the session can go on, a mark is a veto that may not be on record yet. Once it is over,
    every veto is, and a mark alone is none.
    """
    if not records:
        return frozenset()
    vetoed = {p for _, each in records if isinstance(each, r.Vetoed) for p in each.phases}
    return frozenset(marked) & vetoed if is_over(records) else frozenset(marked)


def nothing_begun(records: Records) -> bool:
    """Whether there is nothing but what was planned: the program ended before the first word."""
    return all(
        isinstance(each, r.SessionStarted | r.SessionRequested | r.PhasePlanned)
        for _, each in records
    )


def is_over(records: Records) -> bool:
    """Whether the session came to its end; an interrupted one did not."""
    return any(isinstance(each, r.SessionEnded) for _, each in taken_up_again(records))


def end_can_be_taken_back(records: Records, now: Instant, pace: float) -> bool:
    """Whether somebody ended the session before its end, and not long ago."""
    last, ended = records[-1]
    early = isinstance(ended, r.SessionEnded) and not ended.complete
    return early and now - last <= _TAKEN_BACK_WITHIN_S * pace


def taken_up_again(records: Records) -> Records:
    """The records as they read once the session was resumed: an end that was taken back was a
    pause, in the phase or break in which it was asked for."""
    read: list[tuple[Instant, r.LogRecord]] = []
    for at, each in records:
        if isinstance(each, r.Resumed) and any(isinstance(e, r.SessionEnded) for _, e in read):
            read = [(then, e) for then, e in read if not isinstance(e, r.SessionEnded)]
            _pause_where_it_ended(read)
        read.append((at, each))
    return read


def _pause_where_it_ended(read: list[tuple[Instant, r.LogRecord]]) -> None:
    for n in range(len(read) - 1, -1, -1):
        at, each = read[n]
        if isinstance(each, r.BeatBegan | r.InterludeBegan):
            return
        if isinstance(each, r.PhaseEnded | r.InterludeEnded):
            read[n] = at, r.Paused()
            return


def reached_at(records: Records, moment: datetime) -> Instant:
    """What the session's clock would show at this moment of the day."""
    started = next((each for _, each in records if isinstance(each, r.SessionStarted)), None)
    requested = next((each for _, each in records if isinstance(each, r.SessionRequested)), None)
    if started is None:
        return Instant(0.0)
    passed = moment - datetime.fromisoformat(started.started)
    return Instant(passed.total_seconds() * (requested.pace if requested else 1.0))


def unsealed(records: Records, until: Instant) -> tuple[Unsealed, ...]:
    """What was heard and not sealed when the program ended, at `until`; nothing of a vetoed phase,
    nor of what an earlier resume accounted for.

    Whether somebody spoke in that time is not on record. So a silence may be among it.
    """
    open_ones: list[_Recording] = []
    for at, each in records:
        match each:
            case r.MicrophoneOpened(phase, "record"):
                open_ones.append(_Recording(phase, since=at))
            case r.MicrophoneClosed(phase):
                for one in open_ones:
                    one.closed = at if one.phase == phase and one.closed is None else one.closed
            case r.SpeechSealed(phase, _, end_s):
                for one in [one for one in open_ones if one.phase == phase][:1]:
                    one.since = max(one.since, end_s)
            case r.ListeningEnded(phase):
                for one in [one for one in open_ones if one.phase == phase][:1]:
                    open_ones.remove(one)
            case r.Resumed():
                open_ones.clear()
            case r.Vetoed(phases):
                open_ones = [one for one in open_ones if one.phase not in phases]
    lost = (Unsealed(one.phase, one.since, one.closed or until) for one in open_ones)
    return tuple(each for each in lost if each.end_s - each.start_s >= _WORTH_A_GAP_S)


@dataclass(eq=False)
class _Recording:
    """`since`: what came before it is sealed."""

    phase: str
    since: Seconds
    closed: Seconds | None = None
