"""Every voice equally loud: measured by ITU-R BS.1770, and no peak above -1 dBTP.

Rules: one sound at a time. FFmpeg measures (PyAV brings it), and is imported only where a sound is
made: in the child that renders, and when a voice pack is made. What is silent stays as it is.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import pairwise

import numpy as np
import soxr

from balint_voice.listening.audio import Samples, Sound

TARGET_LUFS = -20.0
"""Of each cue, as a whole: loud enough for a room, and speech seldom has to be limited for it."""
PEAK_DBTP = -1.0
_SHORTEST_S = 0.4
"""BS.1770 measures in blocks of this length; what is shorter is measured with silence after it."""
_SILENT_LUFS = -70.0
"""What the meter says where nothing is loud enough to be counted."""
_OVERSAMPLING = 4
_LOOK_S = 0.005
_MARGIN_DB = 0.3
"""The limiter holds samples; what lies between two of them may be higher by so much."""


def loudness(sound: Sound) -> float:
    """LUFS; minus infinity for silence."""
    samples = sound.samples
    least = int(_SHORTEST_S * sound.rate) + 1
    if len(samples) < least:
        samples = np.pad(samples, (0, least - len(samples)))
    last = _report(samples, sound.rate).split("=")[-1]
    return float(last) if float(last) > _SILENT_LUFS else float("-inf")


if sys.platform == "win32":
    import tempfile
    from pathlib import Path

    def _report(samples: Samples, rate: int) -> str:
        """Through a file: here a library does not know the pipes of another."""
        with tempfile.TemporaryDirectory(prefix="balint-voice-loudness-") as folder:
            report = Path(folder) / "report"
            _measure(samples, rate, str(report))
            return report.read_text("ascii")

else:
    _END = "no more\n"

    def _report(samples: Samples, rate: int) -> str:
        """Through a pipe: a full disk shall not make the voice silent."""
        reading, writing = os.pipe()
        with ThreadPoolExecutor(1) as reader, os.fdopen(reading, encoding="ascii") as pipe:
            report = reader.submit(lambda: "".join(iter(pipe.readline, _END)))
            try:
                _measure(samples, rate, f"pipe:{writing}")
            finally:
                os.write(writing, _END.encode())  # an older FFmpeg keeps its end of the pipe open
                os.close(writing)
            return report.result()


def _measure(samples: Samples, rate: int, report: str) -> None:
    """Has FFmpeg write the loudness of all until then, block by block, to `report`: figures alone.
    Its frames tell the same, but only in the newest PyAV."""
    import av
    from av.filter import Graph

    graph = Graph()
    chain = (
        graph.add_abuffer(
            sample_rate=rate, format="flt", layout="mono", time_base=Fraction(1, rate)
        ),
        graph.add("ebur128", metadata="1", framelog="verbose"),
        graph.add("ametadata", mode="print", key="lavfi.r128.I", file=report, direct="1"),
        graph.add("abuffersink"),
    )
    for one, next_one in pairwise(chain):
        one.link_to(next_one)
    graph.configure()
    row = np.ascontiguousarray(samples.reshape(1, -1), np.float32)
    frame = av.AudioFrame.from_ndarray(row, format="flt", layout="mono")
    frame.sample_rate = rate
    graph.push(frame)
    graph.push(None)
    while True:
        try:
            graph.pull()
        except (av.EOFError, av.BlockingIOError):
            return


def true_peak(sound: Sound) -> float:
    """dBTP: the highest point of the wave, between the samples too."""
    between = soxr.resample(sound.samples, sound.rate, sound.rate * _OVERSAMPLING)
    highest = max(np.abs(between).max(initial=0.0), np.abs(sound.samples).max(initial=0.0))
    return float(20 * np.log10(highest)) if highest > 0 else float("-inf")


def levelled(sound: Sound) -> Sound:
    """The sound at the loudness of all others, its peaks held below -1 dBTP."""
    measured = loudness(sound)
    if not np.isfinite(measured):
        return sound
    gain_db = round(TARGET_LUFS - measured, 2)  # the same sound is made the same each time
    louder = sound.samples * np.float32(10 ** (gain_db / 20))
    return _limited(Sound(louder.astype(np.float32), sound.rate))


def _limited(sound: Sound) -> Sound:
    """Turned down for some milliseconds around each peak that is too high, and nowhere else."""
    if true_peak(sound) <= PEAK_DBTP:
        return sound
    ceiling = 10 ** ((PEAK_DBTP - _MARGIN_DB) / 20)
    wanted = np.minimum(1.0, ceiling / np.maximum(np.abs(sound.samples), 1e-9))
    look = max(1, int(_LOOK_S * sound.rate))
    padded = np.pad(wanted, look, constant_values=1.0)
    lowest = np.lib.stride_tricks.sliding_window_view(padded, 2 * look + 1).min(axis=1)
    window = np.hanning(2 * look + 1)
    smooth = np.convolve(np.pad(lowest, look, mode="edge"), window / window.sum(), mode="valid")
    return Sound((sound.samples * smooth.round(4)).astype(np.float32), sound.rate)


def trimmed(sound: Sound, before_s: float = 0.05, after_s: float = 0.15) -> Sound:
    """Without the silence around it; a little is left, so that no consonant is cut."""
    loud = _loud(sound)
    if not len(loud):
        return sound
    first = max(0, int(loud[0] - before_s * sound.rate))
    last = int(loud[-1] + after_s * sound.rate)
    return Sound(sound.samples[first:last].copy(), sound.rate)


def _loud(sound: Sound) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    """The samples that are no silence: above a fortieth of the peak over 10 ms."""
    window = max(1, sound.rate // 100)
    envelope = np.sqrt(np.convolve(sound.samples**2, np.ones(window) / window, mode="same"))
    return np.flatnonzero(envelope > envelope.max(initial=0.0) / 40)


def is_clipped(samples: Samples) -> bool:
    """Whether the microphone was too loud: at its peak, the wave is flat more than once."""
    peak = np.abs(samples).max(initial=0.0)
    at_peak = np.abs(samples) >= peak * 0.999
    if peak < 0.5:
        return False
    flat = at_peak[:-2] & at_peak[1:-1] & at_peak[2:]
    return int(flat.sum()) >= 3
