"""Folders of sessions: private, found by id or newest, damaged ones named."""

import os
import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from balint_voice.errors import Unusable
from balint_voice.records.chain import begin_chain
from balint_voice.records.session_list import list_sessions
from balint_voice.records.sessions import (
    create_session,
    delete_session,
    find_session,
    remove_unbegun,
)
from balint_voice.records.timing_log import TimingLog
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant
from tests.support.refusals import advice

BEGAN = datetime(2026, 11, 21, 20, 5, 12)


def logged(path: Path, *records: tuple[float, r.LogRecord]) -> None:
    log = TimingLog(path)
    for at, record in records:
        log.append(Instant(at), record)
    log.close()


def started(session: str) -> r.SessionStarted:
    return r.SessionStarted(
        r.Id(session), r.Id("intervisie"), r.Id("nl"), "2026-11-21T20:05:12+01:00", 9, "Noord",
        6300.0, (),
    )  # fmt: skip


def test_a_folder_is_named_after_the_moment_and_private(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folders = [create_session(tmp_path / "data" / "sessions", BEGAN) for _ in range(3)]
    finally:
        os.umask(before)
    assert [each.id for each in folders] == [
        "2026-11-21-200512",
        "2026-11-21-200512-2",
        "2026-11-21-200512-3",
    ]
    for each in (tmp_path / "data" / "sessions", *(each.path for each in folders)):
        assert stat.S_IMODE(each.stat().st_mode) == 0o700


def test_what_began_last_is_the_newest_also_when_the_clock_was_set_back(tmp_path: Path) -> None:
    root = tmp_path / "sessions"
    create_session(root, BEGAN)
    later = create_session(root, BEGAN - timedelta(hours=3))
    assert later.id == "2026-11-21-200512-2"
    assert find_session(root).id == later.id
    again = create_session(root, BEGAN + timedelta(minutes=1))
    assert again.id == "2026-11-21-200612", "and when it is right again, it is as before"


def test_a_clock_that_was_years_ahead_names_nothing_that_follows(tmp_path: Path) -> None:
    root = tmp_path / "sessions"
    create_session(root, BEGAN + timedelta(days=900))
    assert create_session(root, BEGAN).id == "2026-11-21-200512"


def test_a_tight_umask_does_not_lock_us_out(tmp_path: Path) -> None:
    before = os.umask(0o777)
    try:
        folder = create_session(tmp_path / "new" / "data" / "sessions", BEGAN)
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_a_session_that_never_began_leaves_nothing(tmp_path: Path) -> None:
    folder = create_session(tmp_path, BEGAN)
    TimingLog(folder.timing_log).close()
    remove_unbegun(folder)
    assert not folder.path.exists()
    begun = create_session(tmp_path, BEGAN)
    TimingLog(begun.timing_log).close()
    begun.sealed_notes.write_bytes(b"sealed")
    remove_unbegun(begun)
    assert begun.timing_log.exists()


def test_by_id_or_the_newest(tmp_path: Path) -> None:
    create_session(tmp_path, datetime(2026, 11, 22, 8, 0))
    for _ in range(11):
        newest = create_session(tmp_path, datetime(2026, 11, 22, 9, 0))
    assert newest.id == "2026-11-22-090000-11"
    assert find_session(tmp_path) == newest
    assert find_session(tmp_path, "2026-11-22-080000").path == tmp_path / "2026-11-22-080000"


def test_what_is_not_there_is_refused_with_what_is(tmp_path: Path) -> None:
    with pytest.raises(Unusable):
        find_session(tmp_path / "nowhere")
    create_session(tmp_path, BEGAN)
    with pytest.raises(Unusable) as refused:
        find_session(tmp_path, "2026-11-21-200513")
    assert "2026-11-21-200512" in advice(refused.value)


@pytest.mark.parametrize(
    "session",
    ["", ".", "..", "../x", "/etc", "2026-11-21-200512/", "2026-11-21-200512/../x", "a\0b", "x\n"],
)
def test_a_name_that_is_a_path_is_refused(tmp_path: Path, session: str) -> None:
    create_session(tmp_path, BEGAN)
    with pytest.raises(Unusable):
        find_session(tmp_path, session)


def test_a_link_is_no_session(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").write_text("x")
    root = tmp_path / "sessions"
    root.mkdir(mode=0o700)
    (root / "2026-11-21-200512").symlink_to(elsewhere)
    with pytest.raises(Unusable):
        find_session(root)
    assert list_sessions(root) == ()
    real = create_session(root, datetime(2026, 11, 21, 21, 0))
    (real.path / "link").symlink_to(elsewhere)
    delete_session(real)
    assert (elsewhere / "precious").exists()
    assert create_session(root, BEGAN).id == "2026-11-21-200512-2"


def test_the_list_is_newest_first_and_survives_damage(tmp_path: Path) -> None:
    whole = create_session(tmp_path, datetime(2026, 11, 21, 20, 0))
    logged(
        whole.timing_log,
        (0.0, started(whole.id)),
        (50.0, r.ListeningEnded(r.Id("a"), 30.0, 10.0, 10.0, 0.0)),
        (61.5, r.SessionEnded(True)),
    )
    key = "age1wcdnm05hxuajlr370acyh64vyt2v60ht46ng68ent3ncffvrwdls4q7wwv"
    begin_chain(whole.sealed_notes, whole.id, key).close()
    unfinished = create_session(tmp_path, datetime(2026, 11, 21, 21, 0))
    logged(unfinished.timing_log, (0.0, started(unfinished.id)), (9.0, r.Paused()))
    empty = create_session(tmp_path, datetime(2026, 11, 21, 22, 0))
    damaged = create_session(tmp_path, datetime(2026, 11, 21, 23, 0))
    damaged.timing_log.write_bytes(b"nonsense\nmore\n")
    odd = create_session(tmp_path, datetime(2026, 11, 22, 0, 0))
    odd.timing_log.mkdir()
    (tmp_path / "not-a-session").mkdir()

    found = list_sessions(tmp_path)
    assert [each.id for each in found] == [x.id for x in (odd, damaged, empty, unfinished, whole)]
    assert [each.damage is None for each in found] == [False, False, False, True, True]
    last, before = found[4], found[3]
    assert (last.script, last.group, last.duration_s) == ("intervisie", "Noord", 61.5)
    assert (last.started, last.ended) == ("2026-11-21T20:05:12+01:00", "2026-11-21T20:06:13+01:00")
    assert (last.recorded, last.notes) == (True, True)
    assert (before.ended, before.duration_s, before.recorded, before.notes) == (
        None, 9.0, False, False,
    )  # fmt: skip


def test_how_long_a_session_took_is_how_long_the_group_met(tmp_path: Path) -> None:
    """As the year and the attendance sheet have it."""
    folder = create_session(tmp_path, BEGAN)
    night, goodbye = 50400.0, r.Id("goodbye")
    logged(
        folder.timing_log,
        (0.0, started(folder.id)),
        (0.0, r.BeatBegan(r.Id("a"), r.Id("work"))),
        (2100.0, r.SessionInterrupted()),
        (2100.0 + night, r.Resumed(night)),
        (6300.0 + night, r.CueFinished(goodbye, 6290.0 + night, True)),
        (7000.0 + night, r.SessionEnded(True)),
    )
    (found,) = list_sessions(tmp_path)
    assert found.duration_s == 6300.0


def test_deleting_takes_the_folder_and_nothing_else(tmp_path: Path) -> None:
    stays, goes = create_session(tmp_path, BEGAN), create_session(tmp_path, BEGAN)
    goes.timing_log.write_text("x")
    delete_session(goes)
    assert not goes.path.exists() and stays.path.exists()
    with pytest.raises(Unusable):
        delete_session(goes)
