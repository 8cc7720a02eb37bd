"""Something else where a file should be, too much of it, or a name that leads elsewhere."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest

from balint_voice.adapters.files.prompt_store import copy, find_script
from balint_voice.adapters.sound.wav_file import read_format
from balint_voice.adapters.whisper import model_store
from balint_voice.errors import Unusable
from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.frames import framed, split
from balint_voice.records.presenter_key import make_presenter_key
from balint_voice.records.reading import MOST, read_file
from balint_voice.records.sealed_notes import begin_notes
from balint_voice.records.sessions import SessionFolder
from tests.records.test_commands import evening  # noqa: F401 - a fixture
from tests.support.needs import needs
from tests.support.program import ran
from tests.support.pulse import PATIENCE_S

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
PASSPHRASE = "vijf gewone woorden zo gekozen"
Typed = Callable[..., subprocess.CompletedProcess[str]]


def pipe(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def unix_socket(path: Path) -> None:
    # A socket's path has 107 bytes at most, wherever the tests' folder lies.
    with socket.socket(socket.AF_UNIX) as made, contextlib.chdir(path.parent):
        made.bind(path.name)


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2 << 30)


KINDS = (pipe, folder, endless, unix_socket, huge)


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    monkeypatch.setenv("BALINT_VOICE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("BALINT_VOICE_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("BALINT_VOICE_CONFIG", str(tmp_path))

    def command(*line: object, given: str = "") -> subprocess.CompletedProcess[str]:
        done = ran(*map(str, line), given=given)  # what hangs fails
        assert "Traceback" not in done.stderr and done.returncode != 1, done.stderr
        return done

    return command


@pytest.mark.parametrize("kind", KINDS)
def test_only_a_plain_file_of_some_size_is_read(
    kind: Callable[[Path], None], tmp_path: Path
) -> None:
    kind(tmp_path / "file")
    with pytest.raises(OSError):  # noqa: PT011 - which one depends on the kind
        read_file(tmp_path / "file")
    with pytest.raises(Unusable):
        read_format(tmp_path / "file")


def test_a_plain_file_is_read_through_a_link_and_none_is_empty(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(MOST))
    (tmp_path / "link").symlink_to(tmp_path / "file")
    assert read_file(tmp_path / "link") == bytes(MOST)
    assert read_file(Path(os.devnull)) == b""


@pytest.mark.parametrize("kind", KINDS)
def test_the_settings(kind: Callable[[Path], None], typed: Typed, tmp_path: Path) -> None:
    kind(tmp_path / "settings.toml")
    told = typed("settings")
    assert told.returncode == 2 and "settings.toml" in told.stderr


def test_settings_whose_name_no_system_takes(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The language of the refusal would be in them."""
    monkeypatch.setenv("BALINT_VOICE_CONFIG", str(tmp_path / ("x" * 300)))
    told = typed("settings")
    assert told.returncode == 2 and "xxx" in told.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is full")  # noqa: PTH110
def test_a_full_disk_behind_the_output_is_no_fault_of_ours() -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "balint_voice", "scripts", "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    assert done.returncode == 2 and "schijf is vol" in done.stderr, done.stderr


