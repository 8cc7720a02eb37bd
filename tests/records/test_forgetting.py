"""A veto is for good: not even the presenter, with everything in the folder, reads those words."""

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest

from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.opened_notes import OpenedNotes, open_notes
from balint_voice.records.phase_keys import (
    PhaseKey,
    finish_forgetting,
    forgotten_phases,
    key_files,
    make_phase_key,
)
from balint_voice.records.sealed_notes import SealedNotes, begin_notes, reopen_notes
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant
from tests.support.pulse import PATIENCE_S
from tests.support.thief import all_that_can_be_read

SESSION = "2026-11-21-200512"
KEY = pyrage.x25519.Identity.generate()
TOLD, VETOED = b"kanarie die mag blijven", b"kanarie die verdwijnt"
CASE, ADVICE = "probleemstelling", "besluitvorming"
ENTRIES = (
    NoteEntry("heard", CASE, 1.0, 2.0, TOLD.decode(), False),
    NoteEntry("heard", ADVICE, 3.0, 4.0, VETOED.decode(), False),
    NoteEntry("typed", ADVICE, 5.0, 5.0, f"getypt: {VETOED.decode()}", False),
    NoteEntry("heard", CASE, 6.0, 7.0, f"nog eens, {TOLD.decode()}", False),
)

UNFINISHED = ((Instant(0.0), r.Paused()),)


def begun(folder: Path) -> SealedNotes:
    notes = begin_notes(folder / "notes.sealed", SESSION, str(KEY.to_public()))
    for entry in ENTRIES:
        notes.append(entry)
    return notes


def opened(folder: Path) -> OpenedNotes:
    return open_notes(folder / "notes.sealed", SESSION, [str(KEY)])


def phases(found: OpenedNotes) -> list[str]:
    return [each.entry.phase for each in found.entries]


def read_by_a_thief(folder: Path) -> bytes:
    return all_that_can_be_read(folder, str(KEY))


def test_the_thief_is_a_good_one(tmp_path: Path) -> None:
    begun(tmp_path).finish()
    read = read_by_a_thief(tmp_path)
    assert read.count(TOLD) == read.count(VETOED) == 2
    assert TOLD not in all_that_can_be_read(tmp_path), "without a secret there is nothing"


def test_what_was_vetoed_is_gone_and_the_rest_is_whole(tmp_path: Path) -> None:
    notes = begun(tmp_path)
    notes.forget([ADVICE])
    assert VETOED not in read_by_a_thief(tmp_path)
    notes.append(ENTRIES[1])
    notes.append(ENTRIES[3])
    notes.finish()
    read = read_by_a_thief(tmp_path)
    assert VETOED not in read and read.count(TOLD) == 3
    found = opened(tmp_path)
    assert found.complete, found.damages
    assert phases(found) == [CASE] * 3
    assert found.forgotten == (ADVICE,)


def test_the_key_is_overwritten_not_only_unlinked(tmp_path: Path) -> None:
    """A second name for the same bytes (a snapshot of the poor) shows what became of them."""
    folder, elsewhere = tmp_path / "session", tmp_path / "elsewhere"
    folder.mkdir()
    notes = begun(folder)
    os.link(folder / f"phase.{ADVICE}.age", elsewhere)
    notes.forget([ADVICE])
    notes.close()
    assert b"age-encryption" not in elsewhere.read_bytes()


def test_the_veto_is_told_in_the_chain_as_well_as_by_the_mark(tmp_path: Path) -> None:
    """The mark may stay behind when the notes are handed over; the chain goes with them."""
    notes = begun(tmp_path)
    notes.forget([ADVICE])
    notes.close()
    assert list(key_files(tmp_path).values()) == [CASE]
    (tmp_path / f"phase.{ADVICE}.forgotten").unlink()
    found = opened(tmp_path)
    assert found.forgotten == (ADVICE,) and [each.kind for each in found.damages] == ["open"]


