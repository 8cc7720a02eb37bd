"""What the facilitator asked for, with the parts for it; and how it went."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from balint_voice.adapters.display.palette import Theme
from balint_voice.adapters.whisper.model_store import Model
from balint_voice.method.script import Script
from balint_voice.ports import Microphone
from balint_voice.records.sessions import SessionFolder
from balint_voice.session import log_records as r
from balint_voice.session.options import SessionOptions
from balint_voice.session.plan import Outline
from balint_voice.session.politeness import PolitenessSettings
from balint_voice.settings import Volumes

Look = Literal["full", "status", "plain"]
"""How a session is shown: the full screen, lines with a status line below, or lines alone."""

ScreenPlace = Literal["terminal", "browser"]
"""Where: in the terminal alone, or also on a page in the browser."""

Notice = Callable[[str], None]
"""Tells the user one line about what is going on."""


@dataclass(frozen=True)
class Presenter:
    """Who alone will open the notes. `wrapped_key`: the secret half, wrapped with a passphrase;
    None where the presenter keeps it. Nothing here opens anything by itself."""

    public_key: str
    wrapped_key: bytes | None


@dataclass(frozen=True)
class CaptureParts:
    """By what the room is heard, once all have agreed: a microphone, and a model for the words.

    `from_device`: the microphone is a device, and can die; a recording can only end. `model`: None
    where nothing that is said becomes text.
    """

    microphone: Microphone
    from_device: bool
    model: Model | None
    asked_for: str | None = None
    """The microphone, by the name that was asked for."""
    own_words: tuple[str, ...] = ()
    """The group's, which the model is told of."""


@dataclass(frozen=True)
class SoundOptions:
    """`voice`: a name, "none" (cues are shown), or the default. `rate`: words a minute.
    `speakers`: by name, all at once; none: the system's."""

    voice: str | None = None
    rate: int | None = None
    speakers: tuple[str, ...] = ()
    volumes: Volumes = field(default_factory=Volumes)


@dataclass(frozen=True)
class SessionRequest:
    """`outline`: the session as it was asked for.

    `ends_at`: when all has to be over; minutes are made of it when the session really starts (as
    many with a faster clock: it tries out that session, and is over sooner).
    `politeness`: how the voice waits for a pause; None: it speaks when due. `listening`: None where
    nobody will be asked to be heard. `presenter`: None where no notes are begun.
    """

    outline: Outline
    sound: SoundOptions
    politeness: PolitenessSettings | None
    listening: CaptureParts | None
    presenter: Presenter | None
    ends_at: datetime | None = None
    theme: Theme = "dark"
    screen: ScreenPlace = "terminal"

    @property
    def script(self) -> Script:
        return self.outline.script

    @property
    def options(self) -> SessionOptions:
        return self.outline.options


@dataclass(frozen=True)
class Outcome:
    """How it went. `interrupted`: by Ctrl-C or the system; all that was acknowledged is kept.
    `ended_early`: somebody ended it, which can be taken back for a while.

    `notes`: there are sealed notes for the presenter. `receipt`: what became of the sound; None
    where nothing was to be recorded.
    """

    folder: SessionFolder
    interrupted: bool
    resumable: bool
    ended_early: bool
    notes: bool
    receipt: r.AudioDeleted | None
