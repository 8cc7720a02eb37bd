"""Human speech for the benchmarks: a folder of recordings with their texts, made worse by rule.

The recordings are no part of the project. The folder has a `MANIFEST.tsv` (file, seconds, language,
kind, speaker, transcript) and a `noise` folder. Clips of one speaker are joined with pauses; the
same folder gives the same samples.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from balint_voice.listening.audio import LISTENING_RATE, Samples

_PAUSES = (0.7, 1.6)
_AIR = 1e-4  # a recording room: 80 dB below full scale
_RT60_S = 0.5
_NOISE = "office.flac"
_NOISE_DB = 15.0


@dataclass(frozen=True)
class Clip:
    """What somebody said, and where it lies in the recording: samples."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Recording:
    """One speaker under one condition."""

    speaker: str
    language: str
    condition: str
    samples: Samples
    clips: tuple[Clip, ...]

    @property
    def text(self) -> str:
        return " ".join(clip.text for clip in self.clips)


def recordings(folder: Path, seconds: float) -> Iterator[Recording]:
    """Every speaker under every condition, some `seconds` of speech each. Table talk comes
    whole, where it is no longer than four times that."""
    noise = read(folder / "noise" / _NOISE)
    for plain in plain_recordings(folder, seconds):
        for condition, samples in _made_worse(plain.samples, noise).items():
            yield replace(plain, condition=condition, samples=samples)
    for number, row in enumerate(rows(folder, "role-played")):
        samples = read(folder / row["file"])
        if len(samples) > 4 * seconds * LISTENING_RATE:
            continue
        whole = (Clip(row["transcript"], 0, len(samples)),)
        yield Recording(f"therapy {number + 1}", row["language"], "table", samples, whole)


def plain_recordings(folder: Path, seconds: float) -> Iterator[Recording]:
    """Every reader, as recorded, some `seconds` of speech each."""
    for speaker, language, clips in _speakers(folder):
        yield _joined(speaker, language, clips, seconds)


def _speakers(folder: Path) -> Iterator[tuple[str, str, list[tuple[Path, str]]]]:
    found: dict[tuple[str, str], list[tuple[Path, str]]] = {}
    for row in rows(folder, "human read"):
        one = found.setdefault((row["speaker"], row["language"]), [])
        one.append((folder / row["file"], row["transcript"]))
    for file in sorted(folder.glob("e[n]/*.txt")):
        one = found.setdefault(("several", "en"), [])
        one.append((file.with_suffix(".ogg"), file.read_text("utf-8").strip()))
    for (speaker, language), clips in found.items():
        yield speaker, language, clips


def rows(folder: Path, kind: str) -> Iterator[dict[str, str]]:
    """What the manifest lists of a kind, by its columns."""
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["kind"].startswith(kind):
                yield row


def _joined(
    speaker: str, language: str, clips: list[tuple[Path, str]], seconds: float
) -> Recording:
    chance = np.random.default_rng(5)
    parts, told, at, spoken = [_silence(1.0)], [], LISTENING_RATE, 0
    for file, text in clips:
        if spoken >= seconds * LISTENING_RATE:
            break
        said, pause = _trimmed(read(file)), _silence(chance.uniform(*_PAUSES))
        told.append(Clip(text, at, at + len(said)))
        parts += [said, pause]
        at, spoken = at + len(said) + len(pause), spoken + len(said)
    samples = np.concatenate(parts)
    samples += _AIR * chance.standard_normal(len(samples)).astype(np.float32)
    return Recording(speaker, language, "clean", samples, tuple(told))


def _made_worse(clean: Samples, noise: Samples) -> dict[str, Samples]:
    room = in_room(clean)
    far = _loud(room, 0.02)
    level = np.sqrt(np.mean(far**2)) / np.sqrt(np.mean(noise**2)) * 10 ** (-_NOISE_DB / 20)
    noisy = far + level * np.resize(noise, len(far)).astype(np.float32)
    return {
        "clean": clean,
        "0.02": _recorded(_loud(clean, 0.02)),
        "0.004": _recorded(_loud(clean, 0.004)),
        "room": _recorded(_loud(room, 0.3)),
        "room+noise": _recorded(noisy),
        "clipped": _recorded(np.clip(_loud(clean, 4.0), -1, 1)),
    }


def _loud(samples: Samples, peak: float) -> Samples:
    return np.asarray(samples * (peak / np.abs(samples).max()), np.float32)


def _recorded(samples: Samples) -> Samples:
    """As a sound card gives it: in 16 bits."""
    return np.asarray(np.round(samples * 32767) / 32767, np.float32)


def in_room(samples: Samples) -> Samples:
    """A room's echo, as noise that fades by 60 dB; its direct sound 6 dB below the echo."""
    chance = np.random.default_rng(11)
    count = round(_RT60_S * LISTENING_RATE)
    echo = chance.standard_normal(count) * 10 ** (-3 * np.arange(count) / count)
    echo /= np.sqrt(np.sum(echo**2))
    echo[0] += 0.5
    size = len(samples) + count
    out = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(echo, size), size)
    return np.asarray(out[: len(samples)], np.float32)


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * LISTENING_RATE), np.float32)


def _trimmed(samples: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    return samples[loud[0] : loud[-1] + 1].copy()


def read(file: Path) -> Samples:
    """A recording at the listener's rate."""
    from faster_whisper import decode_audio

    samples: Samples = decode_audio(str(file), sampling_rate=LISTENING_RATE)
    return samples
