"""Whether weights know English only, by how many words (tokens) they have a place for.

Rules: what a folder says of itself can be wrong, and so can its name or a file that was mixed up.
So the weights themselves are asked, and where their form is unknown the list of words beside them.
Of what cannot be read nothing is said.
"""

import json
from pathlib import Path
from typing import BinaryIO

from balint_voice.adapters.whisper import weights_file
from balint_voice.records.reading import open_plain, read_file, read_text

EVERY_LANGUAGE = 51_865
"""Tokens of the smallest model that has one for each language. Whisper libraries take a model with
fewer for one that knows English only, and ignore the language that they are asked for."""
_MARK = "<|startoftranscript|>"
_MOST_BYTES = 64 << 20  # a list has 0.5 to 1 MB
_WORDS = "decoder/embeddings/weight"


def english_only(folder: Path) -> bool:
    """Whether the weights in this folder know English only, as far as they can be read."""
    try:
        with open_plain(folder / "model.bin") as weights:
            return _places(weights) < EVERY_LANGUAGE
    except (OSError, ValueError):
        tokens = _listed(folder)
        return _MARK in tokens and len(tokens) < EVERY_LANGUAGE


def _places(weights: BinaryIO) -> int:
    """How many words the weights have a place for. Raises ValueError where that is not told."""
    for name, sizes in weights_file.parts(weights):
        if name == _WORDS and sizes:
            return sizes[0]
    raise ValueError("no words")


def _listed(folder: Path) -> list[object]:
    """As the library looks for them: the JSON list first."""
    try:
        if (folder / "vocabulary.json").is_file():
            listed = json.loads(read_file(folder / "vocabulary.json", _MOST_BYTES))
            return listed if isinstance(listed, list) else []
        return list(read_text(folder / "vocabulary.txt").splitlines())
    except (OSError, ValueError, RecursionError):
        return []