@pytest.mark.parametrize("command", [("review", "--html"), ("scripts", "check"), ("notes",)])
def test_a_folder_that_may_not_be_entered_is_named(
    command: tuple[str, ...],
    tmp_path: Path,
    evening: SessionFolder,  # noqa: F811
) -> None:
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can make a folder that is another's")
    needs("setpriv")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    os.chown(closed, 65_534, 65_534)
    done = subprocess.run(
        [
            *("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-all"),
            *(sys.executable, "-m", "balint_voice", *command, str(closed / "x.html")),
        ],
        env={**os.environ, "BALINT_VOICE_DATA": str(evening.path.parents[1])},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 2 and "closed" in done.stderr, done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_the_files_of_a_model(
    kind: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BALINT_VOICE_MODELS", str(tmp_path))
    for name in ("balint-voice.json", "config.json", "SHA256SUMS"):
        place = tmp_path / name.partition(".")[0]
        place.mkdir()
        kind(place / name)
        assert model_store.describe(place).purpose == ""
        assert model_store.check(place)


def test_a_description_that_is_a_pipe(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "models" / "mine").mkdir(parents=True)
    pipe(tmp_path / "models" / "mine" / "balint-voice.json")
    assert typed("models", "list").returncode == 0
    assert typed("models", "check", "mine").returncode == 3


def test_a_script_that_is_a_pipe_or_has_no_name_hides_no_other(
    typed: Typed, tmp_path: Path
) -> None:
    mine = copy("demo", "mine")
    (mine / "nl.toml").unlink()
    pipe(mine / "nl.toml")
    for name in ("No Name", "piped"):
        (mine.parent / name).mkdir()
    (mine.parent / "No Name" / "script.toml").write_text("")
    pipe(mine.parent / "piped" / "script.toml")
    listed = typed("scripts", "list")
    assert listed.returncode == 0 and "intervisie" in listed.stdout
    assert typed("scripts", "check", mine).returncode == 2
    assert typed("run", "mine").returncode == 2
    assert find_script("mine") == mine


@pytest.mark.parametrize("name", ["timing.jsonl", "notes.sealed", "presenter.age", "clock"])
def test_the_files_of_a_session(
    name: str,
    typed: Typed,
    evening: SessionFolder,  # noqa: F811
) -> None:
    (evening.path / name).unlink(missing_ok=True)
    pipe(evening.path / name)
    for line in (("sessions", "list"), ("review",), ("notes", evening.id), ("resume",)):
        assert typed(*line, given=PASSPHRASE).returncode in (0, 2, 3, 4)


def test_a_timing_log_that_is_too_large(typed: Typed, evening: SessionFolder) -> None:  # noqa: F811
    huge(evening.timing_log)
    told = typed("review")
    assert told.returncode == 4 and "timing.jsonl" in told.stderr


@pytest.mark.parametrize("name", ["x/../../y", "..", "a\0b", "/tmp/y", "x" * 300, "\x1b[2J"])
def test_a_session_whose_name_leads_elsewhere(
    name: str,
    typed: Typed,
    tmp_path: Path,
    evening: SessionFolder,  # noqa: F811
) -> None:
    recipient, wrapped = _key()
    sealed = begin_notes(evening.sealed_notes, evening.id, recipient, wrapped)
    sealed.append(NoteEntry("heard", "probleemstelling", 1.0, 2.0, "x", False))
    sealed.finish()
    copied = tmp_path / "copied"
    evening.path.rename(copied)
    head, *rest = split((copied / "notes.sealed").read_bytes()).frames
    forged = json.dumps({**json.loads(head.blob), "session": name}).encode()
    frames = b"".join(map(framed, (forged, *(frame.blob for frame in rest))))
    (copied / "notes.sealed").write_bytes(frames)
    drive = tmp_path / "drive" / "deep"
    drive.mkdir(parents=True)
    for more in (("--to", str(drive)), ("--passphrase-file", "-")):
        told = typed("notes", copied, *more, given=PASSPHRASE)
        assert told.returncode == 4 and told.stderr
    assert [*(tmp_path / "drive").rglob("*")] == [drive]


def test_an_empty_path_is_no_folder(
    typed: Typed,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    evening: SessionFolder,  # noqa: F811
) -> None:
    begin_notes(evening.sealed_notes, evening.id, *_key()).finish()
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    for line in (
        ("notes", "--to", ""),
        ("notes", "--out", ""),
        ("notes", ""),
        ("review", "--html", ""),
    ):
        told = typed(*line, given=PASSPHRASE)
        assert told.returncode == 2 and told.stderr, line
    assert [*place.iterdir()] == []


def with_a_note(evening: SessionFolder, *key: Any) -> None:  # noqa: F811
    notes = begin_notes(evening.sealed_notes, evening.id, *key)
    notes.append(NoteEntry("typed", "probleemstelling", 1.0, 2.0, "x", False))
    notes.finish()


_KEYS: list[tuple[str, bytes]] = []


def _key() -> tuple[str, bytes]:
    """It takes a second to wrap one."""
    if not _KEYS:
        _KEYS.append(make_presenter_key(PASSPHRASE))
    return _KEYS[0]


@pytest.mark.parametrize("option", ["--passphrase-file", "--identity"])
def test_a_secret_that_never_ends(option: str, typed: Typed, evening: SessionFolder) -> None:  # noqa: F811
    with_a_note(evening, *_key())
    told = typed("notes", option, "/dev/zero")
    assert told.returncode == 2 and "/dev/zero" in told.stderr


@pytest.mark.parametrize(
    "line", [("notes",), ("run", "--record", "case", "--model", "demo-nl", "--consent-given")]
)
def test_a_secret_from_a_stdin_that_never_ends(
    line: tuple[str, ...],
    typed: Typed,
    evening: SessionFolder,  # noqa: F811
) -> None:
    with_a_note(evening, *_key())
    with Path("/dev/zero").open("rb") as endless:
        told = subprocess.run(
            [sys.executable, "-m", "balint_voice", *line, "--passphrase-file", "-"],
            stdin=endless,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_S,  # what hangs fails
        )
    assert told.returncode == 2 and "Traceback" not in told.stderr


def test_a_new_passphrase_from_a_file_that_never_ends(typed: Typed) -> None:
    options = ("--record", "case", "--model", "demo-nl", "--consent-given")
    told = typed("run", *options, "--passphrase-file", "/dev/zero")
    assert told.returncode == 2 and "/dev/zero" in told.stderr


def test_a_key_through_a_pipe_is_waited_for(
    typed: Typed,
    tmp_path: Path,
    evening: SessionFolder,  # noqa: F811
) -> None:
    mine = pyrage.x25519.Identity.generate()
    with_a_note(evening, str(mine.to_public()))
    pipe(tmp_path / "pipe")
    writing = threading.Thread(target=(tmp_path / "pipe").write_text, args=(f"{mine}\n",))
    writing.start()
    assert typed("notes", "--identity", tmp_path / "pipe").returncode == 0
    writing.join()
