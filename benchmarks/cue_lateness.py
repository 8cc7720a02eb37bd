"""How late a cue is heard: its onset in the recording of the loudspeaker against when it was due.

Only cues that the clock calls for: begin (after the quiet moment), reminders, close. Each cue's
first sample is found by correlation at 48 kHz. Constant latency (device, sound server) is told
apart: lateness is shown as it is, and as its distance from its own median, which is what a
compensation of the known latency would leave.

The same once more with cues so far apart that the speaker is opened anew for each, as in an
evening; and while every core is kept busy, as by a Whisper that catches up.

The recording is placed on the clock by the earliest arrival of its first blocks; that anchor is
good to some milliseconds and shifts all cues alike. Null sinks have no hardware buffer: a real
sound card adds its own, constant.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from tests.support.matching import Match, find
from tests.support.pulse import RECORDING_RATE, Pulse, Recording

from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.listening.audio import Samples, Sound
from benchmarks.many_cues import short_phases
from benchmarks.measuring import Figure, Options, at_most, percentile, spread
from benchmarks.sound import sound_server

PHASES, PHASES_APART, PHASES_BUSY = 14, 6, 4
WHOLE = 0.9
"""Less like the cue than this: it was broken up on its way."""
AUDIBLE = 0.01


@dataclass(frozen=True)
class Lateness:
    """One cue, in seconds: all against when it was due, but the report against the onset.

    `whole`: it was heard as it was rendered.
    """

    told: float
    heard: float
    report: float
    whole: bool


def measure(_: Options) -> list[Figure]:
    sounds = _sounds()
    lead = [_lead_s(sound) for sound in sounds.values()]
    with sound_server() as pulse:
        quiet, latency = _session(pulse, sounds, PHASES)
        apart, _latency = _session(pulse, sounds, PHASES_APART, "apart")
        with _busy():
            busy, _latency = _session(pulse, sounds, PHASES_BUSY)
    return [
        *_figures("quiet", quiet),
        Figure("latency that the device tells of", f"{1000 * latency:.1f} ms"),
        Figure(
            "silence that the voice renders before a cue",
            f"{1000 * min(lead):.0f} to {1000 * max(lead):.0f} ms",
        ),
        *_figures("apart", apart),
        *_figures("busy", busy),
    ]


def _session(
    pulse: Pulse, sounds: dict[str, Sound], phases: int, *how: str
) -> tuple[list[Lateness], float]:
    """A whole session of so many phases, recorded: its cues, and the latency the device told."""
    with pulse.record_speaker() as recording:
        began_at = _anchor(recording)
        answer = subprocess.run(
            [sys.executable, "-m", "benchmarks.many_cues", str(phases), *how],
            stdout=subprocess.PIPE,
            check=True,
        )
        heard = recording.samples
    session = json.loads(answer.stdout)
    origin, found = session["origin"], []
    for cue in session["cues"]:
        sound = sounds.get(cue["id"].partition("/")[2])
        if sound is None:
            continue
        match = _onset(sound, heard, origin + cue["began"] - began_at)
        at, due = began_at + match.at_s - origin, cue["due"]
        whole = match.likeness > WHOLE
        found.append(Lateness(cue["told"] - due, at - due, cue["began"] - at, whole))
    return found, session["told_latency"]


def _figures(how: str, found: list[Lateness]) -> list[Figure]:
    broken = len(found) - sum(one.whole for one in found)
    found = [one for one in found if one.whole]
    heard = [one.heard for one in found]
    known = percentile(heard, 50)
    off = [abs(late - known) for late in heard]
    return [
        Figure(f"{how}: cues by the clock", f"{len(found)} heard whole, {broken} broken up"),
        at_most(
            f"{how}: off, latency compensated, p99",
            1000 * percentile(off, 99),
            aim=20,
            unit="ms",
            digits=1,
        ),
        Figure(f"{how}: off, latency compensated", spread(off)),
        Figure(f"{how}: onset against due, as it is", spread(heard)),
        Figure(f"{how}:   due until the voice is told", spread([one.told for one in found])),
        Figure(f"{how}:   told until heard", spread([one.heard - one.told for one in found])),
        Figure(f"{how}: log's cue-began against the onset", spread([one.report for one in found])),
    ]


@contextmanager
def _busy() -> Iterator[None]:
    """Something else wants every core."""
    loops = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"])
        for _core in range(os.cpu_count() or 1)
    ]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def _sounds() -> dict[str, Sound]:
    """The sound of each kind of cue."""
    phase = short_phases(1).phases[0]
    texts = {"begin": phase.begin, "close": phase.close}
    texts |= {reminder.key: reminder.text for reminder in phase.reminders}
    voice = ChildSynthesizer(choose_voice("nl"))
    try:
        return {kind: voice.render(text) for kind, text in texts.items()}
    finally:
        voice.close()


def _anchor(recording: Recording) -> float:
    """The moment (monotonic) of the recording's first sample."""
    starts: list[float] = []
    enough = threading.Event()

    def noted(samples: Samples) -> bool:
        starts.append(time.monotonic() - len(samples) / RECORDING_RATE)
        if len(samples) > 2 * RECORDING_RATE:
            enough.set()
        return enough.is_set()

    recording.wait_until("two seconds of silence", noted)
    return min(starts)


def _onset(sound: Sound, heard: Samples, expected: float) -> Match:
    """Where the cue begins in the recording, near `expected`."""
    first = max(0, round((expected - 0.4) * RECORDING_RATE))
    last = round((expected + 0.4 + sound.seconds) * RECORDING_RATE)
    match = find(sound, heard[first:last], RECORDING_RATE)
    return Match(first / RECORDING_RATE + match.at_s, match.likeness)


def _lead_s(sound: Sound) -> float:
    return float(np.flatnonzero(np.abs(sound.samples) > AUDIBLE)[0]) / sound.rate
