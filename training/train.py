"""Train the demonstration model: ``python -m training.train --tokens multilingual.tiktoken``.

Rule of this room: everything follows from the seed and the number of steps. Short windows first,
merged windows later; the decoder learns to write, and the encoder learns to spell (CTC) beside it.
"""

import argparse
import random
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, IterableDataset

from training.augment import SAMPLE_RATE
from training.bank import Bank, load_bank
from training.network import ENCODER_FRAMES, Shape, Whisper
from training.tokens import Codec, build_tokenizer
from training.windows import Window, WindowMaker

WINDOW_SECONDS = 10.0
PEAK_RATE = 2e-3
CTC_WEIGHT = 0.5
TIMESTAMP_WEIGHT = 0.3
WITHOUT_TIMES = 0.1
POOL = 8


@dataclass(frozen=True)
class Stage:
    """What windows look like during a part of the training."""

    until: float
    max_seconds: float
    max_utterances: int
    nothing_share: float
    audio_per_batch: float
    padding_kept: int


STAGES = (
    Stage(0.28, 6.0, 1, 0.06, 64, 24),
    Stage(0.45, 8.0, 2, 0.08, 80, 32),
    Stage(0.97, WINDOW_SECONDS, 4, 0.10, 100, 40),
    Stage(1.00, WINDOW_SECONDS, 4, 0.10, 40, ENCODER_FRAMES),
)


def stage_at(progress: float) -> Stage:
    """The stage for this part of the training, 0 to 1."""
    return next((stage for stage in STAGES if progress < stage.until), STAGES[-1])


@dataclass
class Batch:
    """Windows of about equal length."""

    audio: Tensor
    lengths: Tensor
    tokens: Tensor
    answers: Tensor
    letters: Tensor
    letter_counts: Tensor


class Windows(IterableDataset[Batch]):
    """Endless batches; one worker process makes them while the model learns."""

    def __init__(self, bank: Bank, codec: Codec, seed: int, first: int, steps: int) -> None:
        self._bank, self._codec, self._seed = bank, codec, seed
        self._first, self._steps = first, steps

    def __iter__(self) -> Iterator[Batch]:
        torch.set_num_threads(1)
        maker = WindowMaker(self._bank, self._seed + self._first)
        chance = random.Random(self._seed + self._first)
        step = self._first
        while True:
            stage = stage_at(step / self._steps)
            for windows in self._pool(maker, stage, chance):
                yield self._batch(windows, chance)
                step += 1

    @staticmethod
    def _pool(maker: WindowMaker, stage: Stage, chance: random.Random) -> list[list[Window]]:
        """Several batches' worth of windows, sorted into batches of like length."""
        drawn: list[Window] = []
        total = 0.0
        while total < POOL * stage.audio_per_batch:
            short = chance.random() < 0.3
            limit = 1 if short else stage.max_utterances
            drawn.append(maker.window(stage.max_seconds, limit, stage.nothing_share))
            total += len(drawn[-1].audio) / SAMPLE_RATE
        drawn.sort(key=lambda window: len(window.audio))
        batches: list[list[Window]] = [[]]
        for window in drawn:
            seconds = (len(batches[-1]) + 1) * len(window.audio) / SAMPLE_RATE
            if batches[-1] and seconds > stage.audio_per_batch:
                batches.append([])
            batches[-1].append(window)
        chance.shuffle(batches)
        return batches

    def _batch(self, windows: list[Window], chance: random.Random) -> Batch:
        targets = [
            self._codec.target(window.segments, chance.random() > WITHOUT_TIMES)
            for window in windows
        ]
        letters = [self._codec.letters(window.segments) for window in windows]
        audio = pad_sequence([torch.from_numpy(w.audio) for w in windows], batch_first=True)
        even = functional.pad(audio, (0, -audio.shape[1] % 320))
        return Batch(
            audio=even,
            lengths=torch.tensor([len(w.audio) for w in windows]),
            tokens=_padded([tokens for tokens, _ in targets], 0),
            answers=_padded([answers for _, answers in targets], -100),
            letters=torch.tensor([x for line in letters for x in line], dtype=torch.long),
            letter_counts=torch.tensor([len(line) for line in letters]),
        )


def _padded(rows: list[list[int]], value: int) -> Tensor:
    tensors = [torch.tensor(row) for row in rows]
    return pad_sequence(tensors, batch_first=True, padding_value=value)


