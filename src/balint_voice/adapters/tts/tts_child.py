"""The parent's side of the speech child: starts it, sends requests, ends it.

Rules: nobody waits for the child without a time-out. A child that died or hangs is a `ChildError`,
whatever it was doing. It ends with its parent, because its stdin closes.
"""

import contextlib
import json
import queue
import subprocess
import sys
import threading
from typing import Any

from balint_voice.errors import Text, reason

_WORKER = "balint_voice.adapters.tts.tts_worker"


class ChildError(Exception):
    """The child gave no answer, or a refusal; `why` is a piece of what the user reads."""

    def __init__(self, why: Text) -> None:
        super().__init__(why)
        self.why = why


class SpeechChild:
    """One running worker for one engine (`espeak`, `nsss`, `sapi5`). One request at a time."""

    def __init__(self, engine: str) -> None:
        try:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-m",
                    _WORKER,
                    engine,
                ],  # -P: nothing from where the user stands
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
        except OSError as error:
            raise ChildError(Text("child-not-started", reason=reason(error))) from error
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._read, name="speech child", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def _read(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(OSError, ValueError), self._process.stdout as answers:
            for line in answers:
                self._lines.put(line)
        self._lines.put("")  # the child is gone

    def ask(self, request: dict[str, object], timeout_s: float) -> dict[str, Any]:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            line = self._lines.get(timeout=timeout_s)
        except queue.Empty:
            raise ChildError(Text("child-slow", seconds=timeout_s)) from None
        except (OSError, ValueError):
            line = ""
        if not line:
            raise ChildError(Text("child-ended"))
        try:
            answer: dict[str, Any] = json.loads(line)
        except ValueError:
            raise ChildError(Text("child-nonsense")) from None
        if "error" in answer:
            raise ChildError(Text("child-said", said=answer["error"]))
        return answer

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def hang_up(self) -> None:
        """Asks nothing more; the child ends by itself, as it does when its parent dies."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, ValueError):
            self._process.stdin.close()

    def end(self) -> None:
        """Ends the child, whatever it is doing; its open question fails at once."""
        self._process.kill()
        self._process.wait()
        self.hang_up()
