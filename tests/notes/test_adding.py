"""What the presenter adds after the evening: sealed behind the end, dated, beside what it is about.

The page is driven in a real terminal, and watched by the system's own eyes for what it leaves.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from balint_voice.adapters.display.addition_page import AdditionPage
from balint_voice.adapters.display.palette import NO_COLOUR
from balint_voice.adapters.display.rows import Span
from balint_voice.cli.commands.notes import notes as notes_command
from balint_voice.errors import Damaged, Unusable, WrongSecret
from balint_voice.listening.transcript import ABOUT_THE_WHOLE, NoteEntry
from balint_voice.notes.page import as_json, as_markdown, as_text
from balint_voice.records.frames import framed, split
from balint_voice.records.opened_notes import OpenedEntry, OpenedNotes, open_notes
from balint_voice.records.presenter_key import make_presenter_key, unwrap_presenter_key
from balint_voice.records.sealed_notes import begin_notes, reopen_to_add
from balint_voice.records.sessions import SessionFolder, create_session
from tests.review.group import FIRST
from tests.support.labels import NOTES as LABELS
from tests.support.needs import needs

PASSPHRASE = "vijf gewone woorden, zo gekozen"
CANARY = "kanariegeel-7Q"
WHEN = "2026-01-08T21:14:00+01:00"
APP = typer.Typer()
APP.command()(notes_command)


@pytest.fixture(scope="module")
def key() -> tuple[str, bytes]:
    return make_presenter_key(PASSPHRASE)


@pytest.fixture
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: tuple[str, bytes]
) -> SessionFolder:
    """A session with notes that were closed in order, one phase vetoed; no timing log."""
    monkeypatch.setenv("BALINT_VOICE_DATA", str(tmp_path))
    found = create_session(tmp_path / "sessions", FIRST)
    sealed = begin_notes(found.sealed_notes, found.id, *key)
    sealed.append(NoteEntry("heard", "probleemstelling", 61.0, 64.5, "Ik kom er niet uit."))
    sealed.append(NoteEntry("heard", "beeldvorming", 70.0, 71.0, "dit niet"))
    sealed.append(NoteEntry("typed", "besluitvorming", 80.0, 80.0, "bellen op maandag"))
    sealed.forget(["beeldvorming"])
    sealed.finish()
    (tmp_path / "pass").write_text(PASSPHRASE)
    return found


def opened(folder: SessionFolder) -> OpenedNotes:
    identities = unwrap_presenter_key(folder.presenter_key.read_bytes(), PASSPHRASE)
    return open_notes(folder.sealed_notes, folder.id, identities)


def typed(folder: SessionFolder, *line: str, stdin: str | bytes = "") -> Result:
    secret = ("--passphrase-file", str(folder.path.parents[1] / "pass"))
    return CliRunner().invoke(APP, [*secret, *line], input=stdin)


def added(text: str, phase: str, at: float, beside: int | None) -> NoteEntry:
    return NoteEntry("added", phase, at, at, text, added=WHEN, beside=beside)


def test_what_was_sealed_stays_and_the_notes_stay_closed(folder: SessionFolder) -> None:
    before = folder.sealed_notes.read_bytes()
    shown = typed(folder, "--add", stdin="Het was dinsdag.\n\nEn niet de buurman.\n")
    assert shown.exit_code == 0, shown.exception
    assert folder.sealed_notes.read_bytes().startswith(before)
    found = opened(folder)
    assert found.complete and found.damages == () and found.forgotten == ("beeldvorming",)
    assert [each.entry.text for each in found.entries] == [
        "Ik kom er niet uit.", "bellen op maandag", "Het was dinsdag.", "En niet de buurman.",
    ]  # fmt: skip
    last = found.entries[-1].entry
    assert (last.kind, last.phase, last.beside) == ("added", ABOUT_THE_WHOLE, None)
    assert last.added[:10] >= "2026" and last.added[10] == "T"
    typed(folder, "--add", stdin="nog iets\n")
    assert opened(folder).complete and len(opened(folder).entries) == 5


def test_beside_an_entry_it_shares_its_phase_and_its_time(folder: SessionFolder) -> None:
    sealed = reopen_to_add(folder.sealed_notes, folder.id)
    sealed.append(added("het was dinsdag", "probleemstelling", 61.0, 1))
    sealed.close()
    page = typed(folder).stdout
    wrong, right = page.index("Ik kom er niet uit"), page.index("het was dinsdag")
    assert wrong < right < page.index("bellen op maandag")
    assert "(toegevoegd op 2026-01-08 21:14)" in page or "(added on 2026-01-08 21:14)" in page
    told = json.loads(typed(folder, "--format", "json").stdout)
    assert told["complete"] and told["entries"][-1]["kind"] == "added"
    assert (told["entries"][-1]["beside"], told["entries"][-1]["added"]) == (1, WHEN)
    assert "added" not in told["entries"][0]


def test_the_page_has_it_in_its_place() -> None:
    entries = (
        NoteEntry("heard", "a", 61.0, 64.0, "eerst"),
        NoteEntry("heard", "b", 70.0, 71.0, "daarna"),
        added("niet *eerst*", "a", 61.0, 1),
        added("over alles", ABOUT_THE_WHOLE, 0.0, None),
        added("nog eens", "a", 61.0, 1),
        NoteEntry("typed", "a", 61.0, 61.0, "tegelijk"),
        added("pas later", "a", 61.0, 1),
    )
    found = OpenedNotes("s", tuple(OpenedEntry(n, e) for n, e in enumerate(entries, 1)), True, ())
    lines = [
        "[01:01] eerst",
        "[01:01] (toegevoegd op 2026-01-08 21:14) niet \\*eerst\\*",
        "[01:01] (toegevoegd op 2026-01-08 21:14) nog eens",
        "[01:01] (toegevoegd op 2026-01-08 21:14) pas later",
        "[01:01] (getypt) tegelijk",
        "## B",
        "[01:10] daarna",
        "## Later toegevoegd",
        "(toegevoegd op 2026-01-08 21:14) over alles",
    ]
    page = as_markdown(found, WHEN, {"a": "A", "b": "B"}, LABELS)
    assert page.split("## A\n\n")[1].split("\n\n") == [*lines[:-1], f"{lines[-1]}\n"]
    assert "niet *eerst*" in as_text(found, WHEN, {}, LABELS)
    assert [each["sequence"] for each in as_json(found, WHEN)["entries"]] == [*range(1, 8)]  # type: ignore[attr-defined]


def test_notes_that_were_not_closed_stay_so(tmp_path: Path, key: tuple[str, bytes]) -> None:
    path = tmp_path / "notes.sealed"
    sealed = begin_notes(path, "2026-01-07-200000", *key)
    sealed.append(NoteEntry("heard", "a", 1.0, 2.0, "een"))
    sealed.close()
    more = reopen_to_add(path, "2026-01-07-200000")
    more.append(added("twee", ABOUT_THE_WHOLE, 0.0, None))
    more.close()
    found = open_notes(path, "2026-01-07-200000", unwrap_presenter_key(key[1], PASSPHRASE))
    assert found.only_not_closed and len(found.entries) == 2


def test_an_addition_hides_no_loss(tmp_path: Path, key: tuple[str, bytes]) -> None:
    path = tmp_path / "notes.sealed"
    sealed = begin_notes(path, "2026-01-07-200000", *key)
    sealed.append(NoteEntry("heard", "a", 1.0, 2.0, "een"))
    sealed.append(NoteEntry("heard", "a", 3.0, 4.0, "twee"))
    sealed.close()
    frames = split(path.read_bytes()).frames
    path.write_bytes(b"".join(framed(each.blob) for each in frames[:-1]))
    more = reopen_to_add(path, "2026-01-07-200000")
    more.append(added("drie", "a", 1.0, 1))
    more.close()
    found = open_notes(path, "2026-01-07-200000", unwrap_presenter_key(key[1], PASSPHRASE))
    assert [(each.phase, each.entries) for each in found.compared_with({"a": 2}).lost] == [("a", 1)]


@pytest.mark.parametrize(
    "forged",
    [
        NoteEntry("added", "a", 1.0, 2.0, "x", added="gisteren"),
        NoteEntry("added", "a", 1.0, 2.0, "x", added=WHEN, beside=9),
        NoteEntry("added", "a", 1.0, 2.0, "x", added=WHEN, beside=0),
    ],
)
def test_what_is_no_addition_of_ours_is_damage(folder: SessionFolder, forged: NoteEntry) -> None:
    sealed = reopen_to_add(folder.sealed_notes, folder.id)
    sealed.append(forged)
    sealed.close()
    found = opened(folder)
    assert [each.kind for each in found.damages] == ["changed"] and len(found.entries) == 2


def test_an_addition_changed_or_cut_in_the_middle_is_seen(folder: SessionFolder) -> None:
    typed(folder, "--add", stdin="een\ntwee\n")
    frames = [each.blob for each in split(folder.sealed_notes.read_bytes()).frames]
    folder.sealed_notes.write_bytes(b"".join(framed(b) for b in (*frames[:-2], frames[-1])))
    assert not opened(folder).complete


def test_it_takes_the_secret_and_something_to_add(folder: SessionFolder, tmp_path: Path) -> None:
    before = folder.sealed_notes.read_bytes()
    (tmp_path / "wrong").write_text("een andere zin")
    wrong = CliRunner().invoke(
        APP, ["--add", "--passphrase-file", str(tmp_path / "wrong")], input="x\n"
    )
    assert isinstance(wrong.exception, WrongSecret)
    for line, stdin, refused in (
        (("--add",), " \n\n", "addition-none"),
        (("--add",), "a" * 20_001, "addition-too-long"),
        (("--add", "--forget"), "x", "notes-one-at-a-time"),
    ):
        error = typed(folder, *line, stdin=stdin).exception
        assert isinstance(error, Unusable) and error.key == refused
    piped = CliRunner().invoke(APP, ["--add", "--passphrase-file", "-"], input="x\n").exception
    assert isinstance(piped, Unusable) and piped.key == "addition-and-passphrase-piped"
    assert folder.sealed_notes.read_bytes() == before


def test_what_is_piped_has_to_be_text(folder: SessionFolder) -> None:
    before = folder.sealed_notes.read_bytes()
    error = typed(folder, "--add", stdin=b"caf\xe9\n").exception
    assert isinstance(error, Unusable) and error.key == "file-not-text"
    assert folder.sealed_notes.read_bytes() == before


@pytest.mark.parametrize(("more", "told"), [("", "kept"), ("b", "cut")])
def test_an_addition_that_is_too_long_is_told(more: str, told: str) -> None:
    kept: list[str] = []

    def keep(_: int | None, text: str) -> bool:
        kept.append(text)
        return True

    names = ("whole", "title", "keys", "kept", "cut", "failed", "type-here")
    page = AdditionPage([], {name: name for name in names}, keep, NO_COLOUR, longest=3000)
    page.paste("a" * 3000 + more)
    page.press("enter")
    assert kept == ["a" * 3000]
    assert (Span(told, "strong"),) in [row[1:] for row in page.rows(80, 24)]


def test_a_disk_that_refuses_loses_nothing_in_silence(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from balint_voice.records import append_only

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = folder.sealed_notes.read_bytes()
    monkeypatch.setattr(append_only, "write_all", full)
    error = typed(folder, "--add", stdin="een\n").exception
    assert isinstance(error, Damaged) and error.key == "addition-lost"
    assert folder.sealed_notes.read_bytes() == before


def test_a_stranger_reads_it_too(folder: SessionFolder) -> None:
    needs("age")
    typed(folder, "--add", stdin="Het was dinsdag.\n")
    reader = Path("src/balint_voice/records/read_notes.py").resolve()
    identities = unwrap_presenter_key(folder.presenter_key.read_bytes(), PASSPHRASE)
    (folder.path.parent / "key").write_text(identities[0])
    read = subprocess.run(
        [sys.executable, str(reader), str(folder.path), str(folder.path.parent / "key")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert read.returncode == 0, read.stderr
    assert "added  added 20" in read.stdout and ": Het was dinsdag." in read.stdout


if sys.platform != "win32":
    from tests.display.terminal import Terminal

    ADD = ["-m", "balint_voice", "notes", "--add", "--passphrase-file"]
    UP, DOWN, ESCAPE = "\x1b[A", "\x1b[B", "\x1b"

    @pytest.mark.slow
    def test_on_the_page_a_correction_stands_beside_its_line(folder: SessionFolder) -> None:
        root = folder.path.parents[1]
        with Terminal([*ADD, str(root / "pass")], root) as terminal:
            terminal.sees("> (")
            terminal.press(UP)
            terminal.sees("> [01:20] bellen op maandag")
            terminal.press(f"{CANARY} dinsdag\r")
            terminal.sees("Sealed")
            terminal.press(DOWN)
            terminal.press("over het geheel\r")
            terminal.press(ESCAPE)
            assert terminal.ended() == 0
            assert terminal.modes_now() == terminal.modes
        first, second = [each.entry for each in opened(folder).entries[-2:]]
        assert (first.text, first.phase) == (f"{CANARY} dinsdag", "besluitvorming")
        assert first.beside == 3, "the sequence of what was typed"
        assert (second.text, second.beside) == ("over het geheel", None)

    @pytest.mark.slow
    def test_ctrl_c_on_the_page_keeps_what_was_sealed(folder: SessionFolder) -> None:
        root = folder.path.parents[1]
        with Terminal([*ADD, str(root / "pass")], root) as terminal:
            terminal.sees("> (")
            terminal.press("een\r")
            terminal.sees("Sealed")
            terminal.press("twee\x03")
            assert terminal.ended() == 130
            assert terminal.modes_now() == terminal.modes
        assert [each.entry.text for each in opened(folder).entries[2:]] == ["een"]

    @pytest.mark.slow
    def test_nothing_that_was_typed_or_shown_is_written_anywhere_else(
        folder: SessionFolder,
    ) -> None:
        """Every file that is opened for writing, and every byte that goes to one: by strace."""
        needs("strace")
        root = folder.path.parents[1]
        trace = root / "trace"
        watch = ["strace", "-f", "-s", "100000", "-yy", "-e", "trace=write,pwrite64,writev,openat"]
        # -B: what Python compiles when it starts for the first time is not what was typed.
        command = [*watch, "-o", str(trace), sys.executable, "-B", *ADD, str(root / "pass")]
        run = f"import os; os.execvp('strace', {command!r})"
        with Terminal(["-c", run], root) as terminal:
            terminal.sees("> (")
            terminal.press(f"{CANARY}\r")
            terminal.sees("Sealed")
            terminal.press(ESCAPE)
            assert terminal.ended() == 0
        lines = trace.read_text(errors="replace").splitlines()
        opened_for_writing = {
            line.split('"')[1]
            for line in lines
            if "openat(" in line and ("O_WRONLY" in line or "O_RDWR" in line) and "= -1" not in line
        }
        ours = str(folder.path)
        allowed = ("/dev/", ours, "/proc/self/")
        assert {p for p in opened_for_writing if not p.startswith(allowed)} == set()
        writing = [line for line in lines if "openat(" not in line and "/dev/pts" not in line]
        assert not [line for line in writing if CANARY in line or "niet uit" in line]
        left = [each for each in root.rglob("*") if each.is_file() and each != trace]
        assert not [each for each in left if CANARY.encode() in each.read_bytes()]
        assert opened(folder).entries[-1].entry.text == CANARY
