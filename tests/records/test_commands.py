"""`review`, `notes` and `sessions` as they are typed: data to stdout, the rest to stderr."""

import json
import os
import stat
from datetime import datetime
from pathlib import Path

import pyrage
import pytest
import typer
from typer.testing import CliRunner, Result

from balint_voice.cli.commands.history import history
from balint_voice.cli.commands.notes import notes
from balint_voice.cli.commands.review import review
from balint_voice.cli.commands.sessions import sessions_delete, sessions_list, sessions_show
from balint_voice.cli.commands.sheet import sessions_sheet
from balint_voice.errors import Damaged, Unusable, WrongSecret
from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.presenter_key import make_presenter_key
from balint_voice.records.sealed_notes import begin_notes
from balint_voice.records.sessions import SessionFolder, create_session
from balint_voice.records.timing_log import TimingLog
from balint_voice.session.log_records import SessionEnded
from tests.review.evening import RECORDS
from tests.support.refusals import advice, what

SAID = "Ik kom er niet uit."
PASSPHRASE = " met blanken "
MINE = pyrage.x25519.Identity.generate()
APP = typer.Typer()
APP.command()(review)
APP.command()(notes)
APP.command()(history)
APP.command("sheet")(sessions_sheet)
APP.command("list")(sessions_list)
APP.command("show")(sessions_show)
APP.command("delete")(sessions_delete)


def typed(*line: str, stdin: str = "") -> Result:
    return CliRunner().invoke(APP, line, input=stdin)


@pytest.fixture(scope="module")
def key() -> tuple[str, bytes]:
    return make_presenter_key(PASSPHRASE)


@pytest.fixture
def evening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SessionFolder:
    """A session with a timing log and nothing else."""
    monkeypatch.setenv("BALINT_VOICE_DATA", str(tmp_path / "data"))
    folder = create_session(tmp_path / "data" / "sessions", datetime(2026, 11, 21, 20, 5, 12))
    log = TimingLog(folder.timing_log)
    for at, record in RECORDS:
        log.append(at, record)
    log.close()
    return folder


def with_notes(folder: SessionFolder, recipient: str) -> None:
    sealed = begin_notes(folder.sealed_notes, folder.id, recipient)
    sealed.append(NoteEntry("heard", "probleemstelling", 936.0, 940.0, SAID, False))
    sealed.finish()


def test_review_is_a_table_or_the_contract(evening: SessionFolder) -> None:
    shown = typed("review")
    assert shown.exit_code == 0 and "Verzamelen van problemen" in shown.stdout
    data = json.loads(typed("review", evening.id, "--json").stdout)
    assert data["session"] == evening.id
    assert [each["number"] for each in data["phases"]] == [1, 2, 3]


def test_review_of_a_damaged_log_shows_what_is_readable(evening: SessionFolder) -> None:
    content = evening.timing_log.read_bytes()
    evening.timing_log.write_bytes(content.replace(b'"beat":"close"', b'"beat":"clone"'))
    shown = typed("review", "--json")
    assert isinstance(shown.exception, Damaged)
    assert json.loads(shown.stdout)["phases"][0]["actual_s"] > 0
    evening.timing_log.unlink()
    assert isinstance(typed("review").exception, Damaged)
    evening.timing_log.write_bytes(b"")
    assert isinstance(typed("review").exception, Damaged)


def test_no_report_knows_of_the_notes(evening: SessionFolder, tmp_path: Path) -> None:
    """The same to the letter, whether the presenter's notes are there or not."""

    def reports(name: str) -> list[str]:
        page, list_of_names = tmp_path / f"{name}-page.html", tmp_path / f"{name}-sheet.html"
        assert typed("review", "--html", str(page)).exit_code == 0
        assert typed("sheet", "--html", str(list_of_names)).exit_code == 0
        typed_out = [typed(*line).stdout for line in (("review",), ("review", "--json"))]
        typed_out += [typed("history", *line).stdout for line in ((), ("--json",), ("--csv",))]
        return [*typed_out, page.read_text("utf-8"), list_of_names.read_text("utf-8")]

    without = reports("without")
    with_notes(evening, str(MINE.to_public()))
    assert all(without) and reports("with") == without


def test_notes_with_a_passphrase(
    evening: SessionFolder, key: tuple[str, bytes], tmp_path: Path
) -> None:
    with_notes(evening, key[0])
    evening.presenter_key.write_bytes(key[1])
    shown = typed("notes", "--passphrase-file", "-", stdin=PASSPHRASE + "\n")
    assert shown.exit_code == 0, shown.exception
    assert f"[15:36] {SAID}" in shown.stdout and "# Notities" in shown.stdout
    # As Windows' Notepad may write it: no mark before the first letter is part of the secret.
    (tmp_path / "secret").write_text(f"\ufeff{PASSPHRASE}\r\n", "utf-8")
    asked = ("notes", "--format", "json", "--passphrase-file", str(tmp_path / "secret"))
    data = json.loads(typed(*asked).stdout)
    assert data["started"] == "2026-11-21T20:05:12+01:00" and data["complete"] is True
    assert data["entries"][0]["text"] == SAID
    wrong = typed("notes", "--passphrase-file", "-", stdin="iets anders\n")
    assert isinstance(wrong.exception, WrongSecret) and wrong.stdout == ""
    assert isinstance(typed("notes").exception, Unusable), "no terminal to ask at"


