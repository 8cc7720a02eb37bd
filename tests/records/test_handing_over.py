"""The notes on their way to the presenter: copied, read back, opened there, and gone from here."""

import json
import os
import shutil
import stat
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from balint_voice.cli.commands.notes import notes
from balint_voice.cli.commands.sessions import sessions_list, sessions_show
from balint_voice.errors import Damaged, Unusable, WrongSecret
from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.append_only import write_all
from balint_voice.records.frames import framed, split
from balint_voice.records.phase_keys import mark_forgotten
from balint_voice.records.presenter_key import make_presenter_key, unwrap_presenter_key
from balint_voice.records.private_files import destroy_file
from balint_voice.records.sealed_notes import begin_notes
from balint_voice.records.sessions import SessionFolder, find_session
from balint_voice.records.timing_log import TimingLog
from tests.records.terminal import answered
from tests.records.test_commands import evening  # noqa: F401 - a fixture
from tests.support.needs import needs
from tests.support.thief import all_that_can_be_read

SAID, VETOED = "Ik kom er niet uit.", "dit wil ik niet bewaren"
PASSPHRASE, NEW = "vijf gewone woorden zo gekozen", "vijf heel andere woorden nu"
ID = "2026-11-21-200512"
APP = typer.Typer()
APP.command()(notes)
APP.command("list")(sessions_list)
APP.command("show")(sessions_show)
PROGRAM = [sys.executable, "-m", "balint_voice", "notes"]


def typed(*line: object, stdin: str = "") -> Result:
    return CliRunner().invoke(APP, [str(each) for each in line], input=stdin)


@pytest.fixture(scope="module")
def key() -> tuple[str, bytes]:
    return make_presenter_key(PASSPHRASE)


@pytest.fixture
def folder(evening: SessionFolder, key: tuple[str, bytes]) -> SessionFolder:  # noqa: F811
    """A session with notes, one of its phases vetoed."""
    sealed = begin_notes(evening.sealed_notes, evening.id, *key)
    sealed.append(NoteEntry("heard", "probleemstelling", 936.0, 940.0, SAID, False))
    sealed.append(NoteEntry("heard", "besluitvorming", 950.0, 951.0, VETOED, False))
    sealed.forget(["besluitvorming"])
    sealed.finish()
    return evening


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def opened(where: object, passphrase: str = PASSPHRASE) -> Result:
    return typed("notes", where, "--format", "json", "--passphrase-file", "-", stdin=passphrase)


def test_what_was_vetoed_is_said_and_the_notes_are_whole(folder: SessionFolder) -> None:
    shown = typed("notes", "--passphrase-file", "-", stdin=PASSPHRASE)
    assert shown.exit_code == 0, shown.exception
    assert SAID in shown.stdout and VETOED not in shown.stdout
    assert "Op verzoek gewist" in shown.stdout
    data = json.loads(opened(ID).stdout)
    assert data["complete"] is True and data["forgotten"] == ["besluitvorming"]


def test_a_copy_opens_by_itself_and_nothing_of_it_is_plain(
    folder: SessionFolder, stick: Path
) -> None:
    copied = typed("notes", "--to", stick)
    assert copied.exit_code == 0, copied.exception
    target = stick / f"balint-{ID}"
    names = {each.name for each in target.iterdir()}
    assert names == {
        "notes.sealed",
        "presenter.age",
        "phase.probleemstelling.age",
        "phase.besluitvorming.forgotten",
        "LEES-MIJ.txt",
        "read_notes.py",
        "session.json",
    }
    assert f"{len(names)} bestanden" in copied.stderr and copied.stdout == ""
    for each in target.iterdir():
        assert SAID.encode() not in each.read_bytes()
        assert stat.S_IMODE(each.stat().st_mode) == 0o600
    shutil.rmtree(folder.path)
    shown = opened(target)
    assert json.loads(shown.stdout)["entries"][0]["text"] == SAID
    assert json.loads(shown.stdout)["started"] == "2026-11-21T20:05:12+01:00"
    page = typed("notes", target, "--passphrase-file", "-", stdin=PASSPHRASE).stdout
    assert "## Probleemstelling" in page, "the phases' names come along"
    assert isinstance(opened(target, "iets anders").exception, WrongSecret)


def test_the_page_says_how_and_it_is_true(folder: SessionFolder, stick: Path) -> None:
    """What the page says to type is typed, with the balint-voice line left aside."""
    needs("age")
    assert typed("notes", "--to", stick).exit_code == 0
    target = stick / f"balint-{ID}"
    lines = (target / "LEES-MIJ.txt").read_text("utf-8").splitlines()
    assert ID in lines[0] and max(map(len, lines)) <= 80
    commands = [line.split() for line in lines if line.startswith("    ")]
    assert ["balint-voice", "notes", "."] in commands
    assert ["python3", "read_notes.py"] in commands
    shown = answered([sys.executable, "read_notes.py"], ("passphrase", PASSPHRASE), cwd=target)
    assert SAID in shown


