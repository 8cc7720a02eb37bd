"""The child process that runs Whisper: windows in, segments out, nothing else.

Run as `python -m balint_voice.adapters.whisper.whisper_worker FOLDER LANGUAGE`. A request is a head
(what is asked for, the length of the samples, the length of the phrases), float32 samples, and for
likelihoods the phrases as JSON. An answer is its length and JSON. Numbers are little-endian. The
first answer is `{"ready": true}` or `{"fault": NAME}`.

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
from io import FileIO
from typing import Any, BinaryIO, NamedTuple

from balint_voice.adapters.system.core_dumps import leave_no_core_dump
from balint_voice.adapters.system.memory import private_samples
from balint_voice.adapters.whisper.likelihoods import AT_ONCE, PhraseLikelihoods
from balint_voice.listening.audio import LISTENING_RATE, Samples

LENGTH = struct.Struct("<I")
REQUEST = struct.Struct("<BII")
"""What is asked for, and the length of the samples and of the phrases."""
OWN_WORDS = "BALINT_VOICE_OWN_WORDS"
"""The variable with the group's own words, which the model is told of."""
SEGMENTS, WIDE_SEGMENTS, LIKELIHOODS, CLOSER_LIKELIHOODS = range(4)


_REPEATS, _GUESSES = 2.0, -0.9
"""How well a text can be compressed, and the mean log-probability of its tokens: chosen, somewhat
stricter than the library's own limits for trying again."""


_BEAMS = {SEGMENTS: 1, WIDE_SEGMENTS: 5}
"""How many texts are followed at once; five is the library's own default."""
_TOKENS_A_SECOND, _SPARE_TOKENS, _MOST_TOKENS = 10, 30, 220


def main(folder: str, language: str) -> None:
    """Serve windows until the parent closes the pipe."""
    answers = _private_stdout()
    own_words = os.environ.pop(OWN_WORDS, "")
    _leave_no_trace()
    requests: queue.SimpleQueue[_Request] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(FileIO(0, closefd=False), requests), daemon=True).start()
    try:
        model = _load(folder)
    except Exception as fault:  # noqa: BLE001 - CTranslate2 raises whatever it likes; all mean: no
        _answer(answers, {"fault": type(fault).__name__})
        return
    _answer(answers, {"ready": True})
    likelihoods = PhraseLikelihoods(model, language)
    while True:
        asked, samples, phrases = requests.get()
        if asked in _BEAMS:
            beam = _BEAMS[asked]
            found: list[Any] = _decode(model, language, samples, own_words=own_words, beam=beam)
        else:
            found = likelihoods.of(samples, phrases, closer=asked == CLOSER_LIKELIHOODS)
        _answer(answers, {"found": found})


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


class _Request(NamedTuple):
    asked: int
    samples: Samples
    phrases: list[list[str]]


def _read(pipe: FileIO, requests: "queue.SimpleQueue[_Request]") -> None:
    """Hand over whole requests; at the end of the pipe the parent is gone, and so are we.

    The pipe has no buffer: what was said must not stay behind in one.
    """
    try:
        while True:
            head = bytearray(REQUEST.size)
            _fill(pipe, head)
            asked, length, phrases_length = REQUEST.unpack(head)
            samples = private_samples(length // 4)  # float32
            _fill(pipe, samples.data.cast("B"))
            phrases = bytearray(phrases_length)
            _fill(pipe, phrases)
            requests.put(_Request(asked, samples, json.loads(phrases or b"[]")))
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
    from balint_voice.adapters.whisper.window_model import WindowModel

    return WindowModel(
        folder,
        device="cpu",
        compute_type="int8",
        cpu_threads=min(4, os.cpu_count() or 1),
        num_workers=AT_ONCE,
        local_files_only=True,
    )


def _decode(
    model: Any, language: str, samples: Samples, *, own_words: str, beam: int
) -> list[dict[str, Any]]:
    model.begin(samples)
    segments = _heard(model, language, beam, own_words=own_words, most=_most_tokens(samples))
    if own_words and any(map(_led_astray, segments)):
        segments = _heard(model, language, beam)
    model.forget()
    said = _segments(segments)
    samples.fill(0.0)
    # The extractor made copies of what was said, and gave their memory back as it was: the same
    # way once more, with silence, writes over them. Best effort; the end of this process is sure.
    model.feature_extractor(samples)
    return said


def _heard(
    model: Any, language: str, beam: int, *, own_words: str = "", most: int | None = None
) -> list[Any]:
    heard: list[Any] = model.heard(
        language,
        beam_size=beam,
        temperature=0.0,
        condition_on_previous_text=False,
        vad_filter=False,
        hotwords=own_words or None,
        max_new_tokens=most if own_words else None,
        # By default a text is dropped where the model thinks that nobody spoke: here such a text
        # is marked as doubtful instead, by listening.hallucination.
        no_speech_threshold=None,
    )
    return heard


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


def _word(word: Any) -> dict[str, Any]:
    return {
        "text": word.word.strip(),
        "confidence": float(word.probability),
        "start_s": float(word.start),
        "end_s": float(word.end),
    }


def _answer(pipe: BinaryIO, message: dict[str, Any]) -> None:
    data = json.dumps(message).encode()
    pipe.write(LENGTH.pack(len(data)) + data)
    pipe.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
