"""Train the demonstration model: ``python -m training.train --tokens multilingual.tiktoken``.

Rules: everything follows from the seed and the number of steps. Short windows first,
merged windows later; the decoder learns to write, and the encoder learns to spell (CTC) beside it.
Two processes of one thread each learn from their own windows and share their gradients: on two
cores that are busy with other things too, this is several times faster than two threads.
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.distributed
import torch.multiprocessing
from torch import Tensor, nn
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
SMUDGED = 0.1
POOL = 8
PROCESSES = 2


@dataclass(frozen=True)
class Stage:
    """What windows look like during a part of the training.

    ``rough``: share of windows with a room and real noise. ``padding``: the weight of the padding
    up to 30 s, 0 for almost none, 1 for all of it; ``kept``: frames of it that are computed;
    ``audio``: seconds of it per batch and process.
    """

    until: float
    max_seconds: float
    max_utterances: int
    nothing: float
    rough: float
    padding: float
    kept: int
    audio: float


STAGES = (
    Stage(0.15, 5.0, 1, 0.03, 0.2, 0.0, 16, 28),
    Stage(0.22, 6.0, 1, 0.05, 0.5, 0.3, 24, 32),
    Stage(0.30, 8.0, 2, 0.08, 0.7, 0.6, 32, 40),
    Stage(0.40, WINDOW_SECONDS, 4, 0.10, 0.7, 0.9, 40, 50),
    Stage(0.99, WINDOW_SECONDS, 4, 0.10, 0.7, 1.0, 40, 50),
    Stage(1.00, WINDOW_SECONDS, 4, 0.10, 0.7, 1.0, ENCODER_FRAMES, 20),
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

    def __init__(self, bank: Bank, codec: Codec, *, seed: int, first: int, steps: int) -> None:
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
        while total < POOL * stage.audio:
            short = chance.random() < 0.3
            limit = 1 if short else stage.max_utterances
            drawn.append(maker.window(stage.max_seconds, limit, stage.nothing, stage.rough))
            total += len(drawn[-1].audio) / SAMPLE_RATE
        drawn.sort(key=lambda window: len(window.audio))
        batches: list[list[Window]] = [[]]
        for window in drawn:
            seconds = (len(batches[-1]) + 1) * len(window.audio) / SAMPLE_RATE
            if batches[-1] and seconds > stage.audio:
                batches.append([])
            batches[-1].append(window)
        chance.shuffle(batches)
        return batches

    def _batch(self, windows: list[Window], chance: random.Random) -> Batch:
        targets = [
            self._codec.target(window.segments, with_times=chance.random() > WITHOUT_TIMES)
            for window in windows
        ]
        letters = [self._codec.letters(window.segments) for window in windows]
        audio = pad_sequence([torch.from_numpy(w.audio) for w in windows], batch_first=True)
        even = functional.pad(audio, (0, -audio.shape[1] % 320))
        return Batch(
            audio=even,
            lengths=torch.tensor([len(w.audio) for w in windows]),
            tokens=_padded([self._smudge(tokens, chance) for tokens, _ in targets], 0),
            answers=_padded([answers for _, answers in targets], -100),
            letters=torch.tensor([x for line in letters for x in line], dtype=torch.long),
            letter_counts=torch.tensor([len(line) for line in letters]),
        )

    def _smudge(self, tokens: list[int], chance: random.Random) -> list[int]:
        """Some words before replaced by any others: what is heard must count for more."""
        return [
            chance.choice(self._codec.text_rows)
            if self._codec.is_text(row) and chance.random() < SMUDGED
            else row
            for row in tokens
        ]


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

    def losses(self, batch: Batch, stage: Stage) -> tuple[Tensor, Tensor, float]:
        """Cross-entropy, CTC loss, share of text tokens right."""
        model = self._model
        with torch.no_grad():
            mel = model.mel(batch.audio, batch.lengths)
        heard, bias = model.encoder(mel, stage.kept, stage.padding)
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
            reduction="sum",
            zero_infinity=True,
        )
        # By letters, not window by window: a window with nothing in it must not weigh more.
        ctc = ctc / batch.letter_counts.sum().clamp(min=10 * len(batch.letter_counts))
        asked = (answers >= 0) & self._is_text[answers.clamp(min=0)]
        right = (flat.argmax(-1) == answers)[asked].float().mean().item()
        return entropy, ctc, right


def learning_rate(step: int, steps: int) -> float:
    """A short rise, a plateau, a straight line down from the middle."""
    return PEAK_RATE * min(1.0, (step + 1) / 300, max(0.01, 2 * (1 - step / steps)))


def share_gradients(model: nn.Module) -> None:
    """Every process goes on with the mean of all gradients."""
    gradients = [p.grad for p in model.parameters() if p.grad is not None]
    flat = torch.cat([gradient.flatten() for gradient in gradients])
    torch.distributed.all_reduce(flat)
    at = 0
    for gradient in gradients:
        gradient.copy_(flat[at : at + gradient.numel()].view_as(gradient) / PROCESSES)
        at += gradient.numel()


def train(rank: int, options: argparse.Namespace, meeting_point: str) -> None:
    """One process of the run; the first one reports, and keeps a checkpoint every 250 steps."""
    torch.set_num_threads(1)
    torch.distributed.init_process_group(
        "gloo", init_method=meeting_point, rank=rank, world_size=PROCESSES
    )
    torch.manual_seed(options.seed)
    codec = Codec(build_tokenizer(options.tokens), WINDOW_SECONDS + 1)
    bank = open_bank(options)
    model = Whisper(Shape(tokens=len(codec.used), symbols=codec.symbols))
    optimiser = torch.optim.AdamW(model.parameters(), betas=(0.9, 0.98), weight_decay=0.01)
    first = 0
    if options.resume:
        state = torch.load(options.resume, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        first = state["step"]
    teacher = Teacher(model, codec)
    windows = Windows(
        bank, codec, seed=options.seed + 1_000_000 * rank, first=first, steps=options.steps
    )
    loader = iter(DataLoader(windows, batch_size=None, num_workers=1, prefetch_factor=6))
    started, log = time.time(), []
    for step in range(first, options.steps):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(step, options.steps)
        entropy, ctc, right = teacher.losses(next(loader), stage_at(step / options.steps))
        optimiser.zero_grad()
        (entropy + CTC_WEIGHT * ctc).backward()
        share_gradients(model)
        clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        log.append((entropy.item(), ctc.item(), right))
        if rank == 0 and (step + 1) % 50 == 0:
            mean = np.nanmean(log[-50:], axis=0)
            print(
                f"step {step + 1}  wall {time.time() - started:.0f} s  cpu {_cpu():.0f} s  "
                f"entropy {mean[0]:.3f}  ctc {mean[1]:.3f}  right {mean[2]:.3f}",
                flush=True,
            )
        if rank == 0 and ((step + 1) % 250 == 0 or step + 1 == options.steps):
            save(options.checkpoint, model, optimiser, step + 1)


def open_bank(options: argparse.Namespace) -> Bank:
    """The speech to train on: 40 sentences and 8 commands by each speaker."""
    return load_bank(
        options.cache, options.seed, speakers=options.speakers, sentences=40, commands=8
    )


def _cpu() -> float:
    """Processor seconds of this process so far, its helper's aside."""
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
    parser.add_argument("--steps", type=int, default=4_000)
    parser.add_argument("--speakers", type=int, default=320)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.time()
    open_bank(options)
    print(f"speech rendered in {time.time() - started:.0f} s", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        meeting_point = Path(folder, "meeting").as_uri()
        torch.multiprocessing.spawn(train, (options, meeting_point), nprocs=PROCESSES)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"wall {time.time() - started:.0f} s, processor {spent.ru_utime + spent.ru_stime:.0f} s")


if __name__ == "__main__":
    main()