class Teacher:
    """The losses and the count of text tokens written right."""

    def __init__(self, model: Whisper, codec: Codec) -> None:
        self._model, self._unused = model, codec.unused_logit
        text = torch.tensor([codec.is_text(row) for row in range(len(codec.used))] + [False])
        self._is_text = text
        self._weights = torch.ones(len(codec.used) + 1)
        times = torch.tensor([codec.is_time(row) for row in range(len(codec.used))] + [False])
        self._weights[times] = TIMESTAMP_WEIGHT

    def losses(self, batch: Batch, padding_kept: int) -> tuple[Tensor, Tensor, float]:
        """Cross-entropy, CTC loss, share of text tokens right."""
        model = self._model
        with torch.no_grad():
            mel = model.mel(batch.audio, batch.lengths)
        heard, bias = model.encoder(mel, padding_kept)
        logits = model.decoder(batch.tokens, heard, bias)
        spelled = model.letters(heard[:, : mel.shape[2] // 2])
        unused = logits.new_full((*logits.shape[:2], 1), self._unused)
        flat, answers = torch.cat([logits, unused], -1).flatten(0, 1), batch.answers.flatten()
        entropy = functional.cross_entropy(flat, answers, self._weights, ignore_index=-100)
        ctc = functional.ctc_loss(
            spelled.log_softmax(-1).transpose(0, 1),
            batch.letters,
            batch.lengths // 320,
            batch.letter_counts,
            zero_infinity=True,
        )
        asked = (answers >= 0) & self._is_text[answers.clamp(min=0)]
        right = (flat.argmax(-1) == answers)[asked].float().mean().item()
        return entropy, ctc, right


def learning_rate(step: int, steps: int) -> float:
    """A short rise, a plateau, a straight line down from the middle."""
    return PEAK_RATE * min(1.0, (step + 1) / 300, max(0.01, 2 * (1 - step / steps)))


def train(options: argparse.Namespace) -> None:
    """The whole run, with a checkpoint every 250 steps."""
    torch.manual_seed(options.seed)
    torch.set_num_threads(2)
    codec = Codec(build_tokenizer(options.tokens), WINDOW_SECONDS + 1)
    bank = load_bank(options.cache, options.seed, options.speakers, 40, 8)
    shape = Shape(tokens=len(codec.used), symbols=codec.symbols)
    model = Whisper(shape)
    optimiser = torch.optim.AdamW(model.parameters(), betas=(0.9, 0.98), weight_decay=0.01)
    first = 0
    if options.resume:
        state = torch.load(options.resume, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        first = state["step"]
    teacher = Teacher(model, codec)
    windows = Windows(bank, codec, options.seed, first, options.steps)
    loader = iter(DataLoader(windows, batch_size=None, num_workers=1, prefetch_factor=6))
    print(f"{sum(p.numel() for p in model.parameters())} parameters, {len(codec.used)} tokens")
    started, log = time.time(), []
    for step in range(first, options.steps):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(step, options.steps)
        batch = next(loader)
        kept = stage_at(step / options.steps).padding_kept
        entropy, ctc, right = teacher.losses(batch, kept)
        optimiser.zero_grad()
        (entropy + CTC_WEIGHT * ctc).backward()
        clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        log.append((entropy.item(), ctc.item(), right))
        if (step + 1) % 50 == 0:
            mean = np.nanmean(log[-50:], axis=0)
            print(
                f"step {step + 1}  wall {time.time() - started:.0f} s  cpu {_cpu():.0f} s  "
                f"entropy {mean[0]:.3f}  ctc {mean[1]:.3f}  right {mean[2]:.3f}",
                flush=True,
            )
        if (step + 1) % 250 == 0 or step + 1 == options.steps:
            save(options.checkpoint, model, optimiser, step + 1)


def _cpu() -> float:
    """Processor seconds of this process so far; its helper's are counted when it has ended."""
    mine = resource.getrusage(resource.RUSAGE_SELF)
    return mine.ru_utime + mine.ru_stime


def save(file: Path, model: Whisper, optimiser: torch.optim.Optimizer, step: int) -> None:
    """A checkpoint, whole or not at all."""
    state = {
        "model": model.state_dict(),
        "optimiser": optimiser.state_dict(),
        "shape": model.shape.as_dict(),
        "step": step,
    }
    partial = file.with_suffix(".part")
    torch.save(state, partial)
    partial.replace(file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=Path, required=True, help="multilingual.tiktoken")
    parser.add_argument("--cache", type=Path, required=True, help="for rendered speech, 1.1 GB")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--resume", type=Path)
    parser.add_argument("--steps", type=int, default=4_500)
    parser.add_argument("--speakers", type=int, default=320)
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
