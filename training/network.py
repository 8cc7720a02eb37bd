"""The Whisper architecture, small enough to learn on two cores, and its log-mel input.

Rules: what faster-whisper and CTranslate2 compute, no more. The training trick: after
the window come up to 30 s of padding that is the same everywhere, so the encoder keeps only a
random few of those frames, each standing for many by an additive attention bias of log(how many).
"""

import math
from dataclasses import asdict, dataclass

import torch
from faster_whisper.feature_extractor import FeatureExtractor
from torch import Tensor, nn
from torch.nn import functional

ENCODER_FRAMES = 1_500


@dataclass(frozen=True)
class Shape:
    """The size of a model; ``tokens`` counts only the rows that are trained."""

    tokens: int
    symbols: int
    width: int = 112
    heads: int = 4
    encoder_layers: int = 4
    decoder_layers: int = 2
    mels: int = 80
    text_length: int = 448

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


class LogMel(nn.Module):
    """faster-whisper's log-mel, for a batch of windows of unequal length."""

    def __init__(self) -> None:
        super().__init__()
        filters = torch.tensor(FeatureExtractor().mel_filters, dtype=torch.float32)
        self.register_buffer("filters", filters)
        self.register_buffer("taper", torch.hann_window(400))

    def forward(self, audio: Tensor, lengths: Tensor) -> Tensor:
        """(batch, samples) to (batch, 80, frames); frames after a window's end are zero."""
        spectrum = torch.stft(audio, 400, 160, window=self.taper, return_complex=True)
        mel = (self.filters @ (spectrum[..., :-1].abs() ** 2)).clamp(min=1e-10).log10()
        inside = torch.arange(mel.shape[2])[None, None] < (lengths // 160)[:, None, None]
        peak = mel.masked_fill(~inside, -10).amax(dim=(1, 2), keepdim=True)
        return ((torch.maximum(mel, peak - 8) + 4) / 4) * inside


class Attention(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.output = nn.Linear(width, width)

    def _split(self, x: Tensor) -> Tensor:
        return x.view(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def forward(
        self, x: Tensor, source: Tensor, bias: Tensor | None = None, *, causal: bool = False
    ) -> Tensor:
        key, value = self.key_value(source).chunk(2, dim=-1)
        query = self._split(self.query(x))
        mixed = functional.scaled_dot_product_attention(
            query, self._split(key), self._split(value), attn_mask=bias, is_causal=causal
        )
        return self.output(mixed.transpose(1, 2).reshape(x.shape))


class Layer(nn.Module):
    """Self-attention, in the decoder cross-attention, and a feed-forward part, all pre-norm."""

    def __init__(self, width: int, heads: int, *, cross: bool) -> None:
        super().__init__()
        self.attention, self.attention_norm = Attention(width, heads), nn.LayerNorm(width)
        if cross:
            self.cross, self.cross_norm = Attention(width, heads), nn.LayerNorm(width)
        self.wide, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.feed_norm = nn.LayerNorm(width)

    def forward(self, x: Tensor, heard: Tensor | None = None, bias: Tensor | None = None) -> Tensor:
        normed = self.attention_norm(x)
        if heard is None:
            x = x + self.attention(normed, normed, bias)
        else:
            x = x + self.attention(normed, normed, causal=True)
            x = x + self.cross(self.cross_norm(x), heard, bias)
        return x + self.narrow(functional.gelu(self.wide(self.feed_norm(x))))


def sinusoids(width: int) -> Tensor:
    """Whisper's fixed encoder positions."""
    step = math.log(10_000) / (width // 2 - 1)
    angles = torch.arange(ENCODER_FRAMES)[:, None] * torch.exp(-step * torch.arange(width // 2))
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class Encoder(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(shape.mels, shape.width, 3, padding=1)
        self.conv2 = nn.Conv1d(shape.width, shape.width, 3, stride=2, padding=1)
        self.register_buffer("positions", sinusoids(shape.width))
        self.layers = nn.ModuleList(
            Layer(shape.width, shape.heads, cross=False) for _ in range(shape.encoder_layers)
        )
        self.norm = nn.LayerNorm(shape.width)
        for convolution in (self.conv1, self.conv2):  # louder than the positions
            nn.init.kaiming_normal_(convolution.weight, nonlinearity="relu")

    def _convolve(self, mel: Tensor) -> Tensor:
        return functional.gelu(self.conv2(functional.gelu(self.conv1(mel)))).transpose(1, 2)

    def forward(self, mel: Tensor, kept: int, weight: float = 1.0) -> tuple[Tensor, Tensor]:
        """What was heard, frame by frame, and the bias to attend to it with.

        ``weight`` 0 takes the padding for no more than the few frames of it that are kept.
        """
        padding = self._convolve(mel.new_zeros(1, mel.shape[1], 16))[:, 4:5]
        x = self._convolve(functional.pad(mel, (0, 8)))
        real, rest = x.shape[1], ENCODER_FRAMES - x.shape[1]
        kept = min(kept, rest)
        places = real + torch.randperm(rest)[:kept].sort().values
        x = torch.cat([x, padding.expand(x.shape[0], kept, -1)], dim=1)
        x = x + self.positions[torch.cat([torch.arange(real), places])]
        bias = torch.zeros(1, 1, 1, real + kept)
        bias[..., real:] = weight * math.log(rest / kept)
        for layer in self.layers:
            x = layer(x, bias=bias)
        return self.norm(x), bias


class Decoder(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.embedding = nn.Embedding(shape.tokens, shape.width)
        self.positions = nn.Parameter(torch.randn(shape.text_length, shape.width) * 0.05)
        self.layers = nn.ModuleList(
            Layer(shape.width, shape.heads, cross=True) for _ in range(shape.decoder_layers)
        )
        self.norm = nn.LayerNorm(shape.width)
        nn.init.normal_(self.embedding.weight, std=0.3)

    def forward(self, tokens: Tensor, heard: Tensor, bias: Tensor) -> Tensor:
        x = self.embedding(tokens) + self.positions[: tokens.shape[1]]
        for layer in self.layers:
            x = layer(x, heard, bias)
        return self.norm(x) @ self.embedding.weight.T


class Whisper(nn.Module):
    """Encoder, decoder and, for training only, a letter-by-letter (CTC) reading of the encoder."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.mel = LogMel()
        self.encoder, self.decoder = Encoder(shape), Decoder(shape)
        self.letters = nn.Linear(shape.width, shape.symbols + 1)
