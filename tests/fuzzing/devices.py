"""Lists of devices as no machine should have them, and what somebody types to choose one.

The library is a fake that answers as PortAudio does: with names that are no text, devices that
cannot be asked about, and the same name many times. A list is made of what can be read, and what is
typed finds one device that it fits, or is refused in words.
"""

import random
import unicodedata
from types import SimpleNamespace
from typing import Any
from unittest import mock

from balint_voice.adapters.sound import device_names, devices, portaudio
from balint_voice.errors import PartMissing
from tests.support.refusals import advice, what

_WORDS = (
    *("Jabra", "SPEAK 510", "USB Audio", "Küche", "Ku\u0308che", "Anna\u2019s", "(hw:1,0)", "hw:2"),
    *(
        "default",
        "pulse",
        "2",
        "HDMI 0",
        "マイク",
        "\u00a0",
        "",
        " ",
        "\x1b[31m",
        "\u202e",
        "Straße",
    ),
    *("Speakers (Jabra SPEAK 510 for M", "x" * 300, "\ud800", "ﬁ", "İ"),
)


class PortAudioError(Exception):
    """As the library's own."""


def outcome(chance: random.Random) -> str:
    library = _Library(chance)
    meant = {"output": device_names.Meant(), "input": device_names.Meant()}
    with (
        mock.patch.object(portaudio, "library", return_value=library),
        mock.patch.object(portaudio, "_meant", meant),
    ):
        kind: portaudio.DeviceKind = chance.choice(("output", "input"))
        listed = devices.speakers() if kind == "output" else devices.microphones()
        assert [one.number for one in listed] == list(range(1, len(listed) + 1))
        assert len({one.name for one in listed}) == len(listed)
        for one in listed:
            library.is_named(portaudio.find_device(kind, one.name), one.name, kind)
        typed = _typed(chance, [one.name for one in listed])
        try:
            index = portaudio.find_device(kind, typed)
        except PartMissing as refusal:
            assert what(refusal) and advice(refusal)
            return "refused"
        name = library.devices[index]["name"]
        by_number = typed.strip().isdecimal() and name == _numbered(listed, int(typed))
        assert by_number or device_names.normal(typed) in device_names.normal(name), (typed, name)
        library.plug_in(chance)
        again = library.devices[portaudio.find_device(kind, typed)]["name"]
        assert again == name, "another device that was plugged in became the one that was meant"
    return "valid"


def _numbered(listed: list[devices.SoundDevice], number: int) -> str | None:
    return next((one.name for one in listed if one.number == number), None)


def _typed(chance: random.Random, names: list[str]) -> str:
    name = chance.choice([*names, *_WORDS])
    match chance.randrange(6):
        case 0:
            return str(chance.randrange(8))
        case 1:
            return unicodedata.normalize(chance.choice(("NFC", "NFD")), name)
        case 2:
            return name.upper()
        case 3:
            start = chance.randrange(len(name) + 1)
            return name[start : start + 5]
        case _:
            return name


class _Library:
    """What `portaudio` asks of sounddevice."""

    PortAudioError = PortAudioError

    def __init__(self, chance: random.Random) -> None:
        self.devices = [_device(chance) for _ in range(chance.choice((0, 1, 2, 3, 5, 12)))]
        self._lib = SimpleNamespace(Pa_GetDeviceCount=lambda: len(self.devices))
        chosen = chance.randrange(-1, len(self.devices) + 1)
        self.default = SimpleNamespace(device=(chosen, chosen))

    def query_devices(self, index: int) -> dict[str, Any]:
        device = self.devices[index]
        if device["trouble"] is not None:
            raise device["trouble"]
        return device

    def plug_in(self, chance: random.Random) -> None:
        """A device that comes first in the list."""
        self.devices.insert(0, _device(chance))

    def is_named(self, index: int, name: str, kind: str) -> None:
        device = self.devices[index]
        assert device_names.normal(device["name"]) == device_names.normal(name)
        assert device[f"max_{kind}_channels"] > 0 and device["trouble"] is None


def _device(chance: random.Random) -> dict[str, Any]:
    troubles = (UnicodeDecodeError("utf-8", b"\xfc", 0, 1, "x"), PortAudioError("x"), ValueError())
    return {
        "name": " ".join(chance.choice(_WORDS) for _ in range(chance.choice((1, 1, 2)))),
        "hostapi": chance.randrange(2),
        "max_input_channels": chance.choice((0, 1, 2, 8, 128)),
        "max_output_channels": chance.choice((0, 2, 128)),
        "trouble": chance.choice(troubles) if chance.random() < 0.15 else None,
    }
