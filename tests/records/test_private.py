"""Nobody else on the machine: modes under any umask, links never followed, another account."""

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pyrage
import pytest

from balint_voice.errors import Damaged, Unusable
from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.opened_notes import open_notes
from balint_voice.records.sealed_notes import begin_notes
from balint_voice.records.session_list import list_sessions
from balint_voice.records.sessions import (
    SessionFolder,
    create_session,
    delete_session,
    find_session,
    locate_session,
)
from balint_voice.records.timing_log import TimingLog, read_what_is_readable
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant
from tests.support.refusals import advice, refuses

BEGAN = datetime(2026, 11, 21, 20, 5, 12)
KEY = pyrage.x25519.Identity.generate()
ENTRY = NoteEntry("heard", "probleemstelling", 1.0, 2.0, "Ik kom er niet uit", False)
pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no such modes on Windows")


def recorded(root: Path) -> SessionFolder:
    """A session with every file that a session can have."""
    folder = create_session(root, BEGAN)
    log = TimingLog(folder.timing_log)
    log.append(Instant(0.0), r.Paused())
    log.close()
    notes = begin_notes(folder.sealed_notes, folder.id, str(KEY.to_public()), b"wrapped")
    notes.append(ENTRY)
    notes.forget(["besluitvorming"])
    notes.finish()
    return folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.mark.parametrize("umask", [0, 0o022, 0o077, 0o777])
def test_folders_and_files_are_closed_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        folder = recorded(tmp_path / "home" / "data" / "sessions")
    finally:
        os.umask(before)
    for each in (tmp_path / "home").rglob("*"):
        assert mode(each) == (0o700 if each.is_dir() else 0o600), each
    assert len(list(folder.path.iterdir())) == 5


@pytest.mark.parametrize("open_to", [0o040, 0o010, 0o004, 0o001, 0o755])
def test_a_data_folder_that_others_can_open_is_refused_with_what_mends_it(
    tmp_path: Path, open_to: int
) -> None:
    root = tmp_path / "the data" / "sessions"
    recorded(root)
    root.chmod(0o700 | open_to)
    tries: list[Callable[[], object]] = [
        lambda: create_session(root, BEGAN),
        lambda: find_session(root),
        lambda: list_sessions(root),
    ]
    for one in tries:
        with pytest.raises(Unusable) as refused:
            one()
    subprocess.run(["sh", "-c", remedy(refused.value)], check=True)
    assert find_session(root).id == "2026-11-21-200512"


def remedy(refused: Unusable) -> str:
    """The line that the refusal says to give, as it stands there."""
    return "chmod" + advice(refused).partition("chmod")[2].partition(" (")[0]


def test_a_session_that_others_can_open_is_refused_named_and_can_be_deleted(
    tmp_path: Path,
) -> None:
    root = tmp_path / "sessions"
    folder = recorded(root)
    folder.path.chmod(0o750)
    with pytest.raises(Unusable) as refused:
        find_session(root)
    assert "chmod 700" in remedy(refused.value)
    (listed,) = list_sessions(root)
    assert listed.damage is not None
    delete_session(locate_session(root, folder.id))
    assert not folder.path.exists()


