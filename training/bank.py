"""The bank: thousands of sentences rendered once, kept in a cache folder outside the repository.

Rules: only training sentences by training speakers get in.
"""

import hashlib
import multiprocessing
import random
from pathlib import Path

import numpy as np

from training.synthesis import Speaker, render, training_speakers
from training.vocabulary import COMMANDS, training_sentence


class Bank:
    """Renderings in one flat array of 16-bit samples, grouped by speaker."""

    def __init__(self, samples: np.ndarray, bounds: np.ndarray, texts: list[str], per: int) -> None:
        self._samples, self._bounds, self.texts, self.per_speaker = samples, bounds, texts, per
        self.speakers = len(texts) // per
        self._commands = [
            [i for i in range(s * per, (s + 1) * per) if texts[i] in COMMANDS]
            for s in range(self.speakers)
        ]

    def speech(self, index: int) -> np.ndarray:
        """One rendering as float32."""
        start, end = self._bounds[index], self._bounds[index + 1]
        return self._samples[start:end].astype(np.float32) / 32_767

    def choose(self, rng: random.Random, speaker: int, command_share: float) -> int:
        """A random rendering by this speaker; commands get extra weight."""
        if rng.random() < command_share:
            return rng.choice(self._commands[speaker])
        return rng.randrange(speaker * self.per_speaker, (speaker + 1) * self.per_speaker)


def load_bank(folder: Path, seed: int, *, speakers: int, sentences: int, commands: int) -> Bank:
    """The bank from its cache, rendered first (two processes, a few minutes) where missing."""
    rng = random.Random(seed)
    jobs: list[tuple[str, Speaker]] = []
    for speaker in training_speakers(rng, speakers):
        jobs += [(training_sentence(rng), speaker) for _ in range(sentences)]
        jobs += [(text, speaker) for text in rng.sample(COMMANDS, commands)]
    folder.mkdir(parents=True, exist_ok=True)
    name = f"bank-{hashlib.sha256(repr(jobs).encode()).hexdigest()[:16]}"
    samples_file, bounds_file = folder / f"{name}.npy", folder / f"{name}-bounds.npy"
    if not bounds_file.exists():
        middle = len(jobs) // 2
        with multiprocessing.get_context("spawn").Pool(2) as pool:
            halves = pool.map(render, [jobs[:middle], jobs[middle:]], chunksize=1)
        rendered = halves[0] + halves[1]
        np.save(samples_file, np.concatenate(rendered))
        np.save(bounds_file, np.cumsum([0] + [len(one) for one in rendered]))
    texts = [text for text, _ in jobs]
    return Bank(
        np.load(samples_file, mmap_mode="r"), np.load(bounds_file), texts, sentences + commands
    )
