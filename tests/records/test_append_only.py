"""Whatever is acknowledged is on the disk: take out a sync or a repair, and these fail."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from balint_voice.errors import Damaged
from balint_voice.records.append_only import AppendOnlyFile, read_regular, write_new
from balint_voice.records.timing_log import TimingLog, read_timing_log
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant


def lines(content: bytes) -> int:
    return content.rfind(b"\n") + 1


class Calls:
    """Stands between us and the system: notes what was asked of which file, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made: list[str] = []
        self.at_most = 1 << 30
        self.failing: dict[str, OSError] = {}
        real = {name: getattr(os, name) for name in ("write", "fsync", "ftruncate")}

        def write(descriptor: int, content: bytes) -> int:
            self._note("write", descriptor)
            done: int = real["write"](descriptor, content[: self.at_most])
            return done

        def fsync(descriptor: int) -> None:
            self._note("sync", descriptor)
            real["fsync"](descriptor)

        def ftruncate(descriptor: int, size: int) -> None:
            self._note("cut", descriptor)
            real["ftruncate"](descriptor, size)

        monkeypatch.setattr(os, "write", write)
        monkeypatch.setattr(os, "fsync", fsync)
        monkeypatch.setattr(os, "ftruncate", ftruncate)

    def _note(self, call: str, descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        self.made.append(f"{call} folder" if is_folder else call)
        if call in self.failing:
            raise self.failing[call]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    if sys.platform != "linux":
        pytest.skip("the system's calls differ here")
    return Calls(monkeypatch)


def test_a_record_is_one_write_and_then_a_sync(tmp_path: Path, calls: Calls) -> None:
    file = AppendOnlyFile(tmp_path / "f", lines)
    assert calls.made == ["sync folder"]
    calls.made.clear()
    file.append(b"one\n")
    assert calls.made == ["write", "sync"]
    file.append(b"two\n")
    assert calls.made == ["write", "sync"] * 2
    file.close()
    file.close()


def test_a_torn_tail_is_cut_and_the_cut_is_synced(tmp_path: Path, calls: Calls) -> None:
    (tmp_path / "f").write_bytes(b"one\ntw")
    file = AppendOnlyFile(tmp_path / "f", lines)
    assert calls.made == ["cut", "sync", "sync folder"]
    assert file.content == b"one\n"
    file.append(b"two\n")
    file.close()
    assert (tmp_path / "f").read_bytes() == b"one\ntwo\n"


def test_a_short_write_is_gone_on_with(tmp_path: Path, calls: Calls) -> None:
    file = AppendOnlyFile(tmp_path / "f", lines)
    calls.at_most, calls.made = 3, []
    file.append(b"seven77\n")
    file.close()
    assert calls.made == ["write", "write", "write", "sync"]
    assert (tmp_path / "f").read_bytes() == b"seven77\n"


@pytest.mark.parametrize("call", ["write", "sync"])
def test_a_record_that_failed_leaves_nothing(tmp_path: Path, calls: Calls, call: str) -> None:
    file = AppendOnlyFile(tmp_path / "f", lines)
    file.append(b"one\n")
    calls.failing[call] = OSError(errno.EIO, "no")
    with pytest.raises(OSError, match="no"):
        file.append(b"two\n")
    assert (tmp_path / "f").read_bytes() == b"one\n"
    calls.failing.clear()
    file.append(b"three\n")
    file.close()
    assert (tmp_path / "f").read_bytes() == b"one\nthree\n"


def test_what_could_not_be_taken_back_is_taken_back_later(tmp_path: Path, calls: Calls) -> None:
    file = AppendOnlyFile(tmp_path / "f", lines)
    calls.failing = {"sync": OSError(errno.EIO, "no"), "cut": OSError(errno.EIO, "nor this")}
    with pytest.raises(OSError, match="no"):
        file.append(b"two\n")
    assert (tmp_path / "f").read_bytes() == b"two\n"
    calls.failing.clear()
    file.append(b"three\n")
    file.close()
    assert (tmp_path / "f").read_bytes() == b"three\n"


def test_a_new_file_is_synced_before_its_name(tmp_path: Path, calls: Calls) -> None:
    write_new(tmp_path / "f", b"whole")
    assert calls.made == ["write", "sync", "sync folder"]
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "f", b"other")
    assert (tmp_path / "f").read_bytes() == b"whole"
    calls.failing["sync"] = OSError(errno.ENOSPC, "full")
    with pytest.raises(OSError, match="full"):
        write_new(tmp_path / "g", b"half")
    assert not (tmp_path / "g").exists()


