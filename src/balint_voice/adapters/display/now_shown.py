"""What there is to see at this moment: the view, with what is to be seen for a while only.

Rules: the same for each screen that draws a whole page. It draws nothing, and decides nothing
about the session. Said words stay long enough to be read, a warning as long as it helps.
"""

import math
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from balint_voice.adapters.display.keys import KeyDispatcher, Noted
from balint_voice.adapters.display.page import Picture
from balint_voice.adapters.display.screen import CALM
from balint_voice.method.words import Words
from balint_voice.session.clock import Seconds
from balint_voice.session.outputs import Cue
from balint_voice.session.presses import CONFIRMED_WITHIN_S, WORDS_END_S
from balint_voice.session.view import View

_LASTING_FAULTS = ("speaker", "one-speaker", "voice", "microphone", "nobody-heard", "veto")
"""A part that does not work is shown as long as it fails; other warnings for a while."""
_WARNED_S = 60.0
_TO_CONFIRM = ("confirm-back", "confirm-skip", "confirm-end", "confirm-give-up")
_ANSWER_S = 10.0
_ANSWERS_S = {
    **dict.fromkeys(_TO_CONFIRM, CONFIRMED_WITHIN_S),
    **dict.fromkeys(("answer-first", "no-notes", "erased"), _ANSWER_S),
}
"""What only answers a key is gone sooner."""
_NOTED_S = 5.0
_TO_READ_S = 5.0
"""What was said stays so long at least: with `--voice none` it takes no time."""
_READ_A_SECOND = 14.0
"""Letters that are read in a second, while nobody says them."""
_SAME_END = timedelta(seconds=45)


class NowShown:
    """Told by the conductor's thread and by that of the keys; asked by that of the page.

    `real(seconds)`: how long session seconds last in the room. `clock`: the time of day.
    """

    def __init__(
        self,
        words: Words,
        *,
        desk: KeyDispatcher,
        real: Callable[[Seconds], float],
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        self._words = words
        self._desk = desk
        self._real = real
        self._clock = clock
        self._view: View | None = None
        self._said, self._said_at = "", -math.inf
        self._heard = False
        self._warned: dict[str, float] = {}
        self._noted = ("", 0.0)
        self._key = ""
        self._ends: datetime | None = None

    def show(self, view: View) -> None:
        before, self._view = self._view, view
        self._heard = self._heard or view.said_share > 0
        if before is not None and before.number != view.number:
            self._confirms_nothing()
        self._desk.note_for = view.note_for

    def say(self, cue: Cue) -> None:
        self._said, self._said_at, self._heard = cue.text, time.monotonic(), False

    def warn(self, key: str) -> None:
        if key in CALM:
            lasts = WORDS_END_S if key == "no-effect" else _ANSWER_S
            self._note(self._words.label("warnings", key), lasts)
        else:
            lasts = _ANSWERS_S.get(key, _WARNED_S)
            self._warned = {**self._warned, key: time.monotonic() + lasts}

    def before_press(self, key: str) -> None:
        """A key is about to be pressed: what another one asked no longer waits for its second."""
        if key != self._key:
            self._confirms_nothing()
        self._key = key

    def noted(self, noted: Noted | None) -> None:
        """What became of a note that was typed."""
        if noted is not None:
            self._note(self._words.label("screen", noted), _NOTED_S)

    def picture(self, note_width: int) -> Picture | None:
        """None before there is anything to see. `note_width`: how many characters of a note that is
        being typed fit."""
        view = self._view
        if view is None:
            return None
        line, now = self._desk.line, time.monotonic()
        lasting = [part for part in view.faults if part in _LASTING_FAULTS]
        warned = [
            key for key, until in self._warned.items() if until > now and key not in _LASTING_FAULTS
        ]
        noted, until = self._noted
        said, share = self._words_shown(view, now)
        return Picture(
            view=view,
            ends=f"{self._end(view):%H:%M}",
            said=said,
            said_share=share,
            warnings=tuple(self._words.label("warnings", key) for key in (*lasting, *warned)[-2:]),
            typed=line.part(note_width) if line is not None else None,
            noted=noted if until > now else "",
        )

    @property
    def is_read(self) -> bool:
        """Whether words are being said, or are there for a while to be read."""
        saying = self._view is not None and self._view.saying is not None
        return saying or self._fresh(time.monotonic())

    def _words_shown(self, view: View, now: float) -> tuple[str, float | None]:
        """The words to be read, and how much of them was said; None where they only hold.

        What is not heard, as with `--voice none`, passes as fast as it is read.
        """
        read = min(1.0, (now - self._said_at) / self._reading_s)
        if view.saying is not None:
            return view.saying, view.said_share if self._heard else read
        if self._fresh(now):
            return self._said, 1.0 if self._heard else read
        return view.words or self._said, None

    @property
    def _reading_s(self) -> float:
        """What was heard to its end was read by then."""
        return _TO_READ_S if self._heard else max(_TO_READ_S, len(self._said) / _READ_A_SECOND)

    def _fresh(self, now: float) -> bool:
        return now - self._said_at < self._reading_s

    def _end(self, view: View) -> datetime:
        """When it ends; not a minute earlier and later by turns."""
        remaining = timedelta(seconds=self._real(view.remaining_s))
        # Counted between moments, shown as the wall shows it: summer time may begin or end.
        exact = (self._clock().astimezone() + remaining).astimezone()
        if self._ends is None or abs(exact - self._ends) > _SAME_END:
            self._ends = exact + timedelta(seconds=30)
        return self._ends

    def _note(self, said: str, lasts: float) -> None:
        self._noted = (said, time.monotonic() + lasts)

    def _confirms_nothing(self) -> None:
        """What asks for a second press no longer does."""
        self._warned = {what: at for what, at in self._warned.items() if what not in _TO_CONFIRM}
