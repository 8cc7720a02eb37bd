"""The only module that loads the sound library, and that knows which streams are open.

Rules: some lost devices come back only when PortAudio is restarted, which closes every stream of
the process. So the restart happens here, and only while no stream is open. Streams are closed only
here. Calls are made by a thread that can be abandoned: a sound server that hangs, or dies while a
stream is being opened, may never let a call return. A restart waits for such calls. Messages that
ALSA and PortAudio print do not reach the user.
"""

import atexit
import contextlib
import importlib
import re
import sys
from collections.abc import Callable
from typing import Any, Literal, TypeVar

from balint_voice.adapters.sound import device_names, sound_server
from balint_voice.adapters.sound.c_stderr import silence_c_libraries
from balint_voice.adapters.sound.library_thread import Hangs, LibraryThread
from balint_voice.adapters.system.machine import sound_is_elsewhere
from balint_voice.errors import PartMissing, Text

DeviceKind = Literal["output", "input"]
T = TypeVar("T")

PATIENCE_S = 8.0
"""A headset without a wire takes some seconds to change over to its microphone; a sound server
that is well, hardly one."""

_MOST_INPUTS = 24

_thread = LibraryThread("sound library")
_open_streams: list[Any] = []
_meant = {"output": device_names.Meant(), "input": device_names.Meant()}


def _asked(what: Callable[[], T], undo: Callable[[T], object] = lambda _: None) -> T:
    try:
        return _thread.call(what, PATIENCE_S, undo)
    except Hangs:
        raise PartMissing("sound-hangs") from None


def library() -> Any:
    """sounddevice, loaded. Raises PartMissing with the line that installs what it needs, or where
    the sound would leave this machine."""
    if sound_is_elsewhere():
        raise PartMissing("sound-elsewhere")
    return _asked(_load)


def _load() -> Any:
    loaded = "sounddevice" in sys.modules
    silence_c_libraries()
    try:
        sounddevice = importlib.import_module("sounddevice")
    except ImportError:
        raise PartMissing("sounddevice-missing") from None
    except OSError:
        raise PartMissing("portaudio-missing", install=_install()) from None
    except Exception as error:  # noqa: BLE001 - PortAudioError, whose module did not load
        raise PartMissing("sound-fails", said=_said(error)) from None
    if not loaded:
        # Its own way of leaving would wait for a library that hangs.
        atexit.unregister(sounddevice._exit_handler)
        atexit.register(_leave)
    return sounddevice


def _leave() -> None:
    if not _thread.hanging:
        _thread.see_to(sys.modules["sounddevice"]._exit_handler, PATIENCE_S)


def hangs() -> bool:
    """Whether a call was given up and is still not back."""
    return _thread.hanging > 0


def _install() -> Text:
    if sys.platform == "darwin":
        return Text("portaudio-install-mac")
    if sys.platform == "win32":
        return Text("portaudio-install-windows")
    return Text("portaudio-install-linux")


def open_stream(kind: DeviceKind, device: str | None, **settings: Any) -> Any:
    """A running stream on the device whose name contains `device`, or on the default one.

    A device list that is out of date is read anew once, unless another stream is open: better no
    speaker for a while than holes in what the microphone hears. Raises PartMissing. A stream that
    comes when nobody waits for it any more is closed at once.
    """

    def opened() -> Any:
        try:
            return _open(kind, device, settings)
        except PartMissing:
            if _open_streams:
                raise
            look_again()
            return _open(kind, device, settings)

    return _asked(opened, _release)


def name_of(stream: Any) -> str | None:
    """What the device of an open stream is called; None where that cannot be told. It never raises:
    the stream is open, and nobody would close it."""

    def named() -> str | None:
        sounddevice = library()
        try:
            return str(sounddevice.query_devices(stream.device)["name"])
        except (sounddevice.PortAudioError, ValueError):
            return None

    try:
        return _asked(named)
    except PartMissing:
        return None


def _open(kind: DeviceKind, device: str | None, settings: dict[str, Any]) -> Any:
    """A stream at the device's own rate; in stereo, or in mono where the device has no more.

    Asked for one channel, some systems give the first, on which there may be nothing.
    """
    sounddevice = library()
    make = sounddevice.OutputStream if kind == "output" else sounddevice.InputStream
    index = find_device(kind, device)
    trouble = ""
    for channels in _channels(kind, _about(sounddevice, index)):
        try:
            rate = sounddevice.query_devices(index, kind)["default_samplerate"]
            stream = make(device=index, samplerate=rate, channels=channels, **settings)
        except (sounddevice.PortAudioError, ValueError) as error:
            trouble = _said(error)
            continue
        try:
            stream.start()
        except (sounddevice.PortAudioError, ValueError) as error:
            stream.close()
            trouble = _said(error)
            continue
        _open_streams.append(stream)
        return stream
    raise _missing(kind, _fails(device, trouble))


