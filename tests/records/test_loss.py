"""What was sealed and is gone is named; what does not belong in a session's folder is refused."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyrage
import pytest
import typer
from typer.testing import CliRunner, Result

from balint_voice.adapters.files.prompt_store import load_script
from balint_voice.cli.commands.history import history
from balint_voice.cli.commands.notes import notes
from balint_voice.cli.commands.resume import resume
from balint_voice.cli.commands.review import review
from balint_voice.cli.commands.sessions import sessions_list, sessions_show
from balint_voice.errors import BalintVoiceError, Damaged, Text, Unusable
from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.frames import framed, split
from balint_voice.records.opened_notes import open_notes
from balint_voice.records.phase_keys import key_files, mark_forgotten
from balint_voice.records.sealed_notes import begin_notes, reopen_notes
from balint_voice.records.session_list import cut_off_today
from balint_voice.records.sessions import SessionFolder, create_session
from balint_voice.records.timing_log import TimingLog
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant

MINE = pyrage.x25519.Identity.generate()
BEGAN = datetime(2020, 11, 21, 20, 5, 12).astimezone()
CASE, ADVICE = "probleemstelling", "besluitvorming"
PHASES = tuple(phase.id for phase in load_script("intervisie", "nl").phases)
APP = typer.Typer()
for command in (review, notes, history, resume):
    APP.command()(command)
APP.command("list")(sessions_list)
APP.command("show")(sessions_show)


def typed(*line: object) -> Result:
    return CliRunner().invoke(APP, [str(each) for each in line])


def refused(*line: object) -> BalintVoiceError:
    error = typed(*line).exception
    assert isinstance(error, BalintVoiceError), error
    return error


def header(session: str) -> tuple[r.LogRecord, ...]:
    moment = BEGAN.isoformat(timespec="seconds")
    ids = (r.Id(session), r.Id("intervisie"), r.Id("nl"))
    return (
        r.SessionStarted(*ids, moment, 6, None, 6300.0, (r.Id(CASE),)),
        r.SessionRequested(),
        *(r.PhasePlanned(r.Id(phase), n, 600.0) for n, phase in enumerate(PHASES, 1)),
    )


def logs(folder: SessionFolder, *more: r.LogRecord) -> None:
    log = TimingLog(folder.timing_log)
    for each in more:
        log.append(Instant(10.0), each)
    log.close()


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BALINT_VOICE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("BALINT_VOICE_LANGUAGE", "en")
    (tmp_path / "mine").write_text(str(MINE))
    return tmp_path


@pytest.fixture
def folder(root: Path) -> SessionFolder:
    """A session that was cut off; three entries of one phase and one of another were sealed."""
    folder = create_session(root / "data" / "sessions", BEGAN)
    logs(folder, *header(folder.id), r.BeatBegan(r.Id(CASE), r.Id("announce")))
    sealed = begin_notes(folder.sealed_notes, folder.id, str(MINE.to_public()))
    for n, phase in enumerate((ADVICE, CASE, CASE, CASE)):
        sealed.append(NoteEntry("typed", phase, n, n, f"woord {n}"))
        logs(folder, r.NoteTyped(r.Id(phase)))
    sealed.close()
    return folder


def cut(folder: SessionFolder, frames: int) -> None:
    found = split(folder.sealed_notes.read_bytes()).frames[:-frames]
    folder.sealed_notes.write_bytes(b"".join(framed(each.blob) for each in found))


def gone_on_to_the_end(folder: SessionFolder) -> None:
    sealed = reopen_notes(folder.sealed_notes, folder.id)
    sealed.append(NoteEntry("typed", ADVICE, 9, 9, "na de onderbreking"))
    logs(folder, r.NoteTyped(r.Id(ADVICE)), r.SessionEnded(True))
    sealed.finish()


def opened(where: object, root: Path) -> Result:
    return typed("notes", where, "--identity", root / "mine", "--format", "json")


def damages(shown: Result) -> tuple[Text, ...]:
    assert isinstance(shown.exception, Damaged), shown.exception
    found = shown.exception.text.fields["damages"]
    assert isinstance(found, tuple)
    return found


def test_notes_that_were_cut_and_gone_on_with_name_what_is_missing(
    folder: SessionFolder, root: Path
) -> None:
    cut(folder, 2)
    resumed = typed("resume")
    assert "at least 2" in resumed.stderr or "minstens 2" in resumed.stderr
    gone_on_to_the_end(folder)
    (stick := root / "stick").mkdir()
    assert typed("notes", "--to", stick).exit_code == 0
    for where in (folder.id, stick / f"balint-{folder.id}"):
        shown = opened(where, root)
        data = json.loads(shown.stdout)
        assert [each["text"] for each in data["entries"]][:2] == ["woord 0", "woord 1"]
        assert data["complete"] is False
        (missing,) = damages(shown)
        assert missing.key == "notes-lost"
        assert missing.fields == {"phase": "Probleemstelling", "entries": 2}


def test_notes_that_are_gone_are_named_and_their_key_is_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New notes are begun with a new key; a copy of the old ones still opens with the old key."""
    folder = create_session(root / "data" / "sessions", BEGAN)
    logs(folder, *header(folder.id), r.BeatBegan(r.Id(CASE), r.Id("announce")))
    keys = [pyrage.x25519.Identity.generate() for _ in range(3)]
    for n, key in enumerate(keys):
        wrapped = f"only the presenter of notes {n} opens this".encode()
        sealed = begin_notes(folder.sealed_notes, folder.id, str(key.to_public()), wrapped)
        sealed.append(NoteEntry("typed", CASE, n, n, f"woord {n}"))
        logs(folder, r.NoteTyped(r.Id(CASE)))
        sealed.finish()
        folder.sealed_notes.rename(root / f"copy {n}")
    said = typed("resume").stderr
    assert "notes.sealed ontbreekt" in said and "minstens 3" in said
    names = ("presenter.old.age", "presenter.old.2.age", "presenter.age")
    for n, (key, name) in enumerate(zip(keys, names, strict=True)):
        assert f"notes {n} " in (folder.path / name).read_text()
        (root / f"copy {n}").rename(folder.sealed_notes)
        (found,) = open_notes(folder.sealed_notes, folder.id, [str(key)]).entries
        assert found.entry.text == f"woord {n}"
    (stick := root / "stick").mkdir()
    assert typed("notes", "--to", stick).exit_code == 0
    copied = {each.name for each in (stick / f"balint-{folder.id}").iterdir()}
    assert typed("notes", "--forget", "--yes").exit_code == 0
    left = {each.name for each in folder.path.iterdir()}
    assert set(names) <= copied and not set(names) & left


