"""The sealed notes: what is damaged is named, and a wrong text is never shown as right."""

import base64
import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from balint_voice.errors import Damaged, Unusable, WrongSecret
from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.chain import begin_chain
from balint_voice.records.frames import framed, split
from balint_voice.records.opened_notes import OpenedNotes, open_notes, raise_if_damaged
from balint_voice.records.presenter_key import unwrap_presenter_key
from balint_voice.records.sealed_notes import begin_notes, reopen_notes
from tests.support.refusals import refuses

SESSION = "2026-11-21-200512"
KEY = pyrage.x25519.Identity.generate()
OTHER = pyrage.x25519.Identity.generate()
ENTRIES = (
    NoteEntry("heard", "probleemstelling", 61.0, 64.5, "Ik kom er niet uit — €", False),
    NoteEntry("typed", "probleemstelling", 65.0, 65.0, "vraag\nnog", False),
    NoteEntry("gap", "probleemstelling", 70.0, 75.0, "", False),
    NoteEntry("heard", "besluitvorming", 80.0, 81.0, "Ga ik doen", True),
)


def sealed(path: Path, session: str = SESSION, close: bool = True) -> bytes:
    notes = begin_notes(path, session, str(KEY.to_public()))
    for entry in ENTRIES:
        notes.append(entry)
    if close:
        notes.finish()
    else:
        notes.close()
    return path.read_bytes()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notes")
    sealed(folder / "notes.sealed")
    return folder


@pytest.fixture
def content(whole: Path, tmp_path: Path) -> bytes:
    """Whole notes; their phases' keys lie in `tmp_path`."""
    for key in whole.glob("phase.*"):
        shutil.copy(key, tmp_path)
    return (whole / "notes.sealed").read_bytes()


def opened(path: Path, content: bytes | None = None) -> OpenedNotes:
    if content is not None:
        path.write_bytes(content)
    return open_notes(path, SESSION, [str(KEY)])


def kinds(found: OpenedNotes) -> set[tuple[str, int]]:
    return {(damage.kind, damage.sequence) for damage in found.damages}


def assert_nothing_wrong_is_shown(found: OpenedNotes) -> None:
    sequences = [each.sequence for each in found.entries]
    assert sequences == sorted(set(sequences))
    for each in found.entries:
        assert each.entry == ENTRIES[each.sequence - 1]


def test_what_was_sealed_is_opened_in_order(tmp_path: Path, content: bytes) -> None:
    found = opened(tmp_path / "n", content)
    assert tuple(each.entry for each in found.entries) == ENTRIES
    assert [each.sequence for each in found.entries] == [1, 2, 3, 4]
    assert found.complete and found.damages == ()
    raise_if_damaged(found, {})


def test_no_word_and_no_phase_stands_in_the_file(content: bytes) -> None:
    for secret in (b"Ik kom", b"probleemstelling", b"typed", str(KEY).encode()):
        assert secret not in content


def test_notes_that_were_not_closed_say_so(tmp_path: Path) -> None:
    sealed(tmp_path / "n", close=False)
    found = opened(tmp_path / "n")
    assert not found.complete
    assert kinds(found) == {("open", 4)}
    with refuses(Damaged, "not closed"):
        raise_if_damaged(found, {})


def test_the_wrong_key_is_called_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "n"
    path.write_bytes(content)
    with pytest.raises(WrongSecret):
        open_notes(path, SESSION, [str(OTHER)])
    begin_chain(tmp_path / "empty", SESSION, str(KEY.to_public())).close()
    with pytest.raises(WrongSecret):
        open_notes(tmp_path / "empty", SESSION, [str(OTHER)])
    assert open_notes(path, SESSION, [str(OTHER), str(KEY)]).complete


def test_going_on_after_a_kill_keeps_the_chain(tmp_path: Path) -> None:
    path = tmp_path / "n"
    notes = begin_notes(path, SESSION, str(KEY.to_public()))
    for entry in ENTRIES:
        notes.append(entry)
        notes.close()
        notes = reopen_notes(path, SESSION)
    notes.finish()
    found = opened(path)
    assert tuple(each.entry for each in found.entries) == ENTRIES and found.complete


