"""What a speaker plays is never taken for a microphone: on a real server, and by its own words."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from balint_voice.adapters.sound import portaudio, sound_server
from balint_voice.adapters.sound.devices import microphones, speaker_instead
from balint_voice.adapters.sound.microphone import DeviceMicrophone
from balint_voice.cli.commands.devices import devices
from balint_voice.errors import PartMissing
from tests.sound.test_microphone_contract import heard
from tests.support.pulse import PATIENCE_S, Pulse, waited_for
from tests.support.refusals import refuses

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="PulseAudio is Linux's")

MONITOR = "Monitor of Null Output"
MICROPHONE = ("module-remap-source", "source_name=mic", "master=micfeed.monitor")


def unplug(pulse: Pulse) -> None:
    pulse.pactl("unload-module", "module-remap-source")


def plug_in(pulse: Pulse) -> None:
    pulse.pactl("load-module", *MICROPHONE)
    pulse.pactl("set-default-source", "mic")


def test_a_laptop_without_a_microphone_has_none(
    own_pulse: Pulse, capsys: pytest.CaptureFixture[str]
) -> None:
    assert microphones()
    assert speaker_instead() is None
    unplug(own_pulse)
    assert microphones() == []
    for name in (None, "default", "pulse"):
        with refuses(PartMissing, MONITOR):
            portaudio.find_device("input", name)
    with refuses(PartMissing, MONITOR):
        DeviceMicrophone().open()
    devices()
    told = capsys.readouterr()
    assert told.out.endswith("microphones:\n  none\n")
    assert MONITOR in told.err


def test_when_the_last_microphone_is_unplugged_nothing_more_is_heard_until_it_is_back(
    own_pulse: Pulse,
) -> None:
    nobody = own_pulse.listeners()
    microphone = DeviceMicrophone()
    microphone.open()
    heard(microphone, 0.2)
    unplug(own_pulse)

    def refused() -> bool:
        try:
            microphone.read(0.1)
        except PartMissing:
            return True
        return False

    waited_for("the loss to be noticed", refused)
    microphone.close()
    waited_for("nobody to listen", lambda: len(own_pulse.listeners()) < len(nobody) + 1)
    with refuses(PartMissing, MONITOR):
        microphone.open()
    plug_in(own_pulse)
    microphone.open()
    heard(microphone, 0.2)
    microphone.close()


def test_a_monitor_that_somebody_names_is_meant(
    own_pulse: Pulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    unplug(own_pulse)
    monkeypatch.setenv("PULSE_SOURCE", "micfeed.monitor")
    microphone = DeviceMicrophone()
    microphone.open()
    heard(microphone, 0.2)
    microphone.close()


SPEAKER = "Name: out.monitor\nDescription: Monitor of Speakers\nMonitor of Sink: out\n"
REAL = "Name: in\nDescription: Headset\nMonitor of Sink: n/a\n"


@pytest.mark.parametrize(
    ("device", "is_gone"), [(None, True), ("pulse", True), ("USB microphone", False)]
)
def test_a_microphone_of_its_own_is_not_gone_where_the_default_is_a_monitor(
    device: str | None, is_gone: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A volume that changes is an event of a source too."""
    tool = tmp_path / "pactl"
    tool.write_text(
        f"#!/bin/sh\ncase $1 in subscribe) echo \"Event 'change' on source #3\";;\n"
        f"list) printf '{SPEAKER}{REAL}';; *) echo 'Default Source: out.monitor';; esac\n"
    )
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    gone = threading.Event()
    watch = sound_server.Watch(gone.set)
    watch.microphone = device
    before = set(threading.enumerate())
    watch.start()
    for looking in set(threading.enumerate()) - before:
        looking.join(PATIENCE_S)
    watch.stop()
    assert gone.is_set() is is_gone


@pytest.mark.parametrize(
    ("listed", "default", "instead"),
    [
        (SPEAKER + REAL, "in", None),
        (SPEAKER + REAL, "out.monitor", "Monitor of Speakers"),
        (SPEAKER + REAL, "gone", None),
        (SPEAKER, "@DEFAULT_SOURCE@", "Monitor of Speakers"),
        ("", "", None),
    ],
)
def test_what_the_server_would_give(
    listed: str, default: str, instead: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(command: list[str], **_: object) -> "subprocess.CompletedProcess[bytes]":
        told = listed if command[1] == "list" else f"Server Name: x\nDefault Source: {default}\n"
        return subprocess.CompletedProcess(command, 0, told.encode())

    monkeypatch.setattr(subprocess, "run", answer)
    found = sound_server.sources()
    assert found.instead == instead
    assert found.is_monitor("Monitor of Speakers") is bool(listed)
    assert not found.is_monitor("Headset")


def test_a_name_that_cannot_be_told_leaves_no_open_microphone_that_nobody_closes(
    pulse: Pulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sound hangs just when the stream has been opened."""
    asked = portaudio._asked

    def hangs_for_names(what: Callable[[], object], *undo: Callable[[object], object]) -> object:
        if "name_of" in what.__qualname__:
            raise PartMissing("sound-hangs")
        return asked(what, *undo)

    nobody = pulse.listeners()
    monkeypatch.setattr(portaudio, "_asked", hangs_for_names)
    microphone = DeviceMicrophone()
    microphone.open()
    heard(microphone, 0.2)
    microphone.close()
    waited_for("nobody to listen", lambda: pulse.listeners() == nobody)


def test_without_the_servers_tool_nothing_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    assert sound_server.sources().instead is None
    watch = sound_server.Watch(lambda: None)
    watch.start()
    watch.stop()
