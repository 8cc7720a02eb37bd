"""How late a cue is heard: its onset in the recording of the loudspeaker against when it was due.

Only cues that the clock calls for: begin (after the quiet moment), reminders, close. Each cue's
first sample is found by correlation at 48 kHz. Constant latency (device, sound server) is told
apart: lateness is shown as it is, and as its distance from its own median, which is what a
compensation of the known latency would leave.

The recording is placed on the clock by the earliest arrival of its first blocks; that anchor is
good to some milliseconds and shifts all cues alike. Null sinks have no hardware buffer: a real
sound card adds its own, constant.
"""

import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

import numpy as np
from tests.matching import find
from tests.pulse import RECORDING_RATE, Recording

from balint_voice.adapters.synthesizer import ChildSynthesizer
from balint_voice.adapters.voice_choice import choose_voice
from balint_voice.listening.audio import Samples, Sound
from benchmarks.many_cues import short_phases
from benchmarks.measuring import Figure, Options, at_most, percentile, spread
from benchmarks.sound import sound_server

PHASES = 22
AIM_MS = 20.0
SURE = 0.8
AUDIBLE = 0.01
BY_THE_CLOCK = ("begin", "left-0", "left-1", "left-2", "close")


@dataclass(frozen=True)
class Lateness:
    """One cue, in seconds: all against when it was due, but the report against the onset."""

    told: float
    heard: float
    report: float


def measure(_: Options) -> list[Figure]:
    sounds = _sounds()
    with sound_server() as pulse, pulse.record_speaker() as recording:
        began_at = _anchor(recording)
        session = json.loads(
            subprocess.run(
                [sys.executable, "-m", "benchmarks.many_cues", str(PHASES)],
                stdout=subprocess.PIPE,
                check=True,
            ).stdout
        )
        heard = recording.samples
    found = []
    for cue in session["cues"]:
        kind = cue["id"].partition("/")[2]
        if kind in BY_THE_CLOCK:
            expected = session["origin"] + cue["began"] - began_at
            onset = _onset(sounds[kind], heard, expected)
            if onset is not None:
                onset_at = began_at + onset - session["origin"]
                due = cue["due"]
                found.append(Lateness(cue["told"] - due, onset_at - due, cue["began"] - onset_at))
    return _figures(found, sounds, session["told_latency"])


def _figures(found: list[Lateness], sounds: dict[str, Sound], told_latency: float) -> list[Figure]:
    heard = [one.heard for one in found]
    known = percentile(heard, 50)
    off = [abs(late - known) for late in heard]
    wanted = PHASES * len(BY_THE_CLOCK)
    lead = [_lead_s(sound) for sound in sounds.values()]
    return [
        Figure("cues by the clock, found in the recording", f"{len(found)} of {wanted}"),
        at_most("onset off, latency compensated, p99", 1000 * percentile(off, 99), AIM_MS, "ms", 1),
        Figure("onset off, latency compensated", spread(off)),
        Figure("onset against due, as it is", spread(heard)),
        Figure("of that: due until the voice is told", spread([one.told for one in found])),
        Figure("of that: told until heard", spread([one.heard - one.told for one in found])),
        Figure("latency that the device tells of", f"{1000 * told_latency:.1f} ms"),
        Figure("log's cue-began against the onset", spread([one.report for one in found])),
        Figure(
            "silence that the voice renders before a cue",
            f"{1000 * min(lead):.0f} to {1000 * max(lead):.0f} ms",
        ),
    ]


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


def _onset(sound: Sound, heard: Samples, expected: float) -> float | None:
    """Where the cue begins in the recording, near `expected`; None when it is not there."""
    first = max(0, round((expected - 0.4) * RECORDING_RATE))
    last = round((expected + 0.4 + sound.seconds) * RECORDING_RATE)
    match = find(sound, heard[first:last], RECORDING_RATE)
    return first / RECORDING_RATE + match.at_s if match.likeness > SURE else None


def _lead_s(sound: Sound) -> float:
    return float(np.flatnonzero(np.abs(sound.samples) > AUDIBLE)[0]) / sound.rate