def _channels(kind: DeviceKind, about: dict[str, Any]) -> tuple[int, ...]:
    """How many to open, the best first. A microphone may be on any input of an interface; a
    device that offers more than an interface has would only copy."""
    there = about.get("max_input_channels", 2)
    every = there if kind == "input" and there <= _MOST_INPUTS else 2
    return tuple(dict.fromkeys((every, 2, 1)))


def release(stream: Any) -> None:
    """Closes a stream at once, once. Never raises.

    With a library that hangs it is closed as soon as that comes back.
    """
    _thread.see_to(lambda: _release(stream), PATIENCE_S)


def _release(stream: Any) -> None:
    if stream not in _open_streams:
        return
    _open_streams.remove(stream)
    with contextlib.suppress(Exception):
        stream.abort(ignore_errors=True)  # stop() would wait for a device that is gone
    with contextlib.suppress(Exception):
        stream.close(ignore_errors=True)


def look_again() -> None:
    """Starts PortAudio over, so that it looks for its devices, unless a stream is open.

    Raises PartMissing.
    """
    _asked(_look_again)


def _look_again() -> None:
    if _open_streams:
        return
    if hangs():
        raise PartMissing("sound-hangs")
    sounddevice = library()
    with contextlib.suppress(sounddevice.PortAudioError):
        sounddevice._terminate()
    try:
        sounddevice._initialize()
    except sounddevice.PortAudioError as error:
        raise PartMissing("sound-fails", said=_said(error)) from None


def devices(kind: DeviceKind) -> list[tuple[int, str, bool]]:
    """(index, name, default) of all devices of a kind, as PortAudio knows them now; of microphones
    without those that hear what a speaker plays.

    Raises PartMissing where there is no library, or where it hangs.
    """
    known = _asked(lambda: _devices(kind))
    if kind == "output":
        return known
    heard = sound_server.sources()
    return [
        each for each in known if not heard.gives_speaker(each[1]) and not heard.is_monitor(each[1])
    ]


def _devices(kind: DeviceKind) -> list[tuple[int, str, bool]]:
    sounddevice = library()
    try:
        count = sounddevice._lib.Pa_GetDeviceCount()
        default = sounddevice.default.device[0 if kind == "input" else 1]
    except sounddevice.PortAudioError:
        return []
    known = ((index, _about(sounddevice, index)) for index in range(count))
    return [
        (index, str(device["name"]), index == default)
        for index, device in known
        if device.get(f"max_{kind}_channels", 0) > 0
    ]


def _about(sounddevice: Any, index: int) -> dict[str, Any]:
    """What is known of a device. One that cannot be read, such as by a name in an old encoding,
    costs itself and not the list."""
    try:
        return dict(sounddevice.query_devices(index))
    except Exception:  # noqa: BLE001 - whatever it is, the others are there
        return {}


def find_device(kind: DeviceKind, name: str | None) -> int:
    """The device with this name, this number in the list, or whose name contains it; without a
    name the default one.

    Without a name, what a speaker plays is never taken for a microphone. Raises PartMissing, also
    where several fit.
    """
    known = _asked(lambda: _devices(kind))
    if kind == "input":
        known = _without_speaker(known, name)
    if not known:
        raise _missing(kind, Text("device-none"))
    if name is None:
        return next((index for index, _, default in known if default), known[0][0])
    found = _meant[kind].by(name, known, _sound_system)
    there = tuple(device_names.names(found or known))
    if not found:
        raise _missing(kind, Text("device-unknown", device=name, known=there))
    if len(found) > 1:
        raise _missing(kind, Text("device-several", device=name, known=there))
    return found[0][0]


def _sound_system(index: int) -> int:
    return _asked(lambda: int(_about(library(), index)["hostapi"]))


def _without_speaker(
    known: list[tuple[int, str, bool]], name: str | None
) -> list[tuple[int, str, bool]]:
    heard = sound_server.sources()
    if (speaker := heard.speaker_for(name)) is not None:
        raise _missing("input", Text("device-hears-speaker", device=speaker))
    return [
        each
        for each in known
        if not heard.gives_speaker(each[1]) and (each[1] == name or not heard.is_monitor(each[1]))
    ]


def _said(error: object) -> str:
    """What PortAudio calls its fault: the number means the same in each language."""
    if isinstance(error, UnicodeDecodeError):  # the system's own words, in an encoding of its own
        return "PortAudio"
    number = re.search(r"PaErrorCode (-\d+)", str(error))
    return f"PortAudio {number[1]}" if number else str(error)


def _fails(device: str | None, said: str) -> Text:
    if device is None:
        return Text("device-default-fails", said=said)
    return Text("device-fails", device=device, said=said)


def _missing(kind: DeviceKind, why: Text) -> PartMissing:
    if kind == "output":
        return PartMissing("speaker-missing", why=why)
    return PartMissing("microphone-missing", why=why)
