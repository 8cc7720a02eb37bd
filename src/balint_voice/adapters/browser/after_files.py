"""The files of the page after a session: the page in its language, its script and its style."""

from collections.abc import Mapping
from dataclasses import dataclass

from balint_voice.adapters.files.pages import rendered, template_text
from balint_voice.messages import catalogue


@dataclass(frozen=True)
class _AfterPage:
    language: str
    labels: Mapping[str, str]
    notes: bool
    own_key: bool


def after_file(path: str, language: str, *, notes: bool, own_key: bool) -> tuple[str, str]:
    """Content and kind. `notes`: there are sealed notes for the presenter; `own_key`: they open
    with a key of the presenter's own, and not here."""
    match path:
        case "/":
            page = _AfterPage(language, _labels(language), notes, own_key)
            return rendered("after", page), "text/html"
        case "/after.js":
            return template_text("after.js"), "text/javascript"
        case "/start.css":
            return template_text("start.css"), "text/css"
        case _:
            return template_text("icon.svg"), "image/svg+xml"


def _labels(language: str) -> dict[str, str]:
    return {
        "title": catalogue.label("after-page", "title", language),
        "reports": catalogue.label("after-page", "reports", language),
        "review": catalogue.label("after-page", "review", language),
        "sheet": catalogue.label("after-page", "sheet", language),
        "history": catalogue.label("after-page", "history", language),
        "notes": catalogue.label("after-page", "notes", language),
        "notes-why": catalogue.label("after-page", "notes-why", language),
        "passphrase": catalogue.label("browser-page", "passphrase", language),
        "open": catalogue.label("browser-page", "open", language),
        "works": catalogue.label("browser-page", "works", language),
        "close": catalogue.label("browser-page", "close", language),
        "take": catalogue.label("after-page", "take", language),
        "take-why": catalogue.label("after-page", "take-why", language),
        "own-key": catalogue.label("after-page", "own-key", language),
        "with-page": catalogue.label("after-page", "with-page", language),
        "no-stick": catalogue.label("after-page", "no-stick", language),
        "look-again": catalogue.label("after-page", "look-again", language),
        "elsewhere": catalogue.label("after-page", "elsewhere", language),
        "folder": catalogue.label("after-page", "folder", language),
        "copy": catalogue.label("after-page", "copy", language),
        "leave": catalogue.label("after-page", "leave", language),
        "left": catalogue.label("after-page", "left", language),
        "lost": catalogue.label("after-page", "lost", language),
    }
