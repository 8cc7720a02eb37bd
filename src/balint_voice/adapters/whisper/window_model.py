"""A faster-whisper model that goes over a window once, and not over more than the window.

Rules: the library goes on where the last word ended, though only the quiet after it is left. That
costs another pass, and what the model makes of it is invented: with a list of words to look out for
it repeats itself there. So a rest in which nobody can have said a word is left alone. A window that
is decoded a second time, in another way, is not encoded a second time. The library encodes 30 s
whatever the window's length; here only some quiet after the window is encoded with it.

What is overridden here is `WhisperModel.encode`, which the library calls once for each pass.
"""

import math
from collections.abc import Iterator
from typing import Any

from faster_whisper import WhisperModel

from balint_voice.listening.audio import LISTENING_RATE, Samples

_LEAST_S = 1.0
"""Chosen: 0.4 s of quiet are kept after a voice, and times of words are off by a few tenths."""


_QUIET_S = 3.0
_LEAST_ENCODED_S = 15.0
"""After the window so much quiet is encoded, and so much in all: of less `base` made loops. What
was tried is in docs/decisions/human-speech.md."""
_FRAMES_A_SECOND = 100


class _NothingLeft(Exception):
    """What is left of the window holds no word."""


class WindowModel(WhisperModel):  # type: ignore[misc]
    """`begin` with a window, `heard` as often as wanted, `forget` at last."""

    encodes_all = False
    """For a model that was trained on windows of one length alone: all 30 s, as in its training."""
    _left_s: float | None = None  # None: between two windows it encodes whatever it is given
    _first: Any = None
    _passes = 0

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
            self._first = self._first or super().encode(self._without_most_quiet(features))
            return self._first
        if self._left_s < _LEAST_S:
            raise _NothingLeft
        return super().encode(features)

    def _without_most_quiet(self, features: Any) -> Any:
        """`features`: 30 s of them, in the last dimension. Whole seconds, so that few lengths
        occur and the memory that they take is used again."""
        if self.encodes_all:
            return features
        seconds = max(len(self._samples) / LISTENING_RATE + _QUIET_S, _LEAST_ENCODED_S)
        return features[..., : math.ceil(seconds) * _FRAMES_A_SECOND]
