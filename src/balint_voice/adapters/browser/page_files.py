"""The files of the table's page: the page in the session's language, its script and its style."""

from collections.abc import Mapping
from dataclasses import dataclass

from balint_voice.adapters.files.pages import rendered, template_text
from balint_voice.messages import catalogue


@dataclass(frozen=True)
class _TablePage:
    language: str
    theme: str
    labels: Mapping[str, str]


def table_files(language: str, theme: str) -> dict[str, tuple[str, str]]:
    """By path: content and kind."""
    page = _TablePage(language, theme, _around(language))
    return {
        "/": (rendered("table", page), "text/html"),
        "/table.js": (template_text("table.js"), "text/javascript"),
        "/icon.svg": (template_text("icon.svg"), "image/svg+xml"),
        "/table.css": (template_text("table.css"), "text/css"),
    }


def table_labels(language: str) -> dict[str, str]:
    """What stands on the buttons, by the offers' names and those of the answers; and the last
    words of the page."""
    return {
        "next": catalogue.label("table-page", "next", language),
        "back": catalogue.label("table-page", "back", language),
        "pause": catalogue.label("table-page", "pause", language),
        "extend": catalogue.label("table-page", "extend", language),
        "skip": catalogue.label("table-page", "skip", language),
        "repeat": catalogue.label("table-page", "repeat", language),
        "time-left": catalogue.label("table-page", "time-left", language),
        "veto": catalogue.label("table-page", "veto", language),
        "consent": catalogue.label("table-page", "consent", language),
        "note": catalogue.label("table-page", "note", language),
        "end": catalogue.label("table-page", "end", language),
        "agree": catalogue.label("table-page", "agree", language),
        "refuse": catalogue.label("table-page", "refuse", language),
        "talking": catalogue.label("table-page", "talking", language),
        "only-this": catalogue.label("table-page", "only-this", language),
        "only-that": catalogue.label("table-page", "only-that", language),
        "erase-nothing": catalogue.label("table-page", "erase-nothing", language),
        "move-on": catalogue.label("table-page", "move-on", language),
        "yes": catalogue.label("table-page", "yes", language),
        "over": catalogue.label("table-page", "over", language),
        "interrupted": catalogue.label("table-page", "interrupted", language),
    }


def _around(language: str) -> dict[str, str]:
    return {
        "title": catalogue.label("table-page", "title", language),
        "lost": catalogue.label("table-page", "lost", language),
        "note-label": catalogue.label("table-page", "note-label", language),
        "seal": catalogue.label("table-page", "seal", language),
        "drop": catalogue.label("table-page", "drop", language),
        "answers": catalogue.label("table-page", "answers", language),
        "buttons": catalogue.label("table-page", "buttons", language),
        "look-only": catalogue.label("table-page", "look-only", language),
        "lead": catalogue.label("table-page", "lead", language),
    }
