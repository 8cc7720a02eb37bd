"""Which loudspeakers and microphones there are, by name.

Rules: looking only; nothing is opened. Names and their numbers are what
the user chooses by.
"""

from dataclasses import dataclass

from balint_voice.adapters.sound import portaudio, sound_server
from balint_voice.adapters.sound.device_names import names


@dataclass(frozen=True)
class SoundDevice:
    """A device as `--speaker` and `--microphone` take it, by its number (from 1) or its name.
    `default`: the system's choice."""

    number: int
    name: str
    default: bool


def speakers() -> list[SoundDevice]:
    """Raises PartMissing when there is no sound library."""
    return _named("output")


def microphones() -> list[SoundDevice]:
    """Raises PartMissing when there is no sound library."""
    return _named("input")


def speaker_instead() -> str | None:
    """The speaker's monitor that the system gives where no microphone is plugged in."""
    return sound_server.sources().instead


def _named(kind: portaudio.DeviceKind) -> list[SoundDevice]:
    listed = names(portaudio.devices(kind))
    return [
        SoundDevice(number, name, default)
        for number, (name, default) in enumerate(listed.items(), 1)
    ]
