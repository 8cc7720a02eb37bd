"""The presenter's key, opened by us and by the ordinary `age` tool."""

import base64
import json
import re
import subprocess
from pathlib import Path

import pyrage
import pytest

from balint_voice.errors import Damaged, Unusable, WrongSecret
from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.frames import split
from balint_voice.records.presenter_key import (
    identities_in,
    make_presenter_key,
    parsed_recipient,
    unwrap_presenter_key,
    work_of,
    wrap_presenter_key,
)
from balint_voice.records.sealed_notes import begin_notes
from tests.records.terminal import answered
from tests.support.needs import needs
from tests.support.refusals import advice, what

PASSPHRASE = "zes woorden die niemand ráádt"
Key = tuple[str, bytes]


@pytest.fixture(scope="module")
def key() -> Key:
    return make_presenter_key(PASSPHRASE)


def test_the_passphrase_gives_the_secret_back(key: Key) -> None:
    recipient, wrapped = key
    (identity,) = unwrap_presenter_key(wrapped, PASSPHRASE)
    assert identity.startswith("AGE-SECRET-KEY-1")
    assert identity.encode() not in wrapped
    assert recipient.startswith("age1")


def test_a_new_passphrase_opens_the_same_key(key: Key) -> None:
    identities = unwrap_presenter_key(key[1], PASSPHRASE)
    new = wrap_presenter_key(identities, "heel andere wóórden")
    assert unwrap_presenter_key(new, "heel andere wóórden") == identities
    with pytest.raises(WrongSecret):
        unwrap_presenter_key(new, PASSPHRASE)
    with pytest.raises(Unusable):
        wrap_presenter_key(identities, "")


def test_letters_composed_otherwise_are_the_same_passphrase(key: Key) -> None:
    decomposed = PASSPHRASE.replace("á", "a\u0301")
    assert decomposed != PASSPHRASE
    assert unwrap_presenter_key(key[1], decomposed)


def test_a_wrong_passphrase_is_called_so(key: Key) -> None:
    with pytest.raises(WrongSecret) as wrong:
        unwrap_presenter_key(key[1], "iets anders")
    assert "iets anders" not in what(wrong.value) + advice(wrong.value)


def test_a_damaged_key_file_is_named(key: Key) -> None:
    for damaged in (b"", key[1][:10], b"x" + key[1], key[1][:60], key[1][:-1]):
        with pytest.raises(Damaged):
            unwrap_presenter_key(damaged, PASSPHRASE)


def asking_too_much(wrapped: bytes) -> bytes:
    """The same key, locked as only a machine could that is thousands of times faster."""
    asked = re.compile(rb"(?<=\n-> scrypt )(\S+) \d+")
    return asked.sub(rb"\1 40", wrapped, count=1)


def test_a_key_that_asks_too_much_work_is_not_called_a_wrong_passphrase(key: Key) -> None:
    with pytest.raises(Damaged) as refused:
        unwrap_presenter_key(asking_too_much(key[1]), PASSPHRASE)
    assert refused.value.key == "presenter-key-slow"


def test_a_machine_that_was_busy_when_age_looked_is_looked_at_again(
    key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What age makes of a machine that is too slow, and then of one that is not."""
    decrypt, slow = pyrage.passphrase.decrypt, iter([asking_too_much(key[1])] * 3)

    def as_if_busy(wrapped: bytes, passphrase: str) -> bytes:
        return bytes(decrypt(next(slow, wrapped), passphrase))

    monkeypatch.setattr(pyrage.passphrase, "decrypt", as_if_busy)
    assert unwrap_presenter_key(key[1], PASSPHRASE)


@pytest.mark.parametrize(
    ("tried", "taken"), [((18, 20), 18), ((16, 17, 19, 20), 19), ((15, 17, 16, 14, 20), 17)]
)
def test_a_busy_machine_wraps_no_weaker_key(
    monkeypatch: pytest.MonkeyPatch, tried: tuple[int, ...], taken: int
) -> None:
    wrappings = iter(b"age-encryption.org/v1\n-> scrypt c2FsdA %d\nrest" % each for each in tried)
    monkeypatch.setattr(pyrage.passphrase, "encrypt", lambda *_: next(wrappings))
    _, wrapped = make_presenter_key(PASSPHRASE)
    assert work_of(wrapped) == taken


def test_an_empty_passphrase_is_refused() -> None:
    with pytest.raises(Unusable):
        make_presenter_key("")


def test_key_files_and_public_keys_are_checked(key: Key) -> None:
    (identity,) = unwrap_presenter_key(key[1], PASSPHRASE)
    assert identities_in(f"# mine\n\n {identity}\r\n") == (identity,)
    for wrong in ("", "# nothing\n", "AGE-SECRET-KEY-1XYZ", identity[:-1]):
        with pytest.raises(Unusable) as refused:
            identities_in(wrong)
        assert identity[:30] not in what(refused.value) + advice(refused.value)
    parsed_recipient(key[0])
    with pytest.raises(Unusable):
        parsed_recipient(identity)


@pytest.mark.slow
def test_the_ordinary_age_tool_opens_key_and_notes(tmp_path: Path, real_work: None) -> None:
    """With all the work that the program asks for; the other tests of this file ask for less."""
    needs("age")
    recipient, wrapped = make_presenter_key(PASSPHRASE)
    assert work_of(wrapped) > 10
    assert unwrap_presenter_key(wrapped, PASSPHRASE)
    (tmp_path / "presenter.age").write_bytes(wrapped)
    notes = begin_notes(tmp_path / "notes.sealed", "2026-11-21-200512", recipient)
    notes.append(NoteEntry("heard", "probleemstelling", 1.0, 2.0, "Hallo allemaal", False))
    notes.finish()
    frame = split((tmp_path / "notes.sealed").read_bytes()).frames[1]
    (tmp_path / "frame.age").write_bytes(frame.blob)

    answered(
        ["age", "-d", "-o", str(tmp_path / "identity"), str(tmp_path / "presenter.age")],
        ("passphrase", PASSPHRASE),
    )
    opened = subprocess.run(
        ["age", "-d", "-i", tmp_path / "identity", tmp_path / "frame.age"],
        capture_output=True,
        check=True,
    )
    record = json.loads(opened.stdout)
    assert record["phase"] == "probleemstelling"
    (tmp_path / "entry.age").write_bytes(base64.b64decode(record["sealed"]))
    phase_key = subprocess.run(
        ["age", "-d", "-i", tmp_path / "identity", tmp_path / f"phase.{record['key']}.age"],
        capture_output=True,
        check=True,
    )
    entry = subprocess.run(
        ["age", "-d", "-i", "-", tmp_path / "entry.age"],
        input=phase_key.stdout,
        capture_output=True,
        check=True,
    )
    assert json.loads(entry.stdout)["text"] == "Hallo allemaal"
