"""The whole program killed (-9) at random moments of a recorded session, with its real parts.

A synthesised presenter in a WAV file is the microphone, our own model listens, the notes have a
passphrase. The clock runs fast, so that a session takes seconds; sound and decoding do not.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import zlib
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

import numpy as np

from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.records.clock_file import stood_at
from balint_voice.records.opened_notes import open_notes
from balint_voice.records.presenter_key import unwrap_presenter_key
from balint_voice.records.sealed_notes import reopen_notes
from balint_voice.records.session_list import list_sessions
from balint_voice.records.sessions import SessionFolder, find_session
from balint_voice.records.timing_log import TimingLog, read_timing_log
from balint_voice.session import log_records as r
from tests.crash.verdict import ADDED, LostError, resume
from tests.support.pulse import write_wav

PASSPHRASE = "fiets lamp water brood stoel"
SAID = (
    "Mijn patiënt is een oude man van tachtig jaar.",
    "Mijn vraag is hoe ik een grens kan stellen.",
    "De volgende keer zal ik het verdriet benoemen.",
)
PACE = 25
LONGEST_S = 9.0
"""Real seconds of a session from its first record to its end, and a little."""


@dataclass(frozen=True)
class CampaignFolder:
    """What every session of the campaign needs: a folder with a passphrase and a presenter."""

    folder: Path

    @property
    def passphrase(self) -> Path:
        return self.folder / "passphrase"

    @property
    def presenter(self) -> Path:
        return self.folder / "presenter.wav"


class Acknowledgements(NamedTuple):
    """How much a session acknowledged before it was killed."""

    records: int
    notes: int
    vetoes: int


def set_up(folder: Path) -> CampaignFolder:
    stage = CampaignFolder(folder)
    stage.passphrase.write_text(PASSPHRASE + "\n")
    synthesizer = ChildSynthesizer(choose_voice("nl", "nl+f2"), rate=155)
    try:
        sounds = [synthesizer.render(text) for text in SAID * 3]
    finally:
        synthesizer.close()
    gap = np.zeros(sounds[0].rate // 2, np.float32)
    speech = np.concatenate([part for sound in sounds for part in (sound.samples, gap)])
    write_wav(stage.presenter, speech, sounds[0].rate)
    return stage


def point(stage: CampaignFolder, chance: random.Random) -> Acknowledgements:
    """One session killed and judged; what it had acknowledged. Raises LostError."""
    data = Path(mkdtemp(prefix="balint-voice-kills-"))
    try:
        told = _killed(stage, data, chance.uniform(0, LONGEST_S), veto=chance.random() < 0.3)
        return _judged(data, told)
    finally:
        shutil.rmtree(data)


def _killed(stage: CampaignFolder, data: Path, after_s: float, *, veto: bool) -> list[list[str]]:
    """Start it, kill it so long after its first record; every line that it told."""
    ours, childs = os.pipe()
    arguments = (
        *(sys.executable, "-m", "tests.crash.acknowledgements", childs, "veto" if veto else "no"),
        *("run", "demo", "--voice", "none", "--pace", PACE, "--plain", "--consent-given"),
        *("--record", "case,decision", "--politeness", "off", "--model", "demo-nl"),
        *("--passphrase-file", stage.passphrase, "--microphone-file", stage.presenter),
    )
    process = subprocess.Popen(
        [str(each) for each in arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=[childs],
        env={**os.environ, "BALINT_VOICE_DATA": str(data)},
    )
    os.close(childs)
    with os.fdopen(ours, encoding="utf-8") as pipe:
        told = [pipe.readline()]
        timer = threading.Timer(after_s, process.send_signal, [signal.SIGKILL])
        timer.start()
        told += pipe.readlines()
        process.wait()
        timer.cancel()
    return [line.split(" ", 3) for line in "".join(told).splitlines()]


def _judged(data: Path, told: list[list[str]]) -> Acknowledgements:
    list_sessions(data / "sessions")
    folder = find_session(data / "sessions")
    for line in told:
        if line[0] == "grown":
            content = Path(line[3]).read_bytes()[: int(line[1])]
            if len(content) < int(line[1]) or zlib.crc32(content) != int(line[2]):
                raise LostError(f"{Path(line[3]).name} lacks what was acknowledged")
    records = read_timing_log(folder.timing_log)
    logged = sum(line[0] == "logged" for line in told)
    if len(records) - logged not in (0, 1):
        raise LostError(f"{len(records)} records where {logged} were acknowledged")
    sealed = [line[1] for line in told if line[0] == "sealed"]
    vetoed, maybe = _phases(told, "forgot"), _phases(told, "forgetting")
    if sealed:
        kept = [phase for phase in sealed if phase not in maybe]
        _judge_notes(folder, kept, vetoed, maybe)
    until = stood_at(folder.clock, folder.id, len(records))
    marked = [float(line[1]) for line in told if line[0] == "marked"]
    if until is not None and marked and until < marked[-1]:
        raise LostError("the clock stands before the moment that it was told")
    over = any(isinstance(each, r.SessionEnded) for _, each in records)
    if until is None and told[-1][0] == "marked" and len(records) == logged and not over:
        raise LostError("the clock does not stand where it was marked")
    TimingLog(folder.timing_log).close()
    resume(records, until)
    return Acknowledgements(logged, len(sealed), int(bool(vetoed)))


def _judge_notes(folder: SessionFolder, kept: list[str], vetoed: set[str], maybe: set[str]) -> None:
    """As they lie there, and once more after they were gone on with."""
    identities = unwrap_presenter_key(folder.presenter_key.read_bytes(), PASSPHRASE)
    for gone_on in (False, True):
        if gone_on:
            notes = reopen_notes(folder.sealed_notes, folder.id)
            notes.append(ADDED)
            notes.finish()
        opened = open_notes(folder.sealed_notes, folder.id, identities)
        if {each.kind for each in opened.damages} - {"open"}:
            raise LostError(f"the notes are damaged: {opened.damages}")
        phases = [each.entry.phase for each in opened.entries if each.entry != ADDED]
        found = [phase for phase in phases if phase not in maybe]
        if vetoed & set(phases) or found[: len(kept)] != kept or len(found) > len(kept) + 1:
            raise LostError(f"notes of {phases} where {kept} were acknowledged")
        if opened.complete:
            return


def _phases(told: list[list[str]], what: str) -> set[str]:
    return {phase for line in told if line[0] == what for phase in " ".join(line[1:]).split()}
