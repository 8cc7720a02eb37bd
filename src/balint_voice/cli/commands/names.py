"""Before a copy of the notes leaves: a look at what could identify somebody, piece by piece.

Rules: a person decides about each piece, in a terminal, on a page that is then wiped. Only the copy
is changed. Nothing is claimed: it is said how much was found in sentences of our own.
"""

import sys
from typing import TYPE_CHECKING

from balint_voice.cli.language import label
from balint_voice.cli.notice import notice
from balint_voice.cli.passphrase import page_alone
from balint_voice.cli.progress import waited_for
from balint_voice.cli.secrets import ask, confirmed
from balint_voice.errors import Unusable

if TYPE_CHECKING:
    from balint_voice.notes.names_out import Finder, Piece
    from balint_voice.records.opened_notes import OpenedNotes

_ANSWERS = ("replace", "keep", "all", "never")


def looked_at(opened: "OpenedNotes", language: str, *, wanted: bool | None) -> "OpenedNotes":
    """The copy that leaves. `wanted`: None: asked in a terminal, and not done without one."""
    in_terminal = sys.stdin.isatty() and sys.stderr.isatty()
    if wanted and not in_terminal:
        raise Unusable("names-no-terminal")
    if wanted is False or not in_terminal:
        return opened
    if wanted is None and not confirmed(label("names", "offer")):
        return opened
    from balint_voice.notes.names_out import without_names

    find = _finder(language)
    hit, there, right, made = _measured(language)
    notice(label("names", "limits", hit=hit, there=there, right=right, made=made))
    with page_alone():
        copy, replaced = without_names(opened, find, _ask, _kinds())
    notice(label("names", "done", n=replaced))
    return copy


def _finder(language: str) -> "Finder":
    from balint_voice.adapters.files import deduce_finder
    from balint_voice.notes.identifying import apart, find
    from balint_voice.notes.identifying_words import LANGUAGES

    spoken = language if language in LANGUAGES else "en"
    if spoken != "nl" or not deduce_finder.is_installed():
        return lambda text: find(text, spoken)
    with waited_for(label("names", "loading")):
        more = deduce_finder.load_deduce()
    return lambda text: apart((*more(text), *find(text, spoken)))


def _measured(language: str) -> tuple[int, int, int, int]:
    from balint_voice.adapters.files import deduce_finder
    from balint_voice.notes.identifying_measured import MEASURED

    key = language if language in MEASURED else "en"
    if key == "nl" and deduce_finder.is_installed():
        key = "nl with deduce"
    return MEASURED[key]


def _kinds() -> dict[str, str]:
    return {
        "name": label("names", "name"),
        "place": label("names", "place"),
        "date": label("names", "date"),
        "age": label("names", "age"),
        "institution": label("names", "institution"),
        "number": label("names", "number"),
    }


def _ask(piece: "Piece") -> str:
    """Enter replaces: what is not looked at closely is better out."""
    from balint_voice.notes.identifying import sentence_around

    before, after = sentence_around(piece.text, piece.mention)
    kind = _kinds()[piece.mention.kind]
    found = piece.mention.of(piece.text)
    notice(f"\n{piece.at}/{piece.of}  {kind}\n  {before}>> {found} <<{after}")
    letters = label("names", "letters")
    while True:
        typed = ask(label("names", "question"), default=letters[0], show_default=False)
        if (answer := typed.strip().lower()[:1]) and answer in letters:
            return _ANSWERS[letters.index(answer)]
