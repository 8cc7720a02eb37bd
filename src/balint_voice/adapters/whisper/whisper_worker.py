"""The child process that runs Whisper: windows in, segments out, nothing else.

Run as `python -m balint_voice.adapters.whisper.whisper_worker FOLDER LANGUAGE`. Both ways a
message is its length (4 bytes, little-endian) and that many bytes: float32 samples in, JSON out.
Before the samples goes one byte: whether segments are asked for, or words with how certain each
is, or such words of the utterance as from nearer by. The first answer is `{"ready": true}` or
`{"fault": NAME}`.

Rules: what was heard lives in this process's memory only. Nothing goes to stderr, no
core is dumped, and the process ends when its parent does, in the middle of a decode too.
"""

import json
import os
import queue
import signal
import struct
import sys
import threading
from collections.abc import Callable
from io import FileIO
from typing import Any, BinaryIO

from balint_voice.adapters.system.core_dumps import leave_no_core_dump
from balint_voice.adapters.system.memory import private_samples
from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.listening.enhancement import up_close

LENGTH = struct.Struct("<I")
REQUEST = struct.Struct("<IB")
"""The length of the samples, and what is asked for."""
OWN_WORDS = "BALINT_VOICE_OWN_WORDS"
"""The variable with the group's own words, which the model is told of."""
SEGMENTS, WORDS, WORDS_UP_CLOSE = range(3)
_FRAMES_UP_CLOSE = 1_000  # a command has 4 s; a tenth of the cost of 30 s, for a second look


_REPEATS, _GUESSES = 2.0, -0.9
"""How well a text can be compressed, and the mean log-probability of its tokens: chosen, somewhat
stricter than the library's own limits for trying again."""


_TOKENS_A_SECOND, _SPARE_TOKENS, _MOST_TOKENS = 10, 30, 220


def main(folder: str, language: str) -> None:
    """Serve windows until the parent closes the pipe."""
    answers = _private_stdout()
    own_words = os.environ.pop(OWN_WORDS, "")
    _leave_no_trace()
    windows: queue.SimpleQueue[tuple[Samples, int]] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(FileIO(0, closefd=False), windows), daemon=True).start()
    try:
        model = _load(folder)
    except Exception as fault:  # noqa: BLE001 - CTranslate2 raises whatever it likes; all mean: no
        _answer(answers, {"fault": type(fault).__name__})
        return
    _answer(answers, {"ready": True})
    while True:
        window, asked = windows.get()
        found = _segments if asked == SEGMENTS else _words
        told = own_words if asked == SEGMENTS else ""  # a command has words of its own
        model.frames = None
        if asked == WORDS_UP_CLOSE:
            window = _up_close(window)
            model.frames = _FRAMES_UP_CLOSE
        _answer(answers, {"found": _decode(model, language, window, found, own_words=told)})


def _private_stdout() -> BinaryIO:
    """The pipe to the parent, out of reach of libraries that print."""
    private = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stderr.fileno())
    return private


def _leave_no_trace() -> None:
    # Ctrl-C is for the program in front: it decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    leave_no_core_dump()
    if hasattr(os, "nice"):
        os.nice(5)  # a decode may take every core: the voice and the clock come first


def _read(pipe: FileIO, windows: "queue.SimpleQueue[tuple[Samples, int]]") -> None:
    """Hand over whole windows; at the end of the pipe the parent is gone, and so are we.

    The pipe has no buffer: what was said must not stay behind in one.
    """
    try:
        while True:
            head = bytearray(REQUEST.size)
            _fill(pipe, head)
            length, asked = REQUEST.unpack(head)
            window = private_samples(length // 4)  # float32
            _fill(pipe, window.data.cast("B"))
            windows.put((window, asked))
    finally:
        os._exit(1)  # no memory for it: an end is answered at once, a silence only much later


def _fill(pipe: FileIO, wanted: bytearray | memoryview) -> None:
    view, filled = memoryview(wanted), 0
    while filled < len(wanted):
        count = pipe.readinto(view[filled:])
        if not count:
            os._exit(0)
        filled += count


def _load(folder: str) -> Any:
    from faster_whisper import WhisperModel

    class Model(WhisperModel):  # type: ignore[misc]  # it comes without types
        """Encodes so many `frames` (of 10 ms), where the usual 30 s would be mostly silence."""

        frames: int | None = None

        def encode(self, features: Any) -> Any:
            return super().encode(features[..., : self.frames])

    return Model(
        folder,
        device="cpu",
        compute_type="int8",
        cpu_threads=min(4, os.cpu_count() or 1),
        local_files_only=True,
    )


def _up_close(window: Samples) -> Samples:
    nearer = up_close(window)
    window.fill(0.0)
    up_close(window)  # once more, with silence, over the copies that it made; as in `_decode`
    return nearer


def _decode(
    model: Any,
    language: str,
    samples: Samples,
    found: Callable[[Any], list[dict[str, Any]]],
    *,
    own_words: str,
) -> list[dict[str, Any]]:
    segments = _transcribed(model, language, samples, own_words)
    if own_words and any(map(_led_astray, segments)):
        segments = _transcribed(model, language, samples, "")
    said = found(segments)
    samples.fill(0.0)
    # The extractor made copies of what was said, and gave their memory back as it was: the same
    # way once more, with silence, writes over them. Best effort; the end of this process is sure.
    model.feature_extractor(samples)
    return said


def _transcribed(model: Any, language: str, samples: Samples, own_words: str) -> list[Any]:
    segments, _ = model.transcribe(
        samples,
        language=language,
        beam_size=1,
        temperature=0.0,
        condition_on_previous_text=False,
        vad_filter=False,
        hotwords=own_words or None,
        max_new_tokens=_most_tokens(samples) if own_words else None,
        # By default a text is dropped where the model thinks that nobody spoke: here such a text
        # is marked as doubtful instead, by listening.hallucination.
        no_speech_threshold=None,
        word_timestamps=True,  # the segments' own times are often wrong, the words' seldom
    )
    return list(segments)  # lazy: the decoding happens here


def _most_tokens(samples: Samples) -> int:
    """More than anybody says in that time: what the model repeats for ever ends here."""
    return min(
        _MOST_TOKENS, round(_SPARE_TOKENS + _TOKENS_A_SECOND * len(samples) / LISTENING_RATE)
    )


def _led_astray(segment: Any) -> bool:
    """Whether the words it was told of made the model repeat itself, or guess."""
    return bool(segment.compression_ratio > _REPEATS or segment.avg_logprob < _GUESSES)


def _segments(segments: Any) -> list[dict[str, Any]]:
    return [
        {
            "start_s": one.start,
            "end_s": one.end,
            "text": one.text.strip(),
            "no_speech": one.no_speech_prob,
            "confidence": one.avg_logprob,
            "words": [_word(word) for word in one.words or ()],
        }
        for one in segments
    ]


def _words(segments: Any) -> list[dict[str, Any]]:
    return [_word(word) for one in segments for word in one.words or ()]


def _word(word: Any) -> dict[str, Any]:
    return {
        "text": word.word.strip(),
        "certainty": float(word.probability),
        "start_s": float(word.start),
        "end_s": float(word.end),
    }


def _answer(pipe: BinaryIO, message: dict[str, Any]) -> None:
    data = json.dumps(message).encode()
    pipe.write(LENGTH.pack(len(data)) + data)
    pipe.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
