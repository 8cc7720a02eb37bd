"""The presenter's sealed notes as one file that opens in any browser: page, script and notes.

Rules: its policy allows this very script and style and nothing else, so a byte that changes in
them stops the page, and nothing is fetched. The notes are sealed before they come here.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balint_voice.adapters.files.pages import rendered, template_text

if TYPE_CHECKING:
    from markupsafe import Markup

    from balint_voice.records.browser_seal import BrowserSeal


@dataclass(frozen=True)
class _Part:
    """A script or a style as it stands in the page. `digest`: as a policy names it."""

    text: "Markup"
    digest: str


@dataclass(frozen=True)
class _NotesPage:
    language: str
    session: str
    labels: Mapping[str, str]
    sealed: "Markup"
    script: _Part
    style: _Part


def notes_page(
    sealed: "BrowserSeal", session: str, language: str, labels: Mapping[str, str]
) -> str:
    """The page, as HTML. `labels`: what it says before it is opened."""
    from markupsafe import Markup

    data = json.dumps({"head": sealed.head, "sealed": sealed.sealed, "sum": sealed.sum})
    # JSON has no "<" of its own; a name that had one would end the element that it stands in.
    embedded = Markup(data.replace("<", "\\u003c"))  # noqa: S704
    page = _NotesPage(
        language=language,
        session=session,
        labels=labels,
        sealed=embedded,
        script=_part("notes.js"),
        style=_part("notes.css"),
    )
    return rendered("notes", page)


def _part(name: str) -> _Part:
    from markupsafe import Markup

    text = template_text(name)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return _Part(Markup(text), f"sha256-{digest}")  # noqa: S704 - a file of ours
