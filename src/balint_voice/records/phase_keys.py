"""A key for each phase, so that a veto can make one phase unreadable for good.

Rules: the secret half is wrapped to the presenter the moment it is made, and lies in
a file of its own. Destroying that file destroys the phase, for the presenter too.
`phase.PHASE.age` is the key, `phase.PHASE.2.age` one made after going on,
`phase.PHASE.forgotten` says that there is none any more and none will be made; it names the
session and the phase, so that a stray file of that name destroys nothing.

Who makes a key leaves the secret half behind in freed memory: pyrage does not wipe it. So a
session has it made by a process that ends (`adapters.system.key_child`).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyrage

from balint_voice.errors import Damaged
from balint_voice.records.append_only import read_regular, write_new
from balint_voice.records.private_files import destroy_file, replace_file
from balint_voice.session.cut_off import Records, vetoes_to_finish

_PHASE = r"[a-z0-9][a-z0-9-]*"
_NAME = re.compile(rf"({_PHASE})(?:\.[1-9]\d{{0,5}})?", re.ASCII)
_FILE = re.compile(rf"phase\.(({_PHASE})(?:\.[1-9]\d{{0,5}})?)\.age", re.ASCII)
_MARK = re.compile(rf"phase\.({_PHASE})\.forgotten", re.ASCII)


KeyMaker = Callable[[Path, str], str]
"""Does what `write_key` does, here or in another process."""


@dataclass(frozen=True)
class PhaseKey:
    """What seals a phase's entries; `name` is how its file is found again."""

    name: str
    recipient: pyrage.x25519.Recipient


def make_phase_key(folder: Path, phase: str, presenter: str, make_key: KeyMaker) -> PhaseKey:
    """A new key, wrapped and synced to disk when this returns. Raises OSError, leaving nothing."""
    name = _free_name(folder, _checked(phase))
    recipient = make_key(key_path(folder, name), presenter)
    return PhaseKey(name, pyrage.x25519.Recipient.from_str(recipient))


def write_key(path: Path, presenter: str) -> str:
    """Make the key that belongs at `path`, wrapped to the presenter (age1...) and synced; returns
    its public half. Raises OSError, leaving nothing."""
    named = _FILE.fullmatch(path.name)
    if named is None:
        raise ValueError("no name of a phase's key")
    identity = pyrage.x25519.Identity.generate()
    recipient = identity.to_public()
    text = f"# phase: {named[2]}\n# public key: {recipient}\n{identity}\n"
    to = pyrage.x25519.Recipient.from_str(presenter)
    write_new(path, pyrage.encrypt(text.encode(), [to]))
    return str(recipient)


def key_path(folder: Path, name: str) -> Path:
    """Where the key of that name lies."""
    return folder / f"phase.{name}.age"


def phase_of(name: str) -> str | None:
    """The phase that a key's name belongs to; None for what is no such name."""
    match = _NAME.fullmatch(name)
    return match[1] if match else None


def key_files(folder: Path) -> dict[Path, str]:
    """The keys in a folder, each with its phase; in the order of their names."""
    found = ((each, _FILE.fullmatch(each.name)) for each in sorted(folder.iterdir()))
    return {each: match[2] for each, match in found if match}


def forgotten_phases(folder: Path, session: str) -> frozenset[str]:
    """The phases that this session marked as forgotten."""
    found = (_MARK.fullmatch(each.name) for each in folder.iterdir())
    return frozenset(match[1] for match in found if match and _is_marked(folder, session, match[1]))


def mark_forgotten(folder: Path, session: str, phases: Iterable[str]) -> None:
    """Say durably that these phases are to be forgotten, so that a kill does not undo it."""
    for phase in frozenset(phases) - forgotten_phases(folder, session):
        replace_file(_mark_path(folder, _checked(phase)), _mark(session, phase))


def destroy_keys(folder: Path, phases: Iterable[str]) -> None:
    """Destroy all keys of these phases. Tries every one before it raises OSError."""
    wanted = frozenset(phases)
    fault: OSError | None = None
    for path, phase in key_files(folder).items():
        if phase in wanted:
            try:
                destroy_file(path)
            except OSError as error:
                fault = error
    if fault is not None:
        raise fault


def finish_forgetting(folder: Path, session: str, records: Records) -> None:
    """Destroy what a kill left of a veto; `records`: the session's timing log."""
    destroy_keys(folder, vetoes_to_finish(records, forgotten_phases(folder, session)))


def _mark_path(folder: Path, phase: str) -> Path:
    return folder / f"phase.{phase}.forgotten"


def _mark(session: str, phase: str) -> bytes:
    return f"{session} {phase}\n".encode()


def _is_marked(folder: Path, session: str, phase: str) -> bool:
    try:
        return read_regular(_mark_path(folder, phase)) == _mark(session, phase)
    except (OSError, Damaged):
        return False


def _free_name(folder: Path, phase: str) -> str:
    taken = {path.name for path, of in key_files(folder).items() if of == phase}
    number = 1
    while key_path(folder, name := phase if number == 1 else f"{phase}.{number}").name in taken:
        number += 1
    return name


def _checked(phase: str) -> str:
    if not re.fullmatch(_PHASE, phase, re.ASCII):
        raise ValueError("a phase's id is lower case, digits and hyphens")
    return phase
