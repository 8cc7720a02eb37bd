"""The whole program in a process of its own, recording, so that something can be done to it.

A synthesised presenter in a WAV file is the microphone; our own model listens. The clock runs
fast, sound and decoding do not. Nothing here sleeps: who waits, waits for a line or a process.
"""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from balint_voice.records.opened_notes import OpenedNotes, open_notes
from balint_voice.records.presenter_key import unwrap_presenter_key
from balint_voice.records.sessions import find_session
from balint_voice.records.timing_log import read_timing_log
from tests.crash.process import PASSPHRASE, CampaignFolder
from tests.support.pulse import waited_for

PATIENCE_S = 300.0


@dataclass
class Program:
    """A session under way. `shown` and `errors` are its lines so far."""

    process: "subprocess.Popen[str]"
    data: Path
    shown: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._news: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        assert self.process.stdout is not None and self.process.stderr is not None
        for pipe, lines in ((self.process.stdout, self.shown), (self.process.stderr, self.errors)):
            threading.Thread(target=self._read, args=(pipe, lines), daemon=True).start()

    def _read(self, pipe: Any, lines: list[str]) -> None:
        for line in pipe:
            lines.append(line)
            self._news.put(line)

    def until(self, part: str) -> None:
        """Wait for a line with this in it, from now on."""
        while part not in (self._news.get(timeout=PATIENCE_S) or ""):
            pass

    def logged(self, kind: type) -> list[Any]:
        """The records of this kind in the log as it is now."""
        folder = self.data / "sessions"
        if not list(folder.glob("*/timing.jsonl")):
            return []
        found = read_timing_log(find_session(folder).timing_log)
        return [each for _, each in found if isinstance(each, kind)]

    def until_logged(self, kind: type, holds: Callable[[Any], bool] = bool) -> None:
        def over_or_there() -> bool:
            return any(map(holds, self.logged(kind))) or self.process.poll() is not None

        waited_for(kind.__name__, over_or_there, PATIENCE_S)
        assert any(map(holds, self.logged(kind))), "".join(self.errors)

    def workers(self) -> list[int]:
        """The processes that decode for this one."""
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid), "-f", "whisper_worker"],
            capture_output=True,
            text=True,
            check=False,
        )
        return [int(each) for each in found.stdout.split()]

    def ended(self) -> int:
        """Wait for its end: the exit code. No traceback may have been shown."""
        code = self.process.wait(timeout=PATIENCE_S)
        assert "Traceback" not in "".join(self.shown + self.errors), "".join(self.errors)
        return code

    def notes(self) -> OpenedNotes:
        folder = find_session(self.data / "sessions")
        identities = unwrap_presenter_key(folder.presenter_key.read_bytes(), PASSPHRASE)
        return open_notes(folder.sealed_notes, folder.id, identities)

    def last_event(self) -> str:
        log = find_session(self.data / "sessions").timing_log
        return str(json.loads(log.read_text().splitlines()[-1])["event"])


def began(
    stage: CampaignFolder,
    data: Path,
    *options: str,
    pace: float = 25,
    environment: dict[str, str] | None = None,
    command: Literal["run", "resume"] = "run",
    microphone: Literal["file", "device"] | None = "file",
    voice: Literal["none", "default"] = "none",
) -> Program:
    """Start a recorded demo session with its data in `data`, or resume the one that is there.

    Without a `microphone` nothing is recorded.
    """
    recorded = (
        *("--record", "case,decision", "--passphrase-file", str(stage.passphrase)),
        *("--model", "demo-nl"),
        *("--politeness", "off"),
    )
    asked = {
        "run": ("demo", "--pace", str(pace), *(recorded if microphone else ())),
        "resume": ("--model", "demo-nl"),
    }
    heard = ("--microphone-file", str(stage.presenter)) if microphone == "file" else ()
    arguments = (
        *(sys.executable, "-m", "balint_voice", command, *asked[command], "--plain"),
        *("--consent-given", *heard, *(("--voice", "none") if voice == "none" else ())),
        *options,
    )
    process = subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "BALINT_VOICE_DATA": str(data),
            "PYTHONUNBUFFERED": "1",
            **(environment or {}),
        },
    )
    return Program(process, data)
