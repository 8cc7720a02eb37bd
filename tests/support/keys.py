"""Keys that are pressed twice, as people do it."""

import threading
from collections.abc import Callable

_APART_S = 1.0
"""Time itself makes the second press one of its own (`session/presses.py`)."""


def twice(press: Callable[[str], None], key: str) -> None:
    press(key)
    threading.Event().wait(_APART_S)
    press(key)
