"""Every way through a session, as one table. A pair that is not in it does nothing.

A phase has four spoken beats, and its work between the last two:

    announce -> prepare -> begin -> WORK -> close -> announce of the next phase
"""

from enum import StrEnum
from typing import NamedTuple


class Stage(StrEnum):
    READY = "ready"
    CONSENT = "consent"
    """The group is asked whether the microphone may be used, and for what."""
    WELCOME = "welcome"
    ANNOUNCE = "announce"
    PREPARE = "prepare"
    BEGIN = "begin"
    WORK = "work"
    CLOSE = "close"
    INTERLUDE = "interlude"
    """A break, or the evaluation: time between phases, with nobody at work."""
    FAREWELL = "farewell"
    DRAIN = "drain"
    """The farewell was said; what was heard is still becoming text."""
    RECEIPT = "receipt"
    OVER = "over"


class Trigger(StrEnum):
    SAID = "said"
    """All the stage had to say was heard, or could not be said."""
    DUE = "due"
    """The stage's time is up."""
    DRAINED = "drained"
    """Nothing that was heard is pending any more."""
    START = "start"
    ASK = "ask"
    """Start, with something to ask of the group first."""
    ANSWERED = "answered"
    """The group agreed, or did not: the session goes on either way."""
    NEXT = "next"
    SKIP = "skip"
    BACK = "back"
    BEGUN = "begun"
    """Somebody began in the quiet moment."""
    MORE = "more"
    """More time was asked for when the phase was already being closed."""
    END = "end"


class Move(NamedTuple):
    """Where a trigger leads: the next stage, and how many phases on (or back)."""

    to: Stage
    phases: int = 0


BEATS = (Stage.ANNOUNCE, Stage.PREPARE, Stage.BEGIN, Stage.WORK, Stage.CLOSE)
"""The stages that belong to a phase, in order."""

NOTES_ARE_CLOSED = (Stage.RECEIPT, Stage.OVER)
"""The stages in which nothing can be added to the notes."""

BEFORE_THE_END = (Stage.CONSENT, Stage.WELCOME, *BEATS)

TABLE: dict[tuple[Stage, Trigger], Move] = {
    (Stage.READY, Trigger.START): Move(Stage.WELCOME),
    (Stage.READY, Trigger.ASK): Move(Stage.CONSENT),
    (Stage.CONSENT, Trigger.ANSWERED): Move(Stage.WELCOME),
    (Stage.WELCOME, Trigger.SAID): Move(Stage.ANNOUNCE, +1),
    (Stage.WELCOME, Trigger.NEXT): Move(Stage.ANNOUNCE, +1),
    (Stage.ANNOUNCE, Trigger.SAID): Move(Stage.PREPARE),
    (Stage.ANNOUNCE, Trigger.NEXT): Move(Stage.PREPARE),
    (Stage.PREPARE, Trigger.DUE): Move(Stage.BEGIN),
    (Stage.PREPARE, Trigger.NEXT): Move(Stage.BEGIN),
    (Stage.PREPARE, Trigger.BEGUN): Move(Stage.WORK),
    (Stage.BEGIN, Trigger.SAID): Move(Stage.WORK),
    (Stage.BEGIN, Trigger.NEXT): Move(Stage.WORK),
    (Stage.WORK, Trigger.DUE): Move(Stage.CLOSE),
    (Stage.WORK, Trigger.NEXT): Move(Stage.CLOSE),
    (Stage.CLOSE, Trigger.MORE): Move(Stage.WORK),
    (Stage.CLOSE, Trigger.SAID): Move(Stage.ANNOUNCE, +1),
    (Stage.CLOSE, Trigger.NEXT): Move(Stage.ANNOUNCE, +1),
    **{(beat, Trigger.SKIP): Move(Stage.ANNOUNCE, +1) for beat in BEATS},
    **{(beat, Trigger.BACK): Move(Stage.ANNOUNCE, -1) for beat in BEATS},
    **{(stage, Trigger.END): Move(Stage.FAREWELL) for stage in BEFORE_THE_END},
    (Stage.INTERLUDE, Trigger.DUE): Move(Stage.ANNOUNCE, +1),
    (Stage.INTERLUDE, Trigger.NEXT): Move(Stage.ANNOUNCE, +1),
    (Stage.INTERLUDE, Trigger.SKIP): Move(Stage.ANNOUNCE, +1),
    (Stage.INTERLUDE, Trigger.BACK): Move(Stage.ANNOUNCE),
    (Stage.INTERLUDE, Trigger.END): Move(Stage.FAREWELL),
    (Stage.FAREWELL, Trigger.SAID): Move(Stage.DRAIN),
    (Stage.FAREWELL, Trigger.NEXT): Move(Stage.DRAIN),
    (Stage.FAREWELL, Trigger.END): Move(Stage.DRAIN),
    (Stage.DRAIN, Trigger.DRAINED): Move(Stage.RECEIPT),
    (Stage.RECEIPT, Trigger.SAID): Move(Stage.OVER),
    (Stage.RECEIPT, Trigger.NEXT): Move(Stage.OVER),
}
"""All transitions. After a phase with an interlude, the announcement of the next is put off until
the interlude is over; the announcement after the last phase is the farewell."""
