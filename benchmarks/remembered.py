"""Likelihoods that are asked for once: numbers in a file, so that a rule can be tried in seconds.

A number is found again by the sound's digest, the model, the language and the phrase. The file
holds no sound and no text that was heard. It is kept outside the project.
"""

import json
import sqlite3
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from balint_voice.adapters.whisper.transcriber import WorkerTranscriber
from balint_voice.listening.audio import Samples
from balint_voice.listening.phrases import Likelihood, Scored
from balint_voice.listening.transcript import Decoded

_TABLE = """
create table if not exists likelihoods
(sound text, closer int, phrase text, parts text, primary key (sound, closer, phrase))
"""


class Remembered:
    """A worker's answers, and those that were given before."""

    def __init__(self, worker: WorkerTranscriber, language: str, file: Path) -> None:
        self._worker = worker
        self._language = language
        self._kept = sqlite3.connect(file, timeout=60.0)
        self._kept.execute(_TABLE)

    @property
    def least_confidence(self) -> float:
        return self._worker.least_confidence

    @property
    def window_s(self) -> float:
        return self._worker.window_s

    @property
    def name(self) -> str:
        return self._worker.name

    def likelihoods(
        self, samples: Samples, phrases: Sequence[Sequence[str]], *, closer: bool = False
    ) -> Scored:
        sound = self._digest(samples)
        known = {
            phrase: [Likelihood(*part) for part in json.loads(parts)]
            for phrase, parts in self._kept.execute(
                "select phrase, parts from likelihoods where sound = ? and closer = ?",
                (sound, closer),
            )
        }
        unknown = [phrase for phrase in phrases if "|".join(phrase) not in known]
        if unknown:
            found = self._worker.likelihoods(samples, unknown, closer=closer)
            fresh = {
                "|".join(phrase): list(parts) for phrase, parts in zip(unknown, found, strict=True)
            }
            self._kept.executemany(
                "insert or replace into likelihoods values (?, ?, ?, ?)",
                [(sound, closer, phrase, json.dumps(parts)) for phrase, parts in fresh.items()],
            )
            self._kept.commit()
            known |= fresh
        return [known["|".join(phrase)] for phrase in phrases]

    def transcribe(self, _: Samples) -> tuple[Decoded, ...]:
        """Nothing: a bare "yes" is no figure of the benchmark."""
        return ()

    def forget(self) -> None:
        self._worker.forget()

    def close(self) -> None:
        self._worker.close()
        self._kept.close()

    def _digest(self, samples: Samples) -> str:
        of_sound = sha256(f"{self._worker.name} {self._language} ".encode() + samples.tobytes())
        return of_sound.hexdigest()[:24]
