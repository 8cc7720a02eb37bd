"""`notes --add`: the presenter adds to the notes after the session, or corrects them.

Rules: what was written stays; an addition is sealed behind it, with its date. It takes the
presenter's secret, although sealing needs none: nobody else is to write in these notes. What is
typed goes into the sealed notes and nowhere else.
"""

import os
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from balint_voice.cli.language import label
from balint_voice.cli.notice import notice
from balint_voice.cli.secrets import ask
from balint_voice.cli.streams import piped_text
from balint_voice.errors import Damaged, Unusable, reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from balint_voice.adapters.display.addition_page import ListedEntry
    from balint_voice.listening.transcript import NoteEntry
    from balint_voice.records.opened_notes import OpenedNotes
    from balint_voice.records.sealed_notes import SealedNotes
    from balint_voice.records.sessions import SessionFolder

_MOST = 20_000
"""Characters of an addition, and of all that comes through a pipe."""


def refuse_two_from_stdin(file: str | None) -> None:
    """Unusable where the passphrase would come from where the additions come from."""
    if file == "-":
        raise Unusable("addition-and-passphrase-piped")


def add(folder: "SessionFolder", opened: "OpenedNotes") -> None:
    """Take additions on a page, line by line where there is none, or from a pipe. Raises
    Unusable."""
    from balint_voice.records.append_only import require_not_held
    from balint_voice.records.sealed_notes import reopen_to_add

    require_not_held(folder.timing_log)
    try:
        sealed = reopen_to_add(folder.sealed_notes, folder.id)
    except OSError as error:
        raise Unusable("file-unwritable", path=folder.sealed_notes, reason=reason(error)) from None
    additions = _Additions(sealed, opened)
    try:
        if not sys.stdin.isatty():
            _from_a_pipe(additions)
        elif _takes_a_page():
            _on_a_page(additions)
        else:
            _line_by_line(additions)
    finally:
        sealed.close()
    notice(label("adding", "added", n=additions.count))


class _Additions:
    """What was added so far; each is sealed when `keep` returns."""

    def __init__(self, sealed: "SealedNotes", opened: "OpenedNotes") -> None:
        self.opened = opened
        self.count = 0
        self._sealed = sealed

    def keep(self, beside: int | None, text: str) -> None:
        """Raises OSError, and then nothing of it is kept."""
        self._sealed.append(self._entry(beside, " ".join(text.split())))
        self.count += 1

    def _entry(self, beside: int | None, text: str) -> "NoteEntry":
        from balint_voice.listening.transcript import ABOUT_THE_WHOLE, NoteEntry

        moment = datetime.now().astimezone().isoformat(timespec="seconds")
        for each in self.opened.entries:
            if each.sequence == beside:
                at = each.entry
                return NoteEntry(
                    kind="added",
                    phase=at.phase,
                    start_s=at.start_s,
                    end_s=at.end_s,
                    text=text,
                    added=moment,
                    beside=beside,
                )
        return NoteEntry(
            kind="added", phase=ABOUT_THE_WHOLE, start_s=0.0, end_s=0.0, text=text, added=moment
        )


def _takes_a_page() -> bool:
    from balint_voice.adapters.files.settings_store import load_settings

    dumb = os.environ.get("TERM", "") in ("", "dumb") and sys.platform != "win32"
    return sys.stdout.isatty() and not dumb and not load_settings().plain


def _on_a_page(additions: _Additions) -> None:
    from balint_voice.adapters.display.addition_page import AdditionPage
    from balint_voice.adapters.display.palette import NO_COLOUR, PALETTES
    from balint_voice.adapters.files.settings_store import load_settings

    palette = NO_COLOUR if "NO_COLOR" in os.environ else PALETTES[_theme(load_settings().theme)]
    labels = {
        "title": label("adding", "title"),
        "whole": label("adding", "whole"),
        "type-here": label("adding", "type-here"),
        "keys": label("adding", "keys"),
        "kept": label("adding", "kept"),
        "cut": label("adding", "cut"),
        "failed": label("adding", "failed"),
    }
    keep = _or_false(additions.keep)
    page = AdditionPage(_listed(additions.opened), labels, keep, palette, longest=_MOST)
    if not page.show():
        raise KeyboardInterrupt


def _theme(name: str) -> Literal["dark", "light"]:
    return "light" if name == "light" else "dark"


def _or_false(keep: "Callable[[int | None, str], None]") -> "Callable[[int | None, str], bool]":
    def kept(beside: int | None, text: str) -> bool:
        try:
            keep(beside, text)
        except OSError:
            return False
        return True

    return kept


def _listed(opened: "OpenedNotes") -> "tuple[ListedEntry, ...]":
    """The entries that something can stand beside, as the page of the notes has them."""
    from balint_voice.adapters.display.addition_page import ListedEntry
    from balint_voice.notes.page import clock, in_order

    return tuple(
        ListedEntry(each.sequence, f"[{clock(each.entry.start_s)}] {each.entry.text}")
        for each in sorted(opened.entries, key=in_order)
        if each.entry.kind in ("heard", "typed")
    )


def _line_by_line(additions: _Additions) -> None:
    """About the whole: without a page there is nothing to choose from."""
    while text := ask(label("adding", "line"), default="", show_default=False).strip():
        _keep_or_say(additions, text)


def _from_a_pipe(additions: _Additions) -> None:
    """Each line that is not empty."""
    text = piped_text(_MOST, "-")
    if len(text) > _MOST:
        raise Unusable("addition-too-long", most=_MOST)
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise Unusable("addition-none")
    for line in lines:
        _keep_or_say(additions, line)


def _keep_or_say(additions: _Additions, text: str) -> None:
    try:
        additions.keep(None, text)
    except OSError as error:
        raise Damaged("addition-lost", n=additions.count, reason=reason(error)) from None
