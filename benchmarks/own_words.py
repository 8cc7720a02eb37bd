"""The group's own words: how often they are heard right, and what they do to everything else.

Which words a group would list is not ours to choose: here every third Dutch clip gives its words of
nine letters and more, and six that nobody says are added. Clips are decoded one by one, by the
program's own worker, with the list and without. In clips without such a word, and in noise, none
of them may appear unmarked. Real weights and human speech are needed; without them nothing is
measured.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from training.vocabulary import words_of

from balint_voice.adapters.whisper.model_store import Model, describe
from balint_voice.adapters.whisper.transcriber import WorkerTranscriber
from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.listening.hallucination import is_empty, judge_window
from balint_voice.listening.level import raise_level
from balint_voice.listening.own_words import parts_of
from balint_voice.listening.transcript import AlignedText
from benchmarks.human_corpus import read, rows
from benchmarks.human_speech import wrong_words
from benchmarks.measuring import Figure, Options, cpu_s

_LONG = 9
_NEVER_SAID = ("metoprolol", "oxazepam", "SOLK", "Lentis", "sertraline", "Avondrust")
_OTHERS, _QUICK_OTHERS = 40, 12
_NOISE_S = 10.0
_NOISE_PEAK = 0.05
_AROUND = (0.3, 0.4)


@dataclass(frozen=True)
class Clip:
    """What was said, and its sound; nothing was said in noise."""

    text: str
    samples: Samples


@dataclass
class Tally:
    """Of some clips: listed words that were said, and heard; others that appeared, and of these
    unmarked; words wrong, of how many; seconds of CPU."""

    said: int = 0
    right: int = 0
    leaked: int = 0
    unmarked: int = 0
    wrong: int = 0
    words: int = 0
    cpu_s: float = 0.0


def measure(options: Options) -> list[Figure]:
    if options.human is None or not options.models:
        return [Figure("not measured", "it needs human speech and real weights")]
    figures = []
    for model in map(describe, options.models):
        figures += compare(model, options.human, _QUICK_OTHERS if options.quick else _OTHERS)
    return figures


def compare(model: Model, folder: Path, others: int) -> list[Figure]:
    """The same clips with the list and without."""
    read_aloud = [row for row in rows(folder, "human read") if row["language"] == "nl"]
    listed = {w for row in read_aloud[::3] for w in words_of(row["transcript"]) if len(w) >= _LONG}
    told = (*sorted(listed), *_NEVER_SAID)
    holding = [row for row in read_aloud if listed & set(words_of(row["transcript"]))]
    rest = [row for row in read_aloud if row not in holding][:others]
    kinds = {
        "with such words": [_clip(folder, row) for row in holding],
        "without": [_clip(folder, row) for row in rest],
        "noise": [_noise(folder / row["file"]) for row in rows(folder, "noise")],
    }
    figures = []
    for kind, clips in kinds.items():
        without, with_them = tally(model, clips, (), told), tally(model, clips, told, told)
        figures += _figures(f"{model.name}: {kind}, {len(clips)} clips", without, with_them)
        print(f"  {figures[-1].what}: {figures[-1].value}", file=sys.stderr, flush=True)
    return figures


def _figures(what: str, without: Tally, with_them: Tally) -> list[Figure]:
    found = []
    if without.said:
        value = f"{with_them.right} of {with_them.said}; {without.right} without the list"
        found.append(Figure(f"{what}: heard right", value, "more", with_them.right > without.right))
    leaks = f"{with_them.unmarked} unmarked, {with_them.leaked - with_them.unmarked} marked"
    found.append(Figure(f"{what}: nobody said them", leaks, "0 unmarked", not with_them.unmarked))
    rate = f"{with_them.wrong} of {with_them.words}; {without.wrong} without the list"
    found.append(Figure(f"{what}: words wrong", rate))
    ratio = f"{with_them.cpu_s / without.cpu_s:.2f} x"
    return [*found, Figure(f"{what}: CPU beside none", ratio)]


def tally(model: Model, clips: Sequence[Clip], told: Sequence[str], listed: Sequence[str]) -> Tally:
    """Decode every clip with a model that is told of these words."""
    own, found = parts_of(listed), Tally()
    transcriber = WorkerTranscriber(model.folder, "nl", told)
    try:
        transcriber.transcribe(np.zeros(LISTENING_RATE, np.float32))
        pid = transcriber.worker_pid
        before = cpu_s(pid) if pid else 0.0
        for clip in clips:
            _count(found, clip, transcriber, own=own, told=parts_of(told))
        found.cpu_s = (cpu_s(pid) if pid else 0.0) - before
    finally:
        transcriber.close()
    return found


def _count(
    found: Tally,
    clip: Clip,
    transcriber: WorkerTranscriber,
    *,
    own: frozenset[str],
    told: frozenset[str],
) -> None:
    said = set(words_of(clip.text))
    seconds = len(clip.samples) / LISTENING_RATE
    texts = [one for one in transcriber.transcribe(clip.samples.copy()) if not is_empty(one)]
    marked = judge_window([AlignedText(one, 0.0, seconds, seconds) for one in texts], told)
    heard = [word for one in marked for word in words_of(one.text)]
    found.said += len(said & own)
    found.right += len(said & own & set(heard))
    for one in marked:
        for place, word in enumerate(one.text.split()):
            for plain in words_of(word):
                if plain in own and plain not in said:
                    found.leaked += 1
                    found.unmarked += not one.doubtful and place not in one.unsure
    if clip.text:
        wrong, words = wrong_words(clip.text, [one.text for one in marked])
        found.wrong, found.words = found.wrong + wrong, found.words + words
    else:
        found.wrong += len(heard)


def _clip(folder: Path, row: dict[str, str]) -> Clip:
    before, after = (np.zeros(round(s * LISTENING_RATE), np.float32) for s in _AROUND)
    samples = np.concatenate([before, read(folder / row["file"]), after])
    raise_level(samples)
    return Clip(row["transcript"], samples)


def _noise(file: Path) -> Clip:
    samples = read(file)[: round(_NOISE_S * LISTENING_RATE)]
    return Clip("", samples * np.float32(_NOISE_PEAK / np.abs(samples).max()))
