"""The machine stays awake, with its screen on, while a session runs.

Rules: best effort. A closed lid always puts the machine to sleep. A system that offers no way to
ask (a bare terminal, an unknown desktop) is left alone. This never stops a session.
"""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wakepy import Mode


@contextlib.contextmanager
def keeping_awake() -> Iterator[bool]:
    """Inside: no sleep and no dark screen. Yields whether the system agreed; raises nothing.

    The system takes its promise back when the process ends, however it ends. To be entered and
    left in the same thread.
    """
    mode = _asked_for()
    try:
        yield mode is not None
    finally:
        if mode is not None:
            with contextlib.suppress(Exception):  # the desktop went away: so did its promise
                mode.__exit__(None, None, None)


def _asked_for() -> "Mode | None":
    try:
        from wakepy import keep

        mode = keep.presenting(on_fail="pass")
        mode.__enter__()
    except Exception:  # noqa: BLE001 - whatever a desktop's own parts raise: the session goes on
        return None
    if mode.active:
        return mode
    with contextlib.suppress(Exception):  # entered all the same, so it is left
        mode.__exit__(None, None, None)
    return None