def test_the_reader_that_went_along_names_what_was_cut_off(
    folder: SessionFolder, stick: Path, key: tuple[str, bytes]
) -> None:
    needs("age")
    assert typed("notes", "--to", stick).exit_code == 0
    target = stick / f"balint-{ID}"
    (stick / "key").write_text(unwrap_presenter_key(key[1], PASSPHRASE)[0])
    reader = [sys.executable, "-I", "read_notes.py", ".", str(stick / "key")]

    def read() -> subprocess.CompletedProcess[str]:
        return subprocess.run(reader, cwd=target, capture_output=True, text=True, check=False)

    assert read().returncode == 0, read().stderr
    frames = split((target / "notes.sealed").read_bytes()).frames
    (target / "notes.sealed").write_bytes(framed(frames[0].blob))
    told = read()
    assert told.returncode == 1 and "missing: {'probleemstelling': 1}" in told.stderr
    assert "not closed in order" in told.stderr


@pytest.mark.parametrize(
    ("language", "page"), [("en", "READ-ME.txt"), ("de", "LIES-MICH.txt"), ("fr", "LISEZ-MOI.txt")]
)
def test_the_page_speaks_the_sessions_language(
    folder: SessionFolder, stick: Path, language: str, page: str
) -> None:
    spoken = folder.timing_log.read_bytes()
    rewritten(folder, language)
    assert folder.timing_log.read_bytes() != spoken
    assert typed("notes", "--to", stick).exit_code == 0
    text = (stick / f"balint-{ID}" / page).read_text("utf-8")
    assert ID in text and "{" not in text and max(map(len, text.splitlines())) <= 80


def rewritten(folder: SessionFolder, language: str) -> None:
    """The same evening, held in another language."""
    from dataclasses import replace

    from balint_voice.session import log_records as r
    from tests.review.evening import RECORDS

    folder.timing_log.unlink()
    log = TimingLog(folder.timing_log)
    for at, record in RECORDS:
        if isinstance(record, r.SessionStarted):
            record = replace(record, language=r.Id(language))
        log.append(at, record)
    log.close()


def test_a_copy_overwrites_nothing_and_wants_a_place(
    folder: SessionFolder, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(typed("notes", "--to", tmp_path / "nowhere").exception, Unusable)
    (stick / f"balint-{ID}").mkdir()
    (stick / f"balint-{ID}" / "precious").write_text("x")
    refused = typed("notes", "--to", stick).exception
    assert isinstance(refused, Unusable) and refused.key == "file-exists"
    assert [each.name for each in (stick / f"balint-{ID}").iterdir()] == ["precious"]
    shutil.rmtree(stick / f"balint-{ID}")
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1000, 900, 100))
    refused = typed("notes", "--to", stick).exception
    assert isinstance(refused, Unusable) and refused.key == "drive-full"
    assert list(stick.iterdir()) == []