def test_a_key_that_is_gone_without_a_veto_is_damage(tmp_path: Path) -> None:
    begun(tmp_path).finish()
    (tmp_path / f"phase.{ADVICE}.age").unlink()
    found = opened(tmp_path)
    assert [(each.kind, each.sequence, each.key) for each in found.damages] == [
        ("keyless", 2, ADVICE)
    ]
    assert found.damages[0].text.fields["key"] == ADVICE
    assert phases(found) == [CASE, CASE] and not found.complete and found.forgotten == ()


def test_the_key_of_another_phase_or_session_opens_nothing(tmp_path: Path) -> None:
    begun(tmp_path).finish()
    mine = tmp_path / f"phase.{ADVICE}.age"
    mine.write_bytes((tmp_path / f"phase.{CASE}.age").read_bytes())
    assert [each.kind for each in opened(tmp_path).damages] == ["keyless"]
    assert phases(opened(tmp_path)) == [CASE, CASE]


@pytest.mark.slow
def test_every_bit_of_a_phases_key_flipped_is_named_and_costs_that_phase_alone(
    tmp_path: Path,
) -> None:
    begun(tmp_path).finish()
    key = tmp_path / f"phase.{ADVICE}.age"
    whole = key.read_bytes()
    for at in range(len(whole)):
        for bit in range(8):
            changed = bytearray(whole)
            changed[at] ^= 1 << bit
            key.write_bytes(changed)
            found = opened(tmp_path)
            assert [each.kind for each in found.damages] == ["keyless"], (at, bit)
            assert [each.entry for each in found.entries] == [ENTRIES[0], ENTRIES[3]]
    for size in range(len(whole)):
        key.write_bytes(whole[:size])
        assert [each.kind for each in opened(tmp_path).damages] == ["keyless"], size


def test_going_on_keeps_dropping_what_was_vetoed(tmp_path: Path) -> None:
    notes = begun(tmp_path)
    notes.forget([ADVICE])
    notes.close()
    notes = reopen_notes(tmp_path / "notes.sealed", SESSION)
    for entry in ENTRIES:
        notes.append(entry)
    notes.finish()
    read = read_by_a_thief(tmp_path)
    assert VETOED not in read and read.count(TOLD) == 4
    assert opened(tmp_path).complete


def test_all_keys_of_a_phase_go_also_those_made_after_going_on(tmp_path: Path) -> None:
    begun(tmp_path).close()
    notes = reopen_notes(tmp_path / "notes.sealed", SESSION)
    notes.append(ENTRIES[1])
    assert list(key_files(tmp_path).values()).count(ADVICE) == 2
    assert read_by_a_thief(tmp_path).count(VETOED) == 3
    notes.forget([ADVICE])
    assert VETOED not in read_by_a_thief(tmp_path)
    notes.finish()
    assert opened(tmp_path).complete


def test_a_veto_after_the_notes_were_closed(tmp_path: Path) -> None:
    notes = begun(tmp_path)
    notes.finish()
    notes.forget([ADVICE])
    assert VETOED not in read_by_a_thief(tmp_path)
    assert opened(tmp_path).complete and phases(opened(tmp_path)) == [CASE, CASE]


def test_a_veto_of_everything_and_twice(tmp_path: Path) -> None:
    notes = begun(tmp_path)
    notes.forget([CASE, ADVICE, CASE])
    notes.forget([ADVICE])
    notes.finish()
    read = read_by_a_thief(tmp_path)
    assert VETOED not in read and TOLD not in read
    found = opened(tmp_path)
    assert found.complete and found.entries == () and found.forgotten == (ADVICE, CASE)


def test_a_veto_before_anything_was_said_leaves_no_notes(tmp_path: Path) -> None:
    notes = begin_notes(tmp_path / "notes.sealed", SESSION, str(KEY.to_public()), b"wrapped")
    notes.forget([ADVICE])
    notes.append(ENTRIES[1])
    notes.finish()
    assert [each.name for each in tmp_path.iterdir()] == [f"phase.{ADVICE}.forgotten"]


def test_nothing_lies_there_before_something_is_sealed(tmp_path: Path) -> None:
    notes = begin_notes(tmp_path / "notes.sealed", SESSION, str(KEY.to_public()), b"wrapped")
    assert list(tmp_path.iterdir()) == []
    notes.append(ENTRIES[0])
    assert (tmp_path / "presenter.age").read_bytes() == b"wrapped"
    names = sorted(each.name for each in tmp_path.iterdir())
    assert names == ["notes.sealed", f"phase.{CASE}.age", "presenter.age"]
    assert all(each.stat().st_mode & 0o777 == 0o600 for each in tmp_path.iterdir())