def test_a_key_by_which_nothing_was_sealed_is_replaced(root: Path) -> None:
    """Of a program that was killed between writing it and the first note."""
    folder = create_session(root / "data" / "sessions", BEGAN)
    (folder.path / "presenter.age").write_bytes(b"of nobody")
    sealed = begin_notes(folder.sealed_notes, folder.id, str(MINE.to_public()), b"wrapped")
    sealed.append(NoteEntry("typed", CASE, 1, 1, "woord"))
    sealed.finish()
    assert [each.read_bytes() for each in folder.path.glob("presenter*")] == [b"wrapped"]


def test_what_is_whole_is_never_called_lost(folder: SessionFolder, root: Path) -> None:
    """Killed between sealing and logging there is more than the log knows of."""
    sealed = reopen_notes(folder.sealed_notes, folder.id)
    sealed.append(NoteEntry("heard", CASE, 8, 9, "niet in de tijden"))
    sealed.append(NoteEntry("gap", CASE, 9, 10, ""))
    sealed.close()
    assert "10" not in (said := typed("resume").stderr) and "ontbreken" not in said
    gone_on_to_the_end(folder)
    shown = opened(folder.id, root)
    assert shown.exit_code == 0, shown.exception
    assert json.loads(shown.stdout)["complete"] is True


