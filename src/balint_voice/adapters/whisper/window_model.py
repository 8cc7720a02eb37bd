"""A faster-whisper model that goes over a window once.

Rules: the library goes on where the last word ended, though only the quiet after it is left. That
costs another pass over 30 s, and what the model makes of it is invented: with a list of words to
look out for it repeats itself there. So a rest in which nobody can have said a word is left alone.
A window that is decoded a second time, in another way, is not encoded a second time.

What is overridden here is `WhisperModel.encode`, which the library calls once for each pass.
"""

from collections.abc import Iterator
from typing import Any

from faster_whisper import WhisperModel
from faster_whisper.feature_extractor import FeatureExtractor

from balint_voice.listening.audio import LISTENING_RATE, Samples

_LEAST_S = 1.0
"""Chosen: 0.4 s of quiet are kept after a voice, and times of words are off by a few tenths."""


class _NothingLeft(Exception):
    """What is left of the window holds no word."""


class WindowModel(WhisperModel):  # type: ignore[misc]
    """`begin` with a window, `heard` as often as wanted, `forget` at last."""

    _left_s: float | None = None  # None: between two windows it encodes whatever it is given
    _first: Any = None
    _passes = 0
    feature_extractor: Any

    def __init__(self, folder: str, **options: Any) -> None:
        super().__init__(folder, **options)
        bands = self.model.n_mels
        if len(self.feature_extractor.mel_filters) != bands:
            # `preprocessor_config.json` says so, and some conversions of large-v3 come without it.
            self.feature_extractor = FeatureExtractor(feature_size=bands)

    def begin(self, samples: Samples) -> None:
        self._samples, self._first = samples, None
        self._left_s = len(samples) / LISTENING_RATE

    def heard(self, language: str, **options: Any) -> list[Any]:
        """The segments of the window, with the times of their words."""
        self._passes = 0
        return list(self._segments(language, options))

    def forget(self) -> None:
        del self._samples
        self._first = self._left_s = None

    def _segments(self, language: str, options: dict[str, Any]) -> Iterator[Any]:
        whole_s = len(self._samples) / LISTENING_RATE
        segments, _ = self.transcribe(
            self._samples, language=language, word_timestamps=True, **options
        )
        try:
            for one in segments:  # lazy: the decoding happens here
                self._left_s = whole_s - one.end
                yield one
        except _NothingLeft:
            return

    def encode(self, features: Any) -> Any:
        if self._left_s is None:
            return super().encode(features)
        self._passes += 1
        if self._passes == 1:
            self._first = self._first or super().encode(features)
            return self._first
        if self._left_s < _LEAST_S:
            raise _NothingLeft
        return super().encode(features)
