"""The presenter's secrets: in no core file, whenever Ctrl-\\ is pressed, and in no process that
lives on when they have been used."""

import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from fcntl import ioctl
from pathlib import Path
from termios import FIONREAD, tcgetattr

import numpy as np
import pytest

from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.presenter_key import make_presenter_key, unwrap_presenter_key
from balint_voice.records.sealed_notes import begin_notes
from balint_voice.records.sessions import SessionFolder, create_session
from tests.privacy.evenings import ALOUD, PASSPHRASE, SHOWN, prepared
from tests.privacy.held import counted, forms_of_word
from tests.privacy.memory import memory_of, needs_to_read_memory
from tests.privacy.running import Running, family
from tests.privacy.test_words import TYPED as NOTED
from tests.privacy.test_words import type_a_note
from tests.support.pulse import Pulse, waited_for, write_wav

BALINT_VOICE = (sys.executable, "-m", "balint_voice")
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
PATIENCE_S = 60.0
TYPED = "zeven kanariën zingen ☂"
QUESTION, AGAIN = "Wachtzin: ", "Nog eens de wachtzin: "


@pytest.fixture
def place() -> Iterator[Path]:
    """Where a program that is not protected would leave its core."""
    with tempfile.TemporaryDirectory(prefix="bv-secrets-") as made:
        (Path(made) / "control").mkdir()
        left = subprocess.run(
            [sys.executable, "-c", "import os; os.kill(os.getpid(), 3)"],
            cwd=Path(made) / "control",
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, UNLIMITED),
            check=False,
        )
        assert left.returncode == -signal.SIGQUIT
        if not list(Path(made).glob("control/*core*")):
            pytest.skip("on this machine core files go elsewhere")
        yield Path(made)


def recorded(place: Path, manner: tuple[str, ...] = SHOWN) -> list[str]:
    """An evening without a secret yet; nobody speaks, and without a voice no device is used."""
    write_wav(place / "microphone.wav", np.zeros(60 * 16_000, np.float32), 16_000)
    arguments = prepared(place / "data")
    del arguments[arguments.index("--passphrase-file") :]
    return [*arguments, *manner, "--microphone-file", str(place / "microphone.wav")]


def cores(place: Path) -> list[Path]:
    return [each for each in place.rglob("*core*") if each.parent.name != "control"]


def ctrl_backslash(running: Running) -> int:
    """As the terminal sends it: to the program and to its children."""
    os.killpg(running.process.pid, signal.SIGQUIT)
    return running.ended()


def sealed(place: Path) -> tuple[SessionFolder, str]:
    """Notes that are too long for a pipe; and their identity."""
    recipient, wrapped = make_presenter_key(PASSPHRASE)
    folder = create_session(place / "data" / "sessions", datetime(2026, 11, 21, 20, 5, 12))
    notes = begin_notes(folder.sealed_notes, folder.id, recipient, wrapped)
    for at in range(60):
        notes.append(NoteEntry("heard", "casus", at, at + 1, "zwaluwstaart " * 300))
    notes.finish()
    return folder, unwrap_presenter_key(wrapped, PASSPHRASE)[0]


def given_back(running: Running) -> None:
    """What is typed is seen again."""
    assert tcgetattr(running.terminal) == running.modes