def test_notes_that_have_a_key_want_no_other(
    folder: SessionFolder, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is not even there: nobody reads it."""

    def listening(*_: object) -> None:
        raise Unusable("session-over", session="here it was about to begin")

    monkeypatch.setattr("balint_voice.cli.session_parts.listening", listening)
    gone_on = typed(
        *("resume", "--consent-given", "--model", "demo-nl"),
        *("--passphrase-file", root / "nowhere"),
    )
    assert isinstance(gone_on.exception, Unusable)
    assert gone_on.exception.key == "session-over", gone_on.exception
    assert "sleutel die ze hebben" in gone_on.stderr


def test_a_gap_does_not_stand_for_what_is_missing(folder: SessionFolder, root: Path) -> None:
    cut(folder, 1)
    sealed = reopen_notes(folder.sealed_notes, folder.id)
    sealed.append(NoteEntry("gap", CASE, 9, 10, ""))
    sealed.close()
    gone_on_to_the_end(folder)
    assert [each.fields["entries"] for each in damages(opened(folder.id, root))] == [1]


@pytest.mark.parametrize("told_by", ["log and notes", "log", "notes"])
def test_of_a_vetoed_phase_nothing_is_missed(
    folder: SessionFolder, root: Path, told_by: str
) -> None:
    """A kill may come before the veto is logged, and what is cut off may have told of it."""
    cut(folder, 2)
    sealed = reopen_notes(folder.sealed_notes, folder.id)
    if "notes" in told_by:
        sealed.forget([CASE])
    if "log" in told_by:
        logs(folder, r.Vetoed((r.Id(CASE),)))
    sealed.close()
    gone_on_to_the_end(folder)
    assert opened(folder.id, root).exit_code == 0


def test_what_the_presenter_took_away_is_not_missed(folder: SessionFolder, root: Path) -> None:
    assert typed("notes", folder.id, "--forget", "--yes").exit_code == 0
    assert "ontbreken" not in typed("resume").stderr


def test_a_log_of_another_session_is_refused(folder: SessionFolder, root: Path) -> None:
    other = create_session(root / "data" / "sessions", BEGAN.replace(hour=21))
    logs(other, *header(other.id), r.SessionEnded(True))
    gone_on_to_the_end(folder)
    folder.timing_log.write_bytes(other.timing_log.read_bytes())
    wanted = "log-of-another"
    for command in ("review", "resume"):
        error = refused(command, folder.id)
        assert isinstance(error, Damaged) and wanted in repr(error.text.fields), command
    assert folder.id in typed("history").stderr, "it is named among those left out"
    shown = opened(folder.id, root)
    assert isinstance(shown.exception, Damaged) and shown.exception.key == wanted
    assert len(json.loads(shown.stdout)["entries"]) == 5
    listed = {each["id"]: each for each in json.loads(typed("list", "--json").stdout)}
    assert listed[folder.id]["script"] is None and listed[folder.id]["damage"]
    assert listed[other.id]["damage"] is None
    assert json.loads(typed("show", folder.id, "--json").stdout)["damage"]


def by_hand(folder: SessionFolder) -> None:
    (folder.path / f"phase.{CASE}.forgotten").touch()


def by_hand_as_ours(folder: SessionFolder) -> None:
    mark_forgotten(folder.path, folder.id, [CASE])


def of_another(folder: SessionFolder) -> None:
    mark_forgotten(folder.path, "2019-01-01-200000", [CASE])


@pytest.mark.parametrize("put", [by_hand, by_hand_as_ours, of_another])
def test_a_mark_alone_vetoes_nothing_of_closed_notes(
    folder: SessionFolder, root: Path, put: Callable[[SessionFolder], None]
) -> None:
    gone_on_to_the_end(folder)
    put(folder)
    for _ in range(2):
        shown = opened(folder.id, root)
        assert shown.exit_code == 0, shown.exception
        data = json.loads(shown.stdout)
        assert len(data["entries"]) == 5 and data["forgotten"] == []
    assert CASE in key_files(folder.path).values()


@pytest.mark.parametrize("put", [by_hand, of_another])
def test_a_stray_mark_vetoes_nothing_of_open_notes_and_hinders_no_veto(
    folder: SessionFolder, root: Path, put: Callable[[SessionFolder], None]
) -> None:
    put(folder)
    sealed = reopen_notes(folder.sealed_notes, folder.id)
    assert not sealed.has_forgotten(CASE)
    sealed.close()
    assert len(json.loads(opened(folder.id, root).stdout)["entries"]) == 4
    assert CASE in key_files(folder.path).values()
    mark_forgotten(folder.path, folder.id, [CASE])  # a true one, and there the power went
    reopen_notes(folder.sealed_notes, folder.id).close()
    assert CASE not in key_files(folder.path).values()


def test_what_was_vetoed_before_anything_was_sealed_stays_so(root: Path) -> None:
    folder = create_session(root / "data" / "sessions", BEGAN)
    for _ in range(2):
        sealed = begin_notes(folder.sealed_notes, folder.id, str(MINE.to_public()))
        sealed.forget([CASE])
    again = begin_notes(folder.sealed_notes, folder.id, str(MINE.to_public()))
    assert again.has_forgotten(CASE)


@pytest.mark.parametrize("count", range(len(PHASES) + 2))
def test_killed_while_the_first_records_were_written_nothing_had_begun(
    root: Path, count: int
) -> None:
    folder = create_session(root / "data" / "sessions", BEGAN)
    logs(folder, *header(folder.id)[:count])
    error = refused("resume")
    assert isinstance(error, Unusable) and error.key == "session-not-begun", error.text
    assert cut_off_today(root / "data" / "sessions", BEGAN) is None
