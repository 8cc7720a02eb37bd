"""Keys and clicker as the interface has them; a typed note; what a terminal sends."""

import pytest

from balint_voice.adapters.display.keyboard import names_of, whole_keys
from balint_voice.adapters.display.keys import KEYS, KeyDispatcher
from balint_voice.adapters.display.note_line import LONGEST, NoteLine
from balint_voice.conductor import InputQueue
from balint_voice.session import inputs as i
from balint_voice.session.clock import Instant


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (" ", i.Next()),
        ("pagedown", i.Next()),
        ("b", i.Back()),
        ("pageup", i.Back()),
        ("p", i.TogglePause()),
        ("+", i.Extend(300.0)),
        ("s", i.Skip()),
        ("r", i.Repeat()),
        ("t", i.TellTimeLeft()),
        ("v", i.Veto()),
        ("1", i.OnlyThisPhase()),
        ("j", i.Agree()),
        ("y", i.Agree()),
        ("o", i.Agree()),
        ("n", i.TypeNote()),
        ("q", i.End()),
        (".", i.TellTimeLeft()),
        ("f5", i.TogglePause()),
        ("escape", i.TogglePause()),
        ("x", None),
        ("up", None),
    ],
)
def test_one_key_one_command_whatever_its_case(key: str, expected: i.Input | None) -> None:
    inbox = InputQueue()
    desk = KeyDispatcher(inbox, lambda phase, text: None, now=lambda: Instant(3))
    for pressed in (key, key.upper() if len(key) == 1 else key):
        desk.press(pressed)
        assert inbox.take(0) == i.Pressed(key, expected, Instant(3))


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        (" ", [" "]),
        ("\x1b[6~", ["pagedown"]),
        ("\x1b[5~\x1b[6~p", ["pageup", "pagedown", "p"]),
        ("\x1b[15~", ["f5"]),
        ("\x1b[[E", ["f5"]),
        ("\x1b", ["escape"]),
        ("\x1bOH\x1bOF", ["home", "end"]),
        ("\x7f\x08", ["backspace", "backspace"]),
        ("né\r", ["n", "é", "enter"]),
        ("\x1b[1;5Cx", ["unknown", "x"]),
        ("p\x1b[6", ["p"]),
        ("\x1bO", []),
        ("één\ntwee\r\nq", ["é", "é", "n", " ", "t", "w", "e", "e", " ", "q"]),
    ],
)
def test_what_a_terminal_sends_has_names(sent: str, keys: list[str]) -> None:
    assert names_of(sent) == keys


class SlowLine:
    """Gives each piece when it is waited for long enough."""

    def __init__(self, *pieces: tuple[float, str]) -> None:
        self._pieces = list(pieces)

    def __call__(self, wait: float) -> str:
        if not self._pieces or wait < self._pieces[0][0]:
            return ""
        return self._pieces.pop(0)[1]


@pytest.mark.parametrize(
    ("pieces", "keys"),
    [
        ([(0.0, "\x1b"), (0.05, "[6~")], ["pagedown"]),
        ([(0.0, "\x1b"), (0.3, "["), (0.9, "6"), (1.5, "~p")], ["pagedown", "p"]),
        ([(0.0, "\x1bO"), (1.0, "F")], ["end"]),
        ([(0.0, "\x1b"), (0.8, "[6~")], ["escape"]),
        ([(0.0, "\x1b[6"), (9.0, "~")], []),
    ],
)
def test_a_sequence_that_began_is_waited_for(
    pieces: list[tuple[float, str]], keys: list[str]
) -> None:
    assert names_of(whole_keys(SlowLine(*pieces)) or "") == keys


