"""The sealed notes: each entry encrypted before it touches the disk, and forgotten on a veto.

Rules: it can write and never read. An entry is sealed to its phase's key, and that
blob stands in a record of the chain, which is sealed to the presenter. Who destroys the phase's
key makes the words unreadable for good and leaves the chain whole; a record "forgotten" says
that this was meant. A last record "end" says that the notes were closed in order.

Not proved: who wrote a record. Whoever holds the public key can make a whole new file.
"""

import base64
import contextlib
import errno
import json
import threading
from collections.abc import Sequence
from pathlib import Path

import pyrage

from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.chain import Chain, already_begun, begin_chain, begun, reopen_chain
from balint_voice.records.phase_keys import (
    KeyMaker,
    PhaseKey,
    destroy_keys,
    forgotten_phases,
    key_files,
    make_phase_key,
    mark_forgotten,
    write_key,
)
from balint_voice.records.presenter_key import parsed_recipient
from balint_voice.records.private_files import replace_file, set_aside

SEALED_NOTES = "notes.sealed"
PRESENTER_KEY = "presenter.age"


class SealedNotes:
    """`ports.Notes`, safe from any thread; made by `begin_notes` or `reopen_notes`.

    Nothing lies on the disk before the first entry is sealed.
    """

    def __init__(
        self,
        path: Path,
        session: str,
        *,
        recipient: str,
        make_key: KeyMaker,
        presenter_age: bytes | None = None,
        chain: Chain | None = None,
    ) -> None:
        self._path = path
        self._session = session
        self._recipient = recipient
        self._make_key = make_key
        self._presenter_age = presenter_age
        self._chain = chain
        self._keys: dict[str, PhaseKey] = {}
        self._forgotten: set[str] = set()
        self._untold: list[str] = []
        """Forgotten phases of which the chain does not say so yet."""
        self._closed = False
        self._lock = threading.Lock()

    def append(self, entry: NoteEntry) -> None:
        """When this returns, the entry is sealed and synced. Raises OSError, keeping no half."""
        with self._lock:
            if self._closed:
                raise OSError(errno.EBADF, "the notes are closed")
            if entry.phase in self._forgotten:
                return
            chain = self._begun()
            self._tell(chain)
            key = self._key(entry.phase)
            sealed = pyrage.encrypt(self._plain(entry, chain.next), [key.recipient])
            chain.seal(
                {
                    "kind": "added" if entry.kind == "added" else "entry",
                    "phase": entry.phase,
                    "key": key.name,
                    "sealed": base64.b64encode(sealed).decode(),
                }
            )

    def forget(self, phases: Sequence[str]) -> None:
        """Make all entries of these phases unreadable, those to come too; on disk on return.

        Raises OSError when a key could not be destroyed or the veto not be marked: to be tried
        again. A kill leaves the phase as it was, or a mark by which the next to open the
        folder finishes the veto.
        """
        with self._lock:
            fresh = [each for each in dict.fromkeys(phases) if each not in self._forgotten]
            self._forgotten.update(fresh)
            self._untold += fresh
            try:
                mark_forgotten(self._path.parent, self._session, phases)
            finally:
                # Before the keys go, so that what is gone is always explained. A disk that is
                # full must not keep the words alive: then it is told with the next record.
                with contextlib.suppress(OSError):
                    if self._chain is not None and not self._closed:
                        self._tell(self._chain)
                destroy_keys(self._path.parent, phases)

    def has_forgotten(self, phase: str) -> bool:
        """Whether what comes of this phase is dropped, since it was vetoed."""
        with self._lock:
            return phase in self._forgotten

    def finish(self) -> None:
        """Close in order: a last record says that nothing follows, then the file is released."""
        with self._lock:
            try:
                if self._chain is not None and not self._closed:
                    self._tell(self._chain)
                    self._chain.seal({"kind": "end"})
            finally:
                self._close()

    def close(self) -> None:
        """Release the file as it is: to the reader the notes are not closed yet."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        self._closed = True
        if self._chain is not None:
            self._chain.close()

    def _begun(self) -> Chain:
        """The chain, begun with the first entry; the presenter's key is there before it."""
        if self._chain is None:
            if key_files(self._path.parent):
                # Of notes that are gone. Should a copy of them turn up, this opens it.
                set_aside(self._path.with_name(PRESENTER_KEY))
            if self._presenter_age is not None:
                replace_file(self._path.with_name(PRESENTER_KEY), self._presenter_age)
                self._presenter_age = None
            self._chain = begin_chain(self._path, self._session, self._recipient)
        return self._chain

    def _key(self, phase: str) -> PhaseKey:
        if phase not in self._keys:
            folder, to = self._path.parent, self._recipient
            self._keys[phase] = make_phase_key(folder, phase, to, self._make_key)
        return self._keys[phase]

    def _tell(self, chain: Chain) -> None:
        while self._untold:
            chain.seal({"kind": "forgotten", "phase": self._untold[0]})
            del self._untold[0]

    def _plain(self, entry: NoteEntry, sequence: int) -> bytes:
        content: dict[str, object] = {
            "session": self._session,
            "sequence": sequence,
            "kind": entry.kind,
            "start_s": round(float(entry.start_s), 3),
            "end_s": round(float(entry.end_s), 3),
            "text": entry.text,
            "doubtful": entry.doubtful,
        }
        if entry.model:
            content["model"] = entry.model
        if entry.kind == "added":
            content |= {"added": entry.added, "beside": entry.beside}
        if entry.unsure:
            content["unsure"] = list(entry.unsure)
        return json.dumps(content).encode()


def begin_notes(
    path: Path,
    session: str,
    recipient: str,
    presenter_age: bytes | None = None,
    *,
    make_key: KeyMaker = write_key,
) -> SealedNotes:
    """The notes of a session, to be sealed to the presenter's recipient (age1...).

    `presenter_age`: the wrapped identity (`make_presenter_key`), put beside the notes with the
    first entry; None when the presenter keeps a key of their own. `make_key`: makes the phases'
    keys; by default in this process, whose memory then keeps them for some time.
    """
    parsed_recipient(recipient)
    if begun(path):
        raise already_begun(path)
    notes = SealedNotes(
        path, session, recipient=recipient, make_key=make_key, presenter_age=presenter_age
    )
    # What was vetoed before anything was sealed, and the program was left since.
    notes.forget(sorted(forgotten_phases(path.parent, session)))
    return notes


def reopen_notes(path: Path, session: str, make_key: KeyMaker = write_key) -> SealedNotes:
    """Go on with a session's notes, without any secret; a torn tail is cut off first.

    Unusable when nothing was sealed yet: then nobody knows for whom, and `begin_notes` it is.
    """
    chain = reopen_chain(path, session)
    recipient = str(chain.presenter)
    notes = SealedNotes(path, session, recipient=recipient, make_key=make_key, chain=chain)
    try:
        # A veto that a kill cut short is done now, and told (once more, at worst).
        notes.forget(sorted(forgotten_phases(path.parent, session)))
    except BaseException:
        notes.close()
        raise
    return notes


def reopen_to_add(path: Path, session: str) -> SealedNotes:
    """The same after the session, for what the presenter adds. Vetoes are left as they are: they
    were told before the end, and a mark that came later means nothing."""
    chain = reopen_chain(path, session)
    recipient = str(chain.presenter)
    return SealedNotes(path, session, recipient=recipient, make_key=write_key, chain=chain)
