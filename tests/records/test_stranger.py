"""A stranger with docs/sealed-notes.md, Python and the ordinary `age` tool opens the notes."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pyrage
import pytest

from balint_voice.listening.transcript import NoteEntry
from balint_voice.messages.printable import printable, printable_lines
from balint_voice.records.frames import framed, split
from balint_voice.records.handover import READER
from balint_voice.records.presenter_key import make_presenter_key, unwrap_presenter_key
from balint_voice.records.sealed_notes import SealedNotes, begin_notes
from tests.records.terminal import answered
from tests.support.needs import needs

PAGE = Path(__file__).parents[2] / "docs" / "sealed-notes.md"
SESSION = "2026-11-21-200512"
PASSPHRASE = "vijf gewone woorden, zo gekozen"


def program_on_the_page() -> str:
    program, _of_the_page = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return str(program)


def test_the_program_on_the_page_is_short_and_is_the_one_that_goes_along() -> None:
    program = program_on_the_page()
    assert program == READER.read_text("utf-8")
    code = [line for line in program.splitlines() if line.strip()]
    assert len(code) <= 80 and "balint_voice" not in program


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A session with a veto, its notes closed, and the page's program beside it."""
    recipient, presenter_age = make_presenter_key(PASSPHRASE)
    folder = tmp_path / "session"
    folder.mkdir()
    notes = begin_notes(folder / "notes.sealed", SESSION, recipient, presenter_age)
    notes.append(NoteEntry("heard", "probleemstelling", 61.0, 64.5, "Ik kom er niet uit — €"))
    notes.append(NoteEntry("heard", "beeldvorming", 70.0, 71.0, "dit wil ik niet bewaren"))
    notes.append(NoteEntry("typed", "besluitvorming", 80.0, 80.0, "bellen op maandag"))
    notes.forget(["beeldvorming"])
    notes.finish()
    (tmp_path / "reader.py").write_text(program_on_the_page(), "utf-8")
    return folder


def test_with_the_passphrase(folder: Path) -> None:
    needs("age")
    reader = [sys.executable, "-I", str(folder.parent / "reader.py")]
    shown = answered([*reader, str(folder)], ("passphrase", PASSPHRASE))
    assert "61.0 s  probleemstelling  heard: Ik kom er niet uit — €" in shown
    assert "80.0 s  besluitvorming  typed: bellen op maandag" in shown
    assert "bewaren" not in shown


def read_with_key(folder: Path) -> subprocess.CompletedProcess[str]:
    key = folder.parent / "key"
    if not key.exists():
        identities = unwrap_presenter_key((folder / "presenter.age").read_bytes(), PASSPHRASE)
        key.write_text(identities[0])
    reader = [sys.executable, "-I", *map(str, (folder.parent / "reader.py", folder, key))]
    return subprocess.run(reader, capture_output=True, text=True, env={**os.environ, "LANG": "C"})


def test_with_a_key_and_what_is_wrong_is_seen_by_the_stranger_too(folder: Path) -> None:
    needs("age")
    whole = read_with_key(folder)
    assert whole.returncode == 0 and "maandag" in whole.stdout, whole.stderr
    path = folder / "notes.sealed"
    blobs = [frame.blob for frame in split(path.read_bytes()).frames]
    for wrong in (
        [*blobs[:1], *blobs[2:]],
        [*blobs[:2], blobs[1], *blobs[2:]],
        [*blobs[:1], blobs[2], blobs[1], *blobs[3:]],
    ):
        path.write_bytes(b"".join(framed(blob) for blob in wrong))
        seen = read_with_key(folder)
        assert seen.returncode != 0 and seen.stdout == ""
        assert "is not what belongs there" in seen.stderr
    path.write_bytes(b"".join(framed(blob) for blob in blobs[:-1]))
    seen = read_with_key(folder)
    assert seen.returncode != 0 and "not closed" in seen.stderr and "maandag" in seen.stdout


@pytest.mark.parametrize("start", [10**400, float("inf"), float("nan"), -1e9, True, "1", None])
def test_what_is_no_moment_is_left_out_and_the_rest_is_shown(tmp_path: Path, start: object) -> None:
    needs("age")
    seen = with_forged(tmp_path, "heard", start, "nooit")
    assert seen.returncode == 1 and seen.stderr.splitlines() == [
        "Record 1 does not open as a note: left out."
    ]
    assert "nooit" not in seen.stdout and "maandag" in seen.stdout


@pytest.mark.parametrize("text", [7, None, ["x"]])
def test_what_is_no_text_and_no_kind_is_left_out(tmp_path: Path, text: object) -> None:
    needs("age")
    for kind, said in (("heard", text), ("\x1b[2J", "x")):
        seen = with_forged(tmp_path, kind, 1.0, said)
        assert seen.returncode == 1 and "Record 1 does not open" in seen.stderr
        assert "\x1b" not in seen.stdout and "maandag" in seen.stdout


def test_nothing_in_a_note_acts_on_the_terminal(tmp_path: Path) -> None:
    needs("age")
    evil = "\x1b]0;owned\x07 \x9b2J \u202e \u200b\r\n 'zo' — é"
    seen = with_forged(tmp_path, "heard", 1.0, evil)
    assert seen.returncode == 0, seen.stderr
    first = seen.stdout.splitlines()[0]
    assert first.endswith(printable(evil)) and "'zo' — é" in first
    assert printable_lines(seen.stdout) == seen.stdout


def with_forged(
    tmp_path: Path, kind: object, start: object, text: object
) -> subprocess.CompletedProcess[str]:
    """What the reader makes of notes whose first entry is forged, and the second is not."""
    mine = pyrage.x25519.Identity.generate()
    forged = tmp_path / "forged"
    shutil.rmtree(forged, ignore_errors=True)
    forged.mkdir()
    (tmp_path / "key").write_text(str(mine))
    (tmp_path / "reader.py").write_text(program_on_the_page(), "utf-8")
    notes = begin_notes(forged / "notes.sealed", SESSION, str(mine.to_public()))
    content = {"session": SESSION, "sequence": 1, "kind": kind, "start_s": start, "text": text}
    with mock.patch.object(SealedNotes, "_plain", return_value=json.dumps(content).encode()):
        notes.append(NoteEntry("heard", "probleemstelling", 1.0, 2.0, ""))
    notes.append(NoteEntry("typed", "besluitvorming", 80.0, 80.0, "bellen op maandag"))
    notes.finish()
    return read_with_key(forged)


def test_what_cannot_be_read_at_all_is_said_in_a_sentence(tmp_path: Path) -> None:
    needs("age")
    with_forged(tmp_path, "typed", 1.0, "x")
    for content in (b"", b"\0\0\0\x02[]", b"\0\0\0\x04null", b"\xff" * 9):
        (tmp_path / "forged" / "notes.sealed").write_bytes(content)
        seen = read_with_key(tmp_path / "forged")
        assert seen.returncode == 1 and "Traceback" not in seen.stderr
        assert seen.stderr.startswith("These notes cannot be read")
