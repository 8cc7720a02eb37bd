"""Mutated recordings for `--microphone-file`: finite samples, or refused with the reason."""

import random
import struct
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from balint_voice.adapters.sound.wav_file import read_format, read_frames
from balint_voice.errors import Unusable
from tests.fuzzing.mutation import mutated_bytes
from tests.support.refusals import advice, what

_KINDS = ((1, 8), (1, 16), (1, 24), (1, 32), (3, 32), (3, 64))


def outcome(chance: random.Random) -> str:
    content = _recording(chance)
    # Most of what a header says is at its head: half of the changes are made there.
    head = mutated_bytes(content[:44], chance)
    content = head + content[44:] if chance.random() < 0.5 else mutated_bytes(content, chance)
    with TemporaryDirectory(prefix="balint-voice-fuzz-") as folder:
        path = Path(folder) / "presenter.wav"
        path.write_bytes(content)
        try:
            layout = read_format(path)
        except Unusable as refusal:
            assert what(refusal) and advice(refusal), refusal
            return "refused"
        with path.open("rb") as file:
            for first in (0, max(0, layout.frames - 10), layout.frames):
                samples = read_frames(file, layout, first, 1000)
                assert np.isfinite(samples).all() and np.abs(samples).max(initial=0) <= 1.0
    return "valid"


def _recording(chance: random.Random) -> bytes:
    kind, bits = chance.choice(_KINDS)
    channels, rate = chance.choice((1, 2, 6)), chance.choice((8_000, 16_000, 48_000))
    frame = channels * bits // 8
    sound = chance.randbytes(frame * chance.choice((1, 10, 200)))
    described = struct.pack("<HHIIHH", kind, channels, rate, rate * frame, frame, bits)
    chunks = b"fmt " + struct.pack("<I", 16) + described
    chunks += b"data" + struct.pack("<I", len(sound)) + sound
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks
