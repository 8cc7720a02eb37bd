"""The clock beside the log: right, or not believed; and whatever happens to it harms nothing."""

import errno
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balint_voice.records import clock_file
from balint_voice.records.clock_file import ClockFile, stood_at
from balint_voice.records.timing_log import TimingLog
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant
from tests.support.pulse import PATIENCE_S, waited_for

SESSION = "2026-11-21-200512"
MARKS = (7.25, 8.25, 9.25)


class Kept:
    """A session's log and the clock beside it, as a program keeps them."""

    def __init__(self, folder: Path, session: str = SESSION) -> None:
        self.path = folder / "clock"
        self.log = TimingLog(folder / "timing.jsonl")
        self.clock = ClockFile(self.path, session, self.log)

    def happens(self, at: float) -> None:
        self.log.append(Instant(at), r.Paused())

    def goes_by(self, *moments: float) -> None:
        for at in moments:
            self.clock.mark(Instant(at))

    def killed(self) -> None:
        """What was written stays; nothing more is done."""
        self.clock.close()
        self.log.close()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    tmp_path.chmod(0o700)
    found = Kept(tmp_path)
    yield found
    found.killed()


def test_it_stands_where_it_was_last_marked(kept: Kept) -> None:
    kept.happens(5.0)
    assert stood_at(kept.path, SESSION, 1) is None
    for at in MARKS:
        kept.goes_by(at)
        assert stood_at(kept.path, SESSION, 1) == at
    assert kept.path.stat().st_size == 545
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600


def test_its_size_stays(kept: Kept) -> None:
    kept.happens(5.0)
    kept.goes_by(*range(6, 600), 999_999_999.0)
    assert kept.path.stat().st_size == 545
    assert stood_at(kept.path, SESSION, 1) == 999_999_999.0


def test_it_counts_only_beside_the_log_it_was_written_for(kept: Kept) -> None:
    kept.happens(5.0)
    kept.goes_by(*MARKS)
    assert stood_at(kept.path, SESSION, 2) is None, "the log knows of something later"
    assert stood_at(kept.path, SESSION, 0) is None, "the log lacks what had happened"
    assert stood_at(kept.path, "2026-11-21-200513", 1) is None, "it is another session's"
    assert stood_at(kept.path.with_name("none"), SESSION, 1) is None


def test_gone_on_with_it_begins_where_the_new_records_are(kept: Kept, tmp_path: Path) -> None:
    kept.happens(5.0)
    kept.goes_by(*MARKS)
    kept.killed()
    again = Kept(tmp_path)
    assert stood_at(again.path, SESSION, 1) == MARKS[-1], "opening it takes nothing away"
    again.happens(60.0)
    again.goes_by(61.0)
    assert stood_at(again.path, SESSION, 2) == 61.0
    again.killed()


def test_cut_anywhere_it_is_right_or_not_believed(kept: Kept) -> None:
    kept.happens(5.0)
    kept.goes_by(*MARKS)
    content = kept.path.read_bytes()
    found = set()
    for size in range(len(content) + 1):
        kept.path.write_bytes(content[:size])
        found.add(stood_at(kept.path, SESSION, 1))
    assert found == {None, MARKS[-1]}


