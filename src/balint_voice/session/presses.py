"""From the press of a key to a command: one press is one step.

Rules:
- A press half a second or less after another for the same command is the same press: a key that is
  held, or a double click.
- A key that is held repeats itself only after a delay, which may be longer. So a press that may be
  such a repeat counts when none follows it for half a second.
- Back, skip and end count when they are pressed twice. What will happen is said before.
- After a letter that does nothing, letters are words that somebody types, until Enter or until no
  key was pressed for some seconds. Keys of a clicker and buttons of a page stay commands.

Times are those of the presses, and no clock is read.
"""

from balint_voice.session import inputs as i
from balint_voice.session.clock import Instant, Seconds, later
from balint_voice.session.offers import Offers
from balint_voice.session.stage_table import Stage
from balint_voice.session.state import SessionState

APART_S = 0.5
"""So far apart are two presses of which each counts."""
_LONGEST_DELAY_S = 2.0
"""No system lets a key that is held wait longer before it repeats."""
CONFIRMED_WITHIN_S = 5.0
"""A second press that comes later is a first press again."""
WORDS_END_S = 3.0
"""Typed words are over after so long without a key."""

_TO_CONFIRM = {i.Back: "confirm-back", i.Skip: "confirm-skip", i.End: "confirm-end"}
"""What needs a second press, and the warning that says what it will do."""


class Presses:
    """Remembers the presses before. `pace`: session seconds in one second of the people."""

    def __init__(self, state: SessionState, offers: Offers, pace: float) -> None:
        self._state, self._offers, self._pace = state, offers, pace
        self._last: dict[i.Input | str, Instant] = {}
        self._undecided: dict[i.Input | str, i.Pressed] = {}
        self._to_confirm: i.Pressed | None = None
        self._words_until = Instant(-1)

    @property
    def deadline(self) -> Instant | None:
        """When it is known of the first undecided press that its key is not held."""
        due = (self._within(each, APART_S) for each in self._undecided.values())
        return min(due, default=None)

    def take(self, pressed: i.Pressed) -> i.Input | None:
        """The command to be obeyed now, if any."""
        if self._is_of_words(pressed):
            return None
        what = pressed.wants or pressed.key
        before, self._last[what] = self._last.get(what), pressed.at
        if before is None or pressed.at - before >= _LONGEST_DELAY_S * self._pace:
            return self._count(pressed)
        if pressed.at - before >= APART_S * self._pace:
            self._undecided[what] = pressed
        else:
            self._undecided.pop(what, None)
        return None

    def decided(self, now: Instant) -> tuple[i.Input, ...]:
        """The commands of presses that nothing followed. All presses until `now` were taken."""
        due = [
            what
            for what, pressed in self._undecided.items()
            if self._within(pressed, APART_S) <= now
        ]
        counted = (self._count(self._undecided.pop(what)) for what in due)
        return tuple(each for each in counted if each is not None)

    def _count(self, pressed: i.Pressed) -> i.Input | None:
        before, self._to_confirm = self._to_confirm, None
        wanted = pressed.wants
        why = "no-effect" if wanted is None else self._offers.refuses(wanted)
        if why is not None:
            self._state.warn(why)
            if _is_typed(pressed):
                self._words_until = self._within(pressed, WORDS_END_S)
            return None
        if type(wanted) in _TO_CONFIRM and not self._confirms(pressed, before):
            self._to_confirm = pressed
            self._state.warn(self._what_it_will_do(pressed))
            return None
        return wanted

    def _confirms(self, pressed: i.Pressed, before: i.Pressed | None) -> bool:
        same = before is not None and before.wants == pressed.wants
        return same and pressed.at <= self._within(before or pressed, CONFIRMED_WITHIN_S)

    def _what_it_will_do(self, pressed: i.Pressed) -> str:
        if isinstance(pressed.wants, i.End) and self._state.stage is Stage.DRAIN:
            return "confirm-give-up"
        return _TO_CONFIRM[type(pressed.wants)]

    def _is_of_words(self, pressed: i.Pressed) -> bool:
        if pressed.at >= self._words_until:
            return False
        if pressed.key in ("enter", "escape"):
            self._words_until = pressed.at
            return True
        if _is_typed(pressed) or pressed.key == "backspace":
            self._words_until = self._within(pressed, WORDS_END_S)
            return True
        return False

    def _within(self, pressed: i.Pressed, seconds: Seconds) -> Instant:
        return later(pressed.at, seconds * self._pace)


def _is_typed(pressed: i.Pressed) -> bool:
    return len(pressed.key) == 1 and pressed.key.isprintable() and not pressed.by_button
