"""What every benchmark needs: a figure with its aim, percentiles, and what a process costs.

CPU and memory come from /proc, so these figures are taken on Linux. CPU is user and system time of
all threads; memory is PSS (shared pages divided among who shares them) and RSS.
"""

import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import numpy as np

PROGRAM = (sys.executable, "-m", "balint_voice")
_TICKS = os.sysconf("SC_CLK_TCK")
_LIBRARIES = ("faster-whisper", "ctranslate2", "onnxruntime", "numpy", "sounddevice", "pyttsx3")


@dataclass(frozen=True)
class Figure:
    """One line of the page. `met`: whether the aim is; None where there is none."""

    what: str
    value: str
    aim: str = ""
    met: bool | None = None


@dataclass(frozen=True)
class Options:
    """`models`: folders of Whisper models to measure with, besides our own. `human`: a folder of
    human speech with its texts. `quick`: a few clips of each speaker, or a few voices, are enough.
    `seconds`: so much speech of each speaker. `numbers`: a file that keeps what a model said.
    """

    models: tuple[Path, ...]
    human: Path | None = None
    quick: bool = False
    seconds: float | None = None
    numbers: Path | None = None


def at_most(what: str, value: float, *, aim: float, unit: str, digits: int = 2) -> Figure:
    """A figure that should not exceed its aim."""
    shown, wanted = f"{value:.{digits}f} {unit}", f"<= {aim:g} {unit}"
    return Figure(what, shown, wanted, value <= aim)


def percentile(values: Sequence[float], percent: float) -> float:
    return float(np.percentile(np.asarray(values), percent))


def spread(values: Sequence[float]) -> str:
    """Seconds, shown as milliseconds: median, 99th percentile and worst."""
    shown = [1000 * v for v in (percentile(values, 50), percentile(values, 99), max(values))]
    return "p50 {:.1f}, p99 {:.1f}, worst {:.1f} ms".format(*shown)


def family(pid: int) -> list[int]:
    """The process and all its descendants."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(_after_name(path)[1])
        except OSError:
            continue  # it ended meanwhile
    found = [pid]
    for member in found:
        found += [child for child, parent in parents.items() if parent == member]
    return found


def cpu_s(pid: int) -> float:
    """Seconds of CPU the process has used so far."""
    fields = _after_name(Path(f"/proc/{pid}/stat"))
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory_mb(pid: int) -> tuple[float, float]:
    """(PSS, RSS) in millions of bytes."""
    kept = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, value, *_ = line.split()
        kept[name] = int(value) * 1024 / 1e6
    return kept["Pss:"], kept["Rss:"]


def _after_name(stat: Path) -> list[str]:
    """The fields of a stat file from the state on; a name may hold blanks and brackets."""
    return stat.read_text().rpartition(")")[2].split()


def machine() -> str:
    """What the figures were taken on."""
    model = next(
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    )
    libraries = ", ".join(f"{name} {metadata.version(name)}" for name in _LIBRARIES)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    return (
        f"{os.cpu_count()} cores, {model}; {platform.system()} {platform.release()}; "
        f"Python {platform.python_version()}; {libraries}; commit {commit or 'unknown'}"
    )
