"""What the machine says of itself, read from what systems write."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from balint_voice.adapters.system import machine


def supply(folder: Path, name: str, **told: str) -> None:
    (folder / name).mkdir(parents=True)
    for key, value in told.items():
        (folder / name / key).write_text(value + "\n")


def test_a_laptop_on_its_battery_and_on_mains(tmp_path: Path) -> None:
    supply(tmp_path, "AC", type="Mains", online="0")
    supply(tmp_path, "BAT0", type="Battery", capacity="63", status="Discharging")
    assert machine.power_from_linux(tmp_path) == ("battery", 63)
    (tmp_path / "AC" / "online").write_text("1\n")
    assert machine.power_from_linux(tmp_path) == ("mains", 63)


def test_a_laptop_that_charges_by_usb(tmp_path: Path) -> None:
    supply(tmp_path, "ucsi-1", type="USB", online="0")
    supply(tmp_path, "ucsi-2", type="USB", online="1")
    supply(tmp_path, "BAT0", type="Battery", capacity="80", status="Charging")
    assert machine.power_from_linux(tmp_path) == ("mains", 80)


def test_a_mouses_battery_is_none_of_the_machine(tmp_path: Path) -> None:
    supply(tmp_path, "hid-1", type="Battery", scope="Device", capacity="5", status="Discharging")
    assert machine.power_from_linux(tmp_path) == ("none", None)
    assert machine.power_from_linux(tmp_path / "nothing") == ("none", None)


def test_a_mac_tells_it_in_a_sentence() -> None:
    said = "Now drawing from 'Battery Power'\n -InternalBattery-0\t57%; discharging; 3:10 remaining"
    assert machine.power_from_pmset(said) == ("battery", 57)
    assert machine.power_from_pmset(said.replace("Battery Power", "AC Power")) == ("mains", 57)
    assert machine.power_from_pmset("") == ("unknown", None)


def test_room_is_looked_for_where_the_folder_will_be(tmp_path: Path) -> None:
    free, writable = machine.free_disk(tmp_path / "not" / "yet")
    assert free == pytest.approx(shutil.disk_usage(tmp_path).free, rel=0.1)
    assert writable


def test_a_full_disk_and_one_that_cannot_be_written(small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(b"x" * (1 << 20))
    assert machine.free_disk(small_disk / "sessions") == (0, False)
    (small_disk / "filler").unlink()
    assert machine.free_disk(small_disk / "sessions") == (1 << 20, True)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert machine.free_disk(small_disk / "others")[1] is False


def test_a_drive_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `E:\\...` on Windows without the stick: not even the root of it exists."""
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert machine.free_disk(tmp_path / "sessions") == (0, False)


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's own books")
def test_memory_and_system_are_known_on_linux() -> None:
    memory = machine.available_memory()
    assert memory is not None and memory > 1_000_000
    assert machine.system()[-1] == "linux"


def test_nothing_keeps_a_machine_awake_that_has_no_desktop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("WAKEPY_FAKE_SUCCESS", raising=False)
    if sys.platform == "linux":
        assert machine.can_stay_awake() is False
    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "1")
    assert machine.can_stay_awake() is True
