"""How fast a model is on this machine: measured with the real transcriber, and remembered.

Rules: the speech comes from our own voice. Only a number for each model folder is kept, in the
cache: `run` uses it for a warning. If the number is lost, it is measured again.
"""

import contextlib
import json
import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from balint_voice.adapters.system import places
from balint_voice.adapters.whisper.transcriber import WorkerTranscriber
from balint_voice.errors import PartMissing
from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.ports import Transcriber
from balint_voice.records.reading import read_file

_BEFORE_S, _AFTER_S = 0.3, 0.4
"""What an utterance keeps of the silence around it."""
_COMMIT_S = 20.0
"""A window is closed once it holds so much."""


@dataclass(frozen=True)
class Speed:
    """`factor`: seconds of work for a second of speech; `command_s`: for all that a command needs.

    `whole`: False when the measurement was broken off: `factor` is then the least it can be, and
    `command_s`, in which the model was still loading, the most.
    """

    factor: float
    command_s: float
    whole: bool


def window_of(sentences: Sequence[Samples], window_s: float) -> Samples:
    """Sentences end to end as the listener would put them, until a window is full."""
    before, after = (np.zeros(round(s * LISTENING_RATE), np.float32) for s in (_BEFORE_S, _AFTER_S))
    parts: list[Samples] = []
    filled, wanted = 0, min(_COMMIT_S, window_s) * LISTENING_RATE
    most = int(window_s * LISTENING_RATE)
    for sentence in sentences:
        utterance = np.concatenate([before, sentence, after])
        if filled >= wanted or filled + len(utterance) > most:
            break
        parts.append(utterance)
        filled += len(utterance)
    return np.concatenate(parts) if parts else sentences[0][:most]


def measure(
    transcriber: Transcriber,
    window: Samples,
    command: Samples,
    *,
    obey: Callable[[Samples], object],
    patience_s: float,
) -> Speed | None:
    """Hear a command, decode a full window, and hear the command again, which is then not held up
    by loading. `obey`: the most that is done with an utterance that may be a command.

    Closes the transcriber. None when not even a command was decoded in that time; raises
    PartMissing when the transcriber cannot be used.
    """
    ended = threading.Event()

    def end() -> None:
        ended.set()
        transcriber.close()

    timer = threading.Timer(patience_s, end)
    timer.daemon = True
    timer.start()
    moments = [time.monotonic()]
    try:
        for work, samples in ((obey, command), (transcriber.transcribe, window), (obey, command)):
            work(samples.copy())
            moments.append(time.monotonic())
    except PartMissing:
        if not ended.is_set():
            raise
        moments.append(time.monotonic())  # so long it took at least
    finally:
        timer.cancel()
        transcriber.close()
    return _speed(moments, len(window) / LISTENING_RATE, broken_off=ended.is_set())


def _speed(moments: Sequence[float], window_s: float, *, broken_off: bool) -> Speed | None:
    took = [end - begin for begin, end in pairwise(moments)]
    if len(took) < 2:
        return None
    command_s = min(took[0], took[2]) if len(took) > 2 and not broken_off else took[0]
    return Speed(took[1] / window_s, command_s, whole=len(took) > 2)


def pass_s(transcriber: Transcriber, folder: Path) -> float:
    """Seconds that a decode takes here: as measured before, infinite where that was broken off;
    else as long as one of silence takes now, of which the cost is that of any window. The model is
    loaded already. Raises PartMissing when the transcriber cannot be used."""
    known = recall(folder)
    if known is not None:
        return known.factor * _COMMIT_S if known.whole else math.inf
    began = time.monotonic()
    transcriber.transcribe(np.zeros(LISTENING_RATE, np.float32))
    return time.monotonic() - began


def transcriber_of(folder: Path, language: str) -> WorkerTranscriber:
    """The real one, loading already; what keeps it from that is raised when it is used."""
    made = WorkerTranscriber(folder, language)
    with contextlib.suppress(PartMissing):
        made.start()
    return made


def remember(folder: Path, speed: Speed) -> None:
    """Keep it for the next `run`; a cache that cannot be written is no loss."""
    kept = _kept() | {_key(folder): asdict(speed)}
    with contextlib.suppress(OSError):
        _file().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = _file().with_suffix(".new")
        fresh.write_text(json.dumps(kept), "utf-8")
        fresh.replace(_file())


def recall(folder: Path) -> Speed | None:
    """What was measured of this very model on this machine, if anything."""
    try:
        return Speed(**_kept()[_key(folder)])
    except (KeyError, TypeError):
        return None


def _kept() -> dict[str, Any]:
    try:
        kept = json.loads(read_file(_file()))
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _key(folder: Path) -> str:
    """The model, not its name: another one in the same folder is another one."""
    try:
        weights = (folder / "model.bin").stat()
    except OSError:
        return str(folder)
    return f"{folder} {weights.st_size} {weights.st_mtime_ns}"


def _file() -> Path:
    return places.cache_folder() / "speed.json"
