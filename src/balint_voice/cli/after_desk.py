"""The page after a session: its times, the attendance sheet, the history, the presenter's notes.

Rules: the notes are opened here with the passphrase, in a process that ends with the page, and go
to the page that asked and nowhere else. Nothing of them is kept between two questions.
"""

import threading
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from balint_voice.adapters.browser.after_files import after_file
from balint_voice.cli.language import settle
from balint_voice.cli.refusing import in_a_line
from balint_voice.errors import BalintVoiceError, Unusable

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
        return after_file(path, self._language, notes=self._has_notes())

    def questions(self) -> Mapping[str, Any]:
        return {"/notes": self.notes, "/leave": self.leave}

    def notes(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The presenter's notes, where the passphrase opens them."""
        from balint_voice.cli.commands import handing_over
        from balint_voice.cli.commands.notes import blocks_of
        from balint_voice.cli.commands.opening import open_with_passphrase, tell_what_is_missing

        settle(self._language)
        passphrase = asked.get("passphrase")
        said = ""
        try:
            if not isinstance(passphrase, str) or not passphrase.strip():
                raise Unusable("passphrase-empty")
            folder = handing_over.folder_of(self._session)
            handing_over.require_notes(folder)
            opened = open_with_passphrase(folder, passphrase)
        except BalintVoiceError as error:
            return {"said": in_a_line(error)}
        try:
            tell_what_is_missing(folder, opened)
        except BalintVoiceError as error:
            said = in_a_line(error)
        return {"said": said, "notes": [asdict(each) for each in blocks_of(opened)]}

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
        from balint_voice.adapters.system.places import sessions_folder
        from balint_voice.records.session_list import summary_of
        from balint_voice.records.sessions import find_session

        return summary_of(find_session(sessions_folder(), self._session)).group

    def _has_notes(self) -> bool:
        from balint_voice.adapters.system.places import sessions_folder
        from balint_voice.records.sessions import find_session

        return find_session(sessions_folder(), self._session).sealed_notes.exists()
