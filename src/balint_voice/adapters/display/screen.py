"""The screen as lines: what is said, with its time; in a terminal also a status line.

Rules: it only shows what it is given. The conductor's thread and the thread of the keys call it. In
a pipe and with `--plain` there are no control characters in the output, except while a note is
typed: the note is cleared from a terminal, and not shown in a pipe. Text from a script is escaped
here (`messages/printable.py`). A note takes a while to be sealed, and whoever shows something does
not wait for that.
"""

import shutil
import textwrap
import threading
from collections.abc import Callable
from math import ceil
from typing import TextIO

from balint_voice.adapters.display.captions import minutes_and_seconds, title_of
from balint_voice.adapters.display.key_help import offered
from balint_voice.adapters.display.keyboard import forget_typed, listening_to_keys
from balint_voice.adapters.display.keys import KeyDispatcher, Noted
from balint_voice.adapters.display.output import output_to
from balint_voice.listening.level_bar import level_bar
from balint_voice.messages.printable import printable, printable_lines
from balint_voice.method.words import Words
from balint_voice.session.clock import Instant
from balint_voice.session.offers import Offer
from balint_voice.session.outputs import Cue
from balint_voice.session.questions import Answerable
from balint_voice.session.stage_table import BEATS, Stage
from balint_voice.session.view import View

ANSWERS: dict[Answerable, str] = {
    "consent": "answer-consent",
    "veto": "answer-veto",
    "veto-before": "answer-veto-before",
    "silence": "answer-silence",
    "command": "answer-command",
}
"""The label that says which key answers a question."""

CALM = ("no-effect", "agreed-early", "take-your-time", "begun-early", "mended")
"""What only answers a key, or says that all is well: no reason to worry, so no "please note"."""


_CLEAR_LINE = "\r\x1b[2K"


def _waits_for_text(view: View) -> bool:
    # What a closing microphone had heard comes into the backlog a moment after it closed.
    return view.stage is Stage.DRAIN and view.backlog_s > 0


