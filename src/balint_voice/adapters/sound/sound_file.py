"""Sound files of speakers and synthesizers: WAV, FLAC, OGG and MP3 in, FLAC out.

Rules: mono in, whatever came; a file is judged by what is in it, not by its name. Nothing is read
or written in pieces: such a file holds one sentence.
"""

import io
import os
from pathlib import Path

import numpy as np
import soxr

from balint_voice.errors import Text, Unusable, reason
from balint_voice.listening.audio import Samples, Sound
from balint_voice.records.reading import read_file

SUFFIXES = (".wav", ".flac", ".ogg", ".mp3")
"""What a file with a sound may be called."""
_MOST = 64 << 20
"""Bytes: minutes of sound, where a sentence takes seconds."""
_HIGHEST_RATE = 24_000
"""Hz that are kept: all of speech, at half the memory of what a microphone gives."""


def read_sound(path: Path) -> Sound:
    """The sound in a file. Raises Unusable, naming the file, where there is none."""
    try:
        content = read_file(path, _MOST)
    except OSError as error:
        raise Unusable("sound-unusable", path=path, why=reason(error)) from None
    sound = _decoded(content, path)
    if not len(sound.samples) or not np.isfinite(sound.samples).all():
        raise Unusable("sound-unusable", path=path, why=Text("sound-empty"))
    return sound


def _decoded(content: bytes, path: Path) -> Sound:
    import soundfile

    try:
        frames, rate = soundfile.read(io.BytesIO(content), dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, RuntimeError, ValueError):
        raise Unusable("sound-unusable", path=path, why=Text("sound-other")) from None
    samples: Samples = frames.mean(axis=1, dtype=np.float32)
    return Sound(samples, int(rate))


def flac(sound: Sound) -> bytes:
    """The sound as a FLAC file of 16 bits, at the rate it has, at most 24 kHz."""
    import soundfile

    samples, rate = sound.samples, sound.rate
    if rate > _HIGHEST_RATE:
        samples, rate = soxr.resample(samples, rate, _HIGHEST_RATE), _HIGHEST_RATE
    out = io.BytesIO()
    soundfile.write(out, samples, rate, format="FLAC", subtype="PCM_16")
    return out.getvalue()


def wav(sound: Sound) -> bytes:
    """The sound as a WAV file of 16 bits, at the rate it has."""
    import soundfile

    out = io.BytesIO()
    soundfile.write(out, sound.samples, sound.rate, format="WAV", subtype="PCM_16")
    return out.getvalue()


def id_of(path: Path, folder: Path) -> str:
    """What a file in a folder is the sound of: its path in it, or its name, with dots for slashes.

    `common/paused.wav` and `common.paused.wav` are both of `common/paused`.
    """
    name = os.fspath(path.relative_to(folder).with_suffix("")).replace(os.sep, "/")
    return name.replace(".", "/").lower()
