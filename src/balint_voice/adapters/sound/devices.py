"""Which loudspeakers and microphones there are, by name.

Rules: looking only; nothing is opened. Names are what the user chooses by.
"""

from dataclasses import dataclass

from balint_voice.adapters.sound import portaudio, sound_server


@dataclass(frozen=True)
class SoundDevice:
    """A device as `--speaker` and `--microphone` take it. `default`: the system's choice."""

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


def _named(kind: portaudio.Kind) -> list[SoundDevice]:
    """One entry a name: Windows lists each device once for each of its sound systems."""
    defaults: dict[str, bool] = {}
    for _, name, default in portaudio.devices(kind):
        defaults[name] = defaults.get(name, False) or default
    return [SoundDevice(name, default) for name, default in defaults.items()]