def test_a_full_disk_does_not_keep_the_words_alive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = begun(tmp_path)
    record = os.open
    chain = (tmp_path / "notes.sealed").stat().st_ino
    write = os.write

    def full(descriptor: int, content: bytes) -> int:
        if os.fstat(descriptor).st_ino == chain:
            raise OSError(errno.ENOSPC, "full")
        return write(descriptor, content)

    def no_new_file(path: Path, flags: int, *mode: int) -> int:
        if flags & os.O_EXCL:
            raise OSError(errno.ENOSPC, "full")
        return record(path, flags, *mode)

    with monkeypatch.context() as disk:
        disk.setattr(os, "write", full)
        notes.forget([ADVICE])
        assert VETOED not in read_by_a_thief(tmp_path)
    with monkeypatch.context() as disk:
        disk.setattr(os, "open", no_new_file)
        with pytest.raises(OSError, match="full"):
            notes.forget([CASE])
    assert TOLD not in read_by_a_thief(tmp_path), "not marked, but gone"
    notes.forget([CASE])
    notes.finish()
    assert opened(tmp_path).complete, "told with the next record that fitted"


def test_from_two_threads_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A veto while an entry of that phase is half-way to the disk."""
    notes = begin_notes(tmp_path / "notes.sealed", SESSION, str(KEY.to_public()))
    notes.append(ENTRIES[0])
    half_way, vetoed = threading.Event(), threading.Event()

    def slowly(*given: Any) -> PhaseKey:
        half_way.set()
        vetoed.wait(0.3)  # a veto that does not wait for us gets all the time it wants
        return make_phase_key(*given)

    monkeypatch.setattr("balint_voice.records.sealed_notes.make_phase_key", slowly)
    talking = threading.Thread(target=notes.append, args=[ENTRIES[1]])
    talking.start()
    assert half_way.wait(PATIENCE_S)
    notes.forget([ADVICE])
    vetoed.set()
    talking.join()
    notes.append(ENTRIES[2])
    notes.finish()
    read = read_by_a_thief(tmp_path)
    assert VETOED not in read and read.count(TOLD) == 1
    assert opened(tmp_path).complete


def killed_at(call: int, work: Callable[[], None]) -> bool:
    """Do it in a child that dies at so many-th call to the system; whether it came through."""
    child = os.fork()
    if child == 0:
        left = call

        def counted(name: str) -> None:
            real = getattr(os, name)

            def dies(*given: object, **also: object) -> object:
                nonlocal left
                if left == 0:
                    os._exit(9)
                left -= 1
                return real(*given, **also)

            setattr(os, name, dies)

        for name in ("open", "write", "fsync", "ftruncate", "unlink", "chmod", "close"):
            counted(name)
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.parametrize("who", ["goes on", "reads"])
def test_killed_at_any_call_it_is_as_it_was_or_vetoed_for_good(tmp_path: Path, who: str) -> None:
    call = 0
    vetoed_half_way = 0
    while True:
        folder = tmp_path / str(call)
        folder.mkdir()
        notes = begun(folder)
        through = killed_at(call, lambda: notes.forget([ADVICE]))  # noqa: B023
        notes.close()
        found = opened(folder)
        shown = phases(found).count(ADVICE)
        assert shown in (0, 2) and phases(found).count(CASE) == 2
        assert {each.kind for each in found.damages} == {"open"}
        if shown == 0:  # whoever looks is told that it was vetoed: then it must come true
            vetoed_half_way += not through
            if who == "reads":
                finish_forgetting(folder, SESSION, UNFINISHED)
            else:
                reopen_notes(folder / "notes.sealed", SESSION).finish()
                assert opened(folder).complete
            assert VETOED not in read_by_a_thief(folder)
            assert forgotten_phases(folder, SESSION) == {ADVICE}
        if through:
            break
        call += 1
    assert call > 10 and vetoed_half_way > 5
