"""Keys that are pressed as people press them: apart, and again where nothing comes of it."""

import threading
import time
from collections.abc import Callable

from tests.support.pulse import PATIENCE_S

_APART_S = 0.6
"""Time itself makes a press one of its own (`session/presses.py`)."""
_NOTHING_CAME_S = 20.0
"""Only then it is pressed again: many a key undoes what the same key did before."""
_ASKED_S = 1.5
"""So soon what asks first is pressed again; it takes a second press for some seconds."""


def pressed_until(
    press: Callable[[], object], does: Callable[[], object], again_s: float = _NOTHING_CAME_S
) -> None:
    """Pressed until it did what it does. A program that is held up may read two presses at once,
    and take them for one."""
    end = time.monotonic() + PATIENCE_S
    threading.Event().wait(_APART_S)
    while True:
        press()
        due = time.monotonic() + max(again_s, _APART_S)
        while time.monotonic() < due:
            if does():
                return
            threading.Event().wait(0.02)
        assert time.monotonic() < end, f"pressed for {PATIENCE_S:.0f} s in vain"


def confirmed(press: Callable[[], object], does: Callable[[], object]) -> None:
    """What asks before it does it: a press too many only asks again."""
    pressed_until(press, does, _ASKED_S)
