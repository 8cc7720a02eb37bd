"""Which device a person means by what they typed.

Rules: pure. Names are compared in one normal form, because systems compose letters and choose
quotation marks in their own way. A whole name counts before a number of the list, and a number
before a part of a name. What fits more than one device is for the person to decide.
"""

import unicodedata
from collections.abc import Callable, Sequence

Device = tuple[int, str, bool]
"""(index, name, whether it is the system's choice)."""

_TYPED = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2010": "-"})
_CUT = 31
"""The oldest sound system of Windows cuts its names to so many characters."""


class Meant:
    """What was meant by each name, for as long as the program runs.

    A device that is plugged in later changes the numbers of the list, and may fit a name as well;
    it must not become the one that was meant.
    """

    def __init__(self) -> None:
        self._found: dict[str, str] = {}

    def by(
        self, asked: str, known: Sequence[Device], system: Callable[[int], object]
    ) -> tuple[Device, ...]:
        """As `fitting`; what was found before is found again, and a number means nothing else."""
        before = self._found.get(asked)
        found = tuple(device for device in known if device[1] == before)[:1]
        if not found and not (before is not None and _is_number(asked)):
            found = fitting(asked, known, system)
        if len(found) == 1:
            self._found[asked] = found[0][1]
        return found


def names(known: Sequence[Device]) -> dict[str, bool]:
    """The list as it is numbered, from 1 on: each name once, and whether it is the default.

    Windows lists each device once for each of its sound systems.
    """
    listed: dict[str, bool] = {}
    for _, name, default in known:
        listed[name] = listed.get(name, False) or default
    return listed


def fitting(
    asked: str, known: Sequence[Device], system: Callable[[int], object] = lambda _: None
) -> tuple[Device, ...]:
    """The devices that are meant, each name once: none, one, or the several that fit.

    `system(index)`: the sound system that a device is listed by. What several of them list is one
    device, and that of the first counts.
    """
    wanted = normal(asked)
    found = [device for device in known if device[1] == asked]
    found = found or [device for device in known if normal(device[1]) == wanted]
    if not found and _is_number(asked):
        numbered = dict(enumerate(names(known), 1)).get(int(asked))
        found = [device for device in known if device[1] == numbered]
    if not found:
        found = [device for device in known if wanted and wanted in normal(device[1])]
    if len({name for _, name, _ in found}) > 1:
        first = system(found[0][0])
        found = [device for device in found if system(device[0]) == first]
    return _each_once(found)


def normal(name: str) -> str:
    """The same for what looks the same."""
    plain = unicodedata.normalize("NFKC", name).translate(_TYPED).casefold()
    return " ".join(unicodedata.normalize("NFC", plain).split())


def _is_number(asked: str) -> bool:
    return asked.strip().isdecimal()


def _each_once(found: Sequence[Device]) -> tuple[Device, ...]:
    kept: list[Device] = []
    for device in found:
        if not any(_same(device[1], other) for _, other, _ in kept):
            kept.append(device)
    return tuple(kept)


def _same(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) == _CUT and longer.startswith(shorter))
