"""What a microphone gives and what a speaker plays, judged from the samples.

Rules: as in `findings`. Samples are 16 kHz mono; levels are in dB of full scale.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from balint_voice.doctor.findings import Finding, Value
from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.listening.level_bar import level_bar, step_of

_FRAME = LISTENING_RATE // 50
_SILENT_DB = -100.0
_FULL_SCALE = 0.985
_CLIPS = 0.001
"""This share of all samples at full scale is no accident any more."""
_NOISY_DB = -38.0
_DEAF_DB = -75.0
"""Above the noise of any converter's last bit, below that of any room."""
_HEARD = 0.5
"""Likeness of two loudness curves: a line heard in a room has 0.6 and more, other speech 0.3."""
_LATEST_S = 1.5
SHORTEST_TAIL_S, LONGEST_TAIL_S = 0.1, 0.6
"""Between these lies what is believed of a room's echo: longer, and first words are lost."""
_RINGS = 10 ** (-35 / 20)
"""Of the loudest that was heard: what is softer than this, no detector takes for a voice."""
_MARGIN_S = 0.05


@dataclass(frozen=True)
class SoundLevels:
    """`seconds` of sound: its loudest sample, its quiet tenth, and what share is at full scale."""

    seconds: float
    peak_db: float
    floor_db: float
    clipped: float
    zeros: bool


def measure(samples: Samples) -> SoundLevels:
    """Levels of what was heard; of nothing, silence."""
    if not len(samples):
        return SoundLevels(
            seconds=0.0, peak_db=_SILENT_DB, floor_db=_SILENT_DB, clipped=0.0, zeros=False
        )
    loud = np.abs(samples)
    return SoundLevels(
        seconds=len(samples) / LISTENING_RATE,
        peak_db=_decibel(float(loud.max())),
        floor_db=_decibel(float(np.percentile(loudness(samples), 10))),
        clipped=float(np.mean(loud >= _FULL_SCALE)),
        zeros=not loud.any(),
    )


def loudness(samples: Samples) -> Samples:
    """The curve of loudness: root mean square of each 20 ms (of what there is, when shorter)."""
    whole = len(samples) // _FRAME * _FRAME
    frames = samples[:whole].reshape(-1, _FRAME) if whole else samples.reshape(1, -1)
    curve: Samples = np.sqrt(np.mean(frames**2, axis=1, dtype=np.float32))
    return curve


def likeness(played: Samples, heard: Samples) -> float:
    """How much what was heard rises and falls with what was played, at the best delay; 0 to 1.

    Curves of loudness are compared, not waves: a room and an echo canceller change waves.
    """
    ours, theirs = _curve(played), _curve(heard)
    latest = min(len(theirs) - len(ours), round(_LATEST_S * LISTENING_RATE / _FRAME))
    if latest < 0 or not ours.std():
        return 0.0
    best = 0.0
    for delay in range(latest + 1):
        piece = theirs[delay : delay + len(ours)]
        if piece.std():
            best = max(best, float(np.corrcoef(ours, piece)[0, 1]))
    return best


def echo_tail(heard: Samples, ended: int) -> float:
    """Seconds for which the microphone still hears a line that was over at `ended`, a place in what
    it heard. Bounded."""
    before, after = loudness(heard[:ended]), loudness(heard[ended:])
    least = max(2 * float(np.percentile(before, 10)), _RINGS * float(before.max()))
    loud = np.flatnonzero(after > least)
    rings = (int(loud[-1]) + 1) * _FRAME / LISTENING_RATE + _MARGIN_S if len(loud) else 0.0
    return round(max(SHORTEST_TAIL_S, min(rings, LONGEST_TAIL_S)), 2)


def _curve(samples: Samples) -> Samples:
    """In decibel, from 50 below its loudest on: pauses count, their depth does not."""
    curve = 20 * np.log10(loudness(samples) + np.float32(1e-6))
    floored: Samples = np.maximum(curve, curve.max() - 50)
    return floored


def _decibel(value: float) -> float:
    return round(20 * math.log10(value), 1) if value > 10 ** (_SILENT_DB / 20) else _SILENT_DB


def judge_microphone(device: str, level: SoundLevels) -> Finding:
    """From a second or more of what it gave."""
    fields: dict[str, Value] = {
        "device": device,
        "floor_db": level.floor_db,
        "peak_db": level.peak_db,
        "bar": level_bar(step_of(level.peak_db)),
    }
    if not level.seconds:
        return Finding(
            part="microphone",
            state="missing",
            what="microphone-stalled",
            remedy="microphone-stalled",
            fields=fields,
        )
    if level.zeros:
        return Finding(
            part="microphone",
            state="missing",
            what="microphone-zeros",
            remedy="microphone-zeros",
            fields=fields,
        )
    if level.clipped > _CLIPS:
        return Finding(
            part="microphone",
            state="warning",
            what="microphone-clips",
            remedy="microphone-loud",
            fields=fields,
        )
    if level.peak_db < _DEAF_DB:
        return Finding(
            part="microphone",
            state="warning",
            what="microphone-faint",
            remedy="microphone-faint",
            fields=fields,
        )
    if level.floor_db > _NOISY_DB:
        return Finding(
            part="microphone",
            state="warning",
            what="microphone-noisy",
            remedy="microphone-noisy",
            fields=fields,
        )
    return Finding(part="microphone", state="ok", what="microphone-ok", remedy=None, fields=fields)


def judge_line(device: str, alike: float, tail_s: float = 0.0) -> Finding:
    """From the likeness of what the speaker said and what the microphone heard; `tail_s`: for how
    long that still rang."""
    fields: dict[str, Value] = {"device": device, "likeness": round(alike, 2), "tail_s": tail_s}
    if alike >= _HEARD:
        return Finding(part="speaker", state="ok", what="speaker-heard", remedy=None, fields=fields)
    return Finding(
        part="speaker",
        state="warning",
        what="speaker-unheard",
        remedy="speaker-unheard",
        fields=fields,
    )


_BLUETOOTH = ("bluetooth", "bluez", "airpods", "hands-free", "handsfree", "headset (", "buds")


def is_bluetooth(name: str) -> bool:
    """Whether a device's name says that it is one."""
    return any(mark in name.lower() for mark in _BLUETOOTH)


def judge_headset(microphones: Sequence[str], speakers: Sequence[str]) -> Finding:
    """From all names that the chosen microphone and speaker go by."""
    for names, what in ((microphones, "headset-microphone"), (speakers, "headset-speaker")):
        for name in names:
            if is_bluetooth(name):
                return Finding(
                    part="headset", state="warning", what=what, remedy=what, fields={"device": name}
                )
    return Finding("headset", "ok", "headset-none")
