"""Whisper behind a pipe: a worker process that may die, and a parent that keeps the samples.

Rules: no file, no content in any message. A window is decoded again when its worker
was killed, at most three times; then the caller is told that this part is missing.
"""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from balint_voice.adapters.whisper import model_store
from balint_voice.adapters.whisper.whisper_worker import (
    CLOSER_LIKELIHOODS,
    LENGTH,
    LIKELIHOODS,
    OWN_WORDS,
    REQUEST,
    SEGMENTS,
    WIDE_SEGMENTS,
)
from balint_voice.errors import PartMissing, reason
from balint_voice.listening.audio import Samples
from balint_voice.listening.own_words import as_prompt
from balint_voice.listening.phrases import Likelihood
from balint_voice.listening.transcript import Decoded, Word

_WORKER = "balint_voice.adapters.whisper.whisper_worker"
_TRIES = 3
_LOADING_S = 180.0  # a large model from a slow disk
_FIRST_PATIENCE_S = 120.0  # nobody's machine decodes a window that slowly; a hang is not endless
_LEAST_PATIENCE_S = 30.0  # once it is known how long a decode takes here
_PATIENCE = 20.0  # times the slowest decode so far


class _NoAnswerError(Exception):
    """The process ended or hung before it answered."""


class WorkerTranscriber:
    """`ports.Transcriber` on one model folder. `start` warms the worker up; `close` ends it, from
    any thread and in the middle of a decode, and is final. `own_words`: the group's, of which the
    model is told."""

    def __init__(self, folder: Path, language: str, own_words: Sequence[str] = ()) -> None:
        model = model_store.describe(folder)
        if not model.hears(language):
            raise PartMissing(
                "model-language", model=model.name, language=language, known=model.languages
            )
        self._folder, self._language, self._window_s = folder, language, model.window_s
        self._name = model.name
        self._own_words = as_prompt(own_words)
        self._least_confidence = model.command_confidence
        self._worker: _Worker | None = None
        self._closed = False
        self._changing = threading.Lock()  # `close` may come while a worker is being replaced
        self._slowest_s = 0.0
        self._asked = SEGMENTS

    @property
    def window_s(self) -> float:
        return self._window_s

    @property
    def name(self) -> str:
        """The model's."""
        return self._name

    @property
    def least_confidence(self) -> float:
        """What a spoken command needs, of this model."""
        return self._least_confidence

    @property
    def worker_pid(self) -> int | None:
        """The process that decodes, while there is one."""
        worker = self._worker
        return worker.pid if worker else None

    def start(self) -> None:
        """Start the worker, so that the first window finds the model loading. Returns at once;
        raises PartMissing when the model is not whole."""
        with self._changing:
            if self._closed:
                raise PartMissing("transcriber-closed")
            if self._worker is None:
                model_store.require_whole(self._folder)
                try:
                    self._worker = _Worker(self._folder, self._language, self._own_words)
                except OSError as fault:
                    raise PartMissing("transcriber-not-started", reason=reason(fault)) from fault

    def transcribe(self, samples: Samples) -> tuple[Decoded, ...]:
        """Decode one window. Raises PartMissing when three workers in a row did not answer."""
        return tuple(_decoded(**one) for one in self._found(samples, self._asked))

    def search_widely(self, widely: bool) -> None:  # noqa: FBT001 - the port's
        self._asked = WIDE_SEGMENTS if widely else SEGMENTS

    def likelihoods(
        self, samples: Samples, phrases: Sequence[Sequence[str]], *, closer: bool = False
    ) -> tuple[tuple[Likelihood, ...], ...]:
        """How likely each part of each phrase is. Raises PartMissing likewise."""
        asked = CLOSER_LIKELIHOODS if closer else LIKELIHOODS
        found = self._found(samples, asked, json.dumps(phrases).encode())
        return tuple(tuple(Likelihood(*part) for part in parts) for parts in found)

    def _found(self, samples: Samples, asked: int, phrases: bytes = b"") -> list[Any]:
        for _ in range(_TRIES):
            self.start()
            worker = self._worker
            if worker is None:
                continue
            try:
                return self._decode(worker, samples, asked, phrases)
            except _NoAnswerError:
                self._discard(worker)
                if not samples.any():  # wiped meanwhile: nothing is left to decode
                    return []
            except PartMissing:
                self._discard(worker)
                raise
        raise PartMissing("transcriber-died")

    def forget(self) -> None:
        """End the worker, whose memory still has texts in it, and load the model anew: a window
        that comes meanwhile waits, and is told of what fails. Returns at once."""
        with self._changing:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()
            threading.Thread(target=self._begin_anew, args=(worker,), daemon=True).start()

    def _begin_anew(self, ended: "_Worker") -> None:
        ended.kill()
        with contextlib.suppress(PartMissing):  # the caller with the next window gets the error
            self.start()

    def close(self) -> None:
        with self._changing:
            self._closed = True
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()

    def _decode(self, worker: "_Worker", samples: Samples, asked: int, phrases: bytes) -> list[Any]:
        worker.wait_until_ready(_LOADING_S)
        began = time.monotonic()
        head = REQUEST.pack(asked, 4 * len(samples), len(phrases))
        answer = worker.ask(head, samples, phrases, patience_s=self._patience_s())
        self._slowest_s = max(self._slowest_s, time.monotonic() - began)
        found: list[Any] = answer["found"]
        return found

    def _patience_s(self) -> float:
        if not self._slowest_s:
            return _FIRST_PATIENCE_S
        return max(_LEAST_PATIENCE_S, _PATIENCE * self._slowest_s)

    def _discard(self, worker: "_Worker") -> None:
        worker.kill()
        with self._changing:
            if self._worker is worker:
                self._worker = None