def test_a_link_in_the_place_of_the_sessions_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    recorded(elsewhere)
    (tmp_path / "sessions").symlink_to(elsewhere)
    for one in (lambda: create_session(tmp_path / "sessions", BEGAN),
                lambda: find_session(tmp_path / "sessions"),
                lambda: list_sessions(tmp_path / "sessions")):  # fmt: skip
        with refuses(Unusable, "is a link"):
            one()
    assert len(list(elsewhere.iterdir())) == 1
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    with refuses(Unusable, "is a link"):
        create_session(tmp_path / "dangling", BEGAN)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    "planted",
    [
        "notes.sealed",
        "presenter.age",
        "presenter.age.new",
        "phase.probleemstelling.age",
        "phase.besluitvorming.forgotten",
        "timing.jsonl",
    ],
)
def test_links_planted_in_a_new_session_lead_nowhere(tmp_path: Path, planted: str) -> None:
    folder = create_session(tmp_path / "sessions", BEGAN)
    precious = tmp_path / "precious"
    precious.write_bytes(b"precious")
    notes = begin_notes(folder.sealed_notes, folder.id, str(KEY.to_public()), b"wrapped")
    (folder.path / planted).symlink_to(precious)
    steps: list[Callable[[], None]] = [
        lambda: TimingLog(folder.timing_log).close(),
        lambda: notes.append(ENTRY),
        lambda: notes.forget(["besluitvorming"]),
        notes.finish,
    ]
    for step in steps:
        try:
            step()
        except (OSError, Damaged):
            continue  # refused, and that is right
    assert precious.read_bytes() == b"precious"


def test_links_planted_in_a_session_that_is_there_are_not_read_and_not_destroyed(
    tmp_path: Path,
) -> None:
    folder = recorded(tmp_path / "sessions")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("notes.sealed", "timing.jsonl", "phase.probleemstelling.age"):
        shutil.copy(folder.path / name, elsewhere)
    (folder.path / "phase.probleemstelling.age").unlink()
    (folder.path / "phase.probleemstelling.age").symlink_to(
        elsewhere / "phase.probleemstelling.age"
    )
    found = open_notes(folder.sealed_notes, folder.id, [str(KEY)])
    assert [each.kind for each in found.damages] == ["keyless"] and found.entries == ()
    folder.sealed_notes.unlink()
    folder.sealed_notes.symlink_to(elsewhere / "notes.sealed")
    with pytest.raises(Damaged):
        open_notes(folder.sealed_notes, folder.id, [str(KEY)])
    folder.timing_log.unlink()
    folder.timing_log.symlink_to(elsewhere / "timing.jsonl")
    reading = read_what_is_readable(folder.timing_log)
    assert reading.records == () and reading.damage is not None
    before = {each.name: each.read_bytes() for each in elsewhere.iterdir()}
    delete_session(folder)
    assert {each.name: each.read_bytes() for each in elsewhere.iterdir()} == before


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that every account can walk into: pytest's own are closed."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


def as_another_account(work: Callable[[], object]) -> bool:
    """Whether it succeeded, done by an account that owns nothing here."""
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            work()
        except BaseException as error:  # noqa: BLE001
            os._exit(1 if isinstance(error, PermissionError | Unusable) else 2)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code != 2, "it failed for another reason than being kept out"
    return code == 0


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be another account"
)
def test_a_second_account_is_kept_out(open_place: Path) -> None:
    root = open_place / "data" / "sessions"
    before = os.umask(0)
    try:
        (open_place / "data").mkdir(mode=0o777)
        folder = recorded(root)
        (open_place / "data" / "open").write_text("x")
    finally:
        os.umask(before)
    assert as_another_account((open_place / "data" / "open").read_text), "else this shows nothing"
    for each in folder.path.iterdir():
        assert not as_another_account(each.read_bytes), each
    assert not as_another_account(lambda: list(root.iterdir()))
    assert not as_another_account(lambda: (folder.path / "planted").write_text("x"))
    assert not as_another_account(lambda: list_sessions(root))
    assert not as_another_account(lambda: find_session(root))
    assert not as_another_account(lambda: create_session(root, BEGAN))
    (open_place / "data").chmod(0o700)
    assert not as_another_account(lambda: list_sessions(root))
    assert not as_another_account(lambda: create_session(root, BEGAN))


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away"
)
def test_a_folder_that_another_account_put_in_our_place_is_refused(tmp_path: Path) -> None:
    """Closed to others it may be, but whose it is can open it at any time."""
    root = tmp_path / "sessions"
    root.mkdir(mode=0o700)
    os.chown(root, 65534, 65534)
    with refuses(Unusable, "belongs to another account"):
        create_session(root, BEGAN)
    assert list(root.iterdir()) == []
