"""One line in which a note is typed: its text and the cursor.

Rules: pure, and the same for both screens. The typed text leaves only as `text`.
"""

LONGEST = 2000
"""Characters of a note in a session; what comes after is not taken, and that is told."""


class NoteLine:
    """The note that is being typed, for `phase`. `cut`: something did not fit."""

    def __init__(self, phase: str, longest: int = LONGEST) -> None:
        self.phase = phase
        self.text = ""
        self.cut = False
        self._longest = longest
        self._at = 0

    def press(self, key: str) -> bool:
        """Take a key; False for one that means nothing in a line of text."""
        match key:
            case "left":
                self._at = max(0, self._at - 1)
            case "right":
                self._at = min(len(self.text), self._at + 1)
            case "home":
                self._at = 0
            case "end":
                self._at = len(self.text)
            case "backspace" if self._at > 0:
                self._at -= 1
                self._replace(self._at, self._at + 1, "")
            case "delete":
                self._replace(self._at, self._at + 1, "")
            case "backspace":
                pass
            case _:
                return self._type(key)
        return True

    def part(self, width: int) -> tuple[str, str, str]:
        """What fits into `width` characters: before the cursor, under it, after it."""
        text, at = self.text, self._at  # it may be typed while it is drawn
        first = max(0, at - max(1, width) + 1)
        shown = text[first : first + width].ljust(at - first + 1)
        at -= first
        return shown[:at], shown[at], shown[at + 1 :]

    def _type(self, character: str) -> bool:
        if len(character) != 1 or not character.isprintable():
            return False
        if len(self.text) < self._longest:
            self._replace(self._at, self._at, character)
            self._at += 1
        else:
            self.cut = True
        return True

    def _replace(self, first: int, last: int, by: str) -> None:
        self.text = self.text[:first] + by + self.text[last:]
