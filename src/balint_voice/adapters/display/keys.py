"""Keys and a presenter's clicker become inputs of the session, or a typed note.

Rules: a press becomes an input, with its time; the session decides what happens, and which press
counts (`session/presses.py`). A key is the character it types, in capitals or not, or its name
("pagedown", "escape").
"""

from collections.abc import Callable
from typing import Literal

from balint_voice.adapters.display.note_line import NoteLine
from balint_voice.errors import BalintVoiceError
from balint_voice.ports import Inbox
from balint_voice.session import inputs as i
from balint_voice.session.clock import Instant

FIVE_MINUTES = 300.0

KEYS: dict[str, Callable[[], i.Input]] = {
    " ": i.Next,
    "pagedown": i.Next,
    "b": i.Back,
    "pageup": i.Back,
    "p": i.TogglePause,
    "+": lambda: i.Extend(FIVE_MINUTES),
    "s": i.Skip,
    "r": i.Repeat,
    "t": i.TellTimeLeft,
    "m": i.AskForConsent,
    "v": i.Veto,
    "1": i.OnlyThisPhase,
    "j": i.Agree,
    "y": i.Agree,
    "o": i.Agree,
    "n": i.TypeNote,
    "q": i.End,
    # A clicker's other buttons: "black screen" asks for the time; "start the show" and "stop the
    # show" share a button that sends one and then the other, so both mean the same.
    ".": i.TellTimeLeft,
    "f5": i.TogglePause,
    "escape": i.TogglePause,
}
"""One key, one command."""

TakeNote = Callable[[str, str], None]
"""Takes (phase, text); when it returns, the note is sealed and synced. Raises OSError."""

Noted = Literal["note-kept", "note-cut", "note-dropped"]
"""What became of a typed note; the key of the label that says it."""


class KeyDispatcher:
    """Where keys are pressed: commands go to the inbox; while a note is typed, letters are text.

    What is typed goes to `take_note` and nowhere else. Keys of a clicker and buttons stay commands.
    `now`: the session's time, read at each press.
    """

    def __init__(self, inbox: Inbox, take_note: TakeNote, now: Callable[[], Instant]) -> None:
        self._inbox = inbox
        self._take_note = take_note
        self.now = now
        self.note_for: str | None = None
        """The phase to which a note would belong; None where none can be kept."""
        self.line: NoteLine | None = None
        """The note that is being typed."""

    def press(self, key: str) -> Noted | None:
        """A key was pressed. Returns what became of the note that it ended."""
        line = self.line
        if line is not None and key in ("enter", "escape"):
            self.line = None
            return self._keep(line) if key == "enter" and line.text.strip() else "note-dropped"
        if line is None or not line.press(key):
            self._obey(key.lower() if len(key) == 1 else key)
        return None

    def command(self, key: str) -> None:
        """A button on a page was pressed, which stands for this key and is never text. A note that
        is being typed stays as it is."""
        self._obey(key, by_button=True)

    def _obey(self, key: str, *, by_button: bool = False) -> None:
        meant = KEYS.get(key)
        wants = meant() if meant is not None else None
        if isinstance(wants, i.TypeNote) and self.note_for is not None:
            # At once: the letters that follow belong to it.
            self.line = self.line or NoteLine(self.note_for)
        else:
            self._inbox.put(i.Pressed(key, wants, self.now(), by_button))

    def went_on(self) -> None:
        """The program was stopped, and goes on: whoever waits for an input looks at the clock.

        A wait whose time ran out meanwhile would last for ever: once a signal interrupts
        `SimpleQueue.get`, CPython takes the time that is left, below zero, for no limit.
        """
        self._inbox.put(i.TimePassed())

    def slept_since(self, moment: Instant) -> None:
        """The program was stopped for a while (Ctrl-Z), and goes on."""
        self._inbox.put(i.Slept(moment))

    def paste(self, text: str) -> None:
        """Text came at once: into the line, as one line. Without one it means nothing."""
        if self.line is None:
            self._obey("paste")
            return
        for character in " ".join(text.split()):
            self.line.press(character)

    def _keep(self, line: NoteLine) -> Noted | None:
        try:
            self._take_note(line.phase, line.text.strip())
        except (OSError, BalintVoiceError):
            self._inbox.put(i.PartFailed("notes"))
            return None
        self._inbox.put(i.NoteTyped(line.phase))
        return "note-cut" if line.cut else "note-kept"
