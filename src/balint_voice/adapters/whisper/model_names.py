"""Models by the names that people know them by, and where the hub's own tools put them.

Rules: nothing is fetched and nothing is read but folders. A name is changed only into one that is
known here.
"""

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from balint_voice.errors import Unusable

_ALSO_CALLED = {"large-v3-turbo": "turbo", "large-turbo": "turbo", "large": "large-v3"}
_PREFIXES = ("faster-whisper-", "whisper-")
_WEIGHTS = "model.bin"
_REPOSITORY, _SNAPSHOTS = "models--", "snapshots"


def usual(name: str, known: Iterable[str]) -> str:
    """The known name that is meant: in another case, of a repository on the hub, or an older one.
    The name itself where none is."""
    by_case = {each.casefold(): each for each in known}
    asked = name.strip().casefold()
    last = asked.rpartition("/")[2]
    for prefix in _PREFIXES:
        last = last.removeprefix(prefix)
    last = last.removesuffix("-ct2")
    for one in (asked, last, _ALSO_CALLED.get(last, "")):
        if one in by_case:
            return by_case[one]
    return name


def within(folder: Path) -> Path:
    """The folder of the model itself, where this is a cache of the hub's tools or a part of one.

    Raises Unusable, naming them, where there are several.
    """
    if (folder / _WEIGHTS).exists():
        return folder
    found = [_current(place) for place in _repositories(folder)]
    models = [each for each in found if each is not None]
    if len(models) > 1:
        raise Unusable("model-several", folder=folder, known=tuple(models))
    return models[0] if models else folder


def name_of(folder: Path, known: Iterable[str]) -> str:
    """What the model in a folder is called; a snapshot is called as its repository."""
    repository = folder.parent.parent.name
    if folder.parent.name == _SNAPSHOTS and repository.startswith(_REPOSITORY):
        last = repository.rpartition("--")[2]
        return usual(last, known)
    return folder.name


def _repositories(folder: Path) -> Iterator[Path]:
    """Folders that hold snapshots: this one, the one above, or those of the cache."""
    if folder.name == _SNAPSHOTS:
        yield folder.parent
    elif (folder / _SNAPSHOTS).is_dir():
        yield folder
    else:
        for pattern in (f"{_REPOSITORY}*", f"hub/{_REPOSITORY}*"):
            yield from sorted(folder.glob(pattern))


def _current(repository: Path) -> Path | None:
    """The snapshot that its tools would take: that of `main`, else the newest."""
    whole = [each.parent for each in (repository / _SNAPSHOTS).glob(f"*/{_WEIGHTS}")]
    with contextlib.suppress(OSError, UnicodeDecodeError):
        revision = (repository / "refs" / "main").read_text("ascii").strip()
        whole = [each for each in whole if each.name == revision] or whole
    return max(whole, key=lambda each: each.stat().st_mtime, default=None)
