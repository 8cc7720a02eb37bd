"""Whisper's 51,865 multilingual tokens, and the few hundred of them that this model trains.

Rules: ids are those of OpenAI's Whisper, so that faster-whisper finds them; rows that
are never trained are zero in the exported model and answer with the logit 0.
"""

import base64
import math
from itertools import pairwise
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers

from training.vocabulary import all_texts, words_of
from training.windows import Segment

TOKEN_COUNT = 51_865
TIMESTAMP_STEP = 0.02
_LANGUAGE_CODES = (
    "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th "
    "ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr "
    "pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt "
    "haw ln ha ba jw su"
)
LANGUAGES = _LANGUAGE_CODES.split()
_TRAINED_SPECIALS = (
    "startoftranscript",
    "endoftext",
    "nl",
    "transcribe",
    "nospeech",
    "notimestamps",
    "0.00",
)
_SPLIT = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"


def _printable_bytes() -> dict[int, str]:
    """GPT-2's way of writing bytes as visible characters."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in plain]
    return {b: chr(b) for b in plain} | {b: chr(256 + i) for i, b in enumerate(hidden)}


def _last_merge(token: bytes, ranks: dict[bytes, int]) -> tuple[bytes, bytes]:
    """The two parts of which byte-pair encoding makes this token."""
    parts = [bytes([byte]) for byte in token]
    while len(parts) > 2:
        joined = [ranks.get(a + b, TOKEN_COUNT) for a, b in pairwise(parts)]
        i = joined.index(min(joined))
        parts[i : i + 2] = [parts[i] + parts[i + 1]]
    return parts[0], parts[1]


def build_tokenizer(tiktoken_file: Path) -> Tokenizer:
    """A Hugging Face tokenizer from ``multilingual.tiktoken`` of openai-whisper (MIT)."""
    ranks: dict[bytes, int] = {}
    for line in tiktoken_file.read_bytes().splitlines():
        encoded, rank = line.split()
        ranks[base64.b64decode(encoded)] = int(rank)
    visible = _printable_bytes()

    def show(token: bytes) -> str:
        return "".join(visible[byte] for byte in token)

    # Id 50256 is the empty token; under another name CTranslate2 takes the model for English.
    vocabulary = {show(token): rank for token, rank in ranks.items()}
    merges = [_last_merge(token, ranks) for token in ranks if len(token) > 1]
    tokenizer = Tokenizer(models.BPE(vocabulary, [(show(a), show(b)) for a, b in merges]))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_SPLIT), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    special = ["endoftext", "startoftranscript", *LANGUAGES, "translate", "transcribe"]
    special += ["startoflm", "startofprev", "nospeech", "notimestamps"]
    tokenizer.add_special_tokens(
        [AddedToken(f"<|{name}|>", special=True, normalized=False) for name in special]
    )
    tokenizer.add_tokens(
        [AddedToken(f"<|{i / 50:.2f}|>", special=False, normalized=False) for i in range(1_501)]
    )
    if tokenizer.get_vocab_size() != TOKEN_COUNT:
        raise ValueError(f"{tiktoken_file} gives {tokenizer.get_vocab_size()} tokens")
    return tokenizer


def _id(tokenizer: Tokenizer, token: str) -> int:
    found = tokenizer.token_to_id(token)
    if found is None:
        raise ValueError(f"the tokenizer lacks {token}")
    return found


class Codec:
    """Between texts, Whisper's token ids, the model's own rows, and letters for CTC."""

    def __init__(self, tokenizer: Tokenizer, seconds: float) -> None:
        self._tokenizer = tokenizer
        ids = {name: _id(tokenizer, f"<|{name}|>") for name in _TRAINED_SPECIALS}
        self._first_timestamp = ids["0.00"]
        used = set(ids.values())
        used |= {t for text in all_texts() for t in tokenizer.encode(" " + text).ids}
        used |= set(range(self._first_timestamp, self._first_timestamp + int(seconds * 50) + 1))
        self.used = sorted(used)
        self._row = {token: row for row, token in enumerate(self.used)}
        self.text_rows = [row for row in range(len(self.used)) if self.is_text(row)]
        self._named = {name: self._row[token] for name, token in ids.items()}
        self.unused_logit = math.log(TOKEN_COUNT - len(self.used))
        letters = sorted({letter for text in all_texts() for letter in _spelled(text)})
        self._letter = {letter: i + 1 for i, letter in enumerate(letters)}
        self.symbols = len(letters)

    def _time(self, seconds: float) -> int:
        return self._row[self._first_timestamp + round(seconds / TIMESTAMP_STEP)]

    def is_text(self, row: int) -> bool:
        """A word, or part of one: neither special nor a time."""
        return self.used[row] < 50_257

    def is_time(self, row: int) -> bool:
        """A timestamp."""
        return self.used[row] >= self._first_timestamp

    def target(self, segments: list[Segment], *, with_times: bool) -> tuple[list[int], list[int]]:
        """The rows the decoder reads, and for each the row it should answer (-100: any)."""
        name = self._named
        prompt = [name["startoftranscript"], name["nl"], name["transcribe"]]
        answers = [name["nl"] if segments else name["nospeech"], -100]
        body: list[int] = []
        for segment in segments:
            text = [self._row[t] for t in self._tokenizer.encode(" " + segment.text).ids]
            if with_times:
                text = [self._time(segment.start), *text, self._time(segment.end)]
            body += text
        if not with_times:
            prompt, answers = [*prompt, name["notimestamps"]], [*answers, -100]
        elif not segments:
            body = [self._time(0)]
        body.append(name["endoftext"])
        return prompt + body[:-1], answers + body

    def letters(self, segments: list[Segment]) -> list[int]:
        """The window spelled out, for CTC."""
        return [self._letter[x] for x in _spelled(" ".join(s.text for s in segments))]


def _spelled(text: str) -> str:
    return " ".join(words_of(text))
