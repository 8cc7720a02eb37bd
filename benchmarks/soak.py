"""`python -m benchmarks.soak [--minutes M] [--model FOLDER] [--human FOLDER]`: a session, watched.

The whole program at normal speed on the real sound path: a sound server with null sinks, cues
spoken, somebody speaking into the microphone more than half of the time, from beginning to end:
our own voices, or with `--human` Dutch readers. Everything that can be recorded is. The figures
come from the timing log and, every few seconds, from /proc. Two hours when nothing else is said.

How late a cue is, is what the log says: told by the speaker's own callbacks, without the time it
waited for a pause on purpose. `cue_lateness` finds the onset in the recorded sound instead.
"""

import argparse
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import cycle
from pathlib import Path

import numpy as np
from tests.support.pulse import Pulse

from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.records.log_lines import TimedRecord
from balint_voice.records.sessions import find_session
from balint_voice.records.timing_log import read_timing_log
from balint_voice.session import log_records as r
from benchmarks.human_corpus import plain_recordings
from benchmarks.measuring import (
    PROGRAM,
    Figure,
    at_most,
    cpu_s,
    family,
    machine,
    memory_mb,
    percentile,
    spread,
)
from benchmarks.sound import sound_server
from benchmarks.speech import spoken

EVERY_S = 5.0
ROUND_S = 200.0
"""The presenter's text begins anew after so long."""
PAUSES_S = (1.0, 5.0)
AFTER_A_CHIME = ("/begin", "/close", "/one-minute", "/half-minute")
"""A chime sounds when these are due, and the cue begins when it is over."""
WHOLE_METHOD_MIN = 60.0
NOT_IN_A_SHORT_ONE = "1,2,4,5,6,8,9"


@dataclass
class Watched:
    """What the system says of the program: each moment's memory (MB), by process; CPU in all."""

    at: list[float] = field(default_factory=list)
    program_mb: list[float] = field(default_factory=list)
    all_mb: list[float] = field(default_factory=list)
    cpu_by: dict[int, float] = field(default_factory=dict)

    def look(self, pid: int, began: float) -> None:
        try:
            kept = {member: memory_mb(member)[0] for member in family(pid)}
            self.cpu_by |= {member: cpu_s(member) for member in kept}  # also of who ended since
        except (OSError, KeyError):
            return  # one of them ended just now
        self.at.append(time.monotonic() - began)
        self.program_mb.append(kept[pid])
        self.all_mb.append(sum(kept.values()))


def soak(minutes: float, model: str | None, human: Path | None) -> list[Figure]:
    with sound_server() as pulse, tempfile.TemporaryDirectory(prefix="bv-soak-") as folder:
        with _somebody_speaks(pulse, *_text(human)) as share:
            watched, code = _session(minutes, model, Path(folder))
        records = read_timing_log(find_session(Path(folder) / "data" / "sessions").timing_log)
    return [
        Figure("the session's own end", f"exit code {code}", "0", code == 0),
        Figure("length", f"{records[-1][0] / 60:.1f} min"),
        Figure("speech in what was said into the microphone", f"{100 * share:.0f} %"),
        *_heard(records),
        *_backlog(records),
        *_cues(records),
        *_machine(watched),
    ]


def _session(minutes: float, model: str | None, folder: Path) -> tuple[Watched, int]:
    secret = folder / "passphrase"
    secret.write_text("fiets lamp water brood stoel\n")
    arguments = [
        *("run", "intervisie", "--plain", "--minutes", f"{minutes:g}"),
        *("--record", "case,advice,decision", "--consent-given", "--passphrase-file", str(secret)),
        *("--model", model or "demo-nl"),
        *(("--skip", NOT_IN_A_SHORT_ONE) if minutes < WHOLE_METHOD_MIN else ()),
    ]
    watched = Watched()
    program = subprocess.Popen(
        [*PROGRAM, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "BALINT_VOICE_DATA": str(folder / "data")},
    )
    began = time.monotonic()
    while program.poll() is None:
        watched.look(program.pid, began)
        time.sleep(EVERY_S)
    return watched, program.returncode


def _text(human: Path | None) -> tuple[list[Samples], float]:
    """What is said in turn, and the share of speech in it."""
    if human is None:
        text = spoken(ROUND_S, PAUSES_S)
        return [text.samples], text.speech_s / text.seconds
    read = [each for each in plain_recordings(human, ROUND_S) if each.language == "nl"]
    speech = sum(clip.end - clip.start for each in read for clip in each.clips)
    return [each.samples for each in read], speech / sum(len(each.samples) for each in read)


