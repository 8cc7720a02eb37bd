"""Whoever has the whole folder of a session, and every secret that the presenter has.

Reads whatever can be read there at all: each age file and each age blob inside any file or any
plain text, with every key that turns up on the way.
"""

import base64
import re
from pathlib import Path

import pyrage

_BEGINS = b"age-encryption.org/v1\n"
_IDENTITY = re.compile(rb"AGE-SECRET-KEY-1[0-9A-Z]+")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{40,}={0,2}")


def all_that_can_be_read(folder: Path, *secrets: str) -> bytes:
    """Everything in the folder, opened as far as these secrets lead, in one heap."""
    keys = {secret.encode() for secret in secrets}
    heap = [each.read_bytes() for each in folder.rglob("*") if each.is_file()]
    while True:
        opened = [
            plain
            for content in heap
            for blob in _blobs(content)
            for key in keys
            if (plain := _opened(blob, key)) is not None and plain not in heap
        ]
        keys |= {key for plain in opened for key in _IDENTITY.findall(plain)}
        if not opened:
            return b"\n".join(heap)
        heap += list(dict.fromkeys(opened))


def _blobs(content: bytes) -> list[bytes]:
    """Every stretch that may be an age blob; a stretch ends where the next frame begins."""
    starts = [match.start() for match in re.finditer(re.escape(_BEGINS), content)]
    ends = [*(start - 4 for start in starts[1:]), len(content)]
    plain = [content[start:end] for start, end in zip(starts, ends, strict=False)]
    coded = [base64.b64decode(run[: len(run) & ~3]) for run in _BASE64.findall(content)]
    return plain + [blob for blob in coded if blob.startswith(_BEGINS)]


def _opened(blob: bytes, key: bytes) -> bytes | None:
    try:
        return bytes(pyrage.decrypt(blob, [pyrage.x25519.Identity.from_str(key.decode())]))
    except pyrage.DecryptError:
        return None
