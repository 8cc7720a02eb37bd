"""The page on which the presenter adds to the notes after the session.

Rules: what is typed leaves only through `keep`, and the notes are shown nowhere but here. The page
is the terminal's second one: when it goes, nothing of it is left above. Up and down choose the
entry that an addition stands beside; Enter seals it, Escape drops what is typed or leaves.
"""

import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType

from rich.cells import cell_len, set_cell_size

from balint_voice.adapters.display.note_line import NoteLine
from balint_voice.adapters.display.page_app import PageApp
from balint_voice.adapters.display.palette import Palette
from balint_voice.adapters.display.rows import Role, Row, Span

Keep = Callable[[int | None, str], bool]
"""Takes the sequence that a text stands beside (None: the whole) and the text; whether it is
sealed and synced when it returns."""

_MARGIN = 2
_ENDS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")


@dataclass(frozen=True)
class ListedEntry:
    """One entry as it is shown: its sequence, and a line."""

    sequence: int
    line: str


class AdditionPage:
    """`page_app.ShownPage`. `labels`: `whole`, `title`, `keys`, `kept`, `cut`, `failed`,
    `type-here`. `longest`: characters of an addition."""

    def __init__(
        self,
        entries: Sequence[ListedEntry],
        labels: Mapping[str, str],
        keep: Keep,
        palette: Palette,
        *,
        longest: int,
    ) -> None:
        self._listed = list(entries)
        self._labels = labels
        self._keep = keep
        self._longest = longest
        self._line = NoteLine("", self._longest)
        self._chosen = len(self._listed)
        """The place among the entries; after the last one: about the whole."""
        self._said = ""
        self._interrupted = threading.Event()
        self.app = PageApp(self, palette)

    def show(self) -> bool:
        """Until the presenter leaves it; False where Ctrl-C or the system ended it."""
        ends = [getattr(signal, name) for name in _ENDS if hasattr(signal, name)]
        before = {end: signal.signal(end, self._interrupt) for end in ends}
        try:
            self.app.show()
        finally:
            for end, handler in before.items():
                signal.signal(end, handler)
        return not self._interrupted.is_set()

    def _interrupt(self, _: int, __: FrameType | None) -> None:
        self._interrupted.set()
        self.app.end()

    # What the page asks.

    def press(self, key: str) -> None:
        match key:
            case "up":
                self._chosen = max(0, self._chosen - 1)
            case "down":
                self._chosen = min(len(self._listed), self._chosen + 1)
            case "pageup":
                self._chosen = max(0, self._chosen - 10)
            case "pagedown":
                self._chosen = min(len(self._listed), self._chosen + 10)
            case "escape" if self._line.text:
                self._line = NoteLine("", self._longest)
            case "escape":
                self.app.end()
            case "enter" if self._line.text.strip():
                self._seal()
            case _:
                self._said = ""
                self._line.press(key)

    def paste(self, text: str) -> None:
        for character in " ".join(text.split()):
            self._line.press(character)

    def leaving(self) -> None: ...

    def slept(self) -> None: ...

    def _seal(self) -> None:
        """Where it fails, what was typed stays in the line."""
        at = self._chosen
        beside = self._listed[at].sequence if at < len(self._listed) else None
        if not self._keep(beside, self._line.text.strip()):
            self._said = self._labels["failed"]
            return
        self._said = self._labels["cut" if self._line.cut else "kept"]
        self._line = NoteLine("", self._longest)

    def rows(self, width: int, height: int) -> tuple[Row, ...]:
        """The notes above, what is typed below them, the keys at the foot."""
        inner = max(10, width - 2 * _MARGIN)
        typed = _typed(self._line, inner)
        below: list[Row] = [
            (),
            (Span(_cut(self._labels["type-here"], inner), "quiet"),),
            *typed,
            (),
            (Span(_cut(self._said, inner), "strong"),),
            *((Span(part, "quiet"),) for part in _broken(self._labels["keys"], inner)),
        ]
        room = max(1, height - len(below) - 2)
        above: list[Row] = [(Span(_cut(self._labels["title"], inner), "strong"),), ()]
        shown = [*above, *self._entries(inner, room), *below]
        return tuple((Span(" " * _MARGIN), *row) for row in shown[-height:])

    def _entries(self, inner: int, room: int) -> list[Row]:
        """Each on one line but the chosen one, which is shown whole, as far as there is room."""
        lines = [*(each.line for each in self._listed), self._labels["whole"]]
        rows: list[tuple[int, Row]] = []
        for at, line in enumerate(lines):
            chosen = at == self._chosen
            parts = _broken(line, inner - 2) if chosen else [_cut(line, inner - 2)]
            role: Role = "here" if chosen else "text"
            for n, part in enumerate(parts):
                mark = "> " if chosen and n == 0 else "  "
                rows.append((at, (Span(f"{mark}{part}", role),)))
        first = next(n for n, (at, _) in enumerate(rows) if at == self._chosen)
        last = max(n for n, (at, _) in enumerate(rows) if at == self._chosen)
        top = min(max(0, last + 2 - room), first)
        return [row for _, row in rows[top : top + room]]


def _typed(line: NoteLine, inner: int) -> list[Row]:
    """What is typed, over as many rows as it needs, with the cursor in it."""
    before, under, after = line.part(1 << 20)
    rows: list[Row] = []
    spans: list[Span] = []
    used = 0
    parts: tuple[tuple[str, Role], ...] = ((before, "text"), (under, "cursor"), (after, "text"))
    for text, role in parts:
        for character in text:
            cells = cell_len(character)
            if used + cells > inner:
                rows.append(tuple(spans))
                spans, used = [], 0
            spans.append(Span(character, role))
            used += cells
    return [*rows, tuple(spans)]


def _cut(text: str, inner: int) -> str:
    return text if cell_len(text) <= inner else f"{set_cell_size(text, inner - 1)}…"


def _broken(text: str, inner: int) -> list[str]:
    """Between words, and inside one only where it is longer than a row."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(longer) <= inner:
            lines[-1] = longer
            continue
        rest = word
        while cell_len(rest) > inner:
            lines.append(rest[:inner])
            rest = rest[inner:]
        lines.append(rest)
    return [line for line in lines if line] or [""]
