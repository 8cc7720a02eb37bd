"""The evening that the proofs look at: held once, watched from its first call to its last."""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from balint_voice.adapters.whisper.whisper_worker import REQUEST
from balint_voice.listening.audio import Samples
from tests.privacy.canary import Canary
from tests.privacy.evenings import (
    ALOUD,
    SENTENCES,
    SHOWN,
    FinishedSession,
    hold,
    prepared,
    said,
    speak,
)
from tests.privacy.memory import children, memory_of
from tests.privacy.tracing import Trace, read_trace, traced
from tests.support.needs import needs
from tests.support.pulse import Pulse

PROGRAM = (sys.executable, "-m", "balint_voice")
LEAKING = (sys.executable, str(Path(__file__).with_name("leaking.py")))

AS_THE_DEVICE_GIVES_IT = 44_100
"""Samples a second: what ALSA's PulseAudio device offers by default. One channel, float32."""


@dataclass
class Watched:
    """An evening with all that could be seen of it from outside.

    `canary`: what was said, as the device gave it and as it went to the transcriber. `memory`: of
    all its processes, "while it was said" and "after the receipt"; empty where only root may look.
    """

    evening: FinishedSession
    trace: Trace
    canary: Canary
    elsewhere: Path
    home: Path
    memory: dict[str, bytes] = field(default_factory=dict)
    limits: str = ""


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A place that every account on the machine may enter: what is closed, the program closed."""
    with tempfile.TemporaryDirectory(prefix="bv-proof-") as made:
        place = Path(made)
        place.chmod(0o755)
        yield place


@pytest.fixture(scope="session")
def watched(pulse: Pulse, folder: Path) -> Watched:
    """The program as it is, with the voice that speaks."""
    return watch(pulse, folder / "as-it-is", PROGRAM, ALOUD)


@pytest.fixture(scope="session")
def leaking(pulse: Pulse, folder: Path) -> Watched:
    """The program with holes in it; its cues are only shown."""
    elsewhere = folder / "leaking"
    return watch(pulse, elsewhere, (*LEAKING, str(elsewhere)), SHOWN)


def watch(
    pulse: Pulse, place: Path, program: tuple[str, ...], manner: tuple[str, ...], *, times: int = 1
) -> Watched:
    """Holds the evening with this program, in a home that is empty before. `times`: how often all
    is said; of two, one comes whole where a busy machine tears the other."""
    needs("strace")
    data = place / "data"
    data.mkdir(parents=True)
    home = place / "home"
    home.mkdir()
    sentences = [said(sentence) for sentence in SENTENCES] * times
    found: dict[str, bytes] = {}
    limits: list[str] = []

    def look(strace: int, moment: str) -> None:
        (process,) = children(strace)
        limits.append(Path(f"/proc/{process}/limits").read_text())
        found[moment] = found.get(moment, b"") + memory_of(process, *children(process))

    def on_line(line: str, strace: int) -> None:
        if "[MICROFOON AAN]" in line:
            # Twice: what is sealed is wiped, and a busy machine looks late.
            speak(pulse, *sentences, before_last=lambda: look(strace, "while it was said"))
            look(strace, "while it was said")
        elif "Alle opnamen zijn gewist" in line and manner == ALOUD:
            look(strace, "after the receipt")

    command = [*program, *prepared(data), *manner]
    evening = hold(traced(command, place / "trace"), data, on_line, HOME=str(home))
    trace = read_trace(place / "trace")
    canary = Canary()
    canary.add(np.frombuffer(trace.heard, "<f4"), AS_THE_DEVICE_GIVES_IT)
    for pipe, _ in trace.transcriber:
        for window in _windows(trace.written[pipe]):
            canary.add(window, 16_000)
    return Watched(evening, trace, canary, place, home, found, "".join(limits))


def _windows(sent: bytes) -> Iterator[Samples]:
    """What went to the transcriber: a request, samples, a request, samples ..."""
    while sent:
        _, length, phrases = REQUEST.unpack_from(sent)
        sent = sent[REQUEST.size :]
        yield np.frombuffer(sent[:length], "<f4")
        sent = sent[length + phrases :]
