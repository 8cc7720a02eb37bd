"""A group around the table: the program in a process of its own, in a room with an echo.

What the speaker plays reaches the microphone, as it does on a table; the air hisses. Nobody touches
anything: whoever wants something says it. Nothing here sleeps: who waits, waits for the timing log.
"""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.listening.audio import Samples, Sound
from tests.support.pulse import Pulse, waited_for

JsonObject = dict[str, Any]
PACE = 4
"""Session seconds in a real one: what is said keeps its own speed, and so do the waits."""
PASSPHRASE = "fiets lamp water brood stoel"
PATIENCE_S = 300.0
AGAIN_S = 30.0
"""So long somebody waits before a command is said once more."""
LEAD_S = 1.0
"""Silence before somebody speaks: the echo of the voice has died away."""

LONGEST_S, LONGER_S = 5, 2
"""How long the voice waits for a pause, and after its chime."""

_SETTINGS = f"""
[waits]
longest_s = {LONGEST_S}
longer_s = {LONGER_S}
silence_s = 4
"""


class Group:
    """A session of `script` (the folder's files by name), in `folder`."""

    def __init__(self, pulse: Pulse, folder: Path, script: dict[str, str], *options: str) -> None:
        self.pulse = pulse
        self.folder = folder
        own = folder / "scripts" / "tafel"
        own.mkdir(parents=True)
        for name, text in script.items():
            (own / name).write_text(text, "utf-8")
        (folder / "settings.toml").write_text(_SETTINGS)
        secret = folder / "passphrase"
        secret.write_text(PASSPHRASE + "\n")
        self._voice = ChildSynthesizer(choose_voice("nl", "nl+f2"), rate=155)
        self.said_again = 0
        self.shown: list[str] = []
        self.errors: list[str] = []
        self._secret = ("--passphrase-file", str(secret))
        self._program = self._led(
            *("run", "tafel", "--start", "auto", "--pace", str(PACE), "--plain", *options),
            *self._secret,
        )

    def _led(self, *arguments: str) -> "subprocess.Popen[str]":
        program = self._run(*arguments)
        for pipe, lines in ((program.stdout, self.shown), (program.stderr, self.errors)):
            threading.Thread(target=lines.extend, args=(pipe or (),), daemon=True).start()
        return program

    def killed_and_resumed(self, *options: str) -> None:
        """The program is killed, and somebody goes on with the session."""
        self._program.kill()
        self._program.wait()
        (session,) = (each.name for each in self.folder.glob("sessions/*"))
        self._program = self._led("resume", session, "--plain", *options, *self._secret)

    def __enter__(self) -> "Group":
        return self

    def __exit__(self, *_: object) -> None:
        self._program.kill()
        self._program.wait()
        self._voice.close()
        self.pulse.hush()

    def ended(self) -> int:
        """The exit code, once it has ended."""
        return self._program.wait(timeout=PATIENCE_S)

    def notes(self) -> list[JsonObject]:
        """What the presenter reads afterwards."""
        command = self._run("notes", "--format", "json", "--passphrase-file", "-")
        out, errors = command.communicate(PASSPHRASE, timeout=PATIENCE_S)
        assert command.returncode == 0, errors
        entries: list[JsonObject] = json.loads(out)["entries"]
        return entries

    def log(self) -> list[JsonObject]:
        """The timing log so far, whole lines of it."""
        paths = list(self.folder.glob("sessions/*/timing.jsonl"))
        text = paths[0].read_text() if paths else ""
        return [json.loads(line) for line in text.splitlines(keepends=True) if line[-1] == "\n"]

    def waits_for(self, **wanted: object) -> JsonObject:
        """The first record with these fields, as soon as it is there."""
        waited_for(str(wanted), lambda: bool(self._found(wanted)), PATIENCE_S)
        return self._found(wanted)[0]

    def commands(self, said: Sound, **follows: object) -> None:
        """Say a command until this record follows: once more if nothing came of it, as people do.

        A busy machine may tear a sound to pieces; how much is heard is measured elsewhere.
        """
        self.say(said)
        deadline = time.monotonic() + AGAIN_S
        waited_for(
            "an answer, or the time to say it again",
            lambda: bool(self._found(follows)) or time.monotonic() > deadline,
        )
        if not self._found(follows):
            self.said_again += 1
            self.say(said)
        self.waits_for(**follows)

    def _found(self, wanted: dict[str, object]) -> list[JsonObject]:
        over = self._program.poll() is not None
        there = [each for each in self.log() if wanted.items() <= each.items()]
        assert there or not over, f"it ended without {wanted}: {''.join(self.errors)}"
        return there

    def hears(self, cue: str) -> JsonObject:
        """Wait until a cue was heard to its end."""
        return self.waits_for(event="cue-ended", cue=cue, heard=True)

    def spoken(self, *sentences: str, pause_s: float = 0.0) -> Sound:
        """Somebody's voice, with pauses of so long between the sentences."""
        sounds = [self._voice.render(text) for text in sentences]
        rate = sounds[0].rate
        pause = np.zeros(round(pause_s * rate), np.float32)
        parts = [part for sound in sounds for part in (_voice_of(sound.samples), pause)]
        return Sound(np.concatenate(parts[:-1]), rate)

    def say(self, sound: Sound) -> None:
        """Begin to speak, and go on at once."""
        lead = np.zeros(round(LEAD_S * sound.rate), np.float32)
        self.pulse.say_into_microphone(np.concatenate([lead, sound.samples]), sound.rate)

    def _run(self, *arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "balint_voice", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "BALINT_VOICE_DATA": str(self.folder),
                "BALINT_VOICE_CONFIG": str(self.folder),
                "PYTHONUNBUFFERED": "1",
            },
        )


def _voice_of(samples: Samples) -> Samples:
    """Without the silence around it."""
    loud = np.flatnonzero(np.abs(samples) > 0.02)
    return samples[loud[0] : loud[-1] + 1]


def written_s(notes: list[JsonObject]) -> float:
    """Real seconds from where the first of these notes begins to where the last one ends."""
    return float(notes[-1]["end_s"] - notes[0]["start_s"]) / PACE


def hiss(seconds: float, rate: int) -> Samples:
    """Air, some 60 dB below a voice: no microphone gives exact zeros."""
    chance = np.random.default_rng(5)
    return np.asarray(chance.standard_normal(round(seconds * rate)) * 1e-4, np.float32)
