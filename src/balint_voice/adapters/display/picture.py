"""All that a page shows at one moment, as the screen hands it to the page."""

from dataclasses import dataclass

from balint_voice.session.view import View


@dataclass(frozen=True)
class Picture:
    """`ends`: the time of day, "21:30"; `typed`: the note that is being typed, before, under and
    after the cursor.
    """

    view: View
    ends: str
    said: str
    """The words to be read: what is being said, or what holds now."""
    warnings: tuple[str, ...]
    typed: tuple[str, str, str] | None
    noted: str = ""
    """What became of the note that was typed just now."""
    caption_share: float | None = None
    """How much of `said` was said, 0 to 1; None where it is not being said."""
