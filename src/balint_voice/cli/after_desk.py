"""The page after a session: its times, the attendance sheet, the history, the presenter's notes.

Rules: the notes are opened here with the passphrase, in a process that ends with the page, and go
to the page that asked and nowhere else. Nothing of them is kept between two questions.
"""

import threading
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balint_voice.adapters.browser.after_files import after_file
from balint_voice.cli.language import label, settle
from balint_voice.cli.paths import given_path
from balint_voice.cli.refusing import in_a_line
from balint_voice.cli.unforeseen import as_refusal
from balint_voice.errors import BalintVoiceError, Unusable
from balint_voice.messages.printable import printable

if TYPE_CHECKING:
    from balint_voice.cli.commands.opening import Opened
    from balint_voice.records.sessions import SessionFolder

_REPORTS = ("/review", "/sheet", "/history")


class AfterDesk:
    """Of `session`, which was held in `language`."""

    paths: tuple[str, ...] = ("/", "/after.js", "/start.css", "/icon.svg")
    reports: tuple[str, ...] = _REPORTS

    def __init__(self, session: str, language: str) -> None:
        self.done = threading.Event()
        self._session, self._language = session, language

    def file(self, path: str) -> tuple[str, str]:
        settle(self._language)
        if path in _REPORTS:
            return self._report(path)
        folder = self._found()
        notes, own_key = folder.sealed_notes.exists(), not folder.presenter_key.exists()
        return after_file(path, self._language, notes=notes, own_key=own_key)

    def fault(self, error: Exception) -> str:
        return in_a_line(as_refusal(error))

    def actions(self) -> Mapping[str, Any]:
        return {
            "/notes": self.notes,
            "/drives": self.drives,
            "/copy": self.copy,
            "/leave": self.leave,
        }

    def notes(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The presenter's notes, where the passphrase opens them."""
        from balint_voice.cli.commands.notes import blocks_of

        settle(self._language)
        try:
            folder = self._folder()
            opened = _opened(folder, asked)
        except BalintVoiceError as error:
            return {"said": in_a_line(error)}
        blocks = [asdict(each) for each in blocks_of(opened)]
        return {"said": _what_is_missing(folder, opened), "notes": blocks}

    def drives(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """What is plugged in, to copy the notes to: each folder, and what its button says."""
        from balint_voice.adapters.system.drives import plugged_in

        settle(self._language)
        folders = [printable(str(each)) for each in plugged_in()]
        return {"drives": [[each, label("after-page", "copy-to", folder=each)] for each in folders]}

    def copy(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The sealed notes are copied to the folder that was chosen, and where it was asked for, a
        locked page for a browser with them. With a key of the presenter's own there is none."""
        from balint_voice.cli.commands import handing_over
        from balint_voice.cli.commands.notes import locked_page

        settle(self._language)
        try:
            folder, to = self._folder(), _chosen_folder(asked)
            if not folder.presenter_key.exists():
                return {"said": handing_over.copied(folder, to), "done": True}
            opened = _opened(folder, asked)
            name = label("after-page", "page-name") if asked.get("page") is True else ""
            page = locked_page(opened, opened.notes, str(asked["passphrase"])) if name else ""
            said = handing_over.copied(folder, to, name, page)
        except BalintVoiceError as error:
            return {"said": in_a_line(error)}
        return {"said": f"{said} {_what_is_missing(folder, opened)}".rstrip(), "done": True}

    def leave(self, _: Mapping[str, Any]) -> dict[str, Any]:
        self.done.set()
        return {"left": True}

    def _report(self, path: str) -> tuple[str, str]:
        from balint_voice.cli.commands import history, review, sheet

        try:
            if path == "/review":
                return review.as_page(self._session), "text/html"
            if path == "/sheet":
                page, _ = sheet.as_page(self._session)
                return page, "text/html"
            return history.as_page(self._group()), "text/html"
        except BalintVoiceError as error:
            return in_a_line(error), "text/plain"

    def _group(self) -> str | None:
        from balint_voice.records.session_list import summary_of

        return summary_of(self._found()).group

    def _found(self) -> "SessionFolder":
        from balint_voice.adapters.system.places import sessions_folder
        from balint_voice.records.sessions import find_session

        return find_session(sessions_folder(), self._session)

    def _folder(self) -> "SessionFolder":
        """The folder, with notes in it. Raises Unusable."""
        from balint_voice.cli.commands import handing_over

        folder = handing_over.folder_of(self._session)
        handing_over.require_notes(folder)
        return folder


def _opened(folder: "SessionFolder", asked: Mapping[str, Any]) -> "Opened":
    from balint_voice.cli.commands.opening import open_with_passphrase

    passphrase = asked.get("passphrase")
    if not isinstance(passphrase, str) or not passphrase.strip():
        raise Unusable("passphrase-empty")
    return open_with_passphrase(folder, passphrase)


def _what_is_missing(folder: "SessionFolder", opened: "Opened") -> str:
    from balint_voice.cli.commands.opening import tell_what_is_missing

    try:
        tell_what_is_missing(folder, opened)
    except BalintVoiceError as error:
        return in_a_line(error)
    return ""


def _chosen_folder(asked: Mapping[str, Any]) -> Path:
    """As a shell would take it. Raises Unusable."""
    folder = asked.get("folder")
    typed = folder.strip() if isinstance(folder, str) else ""
    try:
        return given_path(typed).expanduser()
    except RuntimeError:
        raise Unusable("home-unknown", path=typed) from None
