"""A stranger with docs/sealed-notes.md, Python and the ordinary `age` tool opens the notes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.frames import framed, split
from balint_voice.records.handover import READER
from balint_voice.records.presenter_key import make_presenter_key, unwrap_presenter_key
from balint_voice.records.sealed_notes import begin_notes
from tests.records.terminal import answered
from tests.support.needs import needs

PAGE = Path(__file__).parents[2] / "docs" / "sealed-notes.md"
SESSION = "2026-11-21-200512"
PASSPHRASE = "vijf gewone woorden, zo gekozen"


def program_on_the_page() -> str:
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return str(program)


def test_the_program_on_the_page_is_short_and_is_the_one_that_goes_along() -> None:
    program = program_on_the_page()
    assert program == READER.read_text("utf-8")
    code = [line for line in program.splitlines() if line.strip()]
    assert len(code) <= 48 and "balint_voice" not in program


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
    assert "61.0 s  probleemstelling  heard: 'Ik kom er niet uit — €'" in shown
    assert "80.0 s  besluitvorming  typed: 'bellen op maandag'" in shown
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
