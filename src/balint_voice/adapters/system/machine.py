"""Facts about this machine: system, disk, memory, power, and whether it can be kept awake.

Rules: it only looks, at once and without root. What cannot be known is None.
"""

import contextlib
import ctypes
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from balint_voice.adapters.system.keep_awake import keeping_awake
from balint_voice.doctor.machine import Power

_QUICK_S = 2.0
"""No program that is asked may hold anybody up longer."""


def system() -> tuple[str, ...]:
    """The names of this system, the most exact first: a remedy may exist for any of them."""
    if sys.platform != "linux":
        return (sys.platform,)
    families = {"debian": "debian", "ubuntu": "debian", "fedora": "fedora", "rhel": "fedora"}
    families |= {"arch": "arch", "suse": "suse", "opensuse": "suse"}
    with contextlib.suppress(OSError):
        release = Path("/etc/os-release").read_text("utf-8")
        for names in re.findall(r'(?m)^ID(?:_LIKE)?="?([^"\n]*)"?', release):
            for name in names.split():
                if name in families:
                    return (families[name], "linux")
    return ("linux",)


def free_disk(folder: Path) -> tuple[int, bool]:
    """(bytes free, whether a file can be written) where a folder is or would be; (0, False) where
    there is no such drive, as on Windows without the stick."""
    place = next((path for path in (folder, *folder.parents) if path.exists()), None)
    if place is None:
        return 0, False
    free = shutil.disk_usage(place).free
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0" * 4096)
            file.flush()
    except OSError:
        return free, False
    return free, True


def available_memory() -> int | None:
    """Bytes that programs can have without pushing others out."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            meminfo = Path("/proc/meminfo").read_text()
            return int(re.search(r"MemAvailable:\s+(\d+)", meminfo).group(1)) * 1024  # type: ignore[union-attr]
    if sys.platform == "darwin":
        output = _output_of("vm_stat")
        size = re.search(r"page size of (\d+)", output)
        pages = re.findall(r"Pages (?:free|inactive|purgeable):\s+(\d+)", output)
        return sum(map(int, pages)) * int(size.group(1)) if size and pages else None
    return _windows_memory() if sys.platform == "win32" else None


def power() -> tuple[Power, int | None]:
    """(source, per cent in the battery)."""
    if sys.platform == "linux":
        return power_from_linux(Path("/sys/class/power_supply"))
    if sys.platform == "darwin":
        return power_from_pmset(_output_of("pmset", "-g", "batt"))
    return _windows_power() if sys.platform == "win32" else ("unknown", None)


def power_from_linux(folder: Path) -> tuple[Power, int | None]:
    """As Linux tells it, a folder for each supply; a mouse's battery is none of the machine."""
    online: list[bool] = []
    percent: list[int] = []
    discharging: list[bool] = []
    for supply in sorted(folder.glob("*")):
        kind = _word(supply / "type")
        if kind in ("Mains", "USB") and _word(supply / "online"):
            online.append(_word(supply / "online") == "1")
        if kind == "Battery" and _word(supply / "scope") != "Device":
            percent.append(int(_word(supply / "capacity") or 100))
            discharging.append(_word(supply / "status") == "Discharging")
    if not percent:
        return "none", None
    on_battery = any(discharging) if not online else not any(online)
    return ("battery" if on_battery else "mains"), min(percent)


def power_from_pmset(output: str) -> tuple[Power, int | None]:
    """As `pmset -g batt` tells it."""
    percent = re.search(r"(\d+)%", output)
    if "AC Power" in output:
        return "mains", int(percent.group(1)) if percent else None
    if "Battery Power" in output:
        return "battery", int(percent.group(1)) if percent else None
    return "unknown", None


def can_stay_awake() -> bool:
    """Whether the system lets a program keep it awake: tried, for a moment."""
    with keeping_awake() as agreed:
        return agreed


def sound_server_names() -> tuple[str, ...]:
    """What a Linux sound server calls its default speaker and microphone: PortAudio knows them
    only as `default` there."""
    if sys.platform != "linux":
        return ()
    return (
        _output_of("pactl", "get-default-sink").strip(),
        _output_of("pactl", "get-default-source").strip(),
    )


def reaches_sound_server() -> bool:
    """Linux: whether ALSA, through which PortAudio plays, has its way to the sound server."""
    if sys.platform != "linux":
        return True
    ways = ("libasound_module_pcm_pulse.so", "libasound_module_pcm_pipewire.so")
    roots = (Path("/usr/lib"), Path("/usr/lib64"))
    return any(next(root.glob(f"**/alsa-lib/{way}"), None) for root in roots for way in ways)


def sound_is_elsewhere() -> bool:
    """Linux: whether PULSE_SERVER has the sound go over a network. Of the servers it names, some
    with the machine they hold for (`{...}`), the first that answers is taken."""
    named = [each.rpartition("}")[2] for each in os.environ.get("PULSE_SERVER", "").split()]
    here = any(server.startswith(("unix:", "/")) for server in named)
    return sys.platform == "linux" and bool(named) and not here


def _word(file: Path) -> str:
    try:
        return file.read_text().strip()
    except OSError:
        return ""


def _output_of(*command: str) -> str:
    try:
        finished = subprocess.run(
            command, capture_output=True, text=True, timeout=_QUICK_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return finished.stdout


def _windows_memory() -> int | None:
    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            ("total", ctypes.c_ulonglong),
            ("available", ctypes.c_ulonglong),
            ("rest", ctypes.c_ulonglong * 5),
        )

    status = Status()
    status.length = ctypes.sizeof(Status)
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only Windows has it
    return int(status.available) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None


def _windows_power() -> tuple[Power, int | None]:
    class Status(ctypes.Structure):
        _fields_ = (
            ("line", ctypes.c_ubyte),
            ("battery", ctypes.c_ubyte),
            ("percent", ctypes.c_ubyte),
            ("saver", ctypes.c_ubyte),
            ("seconds", ctypes.c_ulong * 2),
        )

    status = Status()
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only Windows has it
    if not kernel.GetSystemPowerStatus(ctypes.byref(status)):
        return "unknown", None
    if status.battery & 128:
        return "none", None
    percent = status.percent if status.percent <= 100 else None
    sources: dict[int, Power] = {0: "battery", 1: "mains"}
    return sources.get(status.line, "unknown"), percent