def _decoded(words: list[dict[str, Any]], **segment: Any) -> Decoded:
    return Decoded(**segment, words=tuple(Word(**word) for word in words))


class _Worker:
    """One process, and the thread that reads its answers into a queue; None is its end."""

    def __init__(self, folder: Path, language: str, own_words: str) -> None:
        self._process = subprocess.Popen(
            # -P: a file named like a module, in the folder we run in, is not ours to import
            [
                sys.executable,
                "-P",
                "-m",
                _WORKER,
                folder,
                language,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Not among the arguments, which every user of the computer can read.
            env={**os.environ, OWN_WORDS: own_words},
            bufsize=0,  # a buffer would keep the end of what was said
        )
        assert self._process.stdin
        assert self._process.stdout
        self._stdin = self._process.stdin
        self._answers: queue.SimpleQueue[bytearray | None] = queue.SimpleQueue()
        self._ready = False
        threading.Thread(
            target=_read_answers, args=(self._process.stdout, self._answers), daemon=True
        ).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_until_ready(self, patience_s: float) -> None:
        if not self._ready:
            answer = self._next(patience_s)
            if "fault" in answer:
                raise PartMissing("model-not-loadable", fault=answer["fault"])
            self._ready = True

    def ask(
        self, head: bytes, samples: Samples, phrases: bytes, *, patience_s: float
    ) -> dict[str, Any]:
        # A view, not a copy: what was said must not stay behind in a second buffer.
        data = np.ascontiguousarray(samples, np.float32).data.cast("B")
        # A process that was stopped does not even read: its end is what ends the writing.
        hung = threading.Timer(patience_s, self._process.kill)
        hung.start()
        try:
            for part in (memoryview(head), data, memoryview(phrases)):
                while part:
                    part = part[self._stdin.write(part) :]
        except (OSError, ValueError) as fault:  # ValueError: closed by `kill` meanwhile
            raise _NoAnswerError from fault
        finally:
            hung.cancel()
        return self._next(patience_s)

    def end(self) -> None:
        """End the process now, without waiting; a caller that waits for it gets an error."""
        self._process.kill()

    def kill(self) -> None:
        """End the process, and wait until it is gone."""
        self.end()
        self._process.wait()
        with contextlib.suppress(OSError, ValueError):
            self._stdin.close()

    def _next(self, patience_s: float) -> dict[str, Any]:
        try:
            answer = self._answers.get(timeout=patience_s)
        except queue.Empty:
            raise _NoAnswerError from None
        if answer is None:
            raise _NoAnswerError
        try:
            found: dict[str, Any] = json.loads(answer)
        finally:
            answer[:] = bytes(len(answer))
        return found


def _read_answers(pipe: BinaryIO, answers: "queue.SimpleQueue[bytearray | None]") -> None:
    with pipe:
        while (head := _read_exactly(pipe, LENGTH.size)) is not None:
            answer = _read_exactly(pipe, LENGTH.unpack(head)[0])
            answers.put(answer)
            if answer is None:
                return
    answers.put(None)


def _read_exactly(pipe: BinaryIO, count: int) -> bytearray | None:
    """So many bytes, where they can be wiped; None at the pipe's end."""
    found = bytearray(count)
    left = memoryview(found)
    while left:
        read = pipe.readinto(left)  # type: ignore[attr-defined]
        if not read:
            return None
        left = left[read:]
    return found