class LineScreen:
    """Lines to `out`; `live` keeps a status line under them, renewed every second."""

    def __init__(self, out: TextIO, words: Words, *, live: bool, desk: KeyDispatcher) -> None:
        self._out = output_to(out, mark=f"\n[{words.label('screen', 'missing')}]\n")
        self._is_terminal = out.isatty()
        self._words = words
        self._live = live
        self._breaks_lines = live or self._is_terminal
        self._desk = desk
        self._pressing = threading.RLock()
        self._drawing = threading.RLock()
        self._status = ""
        self._view: View | None = None
        self._heading = ""
        self._left_at = Instant(0)
        self._shown_keys: tuple[Offer, ...] = ()

    def during(self, session: Callable[[], None]) -> None:
        """Run the session and read its keys; the keys are announced when they are read."""
        forget_typed()
        with listening_to_keys(self.press, self):
            session()

    def leaving(self) -> None:
        """The program is about to stop: what stands here is left as lines."""
        self._left_at = self._desk.now()
        self._draw_status("")
        self._out.finish()

    def back(self) -> None:
        with self._drawing:
            self._status = ""
            self._renew_status()
        self._desk.went_on()

    def slept(self) -> None:
        self._desk.slept_since(self._left_at)

    def press(self, key: str) -> Noted | None:
        """A key was pressed. Returns what became of the note that it ended."""
        return self._pressed(self._desk.press, key)

    def command(self, key: str) -> None:
        """A button of the page was pressed: a command, also while a note is typed."""
        self._pressed(self._desk.command, key)

    def _pressed(self, does: Callable[[str], Noted | None], key: str) -> Noted | None:
        with self._pressing:
            typing = self._desk.line
            noted = does(key)
            with self._drawing:
                if typing is None and self._desk.line is not None:
                    self._line(self._wrapped(self._label("note-keys")))
                if typing is not None and self._desk.line is None:
                    self._draw_status("")
                if noted is not None:
                    self._line(f"        [{self._label(noted)}]")
                self._renew_status()
            return noted

    def note(self, text: str) -> Noted | None:
        """The note that was begun is this text, and is done. It is never shown here."""
        with self._pressing:
            self._desk.paste(text)
            return self.press("enter")

    @property
    def refresh_s(self) -> float | None:
        return 1.0 if self._live else None

    def say(self, cue: Cue, at: Instant) -> None:
        with self._drawing:
            if cue.id.name.kind == Stage.ANNOUNCE:
                self._line(self._heading)
            self._line(self._wrapped(f"{minutes_and_seconds(at):>6}  {cue.text}"))
            self._renew_status()

    def warn(self, key: str) -> None:
        with self._drawing:
            warning = self._words.label("warnings", key)
            if key in CALM:
                self._line(self._wrapped(f"        [{warning}]"))
            else:
                self._line(self._wrapped(f"{self._label('warning')}: {warning}"))
            self._renew_status()

    def show(self, view: View) -> None:
        with self._drawing:
            before, self._view = self._view, view
            self._desk.note_for = view.note_for
            if view.stage is Stage.ANNOUNCE:
                self._heading = f"\n{title_of(self._words, view)}\n{view.speaks}"
            self._tell_keys(view)
            if view.microphone != (before.microphone if before else None):
                self._line(f"        [{self._microphone(view)}]")
            if view.asks is not None and view.asks != (before.asks if before else None):
                self._line(f"        [{self._label(ANSWERS[view.asks])}]")
            if _waits_for_text(view) and not (before and _waits_for_text(before)):
                self._line(self._wrapped(self._label("draining")))
            self._renew_status()

    def _tell_keys(self, view: View) -> None:
        """Say once in a phase which keys there are, and again when there are others."""
        offers = tuple(offer for offer in view.offers if offer != "time-left")
        if self._live and view.stage in BEATS and offers != self._shown_keys:
            self._shown_keys = offers
            self._line(self._wrapped(offered(self._words, view.offers)))

    def close(self) -> None:
        with self._pressing, self._drawing:  # a note that is being sealed is told of first
            self._draw_status("")
        self._out.finish()

    def _renew_status(self) -> None:
        """The line below: the note that is being typed, else where we are."""
        line = self._desk.line  # it may be done while it is drawn
        if line is not None and self._is_terminal:
            room = shutil.get_terminal_size().columns - 1
            label = f"{self._left()}{self._label('note')}: "
            before, under, after = line.part(max(8, room - len(label) - 1))
            self._draw_status(f"{label}{before}▏{under}{after}".rstrip())
        elif self._live and self._view is not None:
            self._draw_status(self._status_of(self._view))

    def _left(self) -> str:
        left = self._view.left_s if self._view and self._live else None
        return "" if left is None else f"{minutes_and_seconds(ceil(left))} · "

    def _microphone(self, view: View) -> str:
        key = f"microphone-{view.microphone}" if view.microphone else "microphone-closed"
        return self._label(key)

    def _level(self, view: View) -> str:
        if view.level is None:
            return ""
        loud = f" {self._label('too-loud')}" if view.level[1] else ""
        return f" {level_bar(view.level[0])}{loud}"

    def _status_of(self, view: View) -> str:
        parts = []
        if view.paused:
            parts.append(self._label("paused"))
        if view.phase is not None:
            parts.append(f"{view.phase_number} {view.phase}".strip())
        if view.interlude is not None:
            parts.append(self._words.label("review", view.interlude))
        if view.waiting:
            parts.append(self._label("waits"))
        if view.left_s is not None:
            parts.append(f"{self._label('left')} {minutes_and_seconds(ceil(view.left_s))}")
        if view.microphone is not None:
            sign = "●" if view.microphone == "record" else "○"
            parts.append(f"{sign} {self._microphone(view)}{self._level(view)}")
        if view.backlog_s >= 1:
            parts.append(f"{self._label('backlog')} {view.backlog_s:.0f} s")
        if view.short_s >= 30:
            short = self._words.minutes(view.short_s)
            parts.append(f"{self._label('warning')}: {self._label('short').format(minutes=short)}")
        if view.remaining_s > 0:
            parts.append(self._label("ends").format(n=ceil(view.remaining_s / 60)))
        coming = view.next_phase
        if view.next_interlude is not None:
            coming = self._words.label("review", view.next_interlude)
        if coming is not None:
            parts.append(f"{self._label('next')}: {coming}")
        return " · ".join(parts)

    def _wrapped(self, text: str) -> str:
        """In a terminal, broken between words under the text; in a pipe, one line as it is."""
        if not self._breaks_lines:
            return text
        width = max(30, shutil.get_terminal_size().columns)
        return textwrap.fill(text, width, subsequent_indent=" " * 8, drop_whitespace=True)

    def _label(self, key: str) -> str:
        return self._words.label("screen", key)

    def _line(self, text: str) -> None:
        status, self._status = self._status, ""
        self._out.write((_CLEAR_LINE if status else "") + printable_lines(text) + "\n")

    def _draw_status(self, text: str) -> None:
        width = shutil.get_terminal_size().columns - 1
        text = printable(text)
        text = text if len(text) <= width else text[: width - 1] + "…"
        if text != self._status:
            self._out.write(_CLEAR_LINE + text)
            self._status = text
