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
    MORE = "more"
    """More time was asked for when the phase was already being closed."""
    END = "end"


class Step(NamedTuple):
    """Where a trigger leads: the next stage, and how many phases on (or back)."""

    to: Stage
    phases: int = 0


BEATS = (Stage.ANNOUNCE, Stage.PREPARE, Stage.BEGIN, Stage.WORK, Stage.CLOSE)
"""The stages that belong to a phase, in order."""

BEFORE_THE_END = (Stage.CONSENT, Stage.WELCOME, *BEATS)

TABLE: dict[tuple[Stage, Trigger], Step] = {
    (Stage.READY, Trigger.START): Step(Stage.WELCOME),
    (Stage.READY, Trigger.ASK): Step(Stage.CONSENT),
    (Stage.CONSENT, Trigger.ANSWERED): Step(Stage.WELCOME),
    (Stage.WELCOME, Trigger.SAID): Step(Stage.ANNOUNCE, +1),
    (Stage.WELCOME, Trigger.NEXT): Step(Stage.ANNOUNCE, +1),
    (Stage.ANNOUNCE, Trigger.SAID): Step(Stage.PREPARE),
    (Stage.ANNOUNCE, Trigger.NEXT): Step(Stage.PREPARE),
    (Stage.PREPARE, Trigger.DUE): Step(Stage.BEGIN),
    (Stage.PREPARE, Trigger.NEXT): Step(Stage.BEGIN),
    (Stage.BEGIN, Trigger.SAID): Step(Stage.WORK),
    (Stage.BEGIN, Trigger.NEXT): Step(Stage.WORK),
    (Stage.WORK, Trigger.DUE): Step(Stage.CLOSE),
    (Stage.WORK, Trigger.NEXT): Step(Stage.CLOSE),
    (Stage.CLOSE, Trigger.MORE): Step(Stage.WORK),
    (Stage.CLOSE, Trigger.SAID): Step(Stage.ANNOUNCE, +1),
    (Stage.CLOSE, Trigger.NEXT): Step(Stage.ANNOUNCE, +1),
    **{(beat, Trigger.SKIP): Step(Stage.ANNOUNCE, +1) for beat in BEATS},
    **{(beat, Trigger.BACK): Step(Stage.ANNOUNCE, -1) for beat in BEATS},
    **{(stage, Trigger.END): Step(Stage.FAREWELL) for stage in BEFORE_THE_END},
    (Stage.INTERLUDE, Trigger.DUE): Step(Stage.ANNOUNCE, +1),
    (Stage.INTERLUDE, Trigger.NEXT): Step(Stage.ANNOUNCE, +1),
    (Stage.INTERLUDE, Trigger.SKIP): Step(Stage.ANNOUNCE, +1),
    (Stage.INTERLUDE, Trigger.BACK): Step(Stage.ANNOUNCE),
    (Stage.INTERLUDE, Trigger.END): Step(Stage.FAREWELL),
    (Stage.FAREWELL, Trigger.SAID): Step(Stage.DRAIN),
    (Stage.FAREWELL, Trigger.NEXT): Step(Stage.DRAIN),
    (Stage.FAREWELL, Trigger.END): Step(Stage.DRAIN),
    (Stage.DRAIN, Trigger.DRAINED): Step(Stage.RECEIPT),
    (Stage.RECEIPT, Trigger.SAID): Step(Stage.OVER),
    (Stage.RECEIPT, Trigger.NEXT): Step(Stage.OVER),
}
"""All transitions. After a phase with an interlude, the announcement of the next is put off until
the interlude is over; the announcement after the last phase is the farewell."""