def test_notes_with_a_key_of_ones_own(evening: SessionFolder, tmp_path: Path) -> None:
    with_notes(evening, str(MINE.to_public()))
    assert isinstance(typed("notes", "--passphrase-file", "-").exception, Unusable)
    mine, out = tmp_path / "mine.txt", tmp_path / "notes.txt"
    mine.write_text(f"\ufeff# mine\n{MINE}\n", "utf-8")
    asked = ("notes", "--identity", str(mine), "--format", "txt")
    assert SAID in typed(*asked).stdout
    written = typed(*asked, "--out", str(out))
    assert written.exit_code == 0 and written.stdout == ""
    assert "gewone tekst" in written.stderr and str(out) in written.stderr
    assert SAID in out.read_text() and stat.S_IMODE(out.stat().st_mode) == 0o600
    again = typed(*asked, "--out", str(out))
    assert isinstance(again.exception, Unusable)
    nowhere = typed(*asked, "--out", str(tmp_path / "no" / "folder"))
    assert isinstance(nowhere.exception, Unusable)
    mine.write_text(str(pyrage.x25519.Identity.generate()))
    assert isinstance(typed(*asked).exception, WrongSecret)


def test_damaged_notes_are_shown_and_then_called_damaged(
    evening: SessionFolder, tmp_path: Path
) -> None:
    with_notes(evening, str(MINE.to_public()))
    (tmp_path / "mine").write_text(str(MINE))
    evening.sealed_notes.write_bytes(evening.sealed_notes.read_bytes()[:-1])
    evening.timing_log.unlink()
    shown = typed("notes", "--identity", str(tmp_path / "mine"), "--format", "json")
    assert isinstance(shown.exception, Damaged) and "not closed" in what(shown.exception)
    data = json.loads(shown.stdout)
    assert data["complete"] is False and data["entries"][0]["text"] == SAID
    assert data["started"] == "2026-11-21T20:05:12", "without the log, the folder's name tells"


@pytest.mark.parametrize("torn", [0, 7])
def test_notes_of_a_session_that_was_cut_off_say_that_it_can_go_on(
    evening: SessionFolder, tmp_path: Path, torn: int
) -> None:
    """Nothing is damaged: it was killed, perhaps in the middle of a note."""
    evening.timing_log.unlink()
    log = TimingLog(evening.timing_log)
    for at, record in RECORDS:
        if not isinstance(record, SessionEnded):
            log.append(at, record)
    log.close()
    sealed = begin_notes(evening.sealed_notes, evening.id, str(MINE.to_public()))
    for _ in range(2):
        sealed.append(NoteEntry("heard", "probleemstelling", 936.0, 940.0, SAID, False))
    os.truncate(evening.sealed_notes, evening.sealed_notes.stat().st_size - torn)
    (tmp_path / "mine").write_text(str(MINE))
    shown = typed("notes", "--identity", str(tmp_path / "mine"))
    assert SAID in shown.stdout
    assert isinstance(shown.exception, Damaged) and "not closed yet" in what(shown.exception)
    assert f"balint-voice resume {evening.id}" in advice(shown.exception)


def test_a_session_without_notes(evening: SessionFolder) -> None:
    assert isinstance(typed("notes").exception, Unusable)


def test_sessions_are_listed_shown_and_deleted(evening: SessionFolder) -> None:
    assert typed("list").stdout.startswith("2026-11-21-200512")
    (only,) = json.loads(typed("list", "--json").stdout)
    assert only["id"] == evening.id and only["recorded"] is True and only["notes"] is False
    assert json.loads(typed("show", evening.id, "--json").stdout) == only
    assert "timing.jsonl" in typed("show", evening.id).stdout
    assert isinstance(typed("delete", evening.id, stdin="y\n").exception, Unusable), "no terminal"
    assert evening.path.exists()
    assert typed("delete", "--yes", evening.id).exit_code == 0
    assert not evening.path.exists()
    nothing = typed("list")
    assert nothing.stdout == "" and "geen bijeenkomsten" in nothing.stderr
    assert isinstance(typed("delete", "--yes", evening.id).exception, Unusable)


def test_a_log_that_does_not_begin_with_a_start_is_named(evening: SessionFolder) -> None:
    evening.timing_log.unlink()
    log = TimingLog(evening.timing_log)
    for at, record in RECORDS[1:]:
        log.append(at, record)
    log.close()
    for line in (("review",), ("review", "--json")):
        told = typed(*line)
        assert isinstance(told.exception, Damaged) and told.stdout == ""
        assert told.exception.key == "session-without-start"
        assert what(told.exception) and advice(told.exception)
