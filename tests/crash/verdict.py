"""What must hold of a session's folder after any kill; the same for every part of the campaign.

Nothing acknowledged is missing, nothing is there that was not done, a veto stays one, the notes
open, and the session can be gone on with: first by the folder's own writers, then by the core.
"""

from collections.abc import Sequence
from pathlib import Path

from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.chain import begun
from balint_voice.records.clock_file import stood_at
from balint_voice.records.log_lines import TimedRecord
from balint_voice.records.loss import sealed_by_phase
from balint_voice.records.opened_notes import OpenedNotes, open_notes
from balint_voice.records.sealed_notes import SealedNotes, begin_notes, reopen_notes
from balint_voice.records.session_list import list_sessions
from balint_voice.records.sessions import SessionFolder
from balint_voice.records.timing_log import TimingLog, read_timing_log
from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant, later
from balint_voice.session.cut_off import asked_again
from tests.crash.story import (
    PRESENTER,
    SESSION,
    WRAPPED,
    Act,
    AppendRecord,
    Finish,
    ForgetPhases,
    MakeSession,
    MarkTime,
    Note,
    session,
)
from tests.support.theatre import Theatre, give
from tests.support.thief import all_that_can_be_read

ADDED = NoteEntry("typed", "besluitvorming", 1.0, 1.0, "na de onderbreking", False)


class LostError(AssertionError):
    """What was acknowledged is not there, or something is that was never done."""


def judge(root: Path, done: Sequence[Act], doing: Act | None) -> None:
    """`done` was acknowledged, `doing` was under way (None: nothing). Raises LostError.

    Afterwards the folder has been gone on with: judge a copy where it is still needed.
    """
    list_sessions(root)
    folder = SessionFolder(SESSION, root / SESSION)
    if not any(isinstance(each, MakeSession) for each in done):
        return
    _must(holds=folder.path.is_dir(), otherwise="the session's folder is gone")
    records = _log_is_whole(folder, done, doing)
    until = _clock_is_right(folder, len(records), done, doing)
    shown = _notes_are_whole(folder, done, doing)
    lost = shown.compared_with(sealed_by_phase(records)).lost
    _must(
        holds=not lost,
        otherwise="what is whole is called lost: the log knows of more than was sealed",
    )
    _go_on_in_the_folder(folder, records, shown)
    _veto_stays(folder, done)
    resume(records, until)


def clock_stands(root: Path, done: Sequence[Act], doing: Act | None) -> None:
    """Where no more than the program was killed, no mark is missing. Raises LostError."""
    marked, under_way = _marks(done, doing)
    if not marked or doing is None:
        return
    folder = SessionFolder(SESSION, root / SESSION)
    count = len(read_timing_log(folder.timing_log))
    if count == sum(isinstance(act, AppendRecord) for act in done):
        stood = stood_at(folder.clock, SESSION, count)
        _must(
            holds=stood in (marked[-1], *under_way),
            otherwise="the clock does not stand where it was marked",
        )


def resume(records: Sequence[TimedRecord], until: Instant | None) -> None:
    """The core takes up these records, cut off then, and comes to its end; what was vetoed is not
    asked for."""
    if not records or any(isinstance(each, r.SessionEnded) for _, each in records):
        return
    asked = asked_again(records, beforehand=True)
    vetoed = {phase for _, each in records if isinstance(each, r.Vetoed) for phase in each.phases}
    _must(
        holds=not vetoed & set(asked.recorded), otherwise="what was vetoed would be recorded again"
    )
    cut_off = records[-1][0] if until is None else until
    theatre = Theatre(session(asked).cut_off(records), now=later(cut_off, 60))
    for output in theatre.session.handle(i.Resume(60.0), theatre.now):
        theatre.done.append((theatre.now, output))
        theatre._perform(output)
    theatre.play(until=lambda: not theatre.session.state.cues.busy)
    if theatre.session.state.paused_at is not None:
        give(theatre, i.Continue(), after=1)
    theatre.play()
    ends = [out for _, out in theatre.done if isinstance(out, o.Log)]
    _must(
        holds=ends[-1].record == r.SessionEnded(True),
        otherwise="what was resumed does not come to its end",
    )


def _log_is_whole(
    folder: SessionFolder, done: Sequence[Act], doing: Act | None
) -> tuple[TimedRecord, ...]:
    logged = tuple(act.record for act in done if isinstance(act, AppendRecord))
    found = read_timing_log(folder.timing_log)
    _must(
        holds=found[: len(logged)] == logged,
        otherwise="an acknowledged line of the log is not there",
    )
    more = found[len(logged) :]
    under_way = (doing.record,) if isinstance(doing, AppendRecord) else ()
    _must(holds=more in ((), under_way), otherwise="the log has what was never written")
    return found


