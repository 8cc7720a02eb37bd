"""`notes --page`: the notes as one file that any browser opens with the passphrase.

Rules: nothing of the notes leaves here unsealed. The passphrase is that of the notes; a presenter
with a key of their own chooses one for the page, by the same rules.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from balint_voice.cli.language import label, language
from balint_voice.cli.passphrase import choose, warned_of
from balint_voice.cli.secrets import passphrase_from
from balint_voice.errors import Unusable

if TYPE_CHECKING:
    from balint_voice.cli.labels import Labels
    from balint_voice.records.opened_notes import OpenedNotes

_ENDS_IN = (".html", ".htm")


def require_name(page: Path, *, in_copy: bool) -> None:
    """Unusable where no browser would open a file of that name, or it leads out of the copy."""
    if page.suffix.lower() not in _ENDS_IN or (in_copy and page.name != str(page)):
        raise Unusable("page-name", path=page)


def passphrase_for(file: str | None) -> str:
    """A passphrase for the page alone, where the notes open with the presenter's own key. Raises
    Unusable where there is no terminal to ask in."""
    if file is not None:
        passphrase = passphrase_from(file)
        warned_of(passphrase, language())
        return passphrase
    if not sys.stdin.isatty():
        raise Unusable("passphrase-no-terminal")
    question = label("browser-page", "new-passphrase")
    return choose(language(), question, label("browser-page", "new-passphrase-again"))


def sealed_page(
    opened: "OpenedNotes", when: str, labels: "tuple[Labels, Labels]", passphrase: str
) -> str:
    """The file. `labels`: the phases' names, and those of the notes. Takes a second."""
    from balint_voice.adapters.files.notes_page import notes_page
    from balint_voice.notes.page import as_blocks
    from balint_voice.records.browser_seal import seal_for_browser

    blocks = [asdict(each) for each in as_blocks(opened, when, *labels)]
    sealed = seal_for_browser(json.dumps(blocks), passphrase, opened.session)
    return notes_page(sealed, opened.session, language(), _said())


def _said() -> dict[str, str]:
    """What the page says by itself."""
    return {
        "title": label("browser-page", "title"),
        "how": label("browser-page", "how"),
        "passphrase": label("browser-page", "passphrase"),
        "open": label("browser-page", "open"),
        "works": label("browser-page", "works"),
        "wrong": label("browser-page", "wrong"),
        "damaged": label("browser-page", "damaged"),
        "without": label("browser-page", "without"),
        "caution": label("browser-page", "caution"),
        "print": label("browser-page", "print"),
        "close": label("browser-page", "close"),
    }
