"""Human speech, a row for each speaker and condition: words wrong and CPU, four ways in one run.

Ours is the program's own way from microphone to sealed notes. One-shot is one
`WhisperModel.transcribe` of the recording with beam 1; "default" is the same with the library's own
defaults (beam 5, temperatures, previous text), without and with its voice filter. Recordings come
from a folder outside the project (`--human`); without one, or without weights, nothing is measured.
CPU is process time: loading the model is left out.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jiwer
from training.vocabulary import words_of

from balint_voice.adapters.whisper.model_store import Model, describe
from benchmarks.human_corpus import Recording, recordings
from benchmarks.listening import listened, whisper_of
from benchmarks.measuring import Figure, Options, at_most

_SECONDS, _QUICK_SECONDS = 150.0, 12.0

WAYS: dict[str, dict[str, Any]] = {
    "beam 1": {"beam_size": 1, "temperature": 0.0, "condition_on_previous_text": False},
    "default": {},
    "default + VAD": {"vad_filter": True},
}


@dataclass(frozen=True)
class Result:
    """Words wrong, of how many, and seconds of CPU."""

    wrong: int
    words: int
    cpu_s: float

    @property
    def percent(self) -> float:
        return 100 * self.wrong / self.words

    def __add__(self, other: "Result") -> "Result":
        return Result(self.wrong + other.wrong, self.words + other.words, self.cpu_s + other.cpu_s)


def measure(options: Options) -> list[Figure]:
    if options.human is None or not options.models:
        return [Figure("not measured", "give --human FOLDER and --model FOLDER")]
    seconds = options.seconds or (_QUICK_SECONDS if options.quick else _SECONDS)
    figures = []
    for model in map(describe, options.models):
        whisper = whisper_of(model)
        sums: dict[str, list[Result]] = defaultdict(list)
        for one in recordings(options.human, seconds):
            ways = {"ours": ours(model, one)} | {
                name: one_shot(whisper, one, how) for name, how in WAYS.items()
            }
            for name, result in ways.items():
                sums[name].append(result)
            figures.append(_row(model, one, ways))
            print(f"  {figures[-1].what}: {figures[-1].value}", file=sys.stderr, flush=True)
        figures += _means(model, sums)
    return figures


def _row(model: Model, one: Recording, ways: dict[str, Result]) -> Figure:
    shown = ", ".join(f"{name} {way.percent:.1f} ({way.cpu_s:.1f} s)" for name, way in ways.items())
    best = min(ways["default"].percent, ways["default + VAD"].percent)
    return Figure(
        f"{model.name}: {one.speaker}, {one.language}, {one.condition}",
        shown,
        "+0.5 points",
        ways["ours"].percent <= best + 0.5,
    )


def _means(model: Model, sums: dict[str, list[Result]]) -> list[Figure]:
    mean = {
        name: sum(one.percent for one in results) / len(results) for name, results in sums.items()
    }
    cost = {name: sum(one.cpu_s for one in results) for name, results in sums.items()}
    best = min(mean["default"], mean["default + VAD"])
    return [
        Figure(
            f"{model.name}: words wrong, mean of the rows",
            ", ".join(f"{name} {value:.1f} %" for name, value in mean.items()),
        ),
        at_most(
            f"{model.name}: words wrong, ours beside the better default",
            mean["ours"] - best,
            aim=0.0,
            unit="points",
        ),
        at_most(
            f"{model.name}: CPU beside default + VAD",
            cost["ours"] / cost["default + VAD"],
            aim=1.10,
            unit="x",
        ),
    ]


def ours(model: Model, one: Recording) -> Result:
    """The program's own way, on a machine with room for a wide search."""
    cost, texts, _ = listened(model, one.samples, one.language, widely=True)
    return Result(*wrong_words(one.text, texts), cost)


def one_shot(whisper: Any, one: Recording, how: dict[str, Any]) -> Result:
    before = time.process_time()
    segments, _ = whisper.transcribe(one.samples, language=one.language, **how)
    heard = [segment.text for segment in segments]
    return Result(*wrong_words(one.text, heard), time.process_time() - before)


def wrong_words(said: str, heard: Sequence[str]) -> tuple[int, int]:
    """How many words are wrong (changed, missing or added), and how many were said."""
    words = words_of(said)
    found = jiwer.process_words(" ".join(words), " ".join(words_of(" ".join(heard))))
    return found.substitutions + found.deletions + found.insertions, len(words)