@pytest.mark.parametrize("marks", [MARKS[:1], MARKS[:2], MARKS])
def test_with_any_bit_flipped_it_is_right_or_a_second_early(
    kept: Kept, marks: tuple[float, ...]
) -> None:
    kept.happens(5.0)
    kept.goes_by(*marks)
    content = bytearray(kept.path.read_bytes())
    right, before = marks[-1], marks[-2] if len(marks) > 1 else None
    found = []
    for place in range(8 * len(content)):
        content[place // 8] ^= 1 << place % 8
        kept.path.write_bytes(content)
        found.append(stood_at(kept.path, SESSION, 1))
        content[place // 8] ^= 1 << place % 8
    assert set(found) == ({right, before} if len(marks) > 1 else {None})


def test_a_torn_write_leaves_the_mark_before(kept: Kept) -> None:
    kept.happens(5.0)
    kept.goes_by(7.0, 8.0)
    before = kept.path.read_bytes()
    kept.goes_by(9.0)
    after = kept.path.read_bytes()
    for torn in range(1, 512):
        kept.path.write_bytes(after[:torn] + before[torn:])
        assert stood_at(kept.path, SESSION, 1) in (8.0, 9.0)
        kept.path.write_bytes(bytes(torn) + after[torn:])
        assert stood_at(kept.path, SESSION, 1) in (8.0, 9.0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.binary(max_size=2000), st.integers(0, 3))
def test_nonsense_is_no_time(tmp_path: Path, content: bytes, count: int) -> None:
    (tmp_path / "clock").write_bytes(content)
    assert stood_at(tmp_path / "clock", SESSION, count) is None


def test_of_a_log_that_lacks_a_record_no_time_is_told(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pause may be what it lacks: then the time since would be taken from the phase."""
    kept.happens(5.0)
    kept.goes_by(6.0)
    with monkeypatch.context() as full:
        full.setattr(kept.log._file, "append", _full)
        with pytest.raises(OSError, match="room"):
            kept.happens(7.0)
    kept.goes_by(8.0)
    assert stood_at(kept.path, SESSION, 1) == 6.0
    kept.clock.remove()
    assert stood_at(kept.path, SESSION, 1) == 6.0


def _full(_: bytes) -> None:
    raise OSError(errno.ENOSPC, "no room")


def test_it_goes_when_the_session_stopped_in_order(kept: Kept) -> None:
    kept.happens(5.0)
    kept.goes_by(6.0)
    kept.clock.remove()
    assert not kept.path.exists()


@pytest.mark.parametrize("refused", ["open", "lseek", "write", "fchmod", "unlink"])
def test_a_disk_that_refuses_is_no_matter(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    kept.happens(5.0)

    def fails(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as broken:
        broken.setattr(os, refused, fails)
        kept.goes_by(6.0, 7.0)
        kept.clock.remove()


def test_what_was_refused_is_tried_again_and_does_not_touch_the_good_mark(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.happens(5.0)
    kept.goes_by(6.0, 7.0)
    written = os.write

    def half(descriptor: int, content: bytes) -> int:
        if len(content) < 33:
            raise OSError(errno.ENOSPC, "no room")
        return written(descriptor, content[:5])

    with monkeypatch.context() as full:
        full.setattr(os, "write", half)
        kept.goes_by(8.0, 9.0, 10.0)
    assert stood_at(kept.path, SESSION, 1) == 7.0
    kept.goes_by(11.0)
    assert stood_at(kept.path, SESSION, 1) == 11.0


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are made otherwise there")
@pytest.mark.parametrize("kind", ["link", "dangling", "pipe", "folder"])
def test_what_is_planted_in_its_place_is_not_touched(kept: Kept, tmp_path: Path, kind: str) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(b"precious")
    match kind:
        case "link":
            kept.path.symlink_to(precious)
        case "dangling":
            kept.path.symlink_to(tmp_path / "nowhere")
        case "pipe":
            os.mkfifo(kept.path)
        case _:
            kept.path.mkdir()
    kept.happens(5.0)
    kept.goes_by(6.0)
    assert stood_at(kept.path, SESSION, 1) is None
    kept.clock.remove()
    assert os.path.lexists(kept.path), "it is not ours"
    assert precious.read_bytes() == b"precious"
    assert not (tmp_path / "nowhere").exists()


def test_it_is_synced_now_and_then_and_a_mark_does_not_wait_for_it(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    stalled, syncs = threading.Event(), []

    def slow(_: int) -> None:
        syncs.append(threading.current_thread())
        assert stalled.wait(PATIENCE_S)

    monkeypatch.setattr(clock_file, "_SYNCED_EVERY_S", 0.001)
    monkeypatch.setattr(clock_file, "sync", slow)
    kept.happens(5.0)
    stalled.set()
    kept.goes_by(6.0)
    waited_for("a second sync", lambda: len(syncs) > 1)
    before = len(syncs)
    stalled.clear()
    waited_for("a sync that hangs", lambda: len(syncs) > before)
    kept.goes_by(7.0)
    assert stood_at(kept.path, SESSION, 1) == 7.0
    assert threading.current_thread() not in syncs
    stalled.set()


KEEPER = """
import sys
from pathlib import Path
from balint_voice.records.clock_file import ClockFile
from balint_voice.records.timing_log import TimingLog
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant

log = TimingLog(Path(sys.argv[1]) / "timing.jsonl")
clock = ClockFile(Path(sys.argv[1]) / "clock", sys.argv[2], log)
log.append(Instant(1.0), r.Paused())
at = 1.0
while True:
    at += 1.0
    clock.mark(Instant(at))
    print(int(at), flush=True)
"""


def test_killed_at_any_moment_the_last_mark_stands(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    for marks in (1, 2, 3, 50, 51):
        keeper = subprocess.Popen(
            [sys.executable, "-c", KEEPER, str(tmp_path), SESSION],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert keeper.stdout is not None
        told = [keeper.stdout.readline() for _ in range(marks)]
        keeper.kill()
        told += keeper.stdout.readlines()
        keeper.wait()
        last = int([each for each in told if each.endswith("\n")][-1])
        assert stood_at(tmp_path / "clock", SESSION, 1) in (last, last + 1.0)
        (tmp_path / "timing.jsonl").unlink()
        (tmp_path / "clock").unlink()
