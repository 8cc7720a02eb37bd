"""What is spoken or typed turns up nowhere but in the notes, opened with the secret.

Whatever goes wrong: the transcriber is killed, the disk is full, the program is aborted or killed,
and everything that could help a debugger is switched on.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soxr

from balint_voice.listening.audio import Samples
from tests.privacy.evenings import DEVICE_RATE, PASSPHRASE, SHOWN, SPOKEN, prepared, said
from tests.privacy.memory import needs_to_read_memory
from tests.privacy.running import Running
from tests.support.disks import small_disk_at
from tests.support.pulse import PATIENCE_S, write_wav

pytestmark = pytest.mark.slow

TYPED = ("zwaluwstaart", "klaproosveld")
DEBUGGING = {
    "PYTHONFAULTHANDLER": "1",
    "PYTHONDEVMODE": "1",
    "PYTHONASYNCIODEBUG": "1",
    "CT2_VERBOSE": "3",
    "ORT_DEBUG_NODE_IO_DUMP_INPUT_DATA": "1",
    "TEXTUAL": "debug,devtools",
    "TEXTUAL_DEBUG": "1",
    "TEXTUAL_LOG": "textual.log",
    "TEXTUAL_SCREENSHOT": "6",
    "TEXTUAL_SCREENSHOT_LOCATION": ".",
}
OURS = ("secret", "microphone.wav", "filler")


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bv-words-") as made:
        yield Path(made)


@pytest.fixture(scope="module")
def voice() -> Samples:
    quiet = np.zeros(16_000, np.float32)
    heard = np.asarray(soxr.resample(said(), DEVICE_RATE, 16_000), np.float32)
    return np.concatenate([quiet, heard, quiet])


@contextmanager
def evening(
    place: Path, voice: Samples, full_screen: bool = False, **more: str
) -> Iterator[Running]:
    """A session whose presenter speaks from a recording; its cues are only shown."""
    write_wav(place / "microphone.wav", voice, 16_000)
    options = [*SHOWN, "--microphone-file", str(place / "microphone.wav")]
    arguments = prepared(place / "data")
    if full_screen:
        arguments.remove("--plain")
    command = [sys.executable, "-m", "balint_voice", *arguments, *options]
    with Running(command, place, full_screen=full_screen, **more) as running:
        yield running


def begin_a_note(running: Running) -> None:
    """Until the line is there; a page on passphrases may have named Enter before."""
    before = running.shown.count(b"Enter")
    running.type("n")
    running.sees("Enter", times=before + 1)


def type_a_note(running: Running) -> None:
    begin_a_note(running)
    running.type(" ".join(TYPED) + "\r")


def leave_a_note_on_the_line(running: Running) -> None:
    """Typed and not sealed yet, from the first words of the phase to its last: so it is on the
    screen at whatever moment a library would take a picture."""
    begin_a_note(running)
    running.type(" ".join(TYPED))
    running.logs("microphone-closed", "casus")
    running.type("\r")


def where(found: dict[str, bytes], *words: str) -> list[str]:
    """The places in which one of the words turns up."""
    wanted = [word.encode() for word in words]
    return [at for at, content in found.items() if any(each in content.lower() for each in wanted)]


def notes(place: Path) -> str:
    """All that the presenter reads."""
    shown = subprocess.run(
        [sys.executable, "-m", "balint_voice", "notes", "--passphrase-file", "-"],
        input=PASSPHRASE,
        capture_output=True,
        text=True,
        env={**os.environ, "BALINT_VOICE_DATA": str(place / "data")},
        timeout=PATIENCE_S,
        check=False,
    )
    return shown.stdout.lower()


def test_with_debugging_on_and_a_transcriber_that_is_killed(place: Path, voice: Samples) -> None:
    """On the full screen: a typed note is seen there while it is typed, and nowhere else.

    `TEXTUAL_SCREENSHOT` asks for a picture after six seconds: the note stands on the line then.
    """
    needs_to_read_memory()
    with evening(place, voice, full_screen=True, **DEBUGGING) as running:
        running.logs("microphone-opened", "record")
        os.kill(running.transcriber, signal.SIGKILL)
        leave_a_note_on_the_line(running)
        running.sees("Notitie verzegeld")
        during = running.everything(OURS)
        assert running.ended() == 0, running.shown[-3000:].decode(errors="replace")
        after = running.everything(OURS)
    secrets = (*SPOKEN, *TYPED, PASSPHRASE)
    assert set(where(during, *secrets)) <= {"shown"}
    assert set(where(after, *secrets)) <= {"shown"}
    assert not where({"": after["shown"]}, *SPOKEN, PASSPHRASE)
    assert b"Traceback" not in after["shown"]
    read = notes(place)
    assert all(word in read for word in (*SPOKEN, *TYPED)), f"not where they belong: {read}"


def test_a_full_disk_and_then_a_kill(place: Path, voice: Samples) -> None:
    needs_to_read_memory()
    with small_disk_at(place / "data", "120m") as data, evening(place, voice) as running:
        running.sees("[MICROFOON AAN]")
        fill(data)
        type_a_note(running)
        running.sees("[microfoon uit]")
        running.sees("De notities")
        during = running.everything(OURS)
        running.process.kill()
        running.ended()
        after = running.everything(OURS)
    for found in (during, after):
        assert where(found, *SPOKEN, *TYPED, PASSPHRASE) == []


def fill(disk: Path) -> None:
    """Leaves no byte free."""
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while file.write(bytes(1 << 20)):
                pass
        except OSError:
            return


def test_an_abort_leaves_a_traceback_without_a_word_and_no_core(
    place: Path,
    voice: Samples,
) -> None:
    needs_to_read_memory()
    with evening(place, voice, PYTHONFAULTHANDLER="1") as running:
        running.sees("[MICROFOON AAN]")
        type_a_note(running)
        running.sees("Notitie verzegeld")
        running.sees("[microfoon uit]")
        running.process.send_signal(signal.SIGABRT)
        assert running.ended() == -signal.SIGABRT
        after = running.everything(OURS)
    assert b"Fatal Python error: Aborted" in running.errors
    assert where(after, *SPOKEN, *TYPED, PASSPHRASE) == []
    assert not list((place / "tmp").glob("*core*"))
    assert TYPED[0] in notes(place), "what was acknowledged is there"
