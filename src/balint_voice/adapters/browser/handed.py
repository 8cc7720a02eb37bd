"""A page that a process of its own serves: it is handed the socket and the door, and answers once.

Rules: what is typed on such a page (a passphrase) stays in that process, which ends with its
answer. Whoever started it only waits, and serves nothing meanwhile. Each ends when the other does.
"""

import base64
import json
import os
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any

from balint_voice.adapters.browser import loopback
from balint_voice.adapters.browser.door import Door
from balint_voice.errors import PartMissing


@dataclass(frozen=True)
class Handed:
    """What the process was given: where it serves, and what it has to know."""

    listening: socket.socket
    door: Door
    given: dict[str, Any]


def answer_from(worker: str, given: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Start the module `worker` and wait for its answer: with its exit code, empty where it gave
    none. Raises PartMissing where there is no socket."""
    listening, door = loopback.listening_socket(), loopback.door()
    if listening is None or door is None:
        raise PartMissing("page-closed")
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", worker],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=() if sys.platform == "win32" else (listening.fileno(),),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        sent = {"socket": _shared(listening, process.pid), "door": door.hand_over(), "given": given}
        process.stdin.write(json.dumps(sent).encode() + b"\n")
        process.stdin.flush()
        said = process.stdout.read()
    except BrokenPipeError:
        said = b""
    finally:
        process.stdin.close()  # by which it knows that nobody waits any more
        process.stdout.close()
        code = process.wait()
    try:
        answer = json.loads(said)
    except ValueError:  # it was killed, perhaps in the middle
        answer = {}
    return (answer if isinstance(answer, dict) else {}), code


def taken_over() -> Handed:
    """In the process that was started: what it was given. It ends when nobody waits for it."""
    sent = json.loads(sys.stdin.buffer.readline())
    listening = _taken(sent["socket"])
    listening.setblocking(False)
    threading.Thread(target=_until_nobody_waits, name="parent", daemon=True).start()
    port = int(listening.getsockname()[1])
    return Handed(listening, Door.handed(port, sent["door"]), sent["given"])


def _until_nobody_waits() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if sys.platform == "win32":

    def _shared(listening: socket.socket, process: int) -> str:
        return base64.b64encode(listening.share(process)).decode()

    def _taken(shared: str) -> socket.socket:
        return socket.fromshare(base64.b64decode(shared))

else:

    def _shared(listening: socket.socket, process: int) -> str:  # noqa: ARG001 - Windows needs it
        return str(listening.fileno())

    def _taken(shared: str) -> socket.socket:
        return socket.socket(fileno=int(shared))


def answer(sent: dict[str, Any]) -> None:
    """To whoever waits."""
    sys.stdout.write(json.dumps(sent))
    sys.stdout.flush()
