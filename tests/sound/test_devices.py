"""Devices by name, and a machine without any."""

import ctypes.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from balint_voice.adapters.sound import portaudio
from balint_voice.adapters.sound.devices import microphones, speakers
from balint_voice.adapters.sound.microphone import DeviceMicrophone
from balint_voice.adapters.sound.speaker import DeviceSpeaker
from balint_voice.cli.commands.devices import devices
from balint_voice.errors import PartMissing
from tests.support.pulse import Pulse
from tests.support.refusals import advice, what


def test_both_kinds_are_listed_with_one_default_each(pulse: Pulse) -> None:
    for ones in (speakers(), microphones()):
        assert [one.default for one in ones].count(True) == 1
        assert "pulse" in [one.name for one in ones]
        assert len({one.name for one in ones}) == len(ones)


def test_the_table_and_the_json_say_the_same(
    pulse: Pulse, capsys: pytest.CaptureFixture[str]
) -> None:
    devices(as_json=True)
    listed = json.loads(capsys.readouterr().out)
    assert set(listed) == {"speakers", "microphones"}
    devices()
    table = capsys.readouterr()
    assert table.err == ""
    for kind in listed.values():
        for one in kind:
            marked = f"  {one['name']}{'  (default)' if one['default'] else ''}\n"
            assert marked in table.out


@pytest.mark.skipif(
    sys.platform != "linux" or bool(list(Path("/proc/asound").glob("card*"))),
    reason="only where there is no sound card is there no device without a server",
)
def test_a_machine_without_devices_is_told_what_to_do(tmp_path: Path) -> None:
    program = """
from balint_voice.cli.commands.devices import devices
from balint_voice.adapters.sound.speaker import DeviceSpeaker
from balint_voice.errors import PartMissing
devices()
try:
    DeviceSpeaker().open()
except PartMissing as missing:
    print("missing:", missing)
"""
    nothing = {"PULSE_SERVER": f"unix:{tmp_path / 'none'}"}
    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **nothing},
        timeout=60,
    )
    assert ran.stdout.count("  none\n") == 2
    assert "missing: speaker-missing" in ran.stdout
    assert [line.split(":")[0] for line in ran.stderr.splitlines()] == [
        "No speaker was found",
        "No microphone was found",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere PortAudio comes with sounddevice")
def test_without_portaudio_the_line_that_installs_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    for attempt in (portaudio.library, speakers, DeviceSpeaker().open, DeviceMicrophone().open):
        with pytest.raises(PartMissing) as missing:
            attempt()
        assert "PortAudio" in what(missing.value)
        assert "sudo apt install libportaudio2" in advice(missing.value)