@contextmanager
def _somebody_speaks(pulse: Pulse, texts: list[Samples], share: float) -> Iterator[float]:
    """Round after round until the block ends; yields the share of speech in it."""
    over = threading.Event()

    def speak() -> None:
        for samples in cycle(texts):
            if over.is_set():
                return
            pulse.say_into_microphone(samples, LISTENING_RATE)
            pulse.until_said()

    speaker = threading.Thread(target=speak, daemon=True)
    speaker.start()
    try:
        yield share
    finally:
        over.set()
        pulse.hush()
        speaker.join(timeout=10)


def _heard(records: Sequence[TimedRecord]) -> list[Figure]:
    listened = [each for _, each in records if isinstance(each, r.ListeningEnded)]
    opened = [
        at for at, e in records if isinstance(e, r.MicrophoneOpened) and e.purpose == "record"
    ]
    speech, text, dropped = (
        sum(getattr(each, name) for each in listened)
        for name in ("speech_s", "transcribed_s", "dropped_s")
    )
    faults = [each.part for _, each in records if isinstance(each, r.PartFailed)]
    return [
        Figure(
            "microphone open",
            f"{sum(e.recorded_s for e in listened) / 60:.1f} min, {len(opened)} times",
        ),
        Figure("speech heard, and become text", f"{speech / 60:.2f} and {text / 60:.2f} min"),
        at_most("speech dropped", dropped, aim=0.0, unit="s"),
        Figure("parts that failed", ", ".join(faults) or "none", "none", not faults),
    ]


def _backlog(records: Sequence[TimedRecord]) -> list[Figure]:
    """From the end of an utterance to its note on the disk, in each quarter of the session."""
    waits = [(at, at - each.end_s) for at, each in records if isinstance(each, r.SpeechSealed)]
    if not waits:
        return [Figure("end of speech to sealed note", "nothing was sealed", "something", False)]
    whole = records[-1][0]
    quarters = [[w for at, w in waits if int(4 * at / (whole + 1)) == n] for n in range(4)]
    shown = ", ".join(f"{percentile(q, 50):.0f}" if q else "-" for q in quarters)
    every = [wait for _, wait in waits]
    return [
        Figure("end of speech to sealed note, p50 by quarter", f"{shown} s"),
        Figure(
            "end of speech to sealed note, all",
            f"p50 {percentile(every, 50):.1f}, p99 {percentile(every, 99):.1f}, "
            f"worst {max(every):.1f} s ({len(every)} notes)",
        ),
    ]


def _cues(records: Sequence[TimedRecord]) -> list[Figure]:
    """A cue that was due while another sounded waits for its end: that is no lateness."""
    plain: list[float] = []
    chimed: list[float] = []
    free_at = 0.0
    for at, each in records:
        if isinstance(each, r.CueStarted):
            late = max(0.0, at - max(each.due_s + each.waited_s, free_at))
            (chimed if each.cue.endswith(AFTER_A_CHIME) else plain).append(late)
        elif isinstance(each, r.CueFinished):
            free_at = at
    return [
        Figure(f"lateness of {len(late)} cues {which}, as the log has it", spread(late))
        for which, late in (("alone", plain), ("after their chime (0.6 s)", chimed))
        if late
    ]


def _machine(watched: Watched) -> list[Figure]:
    settled = len(watched.at) // 4  # what is loaded on the way is no leak
    hours = np.asarray(watched.at[settled:]) / 3600
    figures = [
        Figure(
            "CPU of program and worker",
            f"{100 * sum(watched.cpu_by.values()) / watched.at[-1]:.1f} % of a core",
        )
    ]
    for what, kept in (("the program", watched.program_mb), ("all of it", watched.all_mb)):
        slope = float(np.polyfit(hours, np.asarray(kept[settled:]), 1)[0])
        value = f"{slope:+.1f} MB an hour; {kept[settled]:.0f} MB, at last {kept[-1]:.0f} MB (PSS)"
        figures.append(Figure(f"memory of {what}, after the first quarter", value))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--model", help="a name or a folder; our own when left out")
    parser.add_argument("--human", type=Path, help="a folder of human speech with its texts")
    given = parser.parse_args()
    print(f"{datetime.now().astimezone():%Y-%m-%d %H:%M}\n{machine()}\n", flush=True)
    for figure in soak(given.minutes, given.model, given.human):
        verdict = {True: "met", False: "NOT MET", None: ""}[figure.met]
        print(f"  {figure.what:<52} {figure.value:<60} {figure.aim} {verdict}".rstrip())


if __name__ == "__main__":
    main()