class TestTypedNote:
    def setup_method(self) -> None:
        self.inbox = InputQueue()
        self.notes: list[tuple[str, str]] = []
        self.desk = KeyDispatcher(
            self.inbox, lambda phase, text: self.notes.append((phase, text)), lambda: Instant(3)
        )

    def type(self, *keys: str) -> str | None:
        """With "n" first, where no line is open."""
        self.desk.note_for = "beeldvorming"
        ended = None
        for key in keys if self.desk.line else ("n", *keys):
            ended = self.desk.press(key)
        return ended

    def given(self) -> list[i.Input]:
        came: list[i.Input] = []
        while not self.inbox.empty():
            given = self.inbox.take(0)
            came.append(given.wants or given if isinstance(given, i.Pressed) else given)
        return came

    def test_letters_are_text_and_no_commands(self) -> None:
        assert self.type(*"qq spbv", "enter") == "note-kept"
        assert self.notes == [("beeldvorming", "qq spbv")]
        assert self.given() == [i.NoteTyped("beeldvorming")]
        self.desk.press(" ")
        assert self.given() == [i.Next()], "afterwards they are commands again"

    def test_every_key_of_the_table_that_types_is_text(self) -> None:
        printed = [key for key in KEYS if len(key) == 1]
        self.type("x", *printed, "x", "enter")
        assert self.notes == [("beeldvorming", "x" + "".join(printed) + "x")]

    def test_escape_drops_it(self) -> None:
        assert self.type(*"toch niet", "escape") == "note-dropped"
        assert self.notes == [] and self.given() == []
        assert self.desk.line is None

    def test_nothing_typed_is_no_note(self) -> None:
        assert self.type(" ", "enter") == "note-dropped"
        assert self.notes == [] and self.given() == []

    def test_a_clicker_goes_on_working(self) -> None:
        self.type("a", "pagedown", "b", "enter")
        assert self.given() == [i.Next(), i.NoteTyped("beeldvorming")]
        assert self.notes == [("beeldvorming", "ab")]

    def test_a_button_is_a_command_and_never_text(self) -> None:
        self.type(*"de ")
        for key in ("v", "p", " ", "n"):
            self.desk.command(key)
        assert self.given() == [i.Veto(), i.TogglePause(), i.Next()], "and no second line"
        assert self.type(*"brief", "enter") == "note-kept"
        assert self.notes == [("beeldvorming", "de brief")]

    def test_a_button_begins_a_note(self) -> None:
        self.desk.note_for = "beeldvorming"
        self.desk.command("n")
        assert self.type(*"brief", "enter") == "note-kept"

    def test_a_full_disk_is_told_and_no_note_is_claimed(self) -> None:
        def full(phase: str, text: str) -> None:
            raise OSError(28, "No space left on device")

        self.desk = KeyDispatcher(self.inbox, full, lambda: Instant(3))
        assert self.type("a", "enter") is None
        assert self.given() == [i.PartFailed("notes")]

    def test_it_belongs_to_the_phase_in_which_it_was_begun(self) -> None:
        self.type("a")
        self.desk.note_for = "oordeelsvorming"
        self.desk.press("B")
        self.desk.press("enter")
        assert self.notes == [("beeldvorming", "aB")]

    def test_the_line_is_open_at_once(self) -> None:
        """Whoever types on before the session has seen the n writes text, and no commands."""
        self.type(*"vraag", "enter")
        assert self.given() == [i.NoteTyped("beeldvorming")]

    def test_where_no_note_can_be_kept_the_session_says_why(self) -> None:
        self.desk.press("n")
        assert self.desk.line is None
        assert self.given() == [i.TypeNote()]

    def test_what_is_pasted_is_one_line(self) -> None:
        self.desk.paste("qq")
        assert self.given() == [i.Pressed("paste", None, Instant(3))], "it means nothing"
        self.type("a")
        self.desk.paste("een\r\n  twee\x1b[2J\n")
        self.type("enter")
        assert self.notes == [("beeldvorming", "aeen twee[2J")]

    @pytest.mark.parametrize(("more", "noted"), [("", "note-kept"), ("b", "note-cut")])
    def test_what_did_not_fit_is_told(self, more: str, noted: str) -> None:
        self.type("a")
        self.desk.paste("a" * (LONGEST - 1) + more)
        assert self.desk.press("enter") == noted
        assert self.notes == [("beeldvorming", "a" * LONGEST)]


def test_a_line_can_be_mended() -> None:
    line = NoteLine("x")
    for key in (*"brif", "left", "e", "home", "D", "e", " ", "end", "backspace", "f", "left"):
        assert line.press(key)
    assert line.text == "De brief"
    assert line.part(20) == ("De brie", "f", "")
    assert line.part(4) == ("rie", "f", "")
    assert not line.press("pagedown") and not line.press("f5")


def test_a_line_has_an_end() -> None:
    line = NoteLine("x")
    for _ in range(LONGEST + 10):
        line.press("a")
    assert len(line.text) == LONGEST and line.cut
