"""The program, telling on a pipe what it acknowledged. Run with the arguments FD VETO ...

Nothing of it is replaced; the writers' own methods are watched from outside. With VETO "veto"
somebody says no to the recording as soon as the first note is sealed.
"""

import os
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

from balint_voice.app import running
from balint_voice.cli.main import main
from balint_voice.conductor import InputQueue
from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.append_only import AppendOnlyFile
from balint_voice.records.clock_file import ClockFile
from balint_voice.records.sealed_notes import SealedNotes
from balint_voice.records.timing_log import TimingLog
from balint_voice.session import inputs as i
from balint_voice.session.clock import Instant
from balint_voice.session.log_records import LogRecord


def watch(tell: int, *, with_veto: bool) -> None:
    """Each line: what was done, of which file or phase; for a file, how long it is and its CRC."""
    appended, sealed, forgot = AppendOnlyFile.append, SealedNotes.append, SealedNotes.forget
    logged, marked = TimingLog.append, ClockFile.mark
    crcs: dict[int, int] = {}
    inboxes: list[InputQueue] = []
    notes = 0

    class WatchedInbox(InputQueue):
        def __init__(self) -> None:
            super().__init__()
            inboxes.append(self)

    def said(*words: object) -> None:
        os.write(tell, (" ".join(map(str, words)) + "\n").encode())

    def append(self: AppendOnlyFile, record: bytes) -> None:
        appended(self, record)
        crcs[id(self)] = zlib.crc32(record, crcs.get(id(self), zlib.crc32(self.content)))
        path = Path(f"/proc/self/fd/{self._descriptor}").readlink()
        said("grown", self._size, crcs[id(self)], path)

    def log(self: TimingLog, at: Instant, record: LogRecord) -> None:
        logged(self, at, record)
        said("logged")

    def mark(self: ClockFile, at: Instant) -> None:
        marked(self, at)
        said("marked", f"{at:.3f}")

    def seal(self: SealedNotes, entry: NoteEntry) -> None:
        nonlocal notes
        sealed(self, entry)
        said("sealed", entry.phase)
        notes += 1
        if with_veto and notes == 1:
            inboxes[0].put(i.Veto())

    def forget(self: SealedNotes, phases: Sequence[str]) -> None:
        said("forgetting", *phases)
        forgot(self, phases)
        said("forgot", *phases)

    setattr(AppendOnlyFile, "append", append)  # noqa: B010
    setattr(TimingLog, "append", log)  # noqa: B010
    setattr(ClockFile, "mark", mark)  # noqa: B010
    setattr(SealedNotes, "append", seal)  # noqa: B010
    setattr(SealedNotes, "forget", forget)  # noqa: B010
    setattr(running, "InputQueue", WatchedInbox)  # noqa: B010


if __name__ == "__main__":
    watch(int(sys.argv[1]), with_veto=sys.argv[2] == "veto")
    sys.argv = ["balint-voice", *sys.argv[3:]]
    main()
