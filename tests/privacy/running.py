"""The program at work with somebody at its keys, and all that could leak kept in one place.

Its home, its temporary files, its data and its working folder lie below `place`; what it shows and
what it complains of is kept besides. Whoever looks for a word looks everywhere at once.
"""

import os
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import pytest

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal is a thing of Unix", allow_module_level=True)

import fcntl
import pty
import resource
import termios

from tests.privacy.memory import children
from tests.support.pulse import waited_for

PATIENCE_S = 300.0


class Running:
    """The command, with a terminal for its keys. `full_screen`: the terminal shows it too, and
    what is typed is seen there while it is typed; else it shows lines in a pipe."""

    def __init__(
        self, command: list[str], place: Path, *, full_screen: bool = False, **more: str
    ) -> None:
        self._place = place
        self._keys, its_keys = pty.openpty()
        fcntl.ioctl(its_keys, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        home, temporary = place / "home", place / "tmp"
        home.mkdir()
        temporary.mkdir()
        self.process = subprocess.Popen(
            command,
            stdin=its_keys,
            stdout=its_keys if full_screen else subprocess.PIPE,
            stderr=its_keys if full_screen else subprocess.PIPE,
            cwd=temporary,
            start_new_session=True,
            preexec_fn=_let_it_dump,
            env={
                **os.environ,
                "HOME": str(home),
                "TMPDIR": str(temporary),
                "XDG_CACHE_HOME": str(home / "cache"),
                "BALINT_VOICE_DATA": str(place / "data"),
                "TERM": "xterm-256color",
                "PYTHONUNBUFFERED": "1",
                "PYTHONDONTWRITEBYTECODE": "1",
                **more,
            },
        )
        self.modes = termios.tcgetattr(its_keys)
        os.close(its_keys)
        self.shown, self.errors = bytearray(), bytearray()
        out, err = self.process.stdout, self.process.stderr
        sources = [(self._keys, self.shown)]
        if out is not None and err is not None:
            sources = [(out.fileno(), self.shown), (err.fileno(), self.errors)]
        self._readers = [threading.Thread(target=_read, args=each) for each in sources]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> "Running":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.wait()
        for reader in self._readers:
            reader.join()
        os.close(self._keys)

    @property
    def terminal(self) -> int:
        """Its modes are the program's too."""
        return self._keys

    def type(self, keys: str) -> None:
        os.write(self._keys, keys.encode())

    def sees(self, text: str, times: int = 1) -> None:
        """Waits until it was shown so often."""
        wanted = text.encode()
        waited_for(repr(text), lambda: self.shown.count(wanted) >= times, PATIENCE_S)

    def logs(self, event: str, of: str) -> None:
        """Waits until the timing log has it of a phase, a cue or a purpose; what a full screen
        shows may be gone in a moment."""
        waited_for(event, lambda: self.has_logged(event, of), PATIENCE_S)

    def has_logged(self, event: str, of: str, times: int = 1) -> bool:
        """Whether the timing log has it so often by now."""
        wanted = [f'"{event}"'.encode(), f'"{of}"'.encode()]
        logs = self._place.glob("data/sessions/*/timing.jsonl")
        lines = [line for log in logs for line in log.read_bytes().splitlines()]
        return sum(all(part in line for part in wanted) for line in lines) >= times

    def ended(self) -> int:
        waited_for("the end", lambda: self.process.poll() is not None, PATIENCE_S)
        return self.process.returncode

    @property
    def transcriber(self) -> int:
        """The process that decodes."""
        return self.child("whisper_worker")

    def child(self, module: str) -> int:
        """The newest of its processes that runs this module."""
        found: list[int] = []

        def there() -> bool:
            for child in children(self.process.pid):
                with suppress(OSError):  # it ended meanwhile
                    if module.encode() in Path(f"/proc/{child}/cmdline").read_bytes():
                        found.append(child)
            return bool(found)

        waited_for(module, there, PATIENCE_S)
        return found[-1]

    def everything(self, but: tuple[str, ...] = ()) -> dict[str, bytes]:
        """What can be read from outside now, by where: files, arguments, environments, output.
        `but`: names of files in `place` that are the test's own."""
        found = {"shown": bytes(self.shown), "complained of": bytes(self.errors)}
        for pid in (self.process.pid, *family(self.process.pid)):
            for name in ("cmdline", "environ"):
                with suppress(OSError):  # it ended meanwhile
                    found[f"/proc/{pid}/{name}"] = Path(f"/proc/{pid}/{name}").read_bytes()
        for path in self._place.rglob("*"):
            if path.is_file() and path.name not in but:
                found[str(path)] = str(path).encode() + path.read_bytes()
        return found


def _let_it_dump() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def family(pid: int) -> list[int]:
    """The children of a process, and theirs."""
    try:
        mine = children(pid)
    except OSError:  # it ended meanwhile
        return []
    return mine + [each for child in mine for each in family(child)]


def _read(source: int, into: bytearray) -> None:
    try:
        while piece := os.read(source, 65_536):
            into += piece
    except OSError:  # a terminal whose program is gone
        return
