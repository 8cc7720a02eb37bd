"""Windows of audio made exactly as the program makes them, with what should be heard in them.

Rules: an utterance carries about 0.3 s of room before the speech and 0.4 s after it;
a window is utterances one directly after the other; nothing else is known of the sound.
"""

import random
from dataclasses import dataclass, field

import numpy as np

from training.augment import SAMPLE_RATE, Noises
from training.bank import Bank


@dataclass
class Segment:
    """What one utterance says, and when within the window, in seconds."""

    start: float
    end: float
    text: str


@dataclass
class Window:
    """One input of the model. No segments: nothing is said."""

    audio: np.ndarray
    segments: list[Segment] = field(default_factory=list)


class WindowMaker:
    """Draws random training windows from the bank."""

    def __init__(self, bank: Bank, seed: int) -> None:
        self._bank = bank
        self._random = random.Random(seed)
        self._rng = np.random.default_rng(seed)
        voices = [bank.speech(self._random.randrange(len(bank.texts))) for _ in range(40)]
        self._noises = Noises(self._rng, voices)

    def window(
        self, max_seconds: float, max_utterances: int, nothing: float, rough: float
    ) -> Window:
        """Up to so many utterances that fit, some in rough conditions, or now and then nothing."""
        if self._random.random() < nothing:
            return self._nothing(max_seconds)
        count = self._random.randint(1, max_utterances)
        while True:
            pieces, segments = self._utterances(count, max_seconds)
            if pieces:
                break
        dry = np.concatenate(pieces)
        return Window(self._through_the_air(dry, rough), segments)

    def _nothing(self, max_seconds: float) -> Window:
        rng = self._rng
        count = int(rng.uniform(0.5, max_seconds) * SAMPLE_RATE)
        sound = self._noises.in_room(rng, self._noises.alone(rng, count))
        if rng.random() < 0.3:  # two kinds, one after the other
            cut = rng.integers(0, count)
            sound[cut:] = self._noises.alone(rng, count)[cut:]
        return Window((sound * 10 ** rng.uniform(-4.5, -0.8)).clip(-1, 1).astype(np.float32))

    def _utterances(self, count: int, max_seconds: float) -> tuple[list[np.ndarray], list[Segment]]:
        chance, bank = self._random, self._bank
        speakers = [chance.randrange(bank.speakers) for _ in range(chance.choice((1, 1, 2)))]
        left = int(max_seconds * SAMPLE_RATE)
        pieces: list[np.ndarray] = []
        segments: list[Segment] = []
        at = 0
        for _ in range(count):
            speaker = chance.choice(speakers)
            before = _silence(max(0.05, chance.gauss(0.3, 0.08)))
            after = _silence(max(0.08, chance.gauss(0.4, 0.12)))
            if chance.random() < 0.03:  # the voice detector was wrong: a burst of something else
                burst = self._noises.alone(self._rng, int(chance.uniform(0.2, 1.0) * SAMPLE_RATE))
                spoken, text = burst * 0.05, ""
            else:
                spoken, text = self._spoken(speaker)
            new = [before, spoken * chance.uniform(0.5, 1.4), after]
            length = sum(map(len, new))
            if at + length > left:
                break
            if text:
                start = at + len(before)
                end = start + len(spoken)
                segments.append(Segment(start / SAMPLE_RATE, end / SAMPLE_RATE, text))
            pieces += new
            at += length
        return pieces, segments

    def _spoken(self, speaker: int) -> tuple[np.ndarray, str]:
        chance, bank = self._random, self._bank
        first = bank.choose(chance, speaker, 0.12)
        speech, text = bank.speech(first), bank.texts[first]
        if chance.random() < 0.2:  # no pause between two sentences
            second = bank.choose(chance, speaker, 0.05)
            gap = _silence(chance.uniform(0.08, 0.55))
            speech = np.concatenate([speech, gap, bank.speech(second)])
            text = f"{text} {bank.texts[second]}"
        return speech, text

    def _through_the_air(self, dry: np.ndarray, rough: float) -> np.ndarray:
        rng = self._rng
        sound, below = dry, rng.uniform(30, 60)  # dB under the speech
        if rng.random() < rough:
            sound = self._noises.in_room(rng, dry)
            below = rng.uniform(5, 20) if rng.random() < 0.3 else rng.uniform(20, 50)
        if rng.random() < 0.95:
            level = 0.1 * 10 ** (-below / 20)  # every rendering was made equally loud
            sound = sound + self._noises.bed(rng, len(sound)) * level
        return (sound * 10 ** rng.uniform(-1.3, 0.4)).clip(-1, 1).astype(np.float32)


def _silence(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * SAMPLE_RATE), np.float32)
