"""The times of one stage: when it ends, and what is to be said on the way there."""

from collections.abc import Iterable

from balint_voice.method.script import Reminder
from balint_voice.session.clock import Instant, Seconds, later


class Timers:
    """The end of a quiet moment or of the work, and the reminders still ahead of it."""

    def __init__(self) -> None:
        self.ends_at: Instant | None = None
        self._reminders: tuple[tuple[Instant, Reminder], ...] = ()
        self._said_once: set[str] = set()

    @property
    def reminder_at(self) -> Instant | None:
        """When the first reminder still ahead is due."""
        return self._reminders[0][0] if self._reminders else None

    def clear(self) -> None:
        self.ends_at, self._reminders = None, ()

    def forget(self) -> None:
        """Another phase begins: what was said in the one before counts no more."""
        self._said_once.clear()

    def run_until(
        self, end: Instant, now: Instant, length: Seconds = 0, reminders: tuple[Reminder, ...] = ()
    ) -> None:
        """End at `end`, a stage of `length` seconds; reminders that lie behind are left out.

        After an extension "two minutes left" comes again; what is said at a share of the work
        (halfway, a variant's next step) does not.
        """
        again = (r for r in reminders if r.key not in self._said_once)
        due = ((later(end, -r.seconds_before_end(length)), r) for r in again)
        self.ends_at = end
        self._reminders = tuple(sorted((d for d in due if d[0] > now), key=lambda d: d[0]))

    def take_reminder(self) -> Reminder | None:
        """The first reminder still ahead, once."""
        if not self._reminders:
            return None
        (_, reminder), *rest = self._reminders
        self._reminders = tuple(rest)
        if reminder.left_share:
            self._said_once.add(reminder.key)
        return reminder

    def remember(self, said: Iterable[str]) -> None:
        """These reminders of the phase were said before the session was cut off."""
        self._said_once.update(said)

    def drop_reminders(self) -> None:
        self._reminders = ()

    def shift(self, by: Seconds) -> None:
        """Move all that is still to come: a pause is over."""
        if self.ends_at is not None:
            self.ends_at = later(self.ends_at, by)
        self._reminders = tuple((later(at, by), reminder) for at, reminder in self._reminders)
