"""A session from its first word to its last, or from where it was cut off."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TextIO

from balint_voice.adapters.display.keys import KeyDispatcher
from balint_voice.adapters.system import network_wall, places
from balint_voice.adapters.system.clock import SessionClock
from balint_voice.adapters.system.freed_memory import one_heap
from balint_voice.adapters.system.keep_awake import keeping_awake
from balint_voice.adapters.system.standstill import Standstill
from balint_voice.adapters.tts.silent_voice import PacedVoice
from balint_voice.app.capture import close_notes, notes_of, pipeline_of, transcriber_of, typed_into
from balint_voice.app.request import Look, Notice, Outcome, SessionRequest
from balint_voice.app.showing import screen_of
from balint_voice.app.speaking import AnyVoice, voice_of
from balint_voice.conductor import InputQueue, Parts, conduct
from balint_voice.errors import Unusable, reason
from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.clock_file import ClockFile, stood_at
from balint_voice.records.sealed_notes import SealedNotes
from balint_voice.records.sessions import SessionFolder, create_session, remove_unbegun
from balint_voice.records.timing_log import TimingLog
from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant, Seconds
from balint_voice.session.cut_off import Records, cut_off_at, reached_at, unsealed
from balint_voice.session.engine import Session
from balint_voice.session.plan import Outline, SessionPlan, timed

PATIENCE_S = 20.0
"""Real seconds beyond its length that a cue's end is waited for."""


def run(request: SessionRequest, out: TextIO, look: Look, notice: Notice) -> Outcome:
    """Run a session to its end. Raises PartMissing before it begins, never after."""
    return _conduct(request, None, records=(), out=out, look=look, notice=notice)


def resume(
    request: SessionRequest,
    folder: SessionFolder,
    records: Records,
    *,
    out: TextIO,
    look: Look,
    notice: Notice,
) -> Outcome:
    """Go on with the session in `folder`, whose timing log holds `records`."""
    return _conduct(request, folder, records=records, out=out, look=look, notice=notice)


def _conduct(
    request: SessionRequest,
    folder: SessionFolder | None,
    *,
    records: Records,
    out: TextIO,
    look: Look,
    notice: Notice,
) -> Outcome:
    inbox = InputQueue()
    one_heap()
    with ExitStack() as closing:
        voice = voice_of(request, inbox, closing, notice)
        transcriber = transcriber_of(request, closing, notice)
        if folder is None:
            folder = create_session(places.sessions_folder(), datetime.now().astimezone())
            closing.callback(remove_unbegun, folder)
        log = _log_in(folder)
        closing.callback(log.close)
        if records and log.count != len(records):  # its program still wrote when it was read
            raise Unusable("session-held", session=folder.id)
        notes = notes_of(request, folder)
        session = _session(request, folder, voice, takes_notes=notes is not None)
        if notes is not None:
            language = request.script.language
            closing.callback(
                lambda: close_notes(notes, language, over=session.ended, notice=notice)
            )
        cut_off, away = _interruption(folder, records)
        if notes is not None:
            _note_what_is_missing(notes, records, cut_off, folder)
        clock = SessionClock(request.options.pace, cut_off + away)
        pipeline = pipeline_of(
            request, transcriber, notes=notes, inbox=inbox, clock=clock, closing=closing
        )
        screen = screen_of(
            request,
            out,
            look=look,
            desk=KeyDispatcher(inbox, typed_into(notes, clock), clock.now),
            clock=clock,
            notice=notice,
        )
        closing.callback(screen.close)
        closing.enter_context(keeping_awake())
        first: tuple[i.Input, ...] = (i.Start(),)
        if records:
            session.cut_off(records)
            resumed = i.Resume(away)
            # It stands still until somebody says so; where nobody can, it goes on.
            has_keys = sys.stdin.isatty() or request.screen == "browser"
            first = (resumed,) if has_keys else (resumed, i.Continue())
        with _signals_interrupt(inbox) as came:
            # Only now, when all that takes time is done, does the session begin.
            clock_file = ClockFile(folder.clock, folder.id, log)
            closing.callback(clock_file.close)
            clock.start()
            for each in first:  # what was refused meanwhile comes after the log's first record
                inbox.put(each)
            if isinstance(voice, PacedVoice):  # said before, and then the full screen covered it
                inbox.put(i.PartFailed("speaker"))
            network_wall.report_tries(lambda times: inbox.put(i.NetworkRefused(times)))
            standstill = Standstill(clock)
            closing.callback(standstill.close)
            parts = Parts(
                clock=clock,
                voice=voice,
                pipeline=pipeline,
                log=log,
                screen=screen,
                mark=clock_file.mark,
                slept_since=standstill.since,
            )
            screen.during(lambda: conduct(session, inbox, parts, first=()))
            clock_file.remove()
        recorded = request.options.recorded
        receipt = session.state.microphone.receipt() if recorded else None
        return Outcome(
            folder,
            interrupted=bool(came),
            resumable=not session.ended,
            ended_early=session.ended and not session.state.complete,
            notes=folder.sealed_notes.exists(),
            receipt=receipt,
        )


