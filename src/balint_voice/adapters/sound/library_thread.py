"""A thread for calls into a library that may never return.

Rules: calls are made one after the other, and the caller waits a bounded time. A call that nobody
waits for any more is not started. A call that has started keeps its thread, and another thread
takes over. If it returns at last, its result is undone. What happened without it is in
docs/decisions/voice.md.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any, TypeVar

T = TypeVar("T")

MOST_LEFT_BEHIND = 3
"""So many hanging calls say that the next would hang too; each holds a thread and its files."""


class Hangs(Exception):
    """The library has not come back from a call."""


class LibraryThread:
    """Makes the calls. While some hang, others are tried beside them, but not without end."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._thread: threading.Thread | None = None
        self._calls: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = queue.SimpleQueue()
        self._left_behind: list[Future[Any]] = []
        self._changing = threading.RLock()

    @property
    def hanging(self) -> int:
        """How many calls were waited for in vain, and are still not back."""
        with self._changing:
            self._left_behind = [call for call in self._left_behind if not call.done()]
            return len(self._left_behind)

    def call(
        self,
        what: Callable[[], T],
        patience_s: float,
        undo: Callable[[T], object] = lambda _: None,
    ) -> T:
        """What `what` returns or raises. Raises Hangs after `patience_s`, or at once where others
        hang; what `what` returns later than that goes to `undo`."""
        if threading.current_thread() is self._thread:
            return what()
        if self.hanging >= MOST_LEFT_BEHIND:
            raise Hangs
        future = self._put(what)
        if future in wait((future,), patience_s).done:
            return future.result()
        if not future.cancel():
            self._leave_behind(future)
            future.add_done_callback(lambda late: self._undo(late, undo))
        raise Hangs

    def see_to(self, what: Callable[[], None], patience_s: float) -> None:
        """Has `what` done, whatever it takes; waits for it so long."""
        if threading.current_thread() is self._thread:
            what()
            return
        future = self._put(what)
        if future not in wait((future,), patience_s).done:
            self._leave_behind(future)

    def _leave_behind(self, future: "Future[Any]") -> None:
        with self._changing:
            if future.running():
                self._left_behind.append(future)
                self._take_over()

    def _undo(self, late: "Future[T]", undo: Callable[[T], object]) -> None:
        if late.exception() is None:
            self._put(lambda: undo(late.result()))

    def _put(self, what: Callable[[], T]) -> "Future[T]":
        with self._changing:
            if self._thread is None:
                self._take_over()
        future: Future[T] = Future()
        self._calls.put((future, what))
        return future

    def _take_over(self) -> None:
        # A daemon thread: it may hang for ever, and the program must still end.
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            future, what = self._calls.get()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                answer, error = what(), None
            except BaseException as raised:  # noqa: BLE001 - whoever asked gets it
                answer, error = None, raised
            with self._changing:
                if error is None:
                    future.set_result(answer)
                else:
                    future.set_exception(error)
                if threading.current_thread() is not self._thread:
                    return
            del future, what, answer, error  # or they would live until the next call
