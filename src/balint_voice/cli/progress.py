"""The progress of something that takes more than a second: a bar in a terminal, lines elsewhere.

Rules: stderr only. Nothing is drawn where nobody sees it.
"""

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal

import typer

from balint_voice.messages.printable import printable

if TYPE_CHECKING:
    from rich.status import Status

TellProgress = Callable[[int, int], None]
"""`tell(done, of)`, as often as one likes."""

_LINE_EVERY = 10  # per cent


@contextlib.contextmanager
def progress(what: str, unit: Literal["bytes", "pieces"] = "pieces") -> Iterator[TellProgress]:
    """Show how far `what` is while the block runs."""
    what = printable(what)
    if sys.stderr.isatty():
        with _bar(what, unit) as tell:
            yield tell
    else:
        yield _lines(what, unit)


class Waiting:
    """What is being waited for, of no known length: a spinner in a terminal, a line elsewhere."""

    def __init__(self) -> None:
        self._shown: Status | None = None

    def __call__(self, what: str) -> None:
        """From here on it is this that is waited for."""
        self.over()
        what = printable(what)
        if not sys.stderr.isatty():
            typer.echo(what, err=True)
            return
        from rich.console import Console

        self._shown = Console(stderr=True, highlight=False).status(escaped(what))
        self._shown.start()

    def over(self) -> None:
        """Nothing is waited for; the line is free again."""
        if self._shown is not None:
            self._shown.stop()
            self._shown = None


@contextlib.contextmanager
def waited_for(what: str) -> Iterator[None]:
    """Show what is waited for while the block runs, to somebody who sits there.

    A line that is taken back, no spinner: what keeps the whole of Python busy lets none turn.
    """
    shown, what = sys.stderr.isatty(), printable(what)
    if shown:
        typer.echo(f"{what} ...", err=True, nl=False)
    try:
        yield
    finally:
        if shown:
            typer.echo(f"\r{' ' * len(f'{what} ...')}\r", err=True, nl=False)


def escaped(text: str) -> str:
    """A device or a model may be called [red]."""
    from rich.markup import escape

    return escape(text)


@contextlib.contextmanager
def _bar(what: str, unit: str) -> Iterator[TellProgress]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    counted = DownloadColumn() if unit == "bytes" else MofNCompleteColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), counted, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as shown:
        task = shown.add_task(escaped(what), total=None)
        yield lambda done, of: shown.update(task, completed=done, total=of)


def _lines(what: str, unit: str) -> TellProgress:
    """One line every ten per cent: a log stays readable."""
    last = -1

    def tell(done: int, of: int) -> None:
        nonlocal last
        step = 100 * done // max(1, of) // _LINE_EVERY
        if step > last:
            last = step
            of_all = f"{done / 1e6:.0f} of {of / 1e6:.0f} MB" if unit == "bytes" else f"{done}/{of}"
            typer.echo(f"{what}: {100 * done // max(1, of)} % ({of_all})", err=True)

    return tell
