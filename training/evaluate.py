"""Measure a model folder: ``python -m training.evaluate models/demo-nl``.

Rules: held-out sentences in held-out voices only, through plain faster-whisper with
the program's own settings. Word error rates are counted on words alone, case and stops aside.
"""

import argparse
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jiwer
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.vad import VadOptions, get_speech_timestamps

from training.augment import SAMPLE_RATE, Noises
from training.synthesis import PRESENTER, Speaker, Synthesiser, held_out_speakers
from training.train import WINDOW_SECONDS
from training.vocabulary import COMMANDS, DEMO_SENTENCES, held_out_sentences, words_of

Hear = Callable[[np.ndarray], str]
BEFORE, AFTER = 0.3, 0.4


@dataclass(frozen=True)
class Example:
    """A window of sound and what is said in it."""

    audio: np.ndarray
    said: str


class Examples:
    """Makes held-out windows the way the program would."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._rng = np.random.default_rng(seed)
        self._synthesiser = Synthesiser()
        self._speakers = held_out_speakers()
        self._sentences = list(held_out_sentences())
        self._chance.shuffle(self._sentences)
        voices = [self._utterance(self._sentences[i])[4_800:-6_400] for i in range(30)]
        self._noises = Noises(self._rng, voices)

    def _utterance(self, text: str, speaker: Speaker | None = None) -> np.ndarray:
        speech = self._synthesiser.say(text, speaker or self._chance.choice(self._speakers))
        speech *= 0.1 / np.sqrt(np.mean(speech**2))
        return np.pad(speech, (int(BEFORE * SAMPLE_RATE), int(AFTER * SAMPLE_RATE)))

    def _in_room(self, dry: np.ndarray) -> np.ndarray:
        """A room, a microphone and noise at 10-40 dB."""
        wet = self._noises.in_room(self._rng, dry)
        noise = self._noises.bed(self._rng, len(wet)) * 0.1
        wet = wet + noise * 10 ** (-self._rng.uniform(10, 40) / 20)
        return (wet * 10 ** self._rng.uniform(-1, 0.3)).clip(-1, 1).astype(np.float32)

    def utterances(self, count: int, *, noisy: bool) -> list[Example]:
        """One sentence each."""
        out = []
        for text in self._sentences[:count]:
            dry = self._utterance(text)
            out.append(Example(self._in_room(dry) if noisy else dry, text))
        return out

    def windows(self, count: int, *, noisy: bool) -> list[Example]:
        """As many utterances by one or two voices as fit into a window."""
        out = []
        for _ in range(count):
            speakers = self._chance.sample(self._speakers, self._chance.choice((1, 2)))
            pieces: list[np.ndarray] = []
            texts: list[str] = []
            left = int(WINDOW_SECONDS * SAMPLE_RATE)
            while True:
                text = self._chance.choice(self._sentences)
                piece = self._utterance(text, self._chance.choice(speakers))
                if len(piece) > left:
                    break
                left -= len(piece)
                pieces.append(piece)
                texts.append(text)
            dry = np.concatenate(pieces)
            out.append(Example(self._in_room(dry) if noisy else dry, " ".join(texts)))
        return out

    def commands(self) -> list[Example]:
        """Every command in every held-out voice, in rooms."""
        return [
            Example(self._in_room(self._utterance(text, speaker)), text)
            for text in COMMANDS
            for speaker in self._speakers
        ]

    def nothing(self, count: int) -> list[np.ndarray]:
        """Noises, hum, music, knocks and silence, quiet to loud."""
        out = [np.zeros(3 * SAMPLE_RATE, np.float32)]
        while len(out) < count:
            length = int(self._rng.uniform(0.7, WINDOW_SECONDS) * SAMPLE_RATE)
            sound = self._noises.alone(self._rng, length) * 10 ** self._rng.uniform(-4, -1)
            out.append(sound.clip(-1, 1).astype(np.float32))
        return out

    def demo(self) -> list[Example]:
        """The demo, sentence by sentence, by the presenter, clean."""
        return [Example(self._utterance(text, PRESENTER), text) for text in DEMO_SENTENCES]

    def takes(self, count: int, sentences: int) -> list[Example]:
        """Longer takes, cut by the real voice detector and merged; each window is transcribed."""
        out = []
        for _ in range(count):
            speaker = self._chance.choice(self._speakers)
            texts = self._chance.sample(self._sentences, sentences)
            pieces = [
                np.pad(self._utterance(text, speaker), (0, int(self._chance.uniform(0, 32_000))))
                for text in texts
            ]
            out.append(Example(self._in_room(np.concatenate(pieces)), " ".join(texts)))
        return out


def cut_and_merge(audio: np.ndarray) -> list[np.ndarray]:
    """Utterances found by Silero VAD, with room around them, joined into windows."""
    limit = int(WINDOW_SECONDS * SAMPLE_RATE)
    options = VadOptions(
        min_silence_duration_ms=600, speech_pad_ms=0, max_speech_duration_s=WINDOW_SECONDS - 0.8
    )
    windows: list[np.ndarray] = []
    for found in get_speech_timestamps(audio, options):
        start = max(0, found["start"] - int(BEFORE * SAMPLE_RATE))
        piece = audio[start : found["end"] + int(AFTER * SAMPLE_RATE)]
        if windows and len(windows[-1]) + len(piece) <= limit:
            windows[-1] = np.concatenate([windows[-1], piece])
        else:
            windows.append(piece)
    return windows


def hearing(folder: Path, *, without_times: bool) -> Hear:
    """Plain faster-whisper, as the program calls it."""
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)

    def hear(audio: np.ndarray) -> str:
        segments, _ = model.transcribe(
            audio,
            language="nl",
            beam_size=1,
            temperature=0.0,
            condition_on_previous_text=False,
            vad_filter=False,
            without_timestamps=without_times,
        )
        return " ".join(segment.text.strip() for segment in segments)

    return hear


def plain(text: str) -> str:
    return " ".join(words_of(text))


def error_rate(examples: list[Example], heard: list[str]) -> float:
    """Word error rate over all examples together."""
    return jiwer.wer([plain(e.said) for e in examples], [plain(text) for text in heard])


def report(name: str, examples: list[Example], hear: Hear, *, show: bool) -> None:
    """One line: the error rate and how many are wrong; with ``show``, the wrong ones."""
    heard = [hear(example.audio) for example in examples]
    wrong = [
        (e.said, text)
        for e, text in zip(examples, heard, strict=True)
        if plain(e.said) != plain(text)
    ]
    rate = error_rate(examples, heard)
    print(f"{name:<28} WER {rate:6.3f}   wrong {len(wrong)} of {len(examples)}", flush=True)
    for said, text in wrong if show else []:
        print(f"    said  {said}\n    heard {text}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the examples")
    parser.add_argument("--without-timestamps", action="store_true")
    parser.add_argument("--show", action="store_true", help="print what was misheard")
    options = parser.parse_args()
    hear = hearing(options.folder, without_times=options.without_timestamps)
    examples = Examples(options.seed)

    scale: float = options.scale

    def number(full: int) -> int:
        return max(1, round(full * scale))

    sets = [
        ("demo sentences, clean", examples.demo()),
        ("utterances, clean", examples.utterances(number(200), noisy=False)),
        ("utterances, room and noise", examples.utterances(number(200), noisy=True)),
        ("windows, clean", examples.windows(number(80), noisy=False)),
        ("windows, room and noise", examples.windows(number(80), noisy=True)),
        ("commands, room and noise", examples.commands()),
    ]
    for name, chosen in sets:
        report(name, chosen, hear, show=options.show)
    takes = examples.takes(number(16), 8)
    heard = [" ".join(hear(window) for window in cut_and_merge(take.audio)) for take in takes]
    print(f"{'takes cut by Silero VAD':<28} WER {error_rate(takes, heard):6.3f}")
    texts = [text for sound in examples.nothing(number(80)) if (text := hear(sound))]
    print(f"{'noise and silence':<28} text in {len(texts)} of {number(80)}  {texts[:5]}")


if __name__ == "__main__":
    main()
