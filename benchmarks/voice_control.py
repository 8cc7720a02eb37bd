"""Spoken commands, per language: obeyed, taken for another, made up, how soon, and at what cost.

Each model given with `--model` is measured in all languages, our own in Dutch. A command is
obeyed only if it is obeyed without asking back. False commands are counted over talk that is none,
and over all human speech of `--human`, cut as the program cuts it. Latency is by the clock, through
microphone, threads and worker; CPU is that of the worker, an utterance. Languages are measured side
by side, one to a core, and latency after them. With `--numbers FILE` what the model said is kept,
and a changed rule is measured again without asking it.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np

from balint_voice.adapters.capture.commands import Commands, CommandSettings
from balint_voice.adapters.capture.segmenter import Segmenter
from balint_voice.adapters.capture.silero import SileroDetector
from balint_voice.adapters.whisper.model_store import Model, describe, find
from balint_voice.adapters.whisper.transcriber import WorkerTranscriber
from balint_voice.listening.audio import LISTENING_RATE, AudioBlock, Samples
from balint_voice.listening.endpointing import EndpointSettings
from balint_voice.listening.utterances import Utterance
from balint_voice.listening.windows import WindowSettings
from balint_voice.session import inputs as i
from balint_voice.session import outputs as o
from balint_voice.session.options import WAKE_WORD
from benchmarks.human_corpus import read
from benchmarks.measuring import Figure, Options, at_most, cpu_s, percentile
from benchmarks.pipelines import listening
from benchmarks.remembered import Remembered
from benchmarks.speech import room, silence
from benchmarks.spoken_commands import BASE, VOICES, Said, Speakers

_AIMS = {"clean": 95.0, "table": 90.0, "room": 90.0}
_SOUNDS = (".flac", ".ogg", ".wav")
_QUICK_VOICES = 4
_TOLD_EACH = 32  # sounds
_TIMED_EACH = 17


@dataclass
class Heard:
    """What became of what was said."""

    count: int = 0
    obeyed: int = 0
    asked_back: int = 0
    missed: int = 0
    others: Counter[str] = field(default_factory=Counter)

    def add(self, said: Said, given: list[i.CommandHeard]) -> None:
        self.count += 1
        obeyed = [one.command for one in given if one.sure]
        if obeyed == [said.meant]:
            self.obeyed += 1
        elif obeyed:
            self.others[f"{said.text} -> {obeyed[0]}"] += 1
            _tell(f"  swap: {said.text} {said.voice} {said.condition} -> {obeyed[0]}")
        elif said.meant in [one.command for one in given]:
            self.asked_back += 1
        else:
            self.missed += 1
            _tell(f"  missed: {said.text} {said.voice} {said.condition}")

    @property
    def percent(self) -> float:
        return 100 * self.obeyed / self.count

    def __str__(self) -> str:
        wrong = sum(self.others.values())
        rest = f"{self.asked_back} asked back, {self.missed} missed, {wrong} wrong"
        return f"{self.percent:.1f} % of {self.count} ({rest})"


class Table:
    """One model in one language, from sound to command."""

    def __init__(self, model: Model, language: str, numbers: Path | None) -> None:
        self._transcriber = WorkerTranscriber(model.folder, language)
        scorer = Remembered(self._transcriber, language, numbers) if numbers else self._transcriber
        self._commands = Commands(scorer, language, WAKE_WORD)
        self._commands.warm_up()
        self.decoded = 0

    def commands_in(self, samples: Samples) -> list[i.CommandHeard]:
        """What is understood in a stretch of sound."""
        hearing = Segmenter(
            SileroDetector(),
            EndpointSettings(longest_s=10.0),
            windows=WindowSettings(),
            echo_tail_s=0.0,
            command_settings=CommandSettings(),
        )
        hearing.begin("attend")
        given = []
        for block in _blocks(samples):
            for one in hearing.hear(block):
                if isinstance(one, Utterance):
                    self.decoded += 1
                    given.append(self._commands.hear(one.samples, one.voice_s))
        return [one for one in given if one is not None]

    @property
    def cpu_s(self) -> float:
        pid = self._transcriber.worker_pid
        return cpu_s(pid) if pid else 0.0

    def close(self) -> None:
        self._transcriber.close()


def measure(options: Options) -> list[Figure]:
    asked = [
        (model, language)
        for model in (find("demo-nl"), *map(describe, options.models))
        for language in model.languages or BASE
    ]
    with ThreadPoolExecutor(os.cpu_count()) as side_by_side:
        of_each = side_by_side.map(lambda one: _in_language(one[0], one[1], options), asked)
        figures = [figure for found in of_each for figure in found]
    for model, language in asked:
        figures += _latency(model, language)
    return figures


def _in_language(model: Model, language: str, options: Options) -> list[Figure]:
    what = f"{model.name}, {language}"
    table = Table(model, language, options.numbers)
    speakers = Speakers(language, _QUICK_VOICES if options.quick else len(VOICES))
    try:
        began = table.cpu_s
        figures = [
            *_obeying(what, table, speakers.commands()),
            *_obeying(f"{what}, other ways", table, speakers.other_ways()),
        ]
        cost = (table.cpu_s - began) / table.decoded
        figures += [
            Figure(f"{what}: CPU, a command", f"{cost:.2f} s"),
            _false(
                f"{what}: talk that is none", table, (s.samples for s in speakers.no_commands())
            ),
        ]
        if options.human is not None:
            figures.append(_false(f"{what}: human speech", table, _recordings(options.human)))
    finally:
        table.close()
        speakers.close()
    return figures


def _obeying(what: str, table: Table, said: Iterator[Said]) -> Iterator[Figure]:
    heard: dict[str, Heard] = {}
    for one in said:
        heard.setdefault(one.condition, Heard()).add(one, table.commands_in(one.samples))
        if sum(each.count for each in heard.values()) % _TOLD_EACH == 0:
            so_far = ", ".join(f"{name} {each.obeyed}/{each.count}" for name, each in heard.items())
            _tell(f"{what}: {so_far}")
    for condition, result in heard.items():
        aim = _AIMS.get(condition)
        met = result.percent >= aim if aim else None
        yield Figure(f"{what}, {condition}", str(result), f">= {aim:g} %" if aim else "", met)
        for other, count in result.others.most_common():
            yield Figure(f"{what}, {condition}: taken for another", f"{count} x {other}")


def _false(what: str, table: Table, recordings: Iterator[Samples]) -> Figure:
    seconds, obeyed, asked, before = 0.0, Counter[str](), 0, table.decoded
    for samples in recordings:
        seconds += len(samples) / LISTENING_RATE
        for one in table.commands_in(samples):
            if one.command != i.Agree():
                obeyed[str(one.command)] += one.sure
                asked += not one.sure
                _tell(f"  false: {what}: {one}")
    total = sum(obeyed.values())
    named = f" {dict(obeyed)}" if total else ""
    value = f"{total} obeyed, {asked} asked back, of {table.decoded - before}"
    hours = seconds / 3600
    return Figure(
        what,
        f"{value} in {60 * hours:.1f} min{named}",
        "< 0.5 an hour",
        total < max(0.5 * hours, 1),
    )


def _recordings(folder: Path) -> Iterator[Samples]:
    for file in sorted(folder.rglob("*")):
        if file.suffix in _SOUNDS and "noise" not in file.parent.name:
            samples = np.concatenate([silence(1.0), read(file), silence(1.5)])
            yield samples + room(len(samples) / LISTENING_RATE + 1)[: len(samples)] * np.float32(
                0.1
            )


def _blocks(samples: Samples) -> Iterator[AudioBlock]:
    for at in range(0, len(samples), 1_600):
        yield AudioBlock(samples[at : at + 1_600].copy(), at)


def _latency(model: Model, language: str) -> list[Figure]:
    """From the last sound of an utterance until the session has the command."""
    what, speakers = f"{model.name}, {language}", Speakers(language, _QUICK_VOICES)
    _tell(f"{what}: latency")
    try:
        said = list(islice(speakers.commands(), 0, None, _TIMED_EACH))
    finally:
        speakers.close()
    parts, ends, filled = [], [], 0.0
    for one in said:
        parts += [one.samples, silence(1.5)]
        filled += len(one.samples) / LISTENING_RATE
        ends.append(filled - 1.5)
        filled += 1.5
    samples = np.concatenate(parts)
    samples += room(filled + 1)[: len(samples)]
    with listening(model, samples, 0.0, commands=True, language=language) as heard:
        heard.pipeline.perform(o.OpenMicrophone("case", "attend"))
        heard.microphone.over.wait()
        began = heard.microphone.began_at
        given = [at - began for at, one in heard.inbox.received if isinstance(one, i.CommandHeard)]
    waits = [at - max(end for end in ends if end < at) for at in given if at > ends[0]]
    if not waits:
        return [Figure(f"{what}: latency", "no command came")]
    return [
        Figure(f"{what}: end of utterance to command, p50", f"{percentile(waits, 50):.2f} s"),
        at_most(
            f"{what}: end of utterance to command, p95", percentile(waits, 95), aim=2.0, unit="s"
        ),
    ]


def _tell(line: str) -> None:
    print(f"    {line}", file=sys.stderr, flush=True)