def test_files_are_for_this_user_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        AppendOnlyFile(tmp_path / "f", lines).close()
        write_new(tmp_path / "g", b"x")
        os.umask(0o777)
        AppendOnlyFile(tmp_path / "h", lines).close()
    finally:
        os.umask(before)
    for name in "fgh":
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600, name


def test_a_file_that_was_open_to_others_is_closed_to_them(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"")
    (tmp_path / "f").chmod(0o666)
    AppendOnlyFile(tmp_path / "f", lines).close()
    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == 0o600


def test_a_planted_link_or_pipe_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"somebody's\n")
    (tmp_path / "link").symlink_to(target)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "dangling", "pipe"):
        with pytest.raises(Damaged):
            AppendOnlyFile(tmp_path / name, lines)
        with pytest.raises(Damaged):
            read_regular(tmp_path / name)
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "dangling", b"x")
    assert target.read_bytes() == b"somebody's\n"
    assert not (tmp_path / "nowhere").exists()


def test_a_file_is_not_inherited_by_children(tmp_path: Path) -> None:
    file = AppendOnlyFile(tmp_path / "f", lines)
    assert not os.get_inheritable(file._descriptor)
    file.close()


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from balint_voice.records.timing_log import TimingLog
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4000, resource.RLIM_INFINITY))
log = TimingLog(Path(sys.argv[1]))
for n in range(1000):
    try:
        log.append(Instant(n), r.BeatBegan(r.Id("verzamelen"), r.Id("work")))
    except OSError as error:
        print(n, error.errno)
        break
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
log.append(Instant(2000.0), r.Paused())
log.close()
"""


def test_a_full_disk_is_loud_and_what_was_acknowledged_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "timing.jsonl"
    told = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True, check=True
    )
    acknowledged, number = (int(each) for each in told.stdout.split())
    assert number == errno.EFBIG
    assert acknowledged > 10
    records = read_timing_log(path)
    beat = r.BeatBegan(r.Id("verzamelen"), r.Id("work"))
    refused = acknowledged
    kept = (*((float(n), beat) for n in range(acknowledged)), (float(refused), beat))
    assert records == (*kept, (2000.0, r.Paused())), "what was refused goes first, later"


KILLED = """
import os, sys
from pathlib import Path
from balint_voice.records.timing_log import TimingLog
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant
log = TimingLog(Path(sys.argv[1]))
real, left = os.write, int(sys.argv[2])
def write(descriptor, content):
    # The power goes in the middle of the write of the fourth record.
    global left
    if left >= 0 and log._next == 3:
        real(descriptor, bytes(content)[:left])
        os.kill(os.getpid(), 9)
    return real(descriptor, content)
os.write = write
for n in range(5):
    log.append(Instant(n), r.Paused())
"""


@pytest.mark.parametrize("written", [0, 1, 20, 40])
def test_a_kill_in_the_middle_of_a_write(tmp_path: Path, written: int) -> None:
    path = tmp_path / "timing.jsonl"
    subprocess.run([sys.executable, "-c", KILLED, str(path), str(written)], check=False)
    whole = tuple((float(n), r.Paused()) for n in range(3))
    assert len(path.read_bytes().rpartition(b"\n")[2]) == written
    assert read_timing_log(path) == whole
    log = TimingLog(path)
    log.append(Instant(9.0), r.Continued())
    log.close()
    assert read_timing_log(path) == (*whole, (9.0, r.Continued()))
