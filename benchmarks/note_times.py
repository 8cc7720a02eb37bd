"""Times of notes: clips that were joined at known places, and where their notes begin and end.

A row is one reader under one condition. An edge of a note is right when it lies within a second of
that edge of a clip: where its first or last sound is loud enough to be a voice, because some
recordings begin and end with seconds of silence. A reader who pauses inside a clip gets two notes
of it, rightly, and their inner edges count as wrong here.
"""

import sys
from collections.abc import Iterable

import numpy as np

from balint_voice.adapters.whisper.model_store import describe
from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.listening.transcript import NoteEntry
from benchmarks.human_corpus import Recording, recordings
from benchmarks.listening import noted
from benchmarks.measuring import Figure, Options

_SECONDS, _QUICK_SECONDS = 75.0, 25.0
_NEAR_S = 1.0
_AIM = 95.0
_FRAME = LISTENING_RATE // 20
_VOICE = 0.1  # of the loudest frame: 20 dB below

Edges = list[tuple[float, float]]


def measure(options: Options) -> list[Figure]:
    if options.human is None or not options.models:
        return [Figure("not measured", "give --human FOLDER and --model FOLDER")]
    seconds = options.seconds or (_QUICK_SECONDS if options.quick else _SECONDS)
    figures = []
    for model in map(describe, options.models):
        near: list[bool] = []
        for one, clips in with_edges(recordings(options.human, seconds)):
            here = edges_near(clips, noted(model, one.samples, one.language))
            near += here
            what = f"{model.name}: {one.speaker}, {one.language}, {one.condition}"
            figures.append(_figure(what, here))
            print(f"  {what}: {figures[-1].value}", file=sys.stderr, flush=True)
        figures.append(_figure(f"{model.name}: all rows", near))
    return figures


def _figure(what: str, near: list[bool]) -> Figure:
    share = 100 * float(np.mean(near))
    value = f"{sum(near)} of {len(near)} edges within 1 s ({share:.1f} %)"
    return Figure(what, value, f">= {_AIM:g} %", share >= _AIM)


def with_edges(readers: Iterable[Recording]) -> Iterable[tuple[Recording, Edges]]:
    """Every reader under every condition; where the voice is, is known from the clean recording."""
    clips: Edges = []
    for one in readers:
        if one.condition == "clean":
            clips = [_voice(one.samples, clip.start, clip.end) for clip in one.clips]
        if one.condition != "table":
            yield one, clips


def _voice(samples: Samples, start: int, end: int) -> tuple[float, float]:
    frames = samples[start : end - (end - start) % _FRAME].reshape(-1, _FRAME)
    level = np.sqrt(np.mean(frames**2, axis=1))
    loud = np.flatnonzero(level >= _VOICE * level.max())
    first, last = start + loud[0] * _FRAME, start + (loud[-1] + 1) * _FRAME
    return first / LISTENING_RATE, last / LISTENING_RATE


def edges_near(clips: Edges, notes: Iterable[NoteEntry]) -> list[bool]:
    """For the beginning and the end of each note: whether one of a clip lies near."""
    starts, ends = zip(*clips, strict=True)
    near = []
    for note in notes:
        near.append(min(abs(note.start_s - at) for at in starts) <= _NEAR_S)
        near.append(min(abs(note.end_s - at) for at in ends) <= _NEAR_S)
    return near
