"""The files of the start page: the page in a language, its script and its style."""

from collections.abc import Mapping
from dataclasses import dataclass

from balint_voice.adapters.files.pages import rendered, template_text
from balint_voice.messages import catalogue
from balint_voice.messages.languages import CALLED


@dataclass(frozen=True)
class _StartPage:
    language: str
    languages: tuple[tuple[str, str], ...]
    labels: Mapping[str, str]
    speaks: bool


def start_files(language: str, *, speaks: bool) -> dict[str, tuple[str, str]]:
    """By path: content and kind. `speaks`: there is a voice to hear."""
    page = _StartPage(language, tuple(CALLED.items()), _labels(language), speaks)
    return {
        "/": (rendered("start", page), "text/html"),
        "/start.js": (template_text("start.js"), "text/javascript"),
        "/start.css": (template_text("start.css"), "text/css"),
        "/icon.svg": (template_text("icon.svg"), "image/svg+xml"),
    }


def _labels(language: str) -> dict[str, str]:
    return {
        "title": catalogue.label("start-page", "title", language),
        "method": catalogue.label("start-page", "method", language),
        "language": catalogue.label("start-page", "language", language),
        "people": catalogue.label("start-page", "people", language),
        "end-at": catalogue.label("start-page", "end-at", language),
        "minutes": catalogue.label("start-page", "minutes", language),
        "group": catalogue.label("start-page", "group", language),
        "group-why": catalogue.label("start-page", "group-why", language),
        "record": catalogue.label("start-page", "record", language),
        "record-why": catalogue.label("start-page", "record-why", language),
        "more": catalogue.label("start-page", "more", language),
        "orientation": catalogue.label("start-page", "orientation", language),
        "follow-up": catalogue.label("start-page", "follow-up", language),
        "evaluation": catalogue.label("start-page", "evaluation", language),
        "details": catalogue.label("start-page", "details", language),
        "variant": catalogue.label("start-page", "variant", language),
        "skip": catalogue.label("start-page", "skip", language),
        "manner": catalogue.label("start-page", "manner", language),
        "two-cases": catalogue.label("start-page", "two-cases", language),
        "asks": catalogue.label("start-page", "asks", language),
        "quiet": catalogue.label("start-page", "quiet", language),
        "round-chime": catalogue.label("start-page", "round-chime", language),
        "voice-control": catalogue.label("start-page", "voice-control", language),
        "presenter-key": catalogue.label("start-page", "presenter-key", language),
        "presenter-key-why": catalogue.label("start-page", "presenter-key-why", language),
        "plan": catalogue.label("start-page", "plan", language),
        "phase": catalogue.label("start-page", "phase", language),
        "time": catalogue.label("start-page", "time", language),
        "break-after": catalogue.label("start-page", "break-after", language),
        "passphrase": catalogue.label("start-page", "passphrase", language),
        "passphrase-why": catalogue.label("start-page", "passphrase-why", language),
        "again": catalogue.label("start-page", "again", language),
        "suggest": catalogue.label("start-page", "suggest", language),
        "suggested": catalogue.label("start-page", "suggested", language),
        "hear": catalogue.label("start-page", "hear", language),
        "keep": catalogue.label("start-page", "keep", language),
        "begin": catalogue.label("start-page", "begin", language),
        "go-on": catalogue.label("start-page", "go-on", language),
        "preparing": catalogue.label("start-page", "preparing", language),
        "works": catalogue.label("start-page", "works", language),
        "lost": catalogue.label("start-page", "lost", language),
    }
