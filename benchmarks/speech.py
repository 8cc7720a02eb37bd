"""Speech for the benchmarks: held-out sentences of our own vocabulary, said by our own voice.

Several espeak-ng variants in turn, 16 kHz, a quiet room behind them (never exact zeros).
"""

import random
from dataclasses import dataclass
from itertools import cycle

import numpy as np
import soxr
from training.vocabulary import held_out_sentences

from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.listening.audio import LISTENING_RATE, Samples

VOICES = ("nl+f2", "nl+m3", "nl+Andrea", "nl+Hugo")
RATE = 145
ROOM = 1e-3


@dataclass(frozen=True)
class Spoken:
    """A recording, and the sentences in it, each with its own sound."""

    samples: Samples
    sentences: tuple[tuple[str, Samples], ...]

    @property
    def text(self) -> str:
        return " ".join(text for text, _ in self.sentences)

    @property
    def speech_s(self) -> float:
        """Of its seconds, how many are speech."""
        return sum(len(said) for _, said in self.sentences) / LISTENING_RATE

    @property
    def seconds(self) -> float:
        return len(self.samples) / LISTENING_RATE


def spoken(seconds: float, pauses: tuple[float, float] = (0.7, 1.6)) -> Spoken:
    """At least so many seconds: sentence after sentence, with pauses of that length between."""
    chance = random.Random(7)
    voices = [ChildSynthesizer(choose_voice("nl", name), rate=RATE) for name in VOICES]
    parts, sentences, filled = [silence(1.5)], [], 0.0
    try:
        for sentence, voice in zip(held_out_sentences(), cycle(voices), strict=False):
            if filled >= seconds:
                break
            said = _trimmed(voice, sentence)
            pause = silence(chance.uniform(*pauses))
            parts += [said, pause]
            sentences.append((sentence, said))
            filled += (len(said) + len(pause)) / LISTENING_RATE
    finally:
        for voice in voices:
            voice.close()
    samples = np.concatenate(parts)
    samples += _room(len(samples))
    return Spoken(samples, tuple(sentences))


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * LISTENING_RATE), np.float32)


def room(seconds: float) -> Samples:
    """Nobody speaks."""
    return _room(round(seconds * LISTENING_RATE))


def _room(count: int) -> Samples:
    noise = np.random.default_rng(1).standard_normal(count)
    return np.asarray(noise * ROOM, np.float32)


def _trimmed(voice: ChildSynthesizer, sentence: str) -> Samples:
    sound = voice.render(sentence)
    samples = np.asarray(soxr.resample(sound.samples, sound.rate, LISTENING_RATE), np.float32)
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return samples[loud[0] : loud[-1] + 1].copy()
