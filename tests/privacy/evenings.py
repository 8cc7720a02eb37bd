"""A short session as a group has it, with a presenter who says words that are canaries.

One phase, recorded, with the real voice and the real microphone of a sound server, and our own
model; the program is a process of its own that may be watched (`tracing`) and looked into
(`memory`) while it runs.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soxr

from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.listening.audio import Samples
from tests.support.pulse import PATIENCE_S, Pulse

PRESENTER, RATE = "nl+f2", 155
PASSPHRASE = "zeven kanaries zingen"
SENTENCES = ("Mijn patiënt is een oude man van tachtig jaar.", "Ik voel mij machteloos.")
SAID = " ".join(SENTENCES)
SPOKEN = ("oude man", "machteloos")
"""What the presenter says that our model hears well, and that no cue and no screen has."""
DEVICE_RATE = 48_000

_STRUCTURE = """
id = "{name}"
people = 6
recording = "allowed"
evaluation_minutes = 0

[[phases]]
id = "casus"
minutes = {minutes}
least_minutes = 0.5
scales = "no"
speaks = "presenter"
prepare_seconds = 1
records = "case"
"""
_WORDS = """
name = "een proef"
summary = "Een proef."
orientation = ["Dit is een proef."]

[phases.casus]
name = "Casus"
announce = "De casus."
prepare = "Even stil."
begin = "Begin maar."
close = "Dank je wel."
"""


@dataclass
class FinishedSession:
    """What came of it. `shown` is stdout, line by line; `errors` is stderr."""

    data: Path
    code: int = -1
    shown: list[str] = field(default_factory=list)
    errors: str = ""

    @property
    def folder(self) -> Path:
        """The folder of its session."""
        return next(self.data.glob("sessions/*"))


def said(text: str = SAID) -> Samples:
    """The presenter's voice at the device's rate."""
    voice = ChildSynthesizer(choose_voice("nl", PRESENTER), rate=RATE)
    sound = voice.render(text)
    voice.close()
    return np.asarray(soxr.resample(sound.samples, sound.rate, DEVICE_RATE), np.float32)


def environment(data: Path, **more: str) -> dict[str, str]:
    """Everything the program keeps lies in `data`, so that all of it can be looked at."""
    return {
        **os.environ,
        "BALINT_VOICE_DATA": str(data),
        "XDG_CACHE_HOME": str(data / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "NO_COLOR": "1",
        **more,
    }


def write_script(data: Path, name: str, *, minutes: float) -> None:
    """A script of one recorded phase."""
    script = data / "scripts" / name
    script.mkdir(parents=True)
    (script / "script.toml").write_text(_STRUCTURE.format(name=name, minutes=minutes))
    (script / "nl.toml").write_text(_WORDS)


def prepared(data: Path) -> list[str]:
    """Places the script and the secret; returns the arguments of the program."""
    write_script(data, "kanarie", minutes=1.5)
    secret = data.with_name("secret")
    secret.write_text(PASSPHRASE + "\n")
    return [
        *("run", "kanarie", "--record", "case", "--model", "demo-nl", "--consent-given"),
        *("--plain", "--passphrase-file", str(secret)),
    ]


def hold(
    command: list[str],
    data: Path,
    on_line: Callable[[str, int], None],
    **more: str,
) -> FinishedSession:
    """Runs the command to its end; `on_line` is told each line shown, with the process's id."""
    evening = FinishedSession(data)
    errors: list[str] = []
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(data, **more),
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        reader = threading.Thread(target=lambda: errors.extend(process.stderr or ()))
        reader.start()
        for line in process.stdout:
            evening.shown.append(line.rstrip("\n"))
            on_line(line, process.pid)
        reader.join()
    evening.code, evening.errors = process.returncode, "".join(errors)
    return evening


def command_of(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Another command on the same data, such as `review`."""
    return subprocess.run(
        [sys.executable, "-m", "balint_voice", *arguments],
        capture_output=True,
        text=True,
        env=environment(data),
        timeout=PATIENCE_S,
        check=False,
    )


ALOUD = ("--pace", "2")
SHOWN = ("--voice", "none", "--pace", "3")
"""How the evening is held. The microphone is open for twenty seconds at least: on a busy machine
it takes some until anybody speaks."""


def speak(pulse: Pulse, *sentences: Samples, before_last: Callable[[], None] | None = None) -> None:
    """Speaks when the cue's echo has died away, to the end; `before_last` is called as the last
    sentence begins, when the others have just been said."""
    lead = np.zeros(DEVICE_RATE, np.float32)
    tail = np.zeros(DEVICE_RATE // 2, np.float32)
    *others, last = sentences
    pulse.say_into_microphone(np.concatenate([lead, *others]), DEVICE_RATE)
    pulse.until_said()
    pulse.say_into_microphone(np.concatenate([last, tail]), DEVICE_RATE)
    if before_last:
        before_last()
    pulse.until_said()