def test_a_drive_that_lies_or_fills_up_leaves_no_half_copy(
    folder: SessionFolder, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def lying(descriptor: int, content: bytes) -> None:
        write_all(descriptor, content[:-1] + b"?")

    def full(descriptor: int, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    for fault, kind in ((lying, Damaged), (full, Unusable)):
        with monkeypatch.context() as drive:
            drive.setattr("balint_voice.records.handover.write_all", fault)
            assert isinstance(typed("notes", "--to", stick).exception, kind)
        assert list(stick.iterdir()) == []
    assert typed("notes", "--to", stick).exit_code == 0


def test_a_veto_that_was_cut_short_is_finished_before_anything_is_copied_or_shown(
    folder: SessionFolder, stick: Path, key: tuple[str, bytes]
) -> None:
    lines = folder.timing_log.read_bytes().splitlines(keepends=True)
    folder.timing_log.write_bytes(b"".join(lines[:-1]))  # it did not come to its end
    mark_forgotten(folder.path, folder.id, ["probleemstelling"])  # and there the power went
    assert typed("notes", "--to", stick).exit_code == 0
    secret = unwrap_presenter_key(key[1], PASSPHRASE)
    for place in (stick, folder.path):
        assert SAID.encode() not in all_that_can_be_read(place, *secret)


def test_handed_over_means_gone_from_here(folder: SessionFolder, key: tuple[str, bytes]) -> None:
    assert isinstance(typed("notes", "--forget").exception, Unusable), "no terminal to ask in"
    assert folder.sealed_notes.exists()
    before = folder.timing_log.read_bytes()
    gone = typed("notes", "--forget", "--yes")
    assert gone.exit_code == 0 and gone.stdout == ""
    assert "Hier gewist: 4 bestanden" in gone.stderr
    names = sorted(each.name for each in folder.path.iterdir())
    assert names == ["handed-over.json", "timing.jsonl"]
    assert folder.timing_log.read_bytes() == before
    assert list(json.loads((folder.path / "handed-over.json").read_text())) == ["handed_over"]
    (only,) = json.loads(typed("list", "--json").stdout)
    assert only["notes"] is False and only["handed_over"].startswith("20")
    assert "overhandigd" in typed("show").stdout
    again = typed("notes", ID, "--passphrase-file", "-", stdin=PASSPHRASE).exception
    assert isinstance(again, Unusable) and again.key == "notes-handed-over"


def test_a_deletion_that_was_cut_short_is_done_again(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone: list[Path] = []
    with monkeypatch.context() as disk:

        def refuses_the_second(path: Path) -> None:
            if gone:
                raise OSError(5, "Input/output error")
            gone.append(path)
            destroy_file(path)

        disk.setattr("balint_voice.records.handover.destroy_file", refuses_the_second)
        assert isinstance(typed("notes", "--forget", "--yes").exception, Unusable)
    (only,) = json.loads(typed("list", "--json").stdout)
    assert only["notes"] is True and only["handed_over"] is None, "not before it is true"
    assert typed("notes", "--forget", "--yes").exit_code == 0


def test_a_copy_is_not_forgotten_with_this(folder: SessionFolder, stick: Path) -> None:
    assert typed("notes", "--to", stick).exit_code == 0
    target = stick / f"balint-{ID}"
    assert isinstance(typed("notes", target, "--forget", "--yes").exception, Unusable)
    assert (target / "notes.sealed").exists()
    assert isinstance(typed("notes", stick).exception, Unusable), "no notes in that folder"


def test_one_thing_at_a_time(folder: SessionFolder, stick: Path) -> None:
    for two in (("--forget", "--to", stick), ("--out", stick / "x", "--new-passphrase")):
        refused = typed("notes", "--yes", *two).exception
        assert isinstance(refused, Unusable) and refused.key == "notes-one-at-a-time"
    assert list(stick.iterdir()) == [] and folder.sealed_notes.exists()


@pytest.mark.slow
def test_a_new_passphrase_in_a_terminal(folder: SessionFolder) -> None:
    shown = answered(
        [*PROGRAM, "--new-passphrase"],
        ("huidige wachtzin: ", PASSPHRASE),
        ("de nieuwe wachtzin: ", "wachtwoord"),  # weak: explained, and asked again
        ("de nieuwe wachtzin: ", NEW),
        ("nog eens de nieuwe wachtzin: ", NEW),
    )
    assert "veranderd" in shown
    assert PASSPHRASE not in shown and NEW not in shown, "nothing is echoed"
    assert json.loads(opened(ID, NEW).stdout)["entries"][0]["text"] == SAID
    assert isinstance(opened(ID, PASSPHRASE).exception, WrongSecret)
    assert stat.S_IMODE(folder.presenter_key.stat().st_mode) == 0o600
    assert not list(folder.path.glob("*.new"))


def test_a_new_passphrase_needs_the_old_one_and_a_terminal(
    folder: SessionFolder, key: tuple[str, bytes]
) -> None:
    assert isinstance(typed("notes", "--new-passphrase").exception, Unusable)
    folder.presenter_key.unlink()
    own = typed("notes", "--new-passphrase").exception
    assert isinstance(own, Unusable) and own.key == "notes-own-key"
    folder.presenter_key.write_bytes(key[1])
    with pytest.raises(AssertionError, match="opent de notities niet"):
        answered([*PROGRAM, "--new-passphrase"], ("huidige wachtzin: ", "iets anders"))
    assert folder.presenter_key.read_bytes() == key[1]


def test_the_exit_codes(folder: SessionFolder, tmp_path: Path) -> None:
    """Wrong passphrase: 4, without a word of the notes. Damaged: 4, and the rest is shown."""

    def exits(passphrase: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*PROGRAM, "--passphrase-file", "-"], input=passphrase, capture_output=True, text=True
        )

    wrong = exits("iets anders")
    assert wrong.returncode == 4 and wrong.stdout == "" and "Traceback" not in wrong.stderr
    find_session(folder.path.parent)
    (folder.path / "phase.probleemstelling.age").unlink()
    damaged = exits(PASSPHRASE)
    assert damaged.returncode == 4 and damaged.stdout.startswith("# ")
    assert "phase.probleemstelling.age" in damaged.stderr
    os.truncate(folder.sealed_notes, 10)
    assert exits(PASSPHRASE).returncode == 4