@pytest.mark.parametrize("end", [signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_while_the_presenter_types_one(place: Path, end: signal.Signals) -> None:
    """The first ends the program and its child; the others are for the program alone."""
    with Running([*BALINT_VOICE, *recorded(place)], place, full_screen=True) as running:
        running.sees(QUESTION)
        running.type(TYPED + "\n")
        running.sees(AGAIN)
        running.type(TYPED)
        worker = running.child("key_worker")
        if end is signal.SIGQUIT:
            assert ctrl_backslash(running) == 130
        else:
            running.process.send_signal(end)
            assert running.ended() == (-end if end is signal.SIGKILL else 130)
        waited_for("the child's end", lambda: not runs(worker), PATIENCE_S)
        given_back(running)
        assert b"kanari" not in running.shown
    assert cores(place) == []


def runs(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def test_while_one_is_read_from_a_file(place: Path) -> None:
    os.mkfifo(place / "slow")
    command = [*BALINT_VOICE, *recorded(place), "--passphrase-file", str(place / "slow")]
    with Running(command, place, full_screen=True) as running, (place / "slow").open("wb", 0) as it:
        it.write(PASSPHRASE.encode())
        waited_for("somebody who reads", lambda: not waiting_in(it.fileno()), PATIENCE_S)
        assert ctrl_backslash(running) in (130, -signal.SIGQUIT)
    assert cores(place) == []


def waiting_in(pipe: int) -> int:
    return int.from_bytes(ioctl(pipe, FIONREAD, bytes(4)), sys.byteorder)


def test_where_a_session_is_resumed(place: Path) -> None:
    arguments = recorded(place)
    with Running([*BALINT_VOICE, *arguments], place, full_screen=True) as running:
        for question in (QUESTION, AGAIN):
            running.sees(question)
            running.type(TYPED + "\n")
        running.logs("beat-began", "casus")  # before that there is nothing to resume
        running.process.kill()
        running.ended()
    again = place / "again"
    again.mkdir()
    more = ["resume", "--consent-given", "--plain", "--model", "demo-nl"]
    more += arguments[arguments.index("--voice") :]
    del more[more.index("--pace") : more.index("--pace") + 2]
    data = {"BALINT_VOICE_DATA": str(place / "data")}
    with Running([*BALINT_VOICE, *more], again, full_screen=True, **data) as running:
        running.sees(QUESTION)
        running.type(TYPED + "\n")
        running.sees(AGAIN)
        assert ctrl_backslash(running) == 130
        given_back(running)
    assert cores(place) == []


@pytest.mark.parametrize("changed", [False, True])
def test_while_notes_asks_for_one(place: Path, changed: bool) -> None:
    """Where it is changed, the secret key lies there already."""
    sealed(place)
    command = [*BALINT_VOICE, "notes", *(["--new-passphrase"] if changed else [])]
    with Running(command, place, full_screen=True) as running:
        if changed:
            running.sees("The present passphrase: ")
            running.type(PASSPHRASE + "\n")
            running.sees("The new passphrase: ")
            running.type(TYPED + "\n")
        running.sees("once more: " if changed else "Passphrase of the presenter: ")
        running.type(TYPED)
        assert ctrl_backslash(running) == 130
        given_back(running)
    assert cores(place) == []


@pytest.mark.parametrize("by", ["--passphrase-file", "--identity"])
def test_while_notes_are_shown(place: Path, by: str) -> None:
    """To a pager that has not read on."""
    _, identity = sealed(place)
    (place / "mine").write_text(PASSPHRASE if by == "--passphrase-file" else identity)
    with subprocess.Popen(
        [*BALINT_VOICE, "notes", by, str(place / "mine")],
        stdout=subprocess.PIPE,
        cwd=place,
        env={**os.environ, "BALINT_VOICE_DATA": str(place / "data")},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, UNLIMITED),
    ) as shown:
        assert shown.stdout is not None
        assert shown.stdout.read(1) == b"#"
        shown.send_signal(signal.SIGQUIT)
        assert shown.wait(timeout=PATIENCE_S) == -signal.SIGQUIT
    assert cores(place) == []


@pytest.mark.parametrize("typed", [False, True])
def test_they_are_in_no_memory_once_the_session_runs(
    place: Path, typed: bool, pulse: Pulse
) -> None:
    """Not in the program's, nor in those of its children: the transcriber, the voice, the watcher
    of the network. And what is noted does not come to the last two."""
    needs_to_read_memory()
    arguments = recorded(place, ALOUD)
    passphrase = TYPED if typed else PASSPHRASE
    if not typed:
        arguments += ["--passphrase-file", str(place / "secret")]
    with Running([*BALINT_VOICE, *arguments], place, full_screen=True) as running:
        for question in (QUESTION, AGAIN) if typed else ():
            running.sees(question)
            running.type(passphrase + "\n")
        running.logs("microphone-opened", "record")
        type_a_note(running)
        running.sees("Notitie verzegeld")
        running.type("t")  # what is left of the time was not rendered before
        running.logs("cue-began", "time-left")
        others = [running.child(each) for each in ("tts_worker", "network_watcher")]
        with standing_still(running) as everybody:
            assert {running.transcriber, *others} < set(everybody)
            memory = memory_of(*everybody)
            aside = memory_of(*others)
    (wrapped,) = place.glob("data/sessions/*/presenter.age")
    (identity,) = unwrap_presenter_key(wrapped.read_bytes(), passphrase)
    assert recipient_of(identity) in memory, "it is searched where something can be found"
    found = {name: memory.count(secret) for name, secret in forms(passphrase, identity).items()}
    assert not any(found.values()), found
    words = {form for word in NOTED for form in forms_of_word(word)}
    assert counted(memory, words) and not counted(aside, words)


@contextmanager
def standing_still(running: Running) -> Iterator[list[int]]:
    """The program and its children, as they are now: whoever looks at them takes a while."""
    everybody = [running.process.pid, *family(running.process.pid)]
    for each in everybody:
        os.kill(each, signal.SIGSTOP)
    try:
        yield everybody
    finally:
        for each in everybody:
            os.kill(each, signal.SIGCONT)


def recipient_of(identity: str) -> bytes:
    import pyrage

    return str(pyrage.x25519.Identity.from_str(identity).to_public()).encode()


def forms(passphrase: str, identity: str) -> dict[str, bytes]:
    """As Python and Rust may keep them."""
    texts = {"passphrase": passphrase, "key": identity}
    kept = {
        f"{name} {coding}": text.encode(coding)
        for name, text in texts.items()
        for coding in ("utf-8", "utf-16-le", "utf-32-le")
    }
    return {**kept, "raw key": raw(identity)}


def raw(identity: str) -> bytes:
    """The 32 bytes of a key, out of its bech32."""
    signs = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    data = identity.lower().rpartition("1")[2][:-6]
    bits = "".join(f"{signs.index(sign):05b}" for sign in data)
    return int(bits[:256], 2).to_bytes(32, "big")
