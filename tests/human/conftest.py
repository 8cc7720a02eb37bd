"""Real weights and human speech, or the reason why there are none.

A recording that several tests look at is heard once, and the model is loaded once a language.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from benchmarks.listening import noted
from benchmarks.pipelines import LentTranscriber, loaded

from balint_voice.adapters.whisper.model_store import Model, describe
from balint_voice.listening.audio import Samples
from balint_voice.listening.transcript import NoteEntry
from tests.support.real import human_speech, real_model

TakeNotes = Callable[[Samples, str], list[NoteEntry]]


@pytest.fixture(scope="session")
def base() -> Model:
    """The published `base`."""
    return describe(real_model())


@pytest.fixture(scope="session")
def speech() -> Path:
    """The folder of recordings."""
    return human_speech()


@pytest.fixture(scope="module")
def heard(base: Model) -> Iterator[TakeNotes]:
    """The notes of a recording in a language."""

    @cache
    def lent(language: str) -> LentTranscriber:
        worker = LentTranscriber(base.folder, language)
        workers.append(worker)
        loaded(worker)
        return worker

    workers: list[LentTranscriber] = []
    yield lambda samples, language: noted(base, samples, language, lent(language))
    for each in workers:
        each.end()
