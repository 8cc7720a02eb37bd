"""The thread that calls the library, with calls that hang for as long as a test wants."""

import queue
import threading
from collections.abc import Callable

import pytest

from balint_voice.adapters.sound.library_thread import MOST_LEFT_BEHIND, Hangs, LibraryThread
from tests.support.fakes import PATIENCE_S
from tests.support.pulse import waited_for

SHORT_S = 0.05
"""Long enough for nothing: what is asked here never comes back in time."""


class Hanging:
    """A call that comes back when it is let go."""

    def __init__(self) -> None:
        self._let_go = threading.Event()

    def __call__(self) -> str:
        assert self._let_go.wait(PATIENCE_S)
        return "late"

    def let_go(self) -> None:
        self._let_go.set()


def leave_hanging(
    library: LibraryThread, call: Hanging, undo: Callable[[str], object] = lambda _: None
) -> None:
    """One more call that is waited for in vain, also where threads are slow to begin."""
    before = library.hanging
    while library.hanging == before:
        with pytest.raises(Hangs):
            library.call(call, SHORT_S, undo)


@pytest.fixture
def library() -> LibraryThread:
    return LibraryThread("library")


def test_what_a_call_returns_or_raises_comes_back(library: LibraryThread) -> None:
    def fails() -> None:
        raise ValueError("no")

    assert library.call(lambda: 3, PATIENCE_S) == 3
    with pytest.raises(ValueError, match="no"):
        library.call(fails, PATIENCE_S)
    with pytest.raises(TimeoutError, match="its own"):
        library.call(_times_out, PATIENCE_S)


def _times_out() -> None:
    raise TimeoutError("its own")


def test_all_calls_are_made_by_one_thread_also_those_within_a_call(library: LibraryThread) -> None:
    def outer() -> tuple[int, int]:
        return threading.get_ident(), library.call(threading.get_ident, PATIENCE_S)

    asked_first, asked_within = library.call(outer, PATIENCE_S)
    assert asked_first == asked_within == library.call(threading.get_ident, PATIENCE_S)
    assert asked_first != threading.get_ident()


def test_what_comes_too_late_is_undone(library: LibraryThread) -> None:
    hanging = Hanging()
    undone: queue.SimpleQueue[str] = queue.SimpleQueue()
    leave_hanging(library, hanging, undone.put)
    hanging.let_go()
    assert undone.get(timeout=PATIENCE_S) == "late"
    assert library.hanging == 0


def test_others_go_on_beside_a_call_that_hangs(library: LibraryThread) -> None:
    hanging = Hanging()
    before = library.call(threading.get_ident, PATIENCE_S)
    leave_hanging(library, hanging)
    beside = library.call(threading.get_ident, PATIENCE_S)
    hanging.let_go()
    waited_for("it to come back", lambda: not library.hanging)
    assert before != beside == library.call(threading.get_ident, PATIENCE_S), "one thread is left"


def test_where_too_many_hang_no_other_begins(library: LibraryThread) -> None:
    hanging, begun, after = Hanging(), threading.Event(), threading.Event()
    for _ in range(MOST_LEFT_BEHIND):
        leave_hanging(library, hanging)
    with pytest.raises(Hangs):
        library.call(begun.set, PATIENCE_S)
    hanging.let_go()
    library.see_to(after.set, PATIENCE_S)
    assert after.wait(PATIENCE_S)
    assert not begun.is_set()
    waited_for("all to come back", lambda: not library.hanging)
    assert library.call(lambda: "well again", PATIENCE_S) == "well again"


def test_a_call_that_waited_in_line_in_vain_is_never_made(library: LibraryThread) -> None:
    hanging, begun, waits = Hanging(), threading.Event(), threading.Event()

    def ask() -> None:
        waits.set()
        library.call(hanging, PATIENCE_S)

    asking = threading.Thread(target=ask)
    asking.start()
    assert waits.wait(PATIENCE_S)
    with pytest.raises(Hangs):  # noqa: PT012 - one of the calls is to fail
        while True:  # until the other one is before this one in the line
            library.call(lambda: None, SHORT_S)
    with pytest.raises(Hangs):
        library.call(begun.set, SHORT_S)
    hanging.let_go()
    asking.join()
    library.call(lambda: None, PATIENCE_S)
    assert not begun.is_set()


def test_what_hangs_is_seen_to_in_the_end_and_holds_nobody_up(library: LibraryThread) -> None:
    hanging, seen_to = Hanging(), threading.Event()

    def close() -> None:
        hanging()
        seen_to.set()

    library.see_to(close, SHORT_S)
    assert not seen_to.is_set()
    hanging.let_go()
    assert seen_to.wait(PATIENCE_S)
