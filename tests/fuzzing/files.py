"""Something else where a file of ours should be: a pipe, a folder, a socket, a link to what has no
end, a file of gigabytes. Shown, or refused in words; never waited for.
"""

import contextlib
import io
import os
import random
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from balint_voice.adapters.files.prompt_store import find_script
from tests.cli.test_hostile_files import KINDS
from tests.crash import story
from tests.fuzzing import notes
from tests.fuzzing.commands import CODES, left_with
from tests.fuzzing.logs import written

PATIENCE_S = 60
SESSION = f"data/sessions/{story.SESSION}"
PLACES = (
    *(f"{SESSION}/{name}" for name in ("timing.jsonl", "notes.sealed", "handed-over.json")),
    *(f"{SESSION}/phase.{story.DECISION}.age", f"{SESSION}/phase.{story.CASE}.forgotten", SESSION),
    *(f"data/scripts/ours/{name}" for name in ("script.toml", "nl.toml")),
    *("settings.toml", "models/ours/balint-voice.json", "models/ours/model.bin"),
)
"""Not the file of a key: that may be a pipe, whose writer is waited for."""
COMMANDS = (
    *("notes --identity identity", "notes --identity identity --format json", "notes --to stick"),
    *("sessions list", "sessions show", "review", "history", "settings", "models list"),
    *("scripts list", "scripts show ours", "scripts check ours", "models check ours"),
)


def outcome(chance: random.Random) -> str:
    place, kind = chance.choice(PLACES), chance.choice(KINDS)
    command = chance.choice(COMMANDS)
    with _a_home() as home, io.StringIO() as out, io.StringIO() as err:
        path = home / place
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        kind(path)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), _in_time():
            code = left_with(command.split())
        complaint, said = err.getvalue(), out.getvalue() + err.getvalue()
    assert code in CODES and "Traceback" not in said, (place, kind, command, code, said)
    assert code == 0 or complaint, (place, kind, command)
    return "valid" if code == 0 else "refused"


@contextlib.contextmanager
def _a_home() -> Iterator[Path]:
    """All that the program reads lies here, and here the commands are typed."""
    before = Path.cwd()
    with TemporaryDirectory(prefix="balint-voice-fuzz-") as name:
        home = Path(name)
        (home / SESSION).mkdir(parents=True)
        for folder in (home / "data" / "sessions", home / SESSION):
            folder.chmod(0o700)
        for file, content in notes.sealed_files():
            (home / SESSION / file).write_bytes(content)
        (home / SESSION / "timing.jsonl").write_bytes(written())
        (home / "identity").write_text(f"{story.PRESENTER}\n")
        (home / "models" / "ours").mkdir(parents=True)
        (home / "stick").mkdir()
        shutil.copytree(find_script("demo"), home / "data" / "scripts" / "ours")
        places = {
            "BALINT_VOICE_DATA": str(home / "data"),
            "BALINT_VOICE_CONFIG": str(home),
            "BALINT_VOICE_MODELS": str(home / "models"),
        }
        with mock.patch.dict(os.environ, places), mock.patch("sys.stdin", io.StringIO("")):
            os.chdir(home)
            try:
                yield home
            finally:
                os.chdir(before)


@contextlib.contextmanager
def _in_time() -> Iterator[None]:
    """What waits is ended, and that is a fault."""
    if sys.platform == "win32":
        yield
        return

    def too_late(*_: object) -> None:
        raise AssertionError("it waits for what never comes")

    before = signal.signal(signal.SIGALRM, too_late)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
