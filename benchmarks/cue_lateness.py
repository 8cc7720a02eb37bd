"""How late a cue is heard: its onset in the recording of the loudspeaker against when it was due.

Only cues that the clock calls for: begin (after the quiet moment), reminders, close. Each cue's
first sample is found by correlation at 48 kHz. Where a chime comes before it, the chime is what is
to be heard at the due moment, and its length is taken off. Lateness is shown as it is, and as its
distance from its own median, which is what a perfect knowledge of a constant latency would leave.

The same once more while every core is kept busy, as by a Whisper that catches up; and with cues so
far apart that the speaker is opened anew for each, as in an evening. It takes five minutes.

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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from tests.support.matching import Match, find
from tests.support.pulse import RECORDING_RATE, Pulse, Recording

from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.listening.audio import Samples, Sound
from benchmarks.many_cues import BEGIN, CLOSE, FORMS, reminding
from benchmarks.measuring import Figure, Options, at_most, percentile, spread
from benchmarks.sound import sound_server

QUIET, BUSY, APART = ("long", "short"), ("long",), ("apart",)
"""The phases of each session, as `many_cues` makes them."""
_PATIENCE_S = 90.0
"""Beyond what the session should take: it hangs."""
WHOLE = 0.9
"""Less like the cue than this: it was broken up on its way."""
AUDIBLE = 0.01


@dataclass(frozen=True)
class Lateness:
    """One cue, in seconds: all against when it was due, but the report against the onset.

    `heard`: the onset, or that of the chime before it. `whole`: it was heard as it was rendered.
    """

    told: float
    heard: float
    report: float
    whole: bool


def measure(_: Options) -> list[Figure]:
    sounds = _sounds()
    lead = [_lead_s(sound) for sound in sounds.values()]
    with sound_server() as pulse:
        quiet = _session("quiet", pulse, sounds, QUIET)
        with _busy():
            busy = _session("busy", pulse, sounds, BUSY)
        apart = _session("apart", pulse, sounds, APART)
    return [
        *_figures("quiet", quiet.found),
        *_figures("busy", busy.found),
        *_figures("apart", apart.found),
        Figure("apart: the speaker was opened anew", f"{apart.openings} times"),
        Figure("latency that the device tells of", f"{1000 * quiet.told_latency:.1f} ms"),
        Figure(
            "silence that the voice renders before a cue",
            f"{1000 * min(lead):.0f} to {1000 * max(lead):.0f} ms",
        ),
    ]


@dataclass(frozen=True)
class Heard:
    """A whole session: its cues, the latency the device told, how often it was opened anew."""

    found: list[Lateness]
    told_latency: float
    openings: int


def _session(how: str, pulse: Pulse, sounds: dict[str, Sound], forms: Sequence[str]) -> Heard:
    lasts = sum(FORMS[form].seconds for form in forms)
    count = sum(FORMS[form].cues for form in forms)
    load = os.getloadavg()[0]
    say = f"{how}: {count} cues in {lasts:.0f} s, load {load:.1f} before"
    print(say, file=sys.stderr, flush=True)
    with pulse.record_speaker() as recording:
        began_at = _anchor(recording)
        answer = subprocess.run(
            [sys.executable, "-m", "benchmarks.many_cues", *forms],
            stdout=subprocess.PIPE,
            check=True,
            timeout=lasts + _PATIENCE_S,
        )
        heard = recording.samples
    session = json.loads(answer.stdout)
    origin, found = session["origin"], []
    for cue in session["cues"]:
        sound = sounds.get(cue["id"].partition("/")[2])
        if sound is None:
            continue
        match = _onset(sound, heard, origin + cue["began"] - began_at)
        at, due = began_at + match.at_s - origin, cue["due"] + cue["chime"]
        whole = match.likeness > WHOLE
        found.append(Lateness(cue["told"] - cue["due"], at - due, cue["began"] - at, whole))
    return Heard(found, session["told_latency"], session["openings"])


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
        Figure(f"{how}: heard against due, as it is", spread(heard)),
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
    texts = {"begin": BEGIN, "close": CLOSE}
    for form in FORMS.values():
        texts |= {key: text for key, (_, text) in reminding(form).items()}
    voice = ChildSynthesizer(choose_voice("nl"))
    try:
        made = {text: voice.render(text) for text in set(texts.values())}
    finally:
        voice.close()
    return {kind: made[text] for kind, text in texts.items()}


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
