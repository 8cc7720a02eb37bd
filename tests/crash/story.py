"""A recorded evening as the disk sees it: what is done to the session's folder, act by act.

The acts come from the core itself, played in virtual time: two recorded phases, a veto of the
first, the end. Half-way the program is left and goes on, as `resume` does. An act that returned
was acknowledged: `acknowledged` is told so at once, before anything else is done.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pyrage

from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.clock_file import ClockFile
from balint_voice.records.log_lines import TimedRecord, decode, encode
from balint_voice.records.sealed_notes import SealedNotes, begin_notes, reopen_notes
from balint_voice.records.sessions import create_session, find_session
from balint_voice.records.timing_log import TimingLog
from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant
from balint_voice.session.consent import MicrophoneUse
from balint_voice.session.engine import Session
from tests.support.theatre import Theatre, give, make_session, said

BEGAN = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
SESSION = "2026-11-21-200000"
CASE, DECISION = "probleemstelling", "besluitvorming"
PRESENTER = pyrage.x25519.Identity.generate()
WRAPPED = b"age-encryption.org/v1\n" + bytes(range(256)) * 3
"""Stands for `presenter.age`: to the disk it is bytes, and a real one costs a second each."""

_MARKED_EVERY = 8
"""Records; more would drown the other calls in those of the clock."""


@dataclass(frozen=True)
class MakeSession:
    """The session's folder and its log are made."""


@dataclass(frozen=True)
class AppendRecord:
    record: TimedRecord


@dataclass(frozen=True)
class MarkTime:
    """Time goes by without a record; the clock beside the log is told."""

    at: Instant


@dataclass(frozen=True)
class Note:
    entry: NoteEntry


@dataclass(frozen=True)
class ForgetPhases:
    phases: tuple[str, ...]


@dataclass(frozen=True)
class GoOn:
    """Both files are left as they are and opened again."""


@dataclass(frozen=True)
class Finish:
    """The notes are closed in order."""


Act = MakeSession | AppendRecord | MarkTime | Note | ForgetPhases | GoOn | Finish


def session(asked: MicrophoneUse | None = None) -> Session:
    """The evening before it began; `asked` again when it is resumed."""
    return make_session(
        "demo", asked=asked or MicrophoneUse(recorded=(CASE, DECISION), beforehand=True)
    )


@cache
def acts() -> tuple[Act, ...]:
    """The whole evening."""
    return tuple(_acts(_played()))


def _played() -> Theatre:
    theatre = Theatre(session())
    evening = theatre.session.state
    for phase in (CASE, DECISION):
        theatre.play(until=lambda: evening.microphone.phase == phase)  # noqa: B023
        opened = theatre.now
        for n in range(3):
            sealed = i.SpeechSealed(phase, opened + 2 * n, opened + 2 * n + 1.5, 1.5)
            give(theatre, sealed, after=1.5)
        if phase == CASE:
            give(theatre, i.Veto(), after=0.5)
            theatre.play(until=lambda: evening.questions.heard)
            give(theatre, i.OnlyThisPhase(), after=1)
            theatre.play(until=lambda: "veto-done" in said(theatre))
    return theatre.play()


def _acts(theatre: Theatre) -> Iterator[Act]:
    yield MakeSession()
    records = [out.record for _, out in theatre.done if isinstance(out, o.Log)]
    sealed = [each for each in records if isinstance(each, r.SpeechSealed)]
    logged = 0
    for _, output in theatre.done:
        match output:
            case o.Forget(phases):
                yield ForgetPhases(tuple(phases))
            case o.Log(at, record):
                if isinstance(record, r.SpeechSealed):
                    number = sealed.index(record)
                    words = f"kanarie {number} zingt {record.phase}"
                    begins, ends = round(record.start_s, 3), round(record.end_s, 3)
                    yield Note(NoteEntry("heard", record.phase, begins, ends, words))
                    if number == 4:
                        yield GoOn()
                if isinstance(record, r.SessionEnded):
                    yield Finish()
                # As it will be read: times to the millisecond.
                yield AppendRecord(decode(encode(0, at, record)[:-1], 0))
                logged += 1
                if logged % _MARKED_EVERY == 0:
                    yield MarkTime(Instant(round(at + 0.25, 3)))
                    yield MarkTime(Instant(round(at + 0.5, 3)))


def play(root: Path, acknowledged: Callable[[int], None]) -> None:
    """Do it all in `root`; `acknowledged` gets each act's place as soon as it is done."""
    evening = acts()
    folder = create_session(root, BEGAN)
    log = TimingLog(folder.timing_log)
    clock = ClockFile(folder.clock, SESSION, log)
    notes = begin_notes(folder.sealed_notes, SESSION, str(PRESENTER.to_public()), WRAPPED)
    acknowledged(0)
    try:
        for n, act in enumerate(evening[1:], start=1):
            if isinstance(act, GoOn):
                clock.close()
                log.close()
                notes.close()
                folder = find_session(root)
                log = TimingLog(folder.timing_log)
                clock = ClockFile(folder.clock, SESSION, log)
                notes = reopen_notes(folder.sealed_notes, SESSION)
            else:
                _do(act, log, clock, notes)
            acknowledged(n)
        clock.remove()
    finally:
        clock.close()
        log.close()
        notes.close()


def _do(act: Act, log: TimingLog, clock: ClockFile, notes: SealedNotes) -> None:
    match act:
        case AppendRecord((at, record)):
            log.append(Instant(at), record)
        case MarkTime(at):
            clock.mark(at)
        case Note(entry):
            notes.append(entry)
        case ForgetPhases(phases):
            notes.forget(phases)
        case Finish():
            notes.finish()
