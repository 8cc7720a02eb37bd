"""The presenter's notes, opened with the presenter's secret; and what is said where some miss.

Rules: the secret is never on the command line and never in a message.
"""

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from balint_voice.cli.commands import handing_over
from balint_voice.cli.commands.handing_over import SessionDetails
from balint_voice.cli.labels import words_of_session
from balint_voice.cli.language import label
from balint_voice.cli.notice import notice
from balint_voice.cli.progress import waited_for
from balint_voice.cli.secrets import existing_passphrase, text_from
from balint_voice.errors import Damaged

if TYPE_CHECKING:
    from balint_voice.records.opened_notes import OpenedNotes
    from balint_voice.records.sessions import SessionFolder


@dataclass(frozen=True)
class Secret:
    """Where the presenter's secret comes from; neither: it is asked for."""

    passphrase_file: str | None
    identity: Path | None


@dataclass(frozen=True)
class Opened:
    """`interrupted`: nothing is missing of the notes, and the session can be gone on with.
    `passphrase`: what opened them; None where it was the presenter's own key."""

    about: SessionDetails
    notes: "OpenedNotes"
    interrupted: bool
    passphrase: str | None


def open_with_secret(folder: "SessionFolder", secret: Secret) -> Opened:
    """The notes, and what is to be known of them. Raises Damaged, and Unusable."""
    return _opened(folder, *_identities(folder, secret))


def open_with_passphrase(folder: "SessionFolder", passphrase: str) -> Opened:
    """The same, with a passphrase that was typed elsewhere."""
    from balint_voice.records.presenter_key import unwrap_presenter_key

    wrapped = handing_over.wrapped_key(folder)
    return _opened(folder, passphrase, unwrap_presenter_key(wrapped, passphrase))


def _opened(folder: "SessionFolder", passphrase: str | None, identities: tuple[str, ...]) -> Opened:
    from balint_voice.records.opened_notes import open_notes
    from balint_voice.records.phase_keys import destroy_keys

    # Before the notes: an entry is logged after it was sealed.
    sealed = handing_over.known_sealed(folder)
    with waited_for(label("notices", "opening")):
        opened = open_notes(folder.sealed_notes, folder.id, identities).compared_with(sealed)
    with contextlib.suppress(OSError):  # of a veto that could not be finished without the secret
        destroy_keys(folder.path, opened.forgotten)
    interrupted = opened.only_not_closed and handing_over.was_interrupted(folder)
    return Opened(handing_over.about(folder), opened, interrupted, passphrase)


def tell_what_is_missing(folder: "SessionFolder", opened: Opened) -> None:
    """Damaged, where something is; that a session was interrupted is only told."""
    from balint_voice.records.opened_notes import raise_if_damaged

    if opened.interrupted:
        notice(label("notices", "notes-interrupted", session=folder.id))
        return
    if opened.notes.only_not_closed and handing_over.can_go_on(folder):
        raise Damaged("notes-not-closed-yet", session=folder.id)
    names = words_of_session(opened.about.script, opened.about.language).names
    raise_if_damaged(opened.notes, names)
    handing_over.refuse_log_of_another(folder)


def _identities(folder: "SessionFolder", secret: Secret) -> tuple[str | None, tuple[str, ...]]:
    """The passphrase, where one opens these notes, and the presenter's identities."""
    from balint_voice.records.presenter_key import identities_in, unwrap_presenter_key

    if secret.identity is not None:
        return None, identities_in(text_from(secret.identity))
    wrapped = handing_over.wrapped_key(folder)
    passphrase = existing_passphrase(secret.passphrase_file, label("ask", "passphrase"))
    with waited_for(label("ask", "passphrase-works")):
        return passphrase, unwrap_presenter_key(wrapped, passphrase)
