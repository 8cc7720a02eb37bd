"""A refusal as its reader sees it: for tests that hold its words or its advice."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from balint_voice.errors import BalintVoiceError
from balint_voice.messages import catalogue


def what(error: BalintVoiceError, language: str = "en") -> str:
    """What happened, in words."""
    return catalogue.refusal(error, language).what


def advice(error: BalintVoiceError, language: str = "en") -> str:
    """What to do about it, in words."""
    return catalogue.refusal(error, language).do


@contextmanager
def refuses(
    kind: type[BalintVoiceError], words: str
) -> Iterator[pytest.ExceptionInfo[BalintVoiceError]]:
    """`pytest.raises`, with a pattern that its English words must match."""
    with pytest.raises(kind) as caught:
        yield caught
    assert re.search(words, what(caught.value)), what(caught.value)
