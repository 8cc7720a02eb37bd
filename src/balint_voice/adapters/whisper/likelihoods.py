"""How likely each phrase of a list is in an utterance: encoded once, the phrases in batches.

Rules: this runs in the worker. No text comes out, only numbers. The encoder runs over the length of
the utterance and not over 30 s, because somebody waits. A closer look plays it slower, at two
paces, and takes the mean: what Whisper understands is the same at both, what it guesses is not.
What was heard is overwritten when it has been scored.

`ctranslate2.models.Whisper.align` gives the probability of each token of a given text. It is made
for the times of words; here the probabilities alone are used.
"""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from balint_voice.listening.audio import LISTENING_RATE, Samples

_FRAME = LISTENING_RATE // 100
_AFTER = 60  # frames after the utterance: without some quiet Whisper cuts the last word
_LEAST, _STEP = 200, 50  # frames; few lengths, so that the memory they take is reused
_AS_SAID, _SLOWER = (1.0,), (1.09, 1.17)  # how much longer it is; a voice is lower then, too
_BATCH = 10  # phrases; the decoder keeps the utterance's keys and values once for each
AT_ONCE = 2  # batches: one alone does not keep two cores busy
_LEAST_PROBABILITY = 1e-10
_QUIET = 3e-4  # of full scale: the noise of a microphone in a room where nobody speaks
_QUIET_FRAMES = 300

PhraseParts = Sequence[str]
"""A phrase in pieces that are counted apart, each with its leading blank."""
RawLikelihood = tuple[float, float, int]
"""The natural logarithm of a part's probability here, and where nobody speaks; its tokens."""


class PhraseLikelihoods:
    """Of one faster-whisper model, in one language."""

    def __init__(self, model: Any, language: str) -> None:
        from faster_whisper.tokenizer import Tokenizer

        self._model = model
        self._tokenizer = Tokenizer(
            model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language
        )
        self._of_nothing: dict[tuple[str, ...], list[float]] = {}
        self._side_by_side = ThreadPoolExecutor(AT_ONCE)

    def of(
        self, samples: Samples, phrases: Sequence[PhraseParts], *, closer: bool = False
    ) -> list[list[RawLikelihood]]:
        """For each part of each phrase its likelihood. The samples are wiped."""
        asked = [tuple(phrase) for phrase in phrases]
        heard = self._heard(samples, asked, _SLOWER if closer else _AS_SAID)
        missing = [phrase for phrase in asked if phrase not in self._of_nothing]
        if missing:
            logs = self._logs(_quiet(), _QUIET_FRAMES, missing)
            self._of_nothing.update(zip(missing, logs, strict=True))
        return [
            self._likelihoods(phrase, here, self._of_nothing[phrase])
            for phrase, here in zip(asked, heard, strict=True)
        ]

    def _heard(
        self, samples: Samples, phrases: Sequence[PhraseParts], paces: Sequence[float]
    ) -> list[list[float]]:
        """The mean over these paces. The samples are wiped."""
        looks = []
        for pace in paces:
            played = _slower(samples, pace)
            frames = -(-(len(played) // _FRAME + _AFTER) // _STEP) * _STEP
            looks.append(self._logs(played, max(frames, _LEAST), phrases))
        samples.fill(0.0)
        return [
            [math.fsum(logs) / len(paces) for logs in zip(*of_one, strict=True)]
            for of_one in zip(*looks, strict=True)
        ]

    def _likelihoods(
        self, phrase: PhraseParts, heard: list[float], of_nothing: list[float]
    ) -> list[RawLikelihood]:
        out, at = [], 0
        for part in phrase:
            end = at + len(self._tokenizer.encode(part))
            out.append((math.fsum(heard[at:end]), math.fsum(of_nothing[at:end]), end - at))
            at = end
        return out

    def _logs(
        self, samples: Samples, frames: int, phrases: Sequence[PhraseParts]
    ) -> list[list[float]]:
        """The logarithm for each token of each phrase. The samples are wiped."""
        encoded = self._encoded(samples, frames)
        tokens = [[t for part in one for t in self._tokenizer.encode(part)] for one in phrases]
        logs: list[list[float]] = [[]] * len(phrases)
        by_length = sorted(range(len(phrases)), key=lambda at: len(tokens[at]))
        batches = [by_length[at : at + _BATCH] for at in range(0, len(by_length), _BATCH)]

        def aligned(batch: list[int]) -> list[list[float]]:
            return self._aligned(encoded, frames, [tokens[at] for at in batch])

        for batch, found in zip(batches, self._side_by_side.map(aligned, batches), strict=True):
            for at, probabilities in zip(batch, found, strict=True):
                logs[at] = [math.log(max(one, _LEAST_PROBABILITY)) for one in probabilities]
        encoded.fill(0.0)
        return logs

    def _encoded(self, samples: Samples, frames: int) -> Any:
        features = self._model.feature_extractor(samples, padding=frames * _FRAME)
        encoded = np.array(self._model.encode(features[..., :frames]))
        features.fill(0.0)
        samples.fill(0.0)
        # Over the copies that the extractor made, the same way once more, with silence.
        self._model.feature_extractor(samples, padding=frames * _FRAME)
        return encoded

    def _aligned(self, encoded: Any, frames: int, tokens: list[list[int]]) -> list[list[float]]:
        import ctranslate2

        repeated = np.repeat(encoded, len(tokens), axis=0)
        view = ctranslate2.StorageView.from_array(repeated)
        found = self._model.model.align(
            view, self._tokenizer.sot_sequence, tokens, [frames] * len(tokens)
        )
        repeated.fill(0.0)
        return [one.text_token_probs for one in found]


def _slower(samples: Samples, pace: float) -> Samples:
    """A copy that is so much longer, for its user to wipe."""
    import soxr

    if pace == 1.0:
        return samples.copy()
    long = round(LISTENING_RATE * pace)
    out = np.asarray(soxr.resample(samples, LISTENING_RATE, long), np.float32)
    # Over what the resampler gave back of it, the same way once more, with silence.
    soxr.resample(np.zeros_like(samples), LISTENING_RATE, long)
    return out


def _quiet() -> Samples:
    chance = np.random.default_rng(0)
    count = (_QUIET_FRAMES - _AFTER) * _FRAME
    return np.asarray(_QUIET * chance.standard_normal(count), np.float32)
