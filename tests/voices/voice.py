"""Somebody who reads our texts: a voice of espeak that no session uses by itself, as files."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import soundfile

from balint_voice.adapters.files.prompt_store import load_script
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.listening.audio import Sound
from balint_voice.session.spoken_lines import SpokenLine, spoken_lines


@cache
def reader() -> ChildSynthesizer:
    return ChildSynthesizer(choose_voice("nl", "nl+f2"))


def lines(script: str = "demo", language: str = "nl") -> tuple[SpokenLine, ...]:
    return spoken_lines(load_script(script, language))


def read_aloud(folder: Path, what: Iterable[SpokenLine], suffix: str = ".wav") -> None:
    """A file for each line: softer than a synthesizer, with a second of silence around it."""
    folder.mkdir(parents=True, exist_ok=True)
    for line in what:
        write(folder / f"{line.id.replace('/', '.')}{suffix}", said(line.text))


@cache
def said(text: str) -> Sound:
    spoken = reader().render(text)
    around = np.zeros(spoken.rate // 2, np.float32)
    return Sound(np.concatenate([around, spoken.samples * 0.2, around]), spoken.rate)


def write(path: Path, sound: Sound) -> None:
    soundfile.write(path, sound.samples, sound.rate)
