"""From windows to sealed notes: decode, align, mark what is doubtful, join, seal, wipe.

Rules: one thread, one window at a time. Samples are wiped when their text is sealed or given up.
Each opening of the microphone ends in exactly one ListeningEnded, whatever failed. `forget` is
called from another thread. Sealing asks under the same lock which phases are forgotten, so no entry
of such a phase is sealed afterwards.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from balint_voice.adapters.capture.backlog import (
    Backlog,
    Dropped,
    EndOfWork,
    Forgotten,
    Gap,
    OpeningEnded,
    gap_of,
)
from balint_voice.adapters.capture.commands import Commands
from balint_voice.adapters.capture.search import Search
from balint_voice.adapters.system.freed_memory import overwrite_freed
from balint_voice.errors import PartMissing
from balint_voice.listening.alignment import align
from balint_voice.listening.audio import LISTENING_RATE
from balint_voice.listening.hallucination import is_empty, judge_window
from balint_voice.listening.joining import join
from balint_voice.listening.own_words import parts_of
from balint_voice.listening.transcript import AlignedText, MarkedText, NoteEntry
from balint_voice.listening.utterances import OpeningTime, Utterance, wipe
from balint_voice.listening.windows import Window
from balint_voice.ports import Inbox, Notes, Transcriber
from balint_voice.session.inputs import (
    Agree,
    ListeningEnded,
    Part,
    PartFailed,
    PartRecovered,
    SpeechSealed,
)

_WORTH_A_GAP_S = 2.0
"""Less detected speech than this without any text was a cough or a chair; more is a loss."""


@dataclass
class _Account:
    """Session seconds of speech, for one opening of the microphone."""

    speech_s: float = 0.0
    transcribed_s: float = 0.0
    dropped_s: float = 0.0


@dataclass
class _PendingEntry:
    """An entry that is not yet in the notes."""

    entry: NoteEntry
    speech_s: float


class Transcription:
    """Works the backlog off until the end of work; `run` is the body of its thread."""

    def __init__(
        self,
        backlog: Backlog,
        transcriber: Transcriber,
        *,
        notes: Notes,
        inbox: Inbox,
        commands: Commands | None = None,
        search: Search | None = None,
        own_words: tuple[str, ...] = (),
    ) -> None:
        self._own_words = parts_of(own_words)
        self._commands = commands
        self._search = search
        self._commands_at: set[tuple[OpeningTime, int]] = set()  # which are no part of the notes
        self._backlog = backlog
        self._transcriber = transcriber
        self._notes = notes
        self._inbox = inbox
        self._account = _Account()
        self._pending: list[_PendingEntry] = []
        self._failed: set[Part] = set()
        self._sealing = threading.Lock()
        self._forgotten: set[str] = set()
        self._still_to_forget: set[str] = set()  # of which the disk did not yet take it

    def run(self) -> None:
        while not isinstance(work := self._backlog.take(), EndOfWork):
            try:
                self._do(work)
            except Exception:  # noqa: BLE001 - one bad piece must not keep the session from its end
                self._fail("transcriber")
            self._backlog.done()
        self._seal([])  # what the disk still refuses to forget is asked of it a last time

    def forget(self, phases: Sequence[str]) -> None:
        """From any thread; waits for a note that is being written, not for a decode."""
        with self._sealing:
            self._forgotten.update(phases)
            self._still_to_forget.update(phases)
            self._pending = [one for one in self._pending if self._is_kept(one)]
            self._forget_in_notes()

    def _do(self, work: Utterance | Window | Gap | Dropped | OpeningEnded | Forgotten) -> None:
        match work:
            case Utterance():
                self._obey(work)
            case Window():
                positions = {at for opening, at in self._commands_at if opening == work.opening}
                self._hear(work.without(positions) if positions else work)
            case Gap():
                self._drop(work)
            case Dropped(speech_s):
                self._account.speech_s += speech_s
                self._account.dropped_s += speech_s
            case OpeningEnded():
                self._end(work)
            case Forgotten():
                overwrite_freed()  # by now nothing here holds a text of it

    def _obey(self, spoken: Utterance) -> None:
        """A command is passed on, and is no part of the notes; anything else is gone."""
        if self._commands is None:
            return
        try:
            given = self._commands.hear(spoken.samples, spoken.voice_s)
        finally:
            wipe(spoken.samples)
        self._works("transcriber")
        if given is not None:
            if given.command != Agree():
                self._commands_at.add((spoken.opening, spoken.position))
            began_s = spoken.opening.session_s(spoken.voice_start / LISTENING_RATE)
            self._inbox.put(replace(given, began_s=began_s + spoken.late_s))

    def _hear(self, window: Window) -> None:
        if not window.pieces:
            return
        aligned = self._decode(window)
        speech_s = window.session_speech_s
        if aligned is None:
            self._fail("transcriber")
            self._drop(gap_of(window))
        elif aligned:
            self._works("transcriber")
            self._account.speech_s += speech_s
            notes = join(judge_window(aligned, self._own_words))
            self._seal([self._entry(window.opening, one) for one in notes])
        elif window.speech_s >= _WORTH_A_GAP_S:
            self._drop(gap_of(window))
        wipe(window.samples)

    def _decode(self, window: Window) -> Sequence[AlignedText] | None:
        """The texts of a window; None when there is no one to decode it."""
        if self._search is not None:
            self._search.choose(more_waits=self._backlog.more_waits())
        try:
            decoded = self._transcriber.transcribe(window.samples)
        except PartMissing:
            return None
        except Exception:  # noqa: BLE001 - whatever is wrong there, the session must come to its end
            return None
        return align(window, [one for one in decoded if not is_empty(one)])

    def _entry(self, opening: OpeningTime, marked: MarkedText) -> _PendingEntry:
        entry = NoteEntry(
            kind="heard",
            phase=opening.phase,
            start_s=opening.session_s(marked.start_s),
            end_s=opening.session_s(marked.end_s),
            text=marked.text,
            doubtful=marked.doubtful,
            model=self._transcriber.name,
            unsure=marked.unsure,
        )
        return _PendingEntry(entry, marked.speech_s * opening.pace)

    def _drop(self, gap: Gap) -> None:
        self._account.speech_s += gap.speech_s
        self._account.dropped_s += gap.speech_s
        self._seal(
            [
                _PendingEntry(
                    NoteEntry(
                        kind="gap", phase=gap.phase, start_s=gap.start_s, end_s=gap.end_s, text=""
                    ),
                    0.0,
                )
            ]
        )

    def _seal(self, entries: list[_PendingEntry]) -> None:
        """Seal in order; what the disk refused is tried again before what comes after it."""
        with self._sealing:
            self._forget_in_notes()
            waiting, self._pending = self._pending + entries, []
            self._append([one for one in waiting if self._is_kept(one)])

    def _is_kept(self, one: _PendingEntry) -> bool:
        return one.entry.phase not in self._forgotten

    def _append(self, waiting: list[_PendingEntry]) -> None:
        for one in waiting:
            try:
                self._notes.append(one.entry)
            except Exception:  # noqa: BLE001 - a full disk, or worse: never the end of the session
                self._fail("notes")
                self._pending.append(one)
            else:
                self._works("notes")
                self._sealed(one)

    def _forget_in_notes(self) -> None:
        if self._still_to_forget:
            try:
                self._notes.forget(sorted(self._still_to_forget))
            except Exception:  # noqa: BLE001 - tried again with each note, and at the end
                self._fail("veto")
            else:
                self._still_to_forget.clear()
                self._works("veto")

    def _sealed(self, one: _PendingEntry) -> None:
        entry = one.entry
        self._account.transcribed_s += one.speech_s
        if entry.kind == "heard":
            self._inbox.put(SpeechSealed(entry.phase, entry.start_s, entry.end_s, one.speech_s))

    def _end(self, ended: OpeningEnded) -> None:
        self._seal([])
        account, self._account = self._account, _Account()
        given_up, self._pending = self._pending, []  # the account is closed now
        account.dropped_s += sum(one.speech_s for one in given_up)
        self._commands_at = {at for at in self._commands_at if at[0].opened_s >= ended.until_s}
        if ended.phase in self._forgotten:  # what had been sealed of it is no text any more
            account = _Account(account.speech_s, 0.0, dropped_s=account.speech_s)
        self._inbox.put(
            ListeningEnded(
                ended.phase,
                recorded_s=ended.recorded_s,
                speech_s=account.speech_s,
                transcribed_s=account.transcribed_s,
                dropped_s=account.dropped_s,
                unheard_s=ended.unheard_s,
            )
        )

    def _fail(self, part: Part) -> None:
        """Say it once, until the part works again."""
        if part not in self._failed:
            self._failed.add(part)
            self._inbox.put(PartFailed(part))

    def _works(self, part: Part) -> None:
        if part in self._failed:
            self._failed.discard(part)
            self._inbox.put(PartRecovered(part))
