"""Rendered cues kept between sessions: the program's own sentences, never anybody's voice.

Rules: a cache only. A damaged file or a full disk costs one rendering and nothing else. A file is
the SHA-256 of the rest, the rate (4 bytes) and 16-bit samples; its time is that of its last use.
"""

import contextlib
import hashlib
import os
import re
import time
from pathlib import Path

import numpy as np

from balint_voice.listening.audio import Sound
from balint_voice.records.reading import read_file

_MOST = 64 << 20  # bytes: minutes of speech
_DIGEST = hashlib.sha256().digest_size
_OURS = re.compile(r"[0-9a-f]{64}\.(cue|[0-9]+)")
"""A cue, or one that was never finished because its program was killed."""
KEPT_DAYS = 180
"""Since its last use: a group that meets twice a year finds its cues again."""


class CueCache:
    """Sounds by text, for one voice (`voice`: all that makes it sound as it does)."""

    def __init__(self, folder: Path, voice: str) -> None:
        self._folder = folder
        self._voice = voice

    def path(self, text: str) -> Path:
        key = hashlib.sha256("\0".join((self._voice, text)).encode()).hexdigest()
        return self._folder / f"{key}.cue"

    def get(self, text: str) -> Sound | None:
        path = self.path(text)
        try:
            stored = read_file(path, _MOST)
        except OSError:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        content = stored[_DIGEST:]
        if len(content) < 6 or hashlib.sha256(content).digest() != stored[:_DIGEST]:
            return None
        samples = np.frombuffer(content[4:], "<i2").astype(np.float32) / np.float32(32_768)
        return Sound(samples, int.from_bytes(content[:4], "little"))

    def put(self, text: str, sound: Sound) -> None:
        numbers = (sound.samples.clip(-1, 1) * 32_767).astype("<i2").tobytes()
        content = sound.rate.to_bytes(4, "little") + numbers
        path = self.path(text)
        unfinished = path.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                unfinished.write_bytes(hashlib.sha256(content).digest() + content)
                unfinished.replace(path)
            finally:
                unfinished.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Removes what no voice has used for KEPT_DAYS."""
        last_kept = time.time() - KEPT_DAYS * 86_400
        with contextlib.suppress(OSError), os.scandir(self._folder) as files:
            for file in files:
                with contextlib.suppress(OSError):
                    if _OURS.fullmatch(file.name) and file.stat().st_mtime < last_kept:
                        Path(file).unlink()