def _clock_is_right(
    folder: SessionFolder, count: int, done: Sequence[Act], doing: Act | None
) -> Instant | None:
    """It stands where it was marked after the last record, or is not believed."""
    marked, under_way = _marks(done, doing)
    stood = stood_at(folder.clock, SESSION, count)
    _must(
        holds=stood in (None, *marked, *under_way),
        otherwise="the clock tells a time that it was never told",
    )
    return stood


def _marks(done: Sequence[Act], doing: Act | None) -> tuple[list[Instant], list[Instant]]:
    """What the clock was told since the last record, and what it is being told."""
    last = max(
        (n for n, act in enumerate(done) if isinstance(act, AppendRecord)), default=len(done)
    )
    marked = [act.at for act in done[last:] if isinstance(act, MarkTime)]
    return marked, [doing.at] if isinstance(doing, MarkTime) else []


def _notes_are_whole(folder: SessionFolder, done: Sequence[Act], doing: Act | None) -> OpenedNotes:
    sealed = [act.entry for act in done if isinstance(act, Note)]
    if not sealed and not isinstance(doing, Note):
        return OpenedNotes(SESSION, (), False, ())
    if sealed:
        _must(
            holds=folder.presenter_key.read_bytes() == WRAPPED,
            otherwise="the presenter's key is not whole",
        )
    elif not begun(folder.sealed_notes):
        return OpenedNotes(SESSION, (), False, ())
    shown = _opened(folder)
    finished = any(isinstance(act, Finish) for act in done)
    named = {each.kind for each in shown.damages}
    _must(
        holds=named <= (set() if finished else {"open"}),
        otherwise=f"the notes are damaged: {named}",
    )
    under_way = [doing.entry] if isinstance(doing, Note) else []
    vetoed = _phases(done)
    allowed = [_without(sealed, vetoed), _without(sealed + under_way, vetoed)]
    if isinstance(doing, ForgetPhases):
        allowed.append(_without(sealed, vetoed | set(doing.phases)))
    found = [each.entry for each in shown.entries]
    _must(
        holds=found in allowed,
        otherwise=f"{len(found)} notes where {len(allowed[0])} were acknowledged",
    )
    return shown


def _go_on_in_the_folder(
    folder: SessionFolder, records: Sequence[TimedRecord], shown: OpenedNotes
) -> None:
    log = TimingLog(folder.timing_log)
    log.append(Instant(1e6), r.Paused())
    log.close()
    _must(
        holds=read_timing_log(folder.timing_log) == (*records, (1e6, r.Paused())),
        otherwise="the log is cut",
    )
    if shown.complete:
        return
    going_on = begun(folder.sealed_notes)
    notes = reopen_notes(folder.sealed_notes, SESSION) if going_on else _first_notes(folder)
    notes.append(ADDED)
    notes.finish()
    after = _opened(folder)
    _must(holds=after.complete, otherwise=f"gone on with, the notes are damaged: {after.damages}")
    found = [each.entry for each in after.entries]
    _must(
        holds=found == [*(each.entry for each in shown.entries), ADDED],
        otherwise="going on changed the notes",
    )


def _first_notes(folder: SessionFolder) -> SealedNotes:
    return begin_notes(folder.sealed_notes, SESSION, str(PRESENTER.to_public()), WRAPPED)


def _veto_stays(folder: SessionFolder, done: Sequence[Act]) -> None:
    vetoed = _phases(done)
    words = [a.entry.text.encode() for a in done if isinstance(a, Note) and a.entry.phase in vetoed]
    read = all_that_can_be_read(folder.path, str(PRESENTER)) if words else b""
    _must(holds=not any(each in read for each in words), otherwise="what was vetoed can be read")


def _opened(folder: SessionFolder) -> OpenedNotes:
    return open_notes(folder.sealed_notes, SESSION, [str(PRESENTER)])


def _phases(done: Sequence[Act]) -> set[str]:
    return {phase for act in done if isinstance(act, ForgetPhases) for phase in act.phases}


def _without(entries: Sequence[NoteEntry], phases: set[str]) -> list[NoteEntry]:
    return [each for each in entries if each.phase not in phases]


def _must(*, holds: bool, otherwise: str) -> None:
    if not holds:
        raise LostError(otherwise)