def planned(
    outline: Outline, ends_at: datetime | None, seconds: Callable[[str], Seconds]
) -> SessionPlan:
    """The session as it would be held from now on. `seconds`: how long a text takes to say."""
    options = outline.options
    if ends_at is not None:
        left = ends_at - datetime.now().astimezone()
        # So many minutes of the session, however fast it is tried out.
        options = replace(options, minutes=max(1.0, left.total_seconds() / 60))
    return timed(replace(outline, options=options), seconds)


def _log_in(folder: SessionFolder) -> TimingLog:
    try:
        return TimingLog(folder.timing_log)
    except OSError as error:
        raise Unusable("sessions-folder", folder=folder.path, reason=reason(error)) from None


def _session(
    request: SessionRequest, folder: SessionFolder, voice: AnyVoice, *, takes_notes: bool
) -> Session:
    options = request.options

    def seconds(text: str) -> float:
        return voice.seconds(text) * options.pace

    plan = planned(request.outline, request.ends_at, seconds)
    options = plan.options
    header = r.SessionStarted(
        session=r.Id(folder.id),
        script=r.Id(request.script.id),
        language=r.Id(request.script.language),
        started=datetime.now().astimezone().isoformat(timespec="seconds"),
        people=options.people,
        group=options.group,
        planned_s=plan.planned_s,
        recorded=options.recorded,
    )
    return Session(
        plan,
        header,
        seconds=seconds,
        start="ask" if options.asks else "auto",
        patience=PATIENCE_S * options.pace,
        politeness=request.politeness.at(options.pace) if request.politeness else None,
        takes_notes=takes_notes,
        pace=options.pace,
        requested=options.requested,
    )


def _interruption(folder: SessionFolder, records: Records) -> tuple[Instant, Seconds]:
    """When the session was cut off, and how long ago, both in session seconds.

    Where the system's clock was set back nobody knows how long, and it counts as no time.
    """
    if not records:
        return Instant(0.0), 0.0
    now = reached_at(records, datetime.now().astimezone())
    cut_off = cut_off_at(records, stood_at(folder.clock, folder.id, len(records)), now)
    return cut_off, max(0.0, now - cut_off)


def _note_what_is_missing(
    notes: SealedNotes, records: Records, cut_off: Instant, folder: SessionFolder
) -> None:
    """What was heard and not sealed when the program was killed is a gap in the notes."""
    try:
        for each in unsealed(records, cut_off):
            notes.append(
                NoteEntry(
                    kind="gap", phase=each.phase, start_s=each.start_s, end_s=each.end_s, text=""
                )
            )
    except OSError as error:
        raise Unusable("sessions-folder", folder=folder.path, reason=reason(error)) from None


@contextmanager
def _signals_interrupt(inbox: InputQueue) -> Iterator[list[int]]:
    """Ctrl-C, a closed terminal, a shutdown: the session stops in order, and a second one drops
    what is still to be transcribed. Yields the signals that came."""
    came: list[int] = []

    def interrupt(number: int, _: object) -> None:
        came.append(number)
        inbox.put(i.Interrupt())

    wanted = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    numbers = [getattr(signal, name) for name in wanted if hasattr(signal, name)]
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
        numbers.remove(signal.SIGHUP)  # started with nohup: it outlives its terminal
    awake = signal.set_wakeup_fd(-1)  # here the inbox wakes whoever waits
    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield came
    finally:
        signal.set_wakeup_fd(awake)
        for number, handler in before.items():
            signal.signal(number, handler)
