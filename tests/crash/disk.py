"""A disk that forgets: what was not synced is dropped, torn or overtaken when the power goes.

The evening is played once on a real folder while every operation on it is noted. A crash image is
made of the operations up to a point: what was synced is there; of the rest any part. A file's
bytes are safe after its own sync, a name after its folder's. That is stricter than most disks.
"""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tests.crash import story
from tests.crash.verdict import judge

SECTOR = 512
_ALONE = 16
"""A shorter piece of a record in a sector comes or goes with the rest of it."""


@dataclass(frozen=True)
class Write:
    file: int
    at: int
    data: bytes


@dataclass(frozen=True)
class Cut:
    file: int
    size: int


@dataclass(frozen=True)
class Sync:
    file: int


@dataclass(frozen=True)
class DirectoryChange:
    """`name` in `folder` now means `file` (None: nothing); `gone` was its name before."""

    folder: int
    name: str
    file: int | None
    gone: str | None = None


@dataclass(frozen=True)
class Acknowledged:
    acts: int


Unsafe = Write | Cut | DirectoryChange
Operation = Unsafe | Sync | Acknowledged
TOP = 0


class Journal:
    """All that was done below `top`, in order; `folders`: which of its files are folders."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.operations: list[Operation] = []
        self.folders = {TOP}
        self._names = {top: TOP}
        self._open: dict[int, int] = {}

    def acknowledge(self, act: int) -> None:
        self.operations.append(Acknowledged(act + 1))

    @contextmanager
    def noting(self) -> Iterator[None]:
        """While the block runs, what this process does below `top` is noted."""
        after: dict[str, Callable[..., None]] = {
            "open": self._opened,
            "close": self._closed,
            "write": self._written,
            "ftruncate": self._cut,
            "fsync": self._synced,
            "unlink": self._unlinked,
            "replace": self._replaced,
            "mkdir": self._made,
        }
        real = {name: getattr(os, name) for name in after}
        try:
            for name, note in after.items():
                setattr(os, name, _noted(real[name], note))
            yield
        finally:
            for name, function in real.items():
                setattr(os, name, function)

    def _opened(self, descriptor: int, name: "str | Path", *_: object, **__: object) -> None:
        path = Path(name)
        if path == self.top or self.top in path.parents:
            if path not in self._names:
                self._new(path)
            self._open[descriptor] = self._names[path]

    def _closed(self, _: None, descriptor: int) -> None:
        self._open.pop(descriptor, None)

    def _written(self, count: int, descriptor: int, data: bytes) -> None:
        if descriptor in self._open:
            at = os.lseek(descriptor, 0, os.SEEK_CUR) - count
            self.operations.append(Write(self._open[descriptor], at, bytes(data[:count])))

    def _cut(self, _: None, descriptor: int, size: int) -> None:
        self.operations.append(Cut(self._open[descriptor], size))

    def _synced(self, _: None, descriptor: int) -> None:
        self.operations.append(Sync(self._open[descriptor]))

    def _made(self, _: None, path: str | Path, *__: object) -> None:
        self._new(Path(path))
        self.folders.add(self._names[Path(path)])

    def _unlinked(self, _: None, path: str | Path) -> None:
        del self._names[Path(path)]
        self.operations.append(
            DirectoryChange(self._names[Path(path).parent], Path(path).name, None)
        )

    def _replaced(self, _: None, old: str | Path, new: str | Path) -> None:
        file = self._names[Path(new)] = self._names.pop(Path(old))
        folder = self._names[Path(new).parent]
        self.operations.append(DirectoryChange(folder, Path(new).name, file, gone=Path(old).name))

    def _new(self, path: Path) -> None:
        file = self._names[path] = 1 + sum(
            isinstance(each, DirectoryChange) and each.gone is None for each in self.operations
        )
        self.operations.append(DirectoryChange(self._names[path.parent], path.name, file))


def _noted(real: Callable[..., Any], note: Callable[..., None]) -> Callable[..., Any]:
    def call(*given: Any, **also: Any) -> Any:
        result = real(*given, **also)
        note(result, *given, **also)
        return result

    return call


class Disk:
    """What is safe on the disk, and what is not yet; `after` so many operations."""

    def __init__(self, journal: Journal, after: int) -> None:
        self.acknowledged = 0
        self._folders = journal.folders
        self._bytes: dict[int, bytearray] = {}
        self._names: dict[int, dict[str, int]] = {}
        self._waiting: list[Unsafe] = []
        for operation in journal.operations[:after]:
            match operation:
                case Acknowledged(acts):
                    self.acknowledged = acts
                case Sync(file):
                    mine = [each for each in self._waiting if _of(each) == file]
                    self._waiting = [each for each in self._waiting if _of(each) != file]
                    for each in mine:
                        self._do(each)
                case _:
                    self._waiting.append(operation)

    def crash(self, chance: random.Random, onto: Path) -> None:
        """The power goes: of what was not synced, any part; `onto` a new folder."""
        for operation in self._waiting:
            how = chance.random()
            if how < 0.4:
                self._do(operation)
            elif how < 0.8 and isinstance(operation, Write):
                self._do(_torn(operation, chance))
        self._put(TOP, onto)

    def _do(self, operation: Unsafe) -> None:
        match operation:
            case Write(file, at, data):
                content = self._bytes.setdefault(file, bytearray())
                content.extend(bytes(max(0, at - len(content))))
                content[at : at + len(data)] = data
            case Cut(file, size):
                content = self._bytes.setdefault(file, bytearray())
                content.extend(bytes(max(0, size - len(content))))
                del content[size:]
            case DirectoryChange(folder, name, file, gone):
                names = self._names.setdefault(folder, {})
                if gone is not None:
                    names.pop(gone, None)
                if file is not None:
                    names[name] = file
                else:
                    names.pop(name, None)

    def _put(self, folder: int, path: Path) -> None:
        path.mkdir(mode=0o700)
        for name, file in self._names.get(folder, {}).items():
            if file in self._folders:
                self._put(file, path / name)
            else:
                (path / name).write_bytes(self._bytes.get(file, b""))


def _of(operation: Unsafe) -> int:
    """Whose sync makes it safe."""
    return operation.folder if isinstance(operation, DirectoryChange) else operation.file


def _torn(write: Write, chance: random.Random) -> Write:
    """Its beginning alone; or all of its length, with zeros where sectors did not come."""
    data = bytearray(write.data)
    if chance.random() < 0.4:
        return Write(write.file, write.at, bytes(data[: chance.randrange(len(data) + 1)]))
    for sector in range(write.at // SECTOR, (write.at + len(data) - 1) // SECTOR + 1):
        begins = max(0, sector * SECTOR - write.at)
        ends = min(len(data), (sector + 1) * SECTOR - write.at)
        if ends - begins >= _ALONE and chance.random() < 0.5:
            data[begins:ends] = bytes(ends - begins)
    return Write(write.file, write.at, bytes(data))


def played(top: Path) -> Journal:
    """The evening on a real folder below `top`, with all that was done to the disk for it."""
    journal = Journal(top)
    with journal.noting():
        story.play(top / "data" / "sessions", journal.acknowledge)
    return journal


def moments(journal: Journal) -> list[int]:
    """After how many operations something is not safe yet; the notes as often as the log."""
    unsafe = [n for n, each in enumerate(journal.operations, 1) if isinstance(each, Unsafe)]
    large = [n for n in unsafe if _is_large(journal.operations[n - 1])]
    return unsafe + large * (len(unsafe) // max(1, len(large)))


def _is_large(operation: Operation) -> bool:
    return not isinstance(operation, Write) or len(operation.data) > SECTOR


def point(journal: Journal, chance: random.Random) -> None:
    """One crash, at a random moment and with random losses, judged."""
    disk = Disk(journal, chance.choice(moments(journal)))
    evening = story.acts()
    folder = Path(mkdtemp(prefix="balint-voice-kills-"))
    try:
        disk.crash(chance, folder / "top")
        doing = evening[disk.acknowledged] if disk.acknowledged < len(evening) else None
        judge(folder / "top" / "data" / "sessions", evening[: disk.acknowledged], doing)
    finally:
        shutil.rmtree(folder)
