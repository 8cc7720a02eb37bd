"""Keys and a presenter's clicker become inputs of the session, or a typed note.

Rules: a key becomes an input; the session decides what happens. A key is the character it types, or
its name ("pagedown", "escape"). Back, skip and end need a second press, because a clicker is easily
pressed by accident. A veto needs no second press and is obeyed at once.
"""

from collections.abc import Callable
from typing import Literal

from balint_voice.adapters.display.note_line import NoteLine
from balint_voice.errors import BalintVoiceError
from balint_voice.ports import Inbox
from balint_voice.session import inputs as i

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
    "v": i.Veto,
    "1": i.OnlyThisPhase,
    "j": i.Agree,
    "y": i.Agree,
    "n": i.TypeNote,
    "q": i.End,
    # A clicker's other buttons: "black screen" asks for the time; "start the show" and "stop the
    # show" share a button that sends one and then the other, so both mean the same.
    ".": i.TellTimeLeft,
    "f5": i.TogglePause,
    "escape": i.TogglePause,
}
"""One key, one command."""

CONFIRMED_WITHIN_S = 5.0
"""A second press that comes later is a first press again."""

_TO_CONFIRM = (i.Back, i.Skip, i.End)


class Keys:
    """Turns key presses into inputs. It remembers the press before."""

    def __init__(self) -> None:
        self._unconfirmed: tuple[str, float] | None = None

    def press(self, key: str, at: float) -> i.Input | None:
        """The input a key stands for, pressed at this second; None for one that means nothing."""
        if key not in KEYS:
            self._unconfirmed = None
            return None
        given = KEYS[key]()
        before, self._unconfirmed = self._unconfirmed, None
        if isinstance(given, _TO_CONFIRM):
            first, since = before or ("", 0.0)
            if first != key or at - since > CONFIRMED_WITHIN_S:
                self._unconfirmed = (key, at)
                return i.ConfirmationAwaited()
        return given


TakeNote = Callable[[str, str], None]
"""Takes (phase, text); when it returns, the note is sealed and synced. Raises OSError."""

Noted = Literal["note-kept", "note-dropped"]
"""What became of a typed note; the key of the label that says it."""


class KeyDispatcher:
    """Where keys are pressed: commands go to the inbox; while a note is typed, letters are text.

    What is typed goes to `take_note` and nowhere else. Keys of a clicker stay commands.
    """

    def __init__(self, inbox: Inbox, take_note: TakeNote) -> None:
        self._inbox = inbox
        self._take_note = take_note
        self._keys = Keys()
        self.line: NoteLine | None = None
        """The note that is being typed."""

    def ask_for_note(self, phase: str) -> None:
        """Open the line for a note that belongs to this phase; one that is open stays."""
        if self.line is None:
            self.line = NoteLine(phase)

    def press(self, key: str, at: float) -> Noted | None:
        """A key was pressed at this second of any steady clock. Returns what became of the note
        that it ended.
        """
        line = self.line
        if line is not None and key in ("enter", "escape"):
            self.line = None
            return self._keep(line) if key == "enter" and line.text.strip() else "note-dropped"
        if line is None or not line.press(key):
            given = self._keys.press(key, at)
            if given is not None:
                self._inbox.put(given)
        return None

    def paste(self, text: str) -> None:
        """Text came at once: into the line, as one line. Without one it means nothing."""
        if self.line is not None:
            for character in " ".join(text.split()):
                self.line.press(character)

    def _keep(self, line: NoteLine) -> Noted | None:
        try:
            self._take_note(line.phase, line.text.strip())
        except (OSError, BalintVoiceError):
            self._inbox.put(i.PartFailed("notes"))
            return None
        self._inbox.put(i.NoteTyped(line.phase))
        return "note-kept"
