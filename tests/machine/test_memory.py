"""What the system grants is read back from the system itself."""

import gc
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from balint_voice.adapters.capture.segmenter import Segmenter
from balint_voice.adapters.system import memory
from balint_voice.listening.audio import AudioBlock
from balint_voice.listening.endpointing import EndpointSettings
from balint_voice.listening.windows import Window, WindowSettings
from tests.support.fakes_listening import LoudnessDetector, silence, tone
from tests.support.pulse import PATIENCE_S

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's own books")


def test_private_samples_are_zeros_that_can_be_filled() -> None:
    samples = memory.private_samples(16_000)
    assert samples.shape == (16_000,) and samples.dtype == np.float32
    assert not samples.any()
    samples[:] = 0.5
    assert float(samples.sum()) == 8_000


def mapping_of(address: int) -> str:
    """The paragraph of /proc/self/smaps in which an address lies."""
    paragraph = ""
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            begin, end = (int(part, 16) for part in line.split()[0].split("-"))
            inside = begin <= address < end
        if inside:
            paragraph += line + "\n"
    return paragraph


def lockable() -> int:
    """Asked in a child: whoever asks for protection has it from then on."""
    program = "from balint_voice.adapters.system import memory; print(memory.granted().lockable)"
    return int(subprocess.check_output([sys.executable, "-c", program]))


@LINUX
def test_private_samples_are_kept_from_dumps_and_from_swap() -> None:
    samples = memory.private_samples(250_000)
    told = mapping_of(samples.ctypes.data)
    flags = re.search(r"VmFlags:(.*)", told)
    assert flags is not None
    assert "dd" in flags.group(1).split(), "do not dump"
    if lockable():
        assert "lo" in flags.group(1).split(), "locked"


@LINUX
def test_the_lock_goes_with_the_samples() -> None:
    def locked_kb() -> int:
        status = Path("/proc/self/status").read_text()
        return int(re.search(r"VmLck:\s+(\d+)", status).group(1))  # type: ignore[union-attr]

    gc.collect()
    before = locked_kb()
    samples = memory.private_samples(250_000)
    assert locked_kb() >= before
    del samples
    gc.collect()
    assert locked_kb() == before


@LINUX
@pytest.mark.parametrize("limit", [0, 1 << 20])
def test_a_limit_on_locking_is_told_and_nothing_fails(limit: int) -> None:
    """In a process of its own, of an ordinary user: root has no limit."""
    program = f"""
import os, resource
from balint_voice.adapters.system import core_dumps, memory
core_dumps.leave_no_core_dump()
resource.setrlimit(resource.RLIMIT_MEMLOCK, ({limit}, {limit}))
if os.getuid() == 0:
    os.setgid(65534); os.setuid(65534)
got = memory.granted()
assert got.no_core_dump and got.unreadable and got.kept_from_dumps, got
assert got.lockable <= {limit}, got
assert got.lockable > 0 or {limit} == 0, got
assert len(memory.private_samples(1_000_000)) == 1_000_000
"""
    subprocess.run(
        [sys.executable, "-c", program], check=True, env=dict(os.environ), timeout=PATIENCE_S
    )


@LINUX
def test_what_is_heard_lies_on_private_pages() -> None:
    hearing = Segmenter(
        LoudnessDetector(),
        EndpointSettings(longest_s=6.0),
        windows=WindowSettings(6.0),
        echo_tail_s=0.0,
    )
    sound = np.concatenate([silence(1.0), tone(2.0), silence(1.0)])
    caught = [*hearing.hear(AudioBlock(sound, 0)), *hearing.flush()]
    (window,) = [one for one in caught if isinstance(one, Window)]
    flags = re.search(r"VmFlags:(.*)", mapping_of(window.samples.ctypes.data))
    assert flags is not None and "dd" in flags.group(1).split()
