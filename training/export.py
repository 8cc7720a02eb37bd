"""A checkpoint as an int8 CTranslate2 folder that ``faster_whisper.WhisperModel(folder)`` opens.

Rules: all 51,865 rows stay (a cut vocabulary is taken for English), the unused ones
zero; every file is written compactly and summed in SHA256SUMS.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from ctranslate2.specs import whisper_spec
from ctranslate2.specs.model_spec import LayerSpec
from faster_whisper.tokenizer import Tokenizer as WhisperTokenizer
from tokenizers import Tokenizer
from torch import nn

from training.network import Attention, Shape, Whisper
from training.tokens import LANGUAGES, TOKEN_COUNT, Codec, build_tokenizer
from training.train import WINDOW_SECONDS

CARD = {
    "name": "demo-nl",
    "languages": ["nl"],
    "window_s": WINDOW_SECONDS,
    "command_certainty": 0.9,
    "purpose": "demonstration and tests",
}


def load(checkpoint: Path) -> Whisper:
    """The model as it was trained."""
    state = torch.load(checkpoint, weights_only=True)
    model = Whisper(Shape(**state["shape"]))
    model.load_state_dict(state["model"])
    model.eval()
    return model


def _array(tensor: torch.Tensor) -> np.ndarray:
    return np.ascontiguousarray(tensor.detach().numpy(), dtype=np.float32)


def _copy(target: LayerSpec, source: nn.Linear | nn.Conv1d) -> None:
    target.weight, target.bias = _array(source.weight), _array(source.bias)


def _copy_norm(target: LayerSpec, source: nn.LayerNorm) -> None:
    target.gamma, target.beta = _array(source.weight), _array(source.bias)


def _copy_attention(
    target: LayerSpec, source: Attention, norm: nn.LayerNorm, *, fused: bool
) -> None:
    _copy_norm(target.layer_norm, norm)
    if fused:  # self-attention: query, key and value in one
        first = target.linear[0]
        first.weight = _array(torch.cat([source.query.weight, source.key_value.weight]))
        first.bias = _array(torch.cat([source.query.bias, source.key_value.bias]))
    else:
        _copy(target.linear[0], source.query)
        _copy(target.linear[1], source.key_value)
    _copy(target.linear[-1], source.output)


def specification(model: Whisper, codec: Codec, tokenizer: Tokenizer) -> whisper_spec.WhisperSpec:
    """The weights where CTranslate2 wants them."""
    shape = model.shape
    spec = whisper_spec.WhisperSpec(
        shape.encoder_layers, shape.heads, shape.decoder_layers, shape.heads
    )
    _copy(spec.encoder.conv1, model.encoder.conv1)
    _copy(spec.encoder.conv2, model.encoder.conv2)
    spec.encoder.position_encodings.encodings = _array(model.encoder.positions)
    spec.decoder.position_encodings.encodings = _array(model.decoder.positions)
    table = np.zeros((TOKEN_COUNT, shape.width), np.float32)
    table[codec.used] = _array(model.decoder.embedding.weight)
    spec.decoder.embeddings.weight = table
    spec.decoder.projection.weight = table
    for half, source in ((spec.encoder, model.encoder), (spec.decoder, model.decoder)):
        _copy_norm(half.layer_norm, source.norm)
        for target, layer in zip(half.layer, source.layers, strict=True):
            _copy_attention(
                target.self_attention, layer.attention, layer.attention_norm, fused=True
            )
            if half is spec.decoder:
                _copy_attention(target.attention, layer.cross, layer.cross_norm, fused=False)
            _copy(target.ffn.linear_0, layer.wide)
            _copy(target.ffn.linear_1, layer.narrow)
            _copy_norm(target.ffn.layer_norm, layer.feed_norm)
    helper = WhisperTokenizer(tokenizer, True, task="transcribe", language="nl")
    spec.config.suppress_ids = sorted({*helper.non_speech_tokens, helper.sot, helper.sot_prev})
    spec.config.suppress_ids_begin = [220, helper.eot]
    spec.config.lang_ids = [tokenizer.token_to_id(f"<|{name}|>") for name in LANGUAGES]
    last = shape.decoder_layers - 1
    spec.config.alignment_heads = [[last, head] for head in range(shape.heads)]
    return spec


def _write(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), "utf-8")


def write_sums(folder: Path) -> None:
    """SHA256SUMS of everything else in the folder."""
    files = sorted(f for f in folder.iterdir() if f.is_file() and f.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256(f.read_bytes()).hexdigest()}  {f.name}\n" for f in files]
    (folder / "SHA256SUMS").write_text("".join(lines), "utf-8")


def export(checkpoint: Path, tiktoken_file: Path, folder: Path) -> None:
    """Write the folder; MODEL-CARD.md, where there is one, stays as it is."""
    tokenizer = build_tokenizer(tiktoken_file)
    spec = specification(load(checkpoint), Codec(tokenizer, WINDOW_SECONDS + 1), tokenizer)
    names = [tokenizer.id_to_token(i) for i in range(TOKEN_COUNT)]
    spec.register_vocabulary(names)
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    _write(folder / "vocabulary.json", names)
    _write(folder / "tokenizer.json", json.loads(tokenizer.to_str()))
    features = {"feature_size": 80, "sampling_rate": 16_000, "hop_length": 160}
    _write(folder / "preprocessor_config.json", features | {"chunk_length": 30, "n_fft": 400})
    (folder / "balint-voice.json").write_text(json.dumps(CARD, indent=2) + "\n", "utf-8")
    write_sums(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--tokens", type=Path, required=True, help="multilingual.tiktoken")
    parser.add_argument("--out", type=Path, default=Path("models/demo-nl"))
    options = parser.parse_args()
    export(options.checkpoint, options.tokens, options.out)


if __name__ == "__main__":
    main()
