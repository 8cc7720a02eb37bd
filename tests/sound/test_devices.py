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
from tests.support.pulse import PATIENCE_S, Pulse
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
            mark = "  (default)" if one["default"] else ""
            assert f"  {one['number']:>2}  {one['name']}{mark}\n" in table.out


@pytest.fixture
def odd_devices(tmp_path: Path) -> dict[str, str]:
    """An environment with two devices of a similar name, and one named in an old encoding."""
    described = b' { type null hint { show on description "x" } }\n'
    named = (b'"K\xfcche"', b"jabra_one", b"jabra_two")
    lines = b"".join(b"pcm." + name + described for name in named)
    (tmp_path / ".asoundrc").write_bytes(lines)
    return {**os.environ, "HOME": str(tmp_path), "BALINT_VOICE_DATA": str(tmp_path / "data")}


def odd(environment: dict[str, str], *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "balint_voice", *command],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=PATIENCE_S,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="devices of ALSA")
def test_a_device_that_cannot_be_read_costs_itself_and_not_the_list(
    pulse: Pulse, odd_devices: dict[str, str]
) -> None:
    ran = odd(odd_devices, "devices", "--json")
    assert ran.returncode == 0, ran.stderr
    listed = json.loads(ran.stdout)["microphones"]
    assert {"jabra_one", "jabra_two", "pulse"} <= {one["name"] for one in listed}
    assert [one["number"] for one in listed] == list(range(1, len(listed) + 1))


@pytest.mark.skipif(sys.platform != "linux", reason="devices of ALSA")
def test_a_name_that_fits_several_is_refused_with_their_names(
    pulse: Pulse, odd_devices: dict[str, str]
) -> None:
    ran = odd(odd_devices, "run", "--speaker", "JABRA", "--language", "en")
    assert ran.returncode == 3
    assert "'JABRA' fits more than one: jabra_one, jabra_two." in ran.stderr
    told = odd(odd_devices, "doctor", "--microphone", "jabra", "--language", "en").stdout
    assert "'jabra' fits more than one microphone: jabra_one, jabra_two." in told


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
        timeout=PATIENCE_S,
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
