"""The screen as lines: what is said, with its time; in a terminal, a status line below it.

Rule of this room: shows what it is given. Only the conductor's thread calls it. In a pipe, with
`--plain` or NO_COLOR there is no control character in the output.
"""

import contextlib
import shutil
import textwrap
from math import ceil
from typing import TextIO

from balint_voice.method.words import Words
from balint_voice.session.clock import Instant
from balint_voice.session.outputs import Cue
from balint_voice.session.table import Stage
from balint_voice.session.view import View

_CLEAR_LINE = "\r\x1b[2K"


def minutes_and_seconds(seconds: float) -> str:
    """12:05, as a kitchen clock shows it."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


class LineScreen:
    """Lines to `out`; `live` keeps a status line under them, renewed every second."""

    def __init__(self, out: TextIO, words: Words, live: bool) -> None:
        self._out = out
        self._words = words
        self._live = live
        self._status = ""
        self._stage: Stage | None = None
        self._microphone_open = False
        self._heading = ""
        if live:
            self._line(self._wrapped(self._label("keys")))

    @property
    def refresh_s(self) -> float | None:
        return 1.0 if self._live else None

    def say(self, cue: Cue, at: Instant) -> None:
        if "/announce" in cue.id:
            self._line(self._heading)
        self._line(self._wrapped(f"{minutes_and_seconds(at):>6}  {cue.text}"))

    def warn(self, key: str) -> None:
        self._line(self._wrapped(f"{self._label('warning')}: {self._words.label('warnings', key)}"))

    def show(self, view: View) -> None:
        if view.stage is Stage.ANNOUNCE:
            heading = f"{self._label('phase')} {view.number}/{view.phases} · {view.phase}"
            self._heading = f"\n{heading}\n{view.speaks}"
        if view.microphone_open != self._microphone_open:
            self._microphone_open = view.microphone_open
            key = "microphone-open" if view.microphone_open else "microphone-closed"
            self._line(f"        [{self._label(key)}]")
        if view.stage is Stage.DRAIN and self._stage is not Stage.DRAIN and view.backlog_s > 0:
            self._line(self._label("draining"))
        self._stage = view.stage
        if self._live:
            self._draw_status(self._status_of(view))

    def close(self) -> None:
        self._draw_status("")

    def _status_of(self, view: View) -> str:
        parts = []
        if view.paused:
            parts.append(self._label("paused"))
        if view.phase is not None:
            parts.append(f"{view.number}/{view.phases} {view.phase}")
        if view.interlude is not None:
            parts.append(self._words.label("review", view.interlude))
        if view.waiting:
            parts.append(self._label("waits"))
        if view.left_s is not None:
            parts.append(f"{self._label('left')} {minutes_and_seconds(ceil(view.left_s))}")
        if view.microphone_open:
            parts.append(f"● {self._label('microphone-open')}")
        if view.backlog_s >= 1:
            parts.append(f"{self._label('backlog')} {view.backlog_s:.0f} s")
        if view.short_s >= 30:
            short = self._words.minutes(view.short_s)
            parts.append(f"{self._label('warning')}: {self._label('short').format(minutes=short)}")
        if view.remaining_s > 0:
            parts.append(self._label("ends").format(n=ceil(view.remaining_s / 60)))
        if view.next_phase is not None:
            parts.append(f"{self._label('next')}: {view.next_phase}")
        return " · ".join(parts)

    def _wrapped(self, text: str) -> str:
        """In a terminal, broken between words under the text; in a pipe, one line as it is."""
        if not self._live:
            return text
        width = max(30, shutil.get_terminal_size().columns)
        return textwrap.fill(text, width, subsequent_indent=" " * 8, drop_whitespace=True)

    def _label(self, key: str) -> str:
        return self._words.label("screen", key)

    def _line(self, text: str) -> None:
        status, self._status = self._status, ""
        self._write((_CLEAR_LINE if status else "") + text + "\n")

    def _draw_status(self, text: str) -> None:
        width = shutil.get_terminal_size().columns - 1
        text = text if len(text) <= width else text[: width - 1] + "…"
        if text != self._status:
            self._write(_CLEAR_LINE + text)
            self._status = text

    def _write(self, text: str) -> None:
        """A terminal that was closed takes nothing more; the voice and the clock go on."""
        with contextlib.suppress(OSError, ValueError):
            self._out.write(text)
            self._out.flush()
