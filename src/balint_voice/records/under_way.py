"""Whether a session is running here, and since when.

Rules: the locks of the system say it, so nothing is left to tidy up after a kill. Who is about to
run a session holds the sessions' folder from the first question on, and a running one its timing
log. Where a folder cannot be held (Windows, some drives) the log alone says it.
"""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from balint_voice.errors import Damaged
from balint_voice.records.append_only import is_held
from balint_voice.records.lock import hold
from balint_voice.records.private_folders import make_private
from balint_voice.records.sessions import read_log, session_folders
from balint_voice.session.log_records import SessionStarted

_LOOKED_AT = 20
"""Sessions, the newest: one that runs is among them."""


@dataclass(frozen=True)
class UnderWay:
    """A session of another program: its id, and when it began (ISO 8601, with zone). Both are None
    while it is still being prepared."""

    session: str | None = None
    since: datetime | None = None


@contextmanager
def about_to_run(root: Path) -> Iterator[UnderWay | None]:
    """While the block runs, others are told that a session is being held here; yields what is held
    here already. Raises Unusable for a folder that is not ours alone."""
    with contextlib.suppress(OSError):  # told where the session's own folder is made
        make_private(root)
    descriptor = _opened(root)
    try:
        free = descriptor is None or _held(descriptor)
        yield running(root) or (None if free else UnderWay())
    finally:
        if descriptor is not None:
            os.close(descriptor)


def running(root: Path) -> UnderWay | None:
    """The newest session that runs now, in another program."""
    for folder in islice(session_folders(root), _LOOKED_AT):
        with contextlib.suppress(OSError, Damaged):
            if is_held(folder.timing_log):
                records = read_log(folder).records
                start = records[0][1] if records else None
                since = start.started if isinstance(start, SessionStarted) else None
                return UnderWay(folder.id, datetime.fromisoformat(since) if since else None)
    return None


def _opened(root: Path) -> int | None:
    try:
        return os.open(root, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    except OSError:
        return None


def _held(descriptor: int) -> bool:
    try:
        return hold(descriptor)
    except OSError:
        return True