@pytest.mark.slow
def test_every_truncation_is_seen_and_can_be_gone_on_with(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "n"
    ends = [0]
    for frame in split(content).frames:
        ends.append(ends[-1] + len(framed(frame.blob)))
    for size in range(len(content)):
        whole = sum(end <= size for end in ends[1:])
        path.write_bytes(content[:size])
        if whole == 0:
            with pytest.raises(Damaged):
                opened(path)
            begin_chain(path, SESSION, str(KEY.to_public())).close()
            reopen_notes(path, SESSION).finish()
            assert opened(path).complete
            continue
        if size % 7 == 0 or size in ends or size - 1 in ends or size + 1 in ends:
            found = opened(path)
            assert tuple(each.entry for each in found.entries) == ENTRIES[: whole - 1]
            assert kinds(found) == {("open", whole - 1)}
            reopen_notes(path, SESSION).finish()
            assert path.read_bytes().startswith(content[: ends[whole]])
            assert opened(path).complete


@pytest.mark.slow
def test_flips_all_over_the_file_are_seen(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "n"
    for at in range(0, len(content), 3):
        damaged = bytearray(content)
        damaged[at] ^= 1 << (at % 8)
        try:
            found = opened(path, bytes(damaged))
        except Damaged:
            continue
        assert not found.complete and found.damages
        assert_nothing_wrong_is_shown(found)
        assert len(found.entries) >= len(ENTRIES) - 1, "one flipped bit costs one record"


@pytest.mark.slow
def test_every_bit_of_a_small_file_flipped_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "n"
    notes = begin_notes(path, SESSION, str(KEY.to_public()))
    notes.append(ENTRIES[0])
    notes.close()
    small = path.read_bytes()
    undamaged = opened(path)
    for at in range(len(small)):
        for bit in range(8):
            damaged = bytearray(small)
            damaged[at] ^= 1 << bit
            try:
                found = opened(path, bytes(damaged))
            except Damaged:
                continue
            assert (found.entries, found.damages) != (undamaged.entries, undamaged.damages)
            assert_nothing_wrong_is_shown(found)


Change = Callable[[list[bytes]], list[bytes]]


def with_last_byte_changed(blob: bytes) -> bytes:
    """What is sealed is random: any one byte put there would be the right one now and then."""
    return blob[:-1] + bytes([blob[-1] ^ 1])


@pytest.mark.parametrize(
    ("change", "named", "shown"),
    [
        (lambda f: [f[0], f[2], *f[3:]], {("missing", 1)}, [2, 3, 4]),
        (lambda f: [*f[:3], *f[4:]], {("missing", 3)}, [1, 2, 4]),
        (lambda f: [*f[:2], *f[4:]], {("missing", 2), ("missing", 3)}, [1, 4]),
        (lambda f: f[:5], {("open", 4)}, [1, 2, 3, 4]),
        (lambda f: f[:4], {("open", 3)}, [1, 2, 3]),
        (lambda f: f[:1], {("open", 0)}, []),
        (lambda f: [*f[:3], f[2], *f[3:]], {("doubled", 2)}, [1, 2, 3, 4]),
        (lambda f: [*f, f[1]], {("doubled", 1)}, [1, 2, 3, 4]),
        (lambda f: [f[0], f[2], f[1], *f[3:]], {("swapped", 1), ("swapped", 2)}, [1, 2, 3, 4]),
        (lambda f: [*f[:4], f[5], f[4]], {("swapped", 4), ("swapped", 5)}, [1, 2, 3, 4]),
        (lambda f: [*f[:2], with_last_byte_changed(f[2]), *f[3:]], {("changed", 2)}, [1, 3, 4]),
        (
            lambda f: [*f[:5], with_last_byte_changed(f[5])],
            {("changed", 5), ("open", 5)},
            [1, 2, 3, 4],
        ),
    ],
)
def test_dropped_doubled_swapped_and_changed_records_are_named(
    tmp_path: Path,
    content: bytes,
    change: Change,
    named: set[tuple[str, int]],
    shown: list[int],
) -> None:
    blobs = [frame.blob for frame in split(content).frames]
    found = opened(tmp_path / "n", b"".join(framed(blob) for blob in change(blobs)))
    assert kinds(found) == named
    assert [each.sequence for each in found.entries] == shown
    assert_nothing_wrong_is_shown(found)
    assert not found.complete


def test_a_record_from_another_session_is_named_and_left_out(
    tmp_path: Path, content: bytes
) -> None:
    ours = [frame.blob for frame in split(content).frames]
    other = sealed(tmp_path / "other", session="2026-11-20-200000")
    theirs = [frame.blob for frame in split(other).frames]
    spliced = b"".join(framed(blob) for blob in [*ours[:3], theirs[3], *ours[4:]])
    found = opened(tmp_path / "n", spliced)
    assert kinds(found) == {("foreign", 2), ("missing", 3)}
    assert [each.sequence for each in found.entries] == [1, 2, 4]


def test_a_record_forged_in_the_middle_is_left_out(tmp_path: Path, content: bytes) -> None:
    """Whoever has the public key can seal; the record after it was sealed over the true one."""
    frames = split(content).frames
    forged = {
        **json.loads(pyrage.decrypt(frames[2].blob, [KEY])),
        "text": "Dit is nooit gezegd",
    }
    blob = pyrage.encrypt(json.dumps(forged).encode(), [KEY.to_public()])
    blobs = [frame.blob for frame in frames]
    blobs[2] = blob
    found = opened(tmp_path / "n", b"".join(framed(blob) for blob in blobs))
    assert kinds(found) == {("changed", 2)}
    assert_nothing_wrong_is_shown(found)
    both = [*blobs[:2], frames[2].blob, blob, *blobs[3:]]
    found = opened(tmp_path / "n", b"".join(framed(blob) for blob in both))
    assert ("doubled", 2) in kinds(found)
    assert_nothing_wrong_is_shown(found)


def test_of_two_different_last_records_neither_is_shown(tmp_path: Path, content: bytes) -> None:
    """Nothing was sealed over either, so nothing says which one is true."""
    frames = split(content).frames
    forged = {**json.loads(pyrage.decrypt(frames[4].blob, [KEY])), "text": "Ga ik niet doen"}
    blob = pyrage.encrypt(json.dumps(forged).encode(), [KEY.to_public()])
    for pair in ([blob, frames[4].blob], [frames[4].blob, blob]):
        blobs = [*(frame.blob for frame in frames[:4]), *pair]
        found = opened(tmp_path / "n", b"".join(framed(each) for each in blobs))
        assert ("doubled", 4) in kinds(found) and not found.complete
        assert [each.sequence for each in found.entries] == [1, 2, 3]


def test_an_entry_that_failed_is_no_part_of_the_chain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = begin_notes(tmp_path / "n", SESSION, str(KEY.to_public()))
    notes.append(ENTRIES[0])
    with monkeypatch.context() as broken:

        def full(descriptor: int) -> None:
            raise OSError(errno.ENOSPC, "full")

        broken.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="full"):
            notes.append(NoteEntry("heard", "besluitvorming", 1.0, 2.0, "verloren", False))
    notes.append(ENTRIES[1])
    notes.finish()
    found = opened(tmp_path / "n")
    assert found.complete
    assert tuple(each.entry for each in found.entries) == ENTRIES[:2]


def test_a_damaged_length_costs_no_record(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "n"
    blobs = [frame.blob for frame in split(content).frames]
    at = sum(len(framed(blob)) for blob in blobs[:2])
    damaged = content[:at] + b"\0\0\xff\xff" + content[at + 4 :]
    found = opened(path, damaged)
    assert [each.sequence for each in found.entries] == [1, 2, 3, 4]
    assert {kind for kind, _ in kinds(found)} == {"stray"}
    assert_nothing_wrong_is_shown(found)
    with pytest.raises(Damaged):
        reopen_notes(path, SESSION)
    assert path.read_bytes() == damaged, "going on must not cut what can still be read"


def test_notes_of_another_session_are_not_gone_on_with(tmp_path: Path) -> None:
    sealed(tmp_path / "n")
    with pytest.raises(Damaged):
        reopen_notes(tmp_path / "n", "2026-11-21-200513")
    with pytest.raises(Unusable):
        begin_notes(tmp_path / "n", SESSION, str(KEY.to_public()))
    with pytest.raises(Unusable):
        reopen_notes(tmp_path / "nothing", SESSION)
    with pytest.raises(Unusable):
        begin_notes(tmp_path / "m", SESSION, "age1nonsense")
    assert not (tmp_path / "m").exists()


def test_what_comes_out_of_a_seal_is_checked_too(tmp_path: Path, content: bytes) -> None:
    """Both of them, the record's and the phase's, sealed by somebody who knows the public key."""
    head = split(content).frames[0]
    phase_key = pyrage.x25519.Identity.generate()
    key_file = pyrage.encrypt(str(phase_key).encode(), [KEY.to_public()])
    (tmp_path / "phase.a.age").write_bytes(key_file)
    entry = {
        "session": SESSION,
        "sequence": 1,
        "kind": "heard",
        "start_s": 0.0,
        "end_s": 1.0,
        "text": "x",
        "doubtful": False,
    }

    def found_in(record: object) -> OpenedNotes:
        blob = pyrage.encrypt(json.dumps(record).encode(), [KEY.to_public()])
        return opened(tmp_path / "n", framed(head.blob) + framed(blob))

    def sealing(entry: object) -> dict[str, object]:
        blob = pyrage.encrypt(json.dumps(entry).encode(), [phase_key.to_public()])
        return {
            "version": 2,
            "session": SESSION,
            "sequence": 1,
            "previous": head.digest,
            "kind": "entry",
            "phase": "a",
            "key": "a",
            "sealed": base64.b64encode(blob).decode(),
        }

    whole = sealing(entry)
    assert [each.entry.text for each in found_in(whole).entries] == ["x"]
    wrong: list[object] = [
        [],
        7,
        {**whole, "version": 1},
        {**whole, "version": 3},
        {**whole, "sequence": "1"},
        {**whole, "sequence": 0},
        {**whole, "sequence": 10**12},
        {**whole, "kind": "said"},
        {**whole, "phase": "b"},
        {**whole, "key": "../n"},
        {**whole, "key": "a.1.age"},
        {**whole, "sealed": "no base64"},
        {**whole, "sealed": 7},
        {key: value for key, value in whole.items() if key != "sealed"},
        {**whole, "kind": "forgotten", "phase": 7},
        sealing([]),
        sealing({**entry, "session": "2026-11-20-200000"}),
        sealing({**entry, "sequence": 2}),
        sealing({**entry, "kind": "end"}),
        sealing({**entry, "text": None}),
        sealing({**entry, "doubtful": 1}),
        sealing({**entry, "start_s": float("nan")}),
        sealing({**entry, "start_s": "x"}),
        sealing({**entry, "start_s": 10**400}),
        sealing({**entry, "end_s": 1e300}),
        sealing({**entry, "end_s": True}),
        sealing({key: value for key, value in entry.items() if key != "text"}),
    ]
    for record in wrong:
        found = found_in(record)
        assert found.entries == () and ("changed", 1) in kinds(found), record
    other = {**whole, "key": "a.2"}
    assert kinds(found_in(other)) == {("keyless", 1), ("open", 1)}


FIRST = Path(__file__).parent / "first-release"


def test_notes_of_the_first_release_still_open(tmp_path: Path) -> None:
    presenter_age = (FIRST / "presenter.age").read_bytes()
    identities = unwrap_presenter_key(presenter_age, "de eerste uitgave")
    found = open_notes(FIRST / "notes.sealed", SESSION, identities)
    assert found.complete and tuple(each.entry for each in found.entries) == ENTRIES
    path = tmp_path / "notes.sealed"
    content = (FIRST / "notes.sealed").read_bytes()
    path.write_bytes(content)
    with refuses(Damaged, "older"):
        reopen_notes(path, SESSION)
    blobs = [frame.blob for frame in split(content).frames]
    path.write_bytes(b"".join(framed(blob) for blob in [*blobs[:2], *blobs[3:]]))
    found = open_notes(path, SESSION, identities)
    assert kinds(found) == {("missing", 2)}
    assert_nothing_wrong_is_shown(found)


def test_a_record_of_the_first_version_has_no_place_among_those_of_today(
    tmp_path: Path, content: bytes
) -> None:
    """Else a text could come back that was forgotten, or never went through a phase's key."""
    identity = pyrage.x25519.Identity.from_str(
        unwrap_presenter_key((FIRST / "presenter.age").read_bytes(), "de eerste uitgave")[0]
    )
    old = split((FIRST / "notes.sealed").read_bytes()).frames[2]
    plain = pyrage.decrypt(old.blob, [identity])
    resealed = pyrage.encrypt(plain, [KEY.to_public()])
    blobs = [frame.blob for frame in split(content).frames]
    blobs[2] = resealed
    found = opened(tmp_path / "n", b"".join(framed(blob) for blob in blobs))
    assert kinds(found) == {("changed", 2)}
    assert [each.sequence for each in found.entries] == [1, 3, 4]
