"""What is old enough to go: shown first, asked about, notes named, and nothing else touched."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from balint_voice.cli.commands.prune import sessions_prune
from balint_voice.errors import Unusable
from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.retention import days_in, older_than
from balint_voice.records.sealed_notes import begin_notes
from balint_voice.records.sessions import SessionFolder, session_folders
from tests.review.group import evening, usual, write

NOW = datetime.now().astimezone().replace(microsecond=0)
APP = typer.Typer()
APP.command()(sessions_prune)
RECIPIENT = "age1wcdnm05hxuajlr370acyh64vyt2v60ht46ng68ent3ncffvrwdls4q7wwv"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sessions of 10, 100 (with notes) and 400 days ago (damaged)."""
    monkeypatch.setenv("BALINT_VOICE_DATA", str(tmp_path))
    monkeypatch.setenv("BALINT_VOICE_CONFIG", str(tmp_path))
    monkeypatch.setenv("LANG", "en")
    for days in (10, 100, 400):
        began = NOW - timedelta(days=days)
        write(tmp_path / "sessions", began, evening(began, usual(days)))
    hundred = _session(tmp_path, 100)
    notes = begin_notes(hundred / "notes.sealed", hundred.name, RECIPIENT)
    notes.append(NoteEntry("typed", "probleemstelling", 1.0, 2.0, "iets", False))
    notes.close()
    (_session(tmp_path, 400) / "timing.jsonl").write_bytes(b"nonsense\nand more\n")
    return tmp_path


def _session(root: Path, days: int) -> Path:
    return root / "sessions" / (NOW - timedelta(days=days)).strftime("%Y-%m-%d-%H%M%S")


def typed(*line: str) -> Result:
    return CliRunner().invoke(APP, line)


def test_without_a_terminal_it_only_shows(root: Path) -> None:
    shown = typed("--older-than", "90d")
    assert shown.exit_code == 0
    assert [line[:17] for line in shown.stdout.splitlines()] == [
        _session(root, 100).name, _session(root, 400).name,
    ]  # fmt: skip
    assert "--yes" in shown.stderr
    assert len(session_folders(root / "sessions")) == 3


def test_notes_are_named_before_they_go(root: Path) -> None:
    shown = typed("--older-than", "90d", "--yes")
    (told,) = (line for line in shown.stderr.splitlines() if _session(root, 100).name in line)
    assert _session(root, 400).name not in told, "that one has no notes"
    assert [each.path for each in session_folders(root / "sessions")] == [_session(root, 10)]


def test_the_settings_may_say_how_old(root: Path) -> None:
    assert isinstance(typed("--yes").exception, Unusable)
    (root / "settings.toml").write_text("older_than_days = 365\n")
    assert typed("--yes").exit_code == 0
    assert not _session(root, 400).exists() and _session(root, 100).exists()
    assert typed("--older-than", "500", "--yes").exit_code == 0
    assert _session(root, 100).exists(), "what is typed wins"


def test_yes_is_asked_in_a_terminal(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["n", "yes"])
    monkeypatch.setattr(
        "balint_voice.cli.commands.prune.confirmed", lambda _: next(answers) == "yes"
    )
    monkeypatch.setattr("balint_voice.cli.commands.prune.sys", _Terminal)
    assert typed("--older-than", "12w").exit_code == 0 and _session(root, 100).exists()
    assert typed("--older-than", "12w").exit_code == 0 and not _session(root, 100).exists()


class _Terminal:
    class stdin:  # noqa: N801 - stands where sys.stdin does
        @staticmethod
        def isatty() -> bool:
            return True


@pytest.mark.parametrize("age", ["", "0", "0d", "-3d", "d", "90x", "1.5y", "soon", "9" * 9])
def test_what_is_no_age_is_refused(age: str) -> None:
    with pytest.raises(Unusable):
        days_in(age)


@given(st.integers(1, 99_999), st.integers(0, 4000))
def test_exactly_those_that_began_before_the_limit(days: int, age: int) -> None:
    now = datetime(2026, 11, 22, 12, 0)
    name = (now - timedelta(days=age)).strftime("%Y-%m-%d-%H%M%S")
    folder = SessionFolder(name, Path("sessions") / name)
    assert older_than([folder], days, now) == ((folder,) if age > days else ())
    odd = SessionFolder("2026-99-99-999999", Path("x"))
    assert older_than([odd], days, now) == (), "a name that is no moment never goes by itself"
