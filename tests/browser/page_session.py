"""A session on a page, run by the program itself, with a browser that somebody leads."""

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType

from tests.support.driven_browser import until
from tests.support.pulse import PATIENCE_S

OPENS = """#!/bin/sh
printf %s "$1" > "$ADDRESS_FILE.new" && mv "$ADDRESS_FILE.new" "$ADDRESS_FILE"
"""
"""Stands in for the machine's browser: what it is given is kept."""
PROGRAM = (sys.executable, "-m", "balint_voice")
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\?secret=[\w-]+")


class PageSession:
    """`run` with the page, without a terminal. `before`: a program that runs it. `sound`: where its
    sound server is.

    `first`: the address its browser was started with; `address`: the one that the user is told.
    """

    def __init__(
        self,
        place: Path,
        *arguments: str,
        before: tuple[str, ...] = (),
        screen: str | None = "browser",
        command: str = "run",
        settings: str = "",
        sound: str = "unix:/nonexistent",
    ) -> None:
        opener = place / "opens"
        opener.write_text(OPENS)
        opener.chmod(0o755)
        (place / "none.toml").write_text(settings)
        self.data = place / "data"
        self._first = place / "address"
        self.process = subprocess.Popen(
            [*before, *PROGRAM, command, *arguments, *(("--screen", screen) if screen else ())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            env={
                **os.environ,
                "BALINT_VOICE_DATA": str(self.data),
                "BALINT_VOICE_CONFIG": str(place / "none.toml"),
                "BROWSER": f"{opener} %s",
                "ADDRESS_FILE": str(self._first),
                "PULSE_SERVER": sound,
                "PYTHONUNBUFFERED": "1",
            },
        )
        self._shown = bytearray()
        self._readers = [
            threading.Thread(target=self._read, args=(pipe,))
            for pipe in (self.process.stdout, self.process.stderr)
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, pipe: object) -> None:
        while more := os.read(pipe.fileno(), 4096):  # type: ignore[attr-defined]
            self._shown += more

    @property
    def shown(self) -> str:
        """What the program wrote to its terminal, if it had one."""
        return self._shown.decode(errors="replace")

    @property
    def first(self) -> str:
        until(self._first.exists, lambda: self.shown)
        return self._first.read_text()

    @property
    def address(self) -> str:
        found = until(lambda: ADDRESS.search(self.shown), lambda: self.shown)
        return str(found.group())

    @property
    def origin(self) -> str:
        return self.address.partition("/?")[0]

    @property
    def port(self) -> int:
        return int(self.origin.rpartition(":")[2])

    def log(self) -> str:
        (log,) = self.data.glob("sessions/*/timing.jsonl")
        return log.read_text()

    def ended(self) -> int:
        return self.process.wait(timeout=PATIENCE_S)

    def __enter__(self) -> "PageSession":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for reader in self._readers:
            reader.join()
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()
