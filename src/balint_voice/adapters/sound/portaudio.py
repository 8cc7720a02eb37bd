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
import sys
from collections.abc import Callable
from typing import Any, Literal, TypeVar

from balint_voice.adapters.sound.c_stderr import silence_c_libraries
from balint_voice.adapters.sound.library_thread import Hangs, LibraryThread
from balint_voice.adapters.system.machine import sound_is_elsewhere
from balint_voice.errors import PartMissing, Text

Kind = Literal["output", "input"]
T = TypeVar("T")

PATIENCE_S = 8.0
"""A headset without a wire takes some seconds to change over to its microphone; a sound server
that is well, hardly one."""

_thread = LibraryThread("sound library")
_open_streams: list[Any] = []


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
        raise PartMissing("sound-fails", said=error) from None
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


def open_stream(kind: Kind, device: str | None, **settings: Any) -> Any:
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


def _open(kind: Kind, device: str | None, settings: dict[str, Any]) -> Any:
    """A stream at the device's own rate; in stereo, or in mono where the device has no more.

    Asked for one channel, some systems give the first, on which there may be nothing.
    """
    sounddevice = library()
    make = sounddevice.OutputStream if kind == "output" else sounddevice.InputStream
    index = find_device(kind, device)
    trouble = ""
    for channels in (2, 1):
        try:
            rate = sounddevice.query_devices(index, kind)["default_samplerate"]
            stream = make(device=index, samplerate=rate, channels=channels, **settings)
        except (sounddevice.PortAudioError, ValueError) as error:
            trouble = str(error)
            continue
        try:
            stream.start()
        except sounddevice.PortAudioError as error:
            stream.close()
            trouble = str(error)
            continue
        _open_streams.append(stream)
        return stream
    raise _missing(kind, _fails(device, trouble))


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
        raise PartMissing("sound-fails", said=error) from None


def devices(kind: Kind) -> list[tuple[int, str, bool]]:
    """(index, name, default) of all devices of a kind, as PortAudio knows them now.

    Raises PartMissing where there is no library, or where it hangs.
    """
    return _asked(lambda: _devices(kind))


def _devices(kind: Kind) -> list[tuple[int, str, bool]]:
    sounddevice = library()
    try:
        known = sounddevice.query_devices()
        default = sounddevice.default.device[0 if kind == "input" else 1]
    except sounddevice.PortAudioError:
        return []
    return [
        (index, str(device["name"]), index == default)
        for index, device in enumerate(known)
        if device[f"max_{kind}_channels"] > 0
    ]


def find_device(kind: Kind, name: str | None) -> int:
    """The device with this name, or whose name contains it; without a name the default one."""
    known = devices(kind)
    if not known:
        raise _missing(kind, Text("device-none"))
    if name is None:
        return next((index for index, _, default in known if default), known[0][0])
    same = [index for index, called, _ in known if called.lower() == name.lower()]
    like = [index for index, called, _ in known if name.lower() in called.lower()]
    if not same and not like:
        there = tuple(dict.fromkeys(called for _, called, _ in known))
        raise _missing(kind, Text("device-unknown", device=name, known=there))
    return (same or like)[0]


def _fails(device: str | None, said: str) -> Text:
    if device is None:
        return Text("device-default-fails", said=said)
    return Text("device-fails", device=device, said=said)


def _missing(kind: Kind, why: Text) -> PartMissing:
    if kind == "output":
        return PartMissing("speaker-missing", why=why)
    return PartMissing("microphone-missing", why=why)
