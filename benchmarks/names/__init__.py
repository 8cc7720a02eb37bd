"""Mention what could identify somebody, on sentences of our own: how much is found, and how much
of what is found is right.

`XX.txt` has the sentences, each identifying piece in square brackets. A piece counts as found when
a mention touches it, of whatever kind. With deduce installed, Dutch is measured with it too.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from balint_voice.adapters.files import deduce_finder
from balint_voice.notes.identifying import Mention, apart, find
from benchmarks.measuring import Figure, Options

_FOLDER = Path(__file__).parent
Finder = Callable[[str], Iterable[Mention]]


def sentences(language: str) -> list[tuple[str, list[tuple[int, int]]]]:
    """Each sentence without its brackets, and where its identifying pieces stand."""
    found = []
    for line in (_FOLDER / f"{language}.txt").read_text("utf-8").splitlines():
        spans: list[tuple[int, int]] = []
        plain = ""
        for part in re.split(r"(\[[^\]]*\])", line):
            if part.startswith("["):
                spans.append((len(plain), len(plain) + len(part) - 2))
            plain += part.strip("[]") if part.startswith("[") else part
        found.append((plain, spans))
    return found


def scores(language: str, finder: Finder | None = None) -> tuple[int, int, int, int]:
    """Pieces found, pieces there are; mentions that are right, mentions made."""
    find_in = finder or (lambda text: find(text, language))
    hit = there = right = made = 0
    for text, spans in sentences(language):
        mentions = list(find_in(text))
        touched = [any(f.start < end and f.end > start for f in mentions) for start, end in spans]
        good = [any(f.start < end and f.end > start for start, end in spans) for f in mentions]
        hit, there = hit + sum(touched), there + len(spans)
        right, made = right + sum(good), made + len(good)
    return hit, there, right, made


def measure(_: Options) -> list[Figure]:
    """Per language, and Dutch with deduce where it is installed."""
    figures = [
        each for language in ("nl", "en", "de", "fr") for each in _figures(language, language)
    ]
    if deduce_finder.is_installed():
        more = deduce_finder.load_deduce()
        figures += _figures("nl", "nl with deduce", lambda t: apart((*more(t), *find(t, "nl"))))
    return figures


def _figures(language: str, name: str, finder: Finder | None = None) -> list[Figure]:
    hit, there, right, made = scores(language, finder)
    recall, precision = f"{hit} of {there} ({hit / there:.0%})", f"{right} of {made}"
    return [
        Figure(f"found of what there is, {name}", recall, ""),
        Figure(f"right of what was found, {name}", f"{precision} ({right / made:.0%})", ""),
    ]
