"""Spoken commands: how many are understood, in quiet and in noise; how many are made up; how soon.

Recognition: every command of the list in eight voices that our model was not trained on, each a
hit only when it would be obeyed without asking back. False ones: an hour of talk without a single
command in it, in short sentences with pauses, most of them words our model never heard; another
hour of it, otherwise mixed, in a table's noise; and the WAVs of each folder given with `--speech`.
Detector and decoder see every utterance (a session drops some when it is behind). Latency: by the
clock, through microphone, threads and worker.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import soxr
from training.vocabulary import held_out_sentences

from balint_voice.adapters.capture.commands import Commands, CommandSettings
from balint_voice.adapters.capture.segmenter import Segmenter
from balint_voice.adapters.capture.silero import SileroDetector
from balint_voice.adapters.sound.wav_file import read_format, read_frames
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.adapters.whisper.model_store import Model, find
from balint_voice.adapters.whisper.transcriber import WorkerTranscriber
from balint_voice.listening.audio import LISTENING_RATE, AudioBlock, Samples
from balint_voice.listening.endpointing import EndpointSettings
from balint_voice.listening.phrase_book import NL
from balint_voice.listening.utterances import Utterance
from balint_voice.listening.windows import WindowSettings
from balint_voice.session import inputs as i
from balint_voice.session import outputs as o
from benchmarks.measuring import Figure, Options, at_most, percentile
from benchmarks.pipelines import LANGUAGE, listening
from benchmarks.speech import room, silence
from benchmarks.table_noise import TableNoise

SAID: tuple[tuple[str, i.Input], ...] = (
    ("Balint, volgende fase.", i.Next()),
    ("Balint, begin.", i.Next()),
    ("Balint, pauze.", i.Pause()),
    ("Balint, verder.", i.Continue()),
    ("Balint, twee minuten erbij.", i.Extend(120.0)),
    ("Balint, vijf minuten erbij.", i.Extend(300.0)),
    ("Balint, tien minuten erbij.", i.Extend(600.0)),
    ("Balint, hoe lang nog?", i.TellTimeLeft()),
    ("Balint, herhaal.", i.Repeat()),
    ("Balint, stop opname.", i.Veto()),
    ("Balint, overslaan.", i.Skip()),
    ("Balint, help.", i.Help()),
)
VOICES = ("f2", "m3", "Andrea", "Hugo", "Michael", "Marco", "steph", "rob")
RATES = (145, 170)
NOISE_DB = 10.0
TALK_S = 3600.0
PROMPTS = Path(__file__).parents[1] / "prompts"


@dataclass
class Heard:
    """What became of the commands that were said."""

    obeyed: int = 0
    asked_back: int = 0
    wrong: int = 0
    missed: int = 0

    def count(self, given: Sequence[i.CommandHeard], wanted: i.Input) -> None:
        obeyed = [one.command for one in given if _obeyed(one)]
        if obeyed == [wanted]:
            self.obeyed += 1
        elif obeyed:
            self.wrong += 1
        elif wanted in [one.command for one in given]:
            self.asked_back += 1
        else:
            self.missed += 1

    @property
    def percent(self) -> float:
        return 100 * self.obeyed / (self.obeyed + self.asked_back + self.wrong + self.missed)

    def __str__(self) -> str:
        others = f"{self.asked_back} asked back, {self.missed} missed, {self.wrong} wrong"
        return f"{self.percent:.0f} % ({others})"


class Table:
    """The voices around it, and the pipeline on it."""

    def __init__(self, model: Model) -> None:
        rates = cycle(RATES)
        self.voices = [
            ChildSynthesizer(choose_voice(LANGUAGE, f"nl+{name}"), rate=next(rates))
            for name in VOICES
        ]
        self.transcriber = WorkerTranscriber(model.folder, LANGUAGE)
        self._commands = Commands(self.transcriber, LANGUAGE)

    def say(self, voice: ChildSynthesizer, text: str) -> Samples:
        sound = voice.render(text)
        samples = np.asarray(soxr.resample(sound.samples, sound.rate, LISTENING_RATE), np.float32)
        loud = np.flatnonzero(np.abs(samples) > 0.01)
        return samples[loud[0] : loud[-1] + 1].copy()

    def noise(self) -> TableNoise:
        murmur = islice(held_out_sentences(), 24)
        return TableNoise([self.say(v, s) for v, s in zip(cycle(self.voices), murmur)])

    def commands_in(self, blocks: Iterator[AudioBlock]) -> tuple[list[i.CommandHeard], int]:
        """What is understood in a stretch of sound, and how many utterances were decoded."""
        hearing = Segmenter(
            SileroDetector(),
            EndpointSettings(longest_s=10.0),
            windows=WindowSettings(),
            echo_tail_s=0.0,
            commands=CommandSettings(),
        )
        hearing.begin("attend")
        given, decoded = [], 0
        for block in blocks:
            for one in hearing.hear(block):
                if isinstance(one, Utterance):
                    decoded += 1
                    given.append(self._commands.hear(one.samples))
        return [one for one in given if one is not None], decoded

    def close(self) -> None:
        self.transcriber.close()
        for voice in self.voices:
            voice.close()


def _obeyed(given: i.CommandHeard) -> bool:
    """As the session does: asked back is only what is not sure and takes something away."""
    return given.sure or not isinstance(given.command, i.Skip | i.Veto)


def measure(options: Options) -> list[Figure]:
    model = find("demo-nl")
    table = Table(model)
    try:
        return [
            *_recognition(table),
            *_false_ones(table, options.speech),
            *_latency(table, model),
        ]
    finally:
        table.close()


def _loudness(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples**2)))


def _blocks(samples: Samples) -> Iterator[AudioBlock]:
    for at in range(0, len(samples), 1_600):
        yield AudioBlock(samples[at : at + 1_600].copy(), at)


def _recognition(table: Table) -> list[Figure]:
    noise = table.noise()
    clean, in_air, noisy = Heard(), Heard(), Heard()
    for voice in table.voices:
        for text, wanted in SAID:
            said = table.say(voice, text)
            alone = np.concatenate([silence(1.5), said, silence(1.5)])
            quiet = alone + room(len(alone) / LISTENING_RATE)[: len(alone)]
            clean.count(table.commands_in(_blocks(quiet))[0], wanted)
            for kind, count in ((noise.air, in_air), (noise.table, noisy)):
                level = _loudness(said) * 10 ** (-NOISE_DB / 20)
                around = np.asarray(alone + noise.some(kind, len(alone)) * level, np.float32)
                count.count(table.commands_in(_blocks(around))[0], wanted)
    return [
        Figure("obeyed, clean", str(clean), ">= 95 %", clean.percent >= 95),
        Figure(f"obeyed, steady noise at {NOISE_DB:g} dB", str(in_air)),
        Figure(
            f"obeyed, table noise at {NOISE_DB:g} dB", str(noisy), ">= 85 %", noisy.percent >= 85
        ),
    ]


def _false_ones(table: Table, folders: Sequence[Path]) -> list[Figure]:
    noisy = _in_noise(table, _talk(table, seed=21))
    figures = [
        _false_figure("an hour of talk", table, _talk(table, seed=11)),
        _false_figure("another, in table noise", table, noisy),
    ]
    for folder in folders:
        files = sorted(folder.rglob("*.wav"))
        recorded = (block for file in files for block in _blocks(_recording(file)))
        figures.append(_false_figure(f"{folder.name}/", table, recorded))
    return figures


def _false_figure(what: str, table: Table, blocks: Iterator[AudioBlock]) -> Figure:
    seconds = [0.0]

    def counted() -> Iterator[AudioBlock]:
        position = 0
        for block in blocks:
            yield AudioBlock(block.samples, position)
            position += len(block.samples)
            seconds[0] = position / LISTENING_RATE

    given, decoded = table.commands_in(counted())
    asked = [one for one in given if one.command != i.Agree()]
    obeyed = sum(map(_obeyed, asked))
    hours = seconds[0] / 3600
    value = (
        f"{obeyed} obeyed, {len(asked) - obeyed} asked back, of {decoded} in {60 * hours:.0f} min"
    )
    return Figure(f"false commands, {what}", value, "< 0.5 an hour", obeyed / max(hours, 1.0) < 0.5)


def _in_noise(table: Table, blocks: Iterator[AudioBlock]) -> Iterator[AudioBlock]:
    """As loud as NOISE_DB below a voice of middling loudness."""
    level = 0.65 * _loudness(table.say(table.voices[0], SAID[0][0])) * 10 ** (-NOISE_DB / 20)
    noise, at = table.noise().table * np.float32(level), 0
    for block in blocks:
        around = np.arange(at, at := at + len(block.samples))
        yield AudioBlock(block.samples + noise.take(around, mode="wrap"), block.position)


def _talk(table: Table, seed: int) -> Iterator[AudioBlock]:
    """An hour, a block at a time: now one voice, now another, pauses between."""
    chance, said_s = random.Random(seed), 0.0
    texts = cycle(_texts())
    while said_s < TALK_S:
        said = table.say(chance.choice(table.voices), next(texts))
        pause = silence(chance.uniform(0.4, 2.5))
        turn = np.concatenate([said * chance.uniform(0.3, 1.0), pause])
        turn += room(len(turn) / LISTENING_RATE + 1)[: len(turn)]
        said_s += len(turn) / LISTENING_RATE
        yield from _blocks(np.asarray(turn, np.float32))


def _texts() -> list[str]:
    """Our model's own words, the program's cues, in pieces, and all commands without "Balint"."""
    cues = " ".join(file.read_text("utf-8") for file in sorted(PROMPTS.glob("*/nl.toml")))
    quoted = re.findall(r'= "([^"{}]+)"', cues)
    pieces = [part.strip() for text in quoted for part in re.split(r"[.?!;:]", text)]
    short = [part for part in dict.fromkeys(pieces) if 3 <= len(part) <= 60]
    without = [re.sub("Balint,? ?", "", part) for part in short]
    texts = [*held_out_sentences(), *without, *NL.phrases, "Ja.", "Nee."]
    random.Random(5).shuffle(texts)
    return [text for text in texts if re.search(r"\w\w", text)]


def _recording(file: Path) -> Samples:
    layout = read_format(file)
    with file.open("rb") as opened:
        samples = read_frames(opened, layout, 0, layout.frames).mean(axis=1)
    at_16_khz = np.asarray(soxr.resample(samples, layout.rate, LISTENING_RATE), np.float32)
    return np.concatenate([at_16_khz, room(1.0)])


def _latency(table: Table, model: Model) -> list[Figure]:
    """From the last sound of an utterance until the session has the command."""
    parts, ends, filled = [silence(1.5)], [], 1.5
    for voice, (text, _) in zip(cycle(table.voices), SAID * 2):
        said = table.say(voice, text)
        parts += [said, silence(2.5)]
        filled += len(said) / LISTENING_RATE
        ends.append(filled)
        filled += 2.5
    samples = np.concatenate(parts)
    samples += room(filled + 1)[: len(samples)]
    with listening(model, samples, live_from=0.0, commands=True) as heard:
        heard.pipeline.perform(o.OpenMicrophone("case", "attend"))
        heard.microphone.over.wait()
        began = heard.microphone.began_at
        given = [at - began for at, one in heard.inbox.received if isinstance(one, i.CommandHeard)]
    waits = [at - max(end for end in ends if end < at) for at in given]
    p95 = percentile(waits, 95)
    return [
        Figure("end of utterance to command, p50", f"{percentile(waits, 50):.2f} s"),
        at_most("end of utterance to command, p95", p95, aim=2.0, unit="s"),
        Figure("commands that came", f"{len(given)} of {len(ends)}"),
    ]
