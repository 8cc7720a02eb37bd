"""A phase's key is made by a process that ends, and that may fail like a disk."""

import errno
import os
import sys
from pathlib import Path

import pyrage
import pytest

from balint_voice.adapters.system import key_child
from balint_voice.adapters.system.key_child import key_made_in_a_child
from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.opened_notes import open_notes
from balint_voice.records.sealed_notes import begin_notes

SESSION = "2026-11-21-200512"
KEY = pyrage.x25519.Identity.generate()
PRESENTER = str(KEY.to_public())
ENTRY = NoteEntry("heard", "probleemstelling", 1.0, 2.0, "kanarie", False)
posix = pytest.mark.skipif(sys.platform == "win32", reason="a shell script as Python")


def python_that(does: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    instead = folder / "python"
    instead.write_text(f"#!/bin/sh\n{does}\n")
    instead.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(instead))


def test_what_it_made_opens_what_is_sealed_to_it(tmp_path: Path) -> None:
    path = tmp_path / "phase.probleemstelling.age"
    recipient = pyrage.x25519.Recipient.from_str(key_made_in_a_child(path, PRESENTER))
    comment, public, secret = pyrage.decrypt(path.read_bytes(), [KEY]).decode().splitlines()
    assert (comment, public) == ("# phase: probleemstelling", f"# public key: {recipient}")
    sealed = pyrage.encrypt(b"kanarie", [recipient])
    assert pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(secret)]) == b"kanarie"
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600


def test_what_the_disk_refuses_the_child_is_refused_here(tmp_path: Path) -> None:
    path = tmp_path / "phase.probleemstelling.age"
    path.write_bytes(b"there already")
    with pytest.raises(FileExistsError):
        key_made_in_a_child(path, PRESENTER)
    assert path.read_bytes() == b"there already"
    with pytest.raises(FileNotFoundError):
        key_made_in_a_child(tmp_path / "nowhere" / path.name, PRESENTER)


@posix
@pytest.mark.parametrize("does", ["exit 1", "kill -9 $$", "echo nonsense", "exec sleep 600"])
def test_a_note_whose_key_could_not_be_made_is_sealed_later(
    does: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = begin_notes(tmp_path / "n", SESSION, PRESENTER, make_key=key_made_in_a_child)
    with monkeypatch.context() as broken:
        broken.setattr(key_child, "_PATIENCE_S", 1.0)
        python_that(does, tmp_path, broken)
        with pytest.raises(OSError, match="key") as refused:
            notes.append(ENTRY)
    assert refused.value.errno == errno.EAGAIN
    notes.append(ENTRY)
    notes.finish()
    found = open_notes(tmp_path / "n", SESSION, [str(KEY)])
    assert found.complete and [each.entry for each in found.entries] == [ENTRY]


@posix
def test_it_shows_no_secret_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither what it was asked nor what it made stands in its arguments."""
    seen = tmp_path / "arguments"
    python_that(f'echo "$@" > {seen}; exec {sys.executable} "$@"', tmp_path, monkeypatch)
    key_made_in_a_child(tmp_path / "phase.a.age", PRESENTER)
    assert seen.read_text().split() == ["-P", "-m", key_child.__name__]
    assert not [name for name in os.environ if "age1" in os.environ[name]]
