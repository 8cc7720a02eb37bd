"""A Textual driver for a terminal that may disappear at any moment.

Rules: what cannot be written is dropped, and the loss of the terminal is reported once. Textual's
own writing thread ends at the first error, and everybody who writes after that waits for ever.
"""

from collections.abc import Callable
from typing import IO, Any

from textual.driver import Driver


class _Forgiving:
    """A file that never fails."""

    def __init__(self, file: IO[str], gone: Callable[[], None]) -> None:
        self._file = file
        self._gone: Callable[[], None] | None = gone

    def write(self, text: str) -> None:
        self._try(lambda: self._file.write(text))

    def flush(self) -> None:
        self._try(self._file.flush)

    def fileno(self) -> int:
        return self._file.fileno()

    def _try(self, what: Callable[[], object]) -> None:
        try:
            what()
        except (OSError, ValueError):
            if self._gone is not None:
                self._gone()
                self._gone = None


def steady(driver: type[Driver], gone: Callable[[], None]) -> type[Driver]:
    """That driver, writing to a terminal whose loss is told by `gone`, from another thread."""

    def begin(self: Driver, *args: Any, **options: Any) -> None:
        driver.__init__(self, *args, **options)
        vars(self)["_file"] = _Forgiving(vars(self)["_file"], gone)

    return type("SteadyDriver", (driver,), {"__init__": begin})
