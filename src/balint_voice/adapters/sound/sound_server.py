"""Linux: what PulseAudio or PipeWire would give for a microphone.

Rules: where no microphone is plugged in, these servers give the monitor of a speaker, which is what
the speaker plays, and move an open stream to it. That is never a microphone. Only the server knows
(PortAudio sees `default`), so it is asked, by its own tool; where nobody answers, nothing is known
and nothing is refused. PULSE_SOURCE names a source, so a monitor named there is meant.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_QUICK_S = 2.0
"""No tool that is asked may hold anybody up longer."""

_IN_ENGLISH = {"LC_ALL": "C"}

_ITS_OWN = frozenset({"default", "pulse", "pipewire"})
"""The devices by which PortAudio hears whatever the server gives."""


@dataclass(frozen=True)
class Sources:
    """`monitors`: what a speaker plays, by name, with the description. `instead`: the description
    of the monitor that is given for want of a microphone."""

    monitors: Mapping[str, str]
    instead: str | None

    def gives_speaker(self, device: str) -> bool:
        """Whether by the device of this name the server gives a speaker's monitor."""
        return self.instead is not None and device.lower() in _ITS_OWN

    def speaker_for(self, device: str | None) -> str | None:
        """The speaker's monitor, by its description, that is given where this microphone is asked
        for; None: it is a microphone, as far as the server knows."""
        if device is None or self.gives_speaker(device):
            return self.instead
        return None

    def is_monitor(self, device: str) -> bool:
        """Whether the device of this name is a speaker's monitor, as some PortAudios list it."""
        return device in self.monitors or device in self.monitors.values()


def sources() -> Sources:
    """The server's, now. Never raises."""
    listed = _pactl("list", "sources")
    described: dict[str, str] = {}
    monitors: dict[str, str] = {}
    name = ""
    for key, _, value in (line.strip().partition(": ") for line in listed.splitlines()):
        if key == "Name":
            name = value
        elif key == "Description":
            described[name] = value
        elif key == "Monitor of Sink" and value != "n/a":
            monitors[name] = described.get(name, name)
    if not monitors or os.environ.get("PULSE_SOURCE"):
        return Sources(monitors, None)
    given = _default()
    if given in described:
        return Sources(monitors, monitors.get(given))
    nothing_else = len(monitors) == len(described)  # PipeWire may name a source that is not there
    return Sources(monitors, next(iter(monitors.values())) if nothing_else else None)


def _default() -> str:
    for line in _pactl("info").splitlines():
        key, _, value = line.partition(": ")
        if key == "Default Source":
            return value
    return ""


def _pactl(*question: str) -> str:
    if sys.platform != "linux":
        return ""
    try:
        answer = subprocess.run(
            ["pactl", *question],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_IN_ENGLISH},
            timeout=_QUICK_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.decode(errors="replace")


class Watch:
    """Tells, from a thread of its own, when a monitor has taken the microphone's place.

    `microphone`: what the microphone that was opened is called; None: the default one."""

    def __init__(self, gone: Callable[[], None]) -> None:
        self.microphone: str | None = None
        self._gone = gone
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Without the server's tool nothing is watched."""
        if sys.platform != "linux":
            return
        try:
            self._server = subprocess.Popen(
                ["pactl", "subscribe"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **_IN_ENGLISH},
            )
        except OSError:
            return
        threading.Thread(
            target=self._look, args=(self._server,), name="sources", daemon=True
        ).start()

    def _look(self, server: "subprocess.Popen[bytes]") -> None:
        assert server.stdout is not None
        with server.stdout as events:
            for event in events:
                # A source comes or goes, another becomes the default one.
                if b" source " not in event and b" server " not in event:
                    continue
                if sources().speaker_for(self.microphone) is not None:
                    self._gone()
        server.wait()

    def stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.kill()
