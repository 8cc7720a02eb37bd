"""What a process's memory holds of a phase: its key in every form, its words in every encoding."""

import base64
import json
import re
from collections.abc import Iterable
from pathlib import Path

import pyrage

from tests.privacy.memory import children, memory_of

_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_SECRET = re.compile(rb"AGE-SECRET-KEY-1[0-9A-Z]+")


def key_of(wrapped: Path, presenter: str) -> bytes:
    """The secret key in a phase's file, as the presenter's own secret opens it."""
    opener = pyrage.x25519.Identity.from_str(presenter)
    found = _SECRET.search(pyrage.decrypt(wrapped.read_bytes(), [opener]))
    assert found is not None
    return found[0]


def forms_of_key(secret: bytes, wrapped: bytes) -> set[bytes]:
    """As text, as the 32 bytes that it stands for, and wrapped: the passphrase opens that too."""
    text = secret.decode()
    utf_16, utf_32 = text.encode("utf-16-le"), text.encode("utf-32-le")
    body = wrapped[-64:]  # of the blob, past the header: no two blobs share it
    return {
        *(secret, secret.lower(), utf_16, utf_32, scalar(text)),
        *(body, base64.b64encode(wrapped)[40:80]),
    }


def scalar(text: str) -> bytes:
    """The 32 bytes in a bech32 string: five bits a letter, six letters of checksum."""
    letters = text.lower().rpartition("1")[2][:-6]
    number = 0
    for letter in letters:
        number = number << 5 | _BECH32.index(letter)
    return (number >> 5 * len(letters) % 8).to_bytes(len(letters) * 5 // 8, "big")


def forms_of_word(word: str) -> set[bytes]:
    """In small letters and with a capital, in all that Python, JSON and a screen encode it in."""
    return {
        form
        for each in (word.lower(), word.capitalize())
        for form in (
            *(each.encode(), each.encode("latin-1"), json.dumps(each)[1:-1].encode()),
            *(each.encode("utf-16-le"), each.encode("utf-32-le")),
        )
    }


def counted(memory: bytes, needles: Iterable[bytes]) -> int:
    """How often they stand in it."""
    return sum(memory.count(each) for each in needles)


def memories(pid: int) -> dict[str, bytes]:
    """The program's memory and that of each process it started, by what they are."""
    found = {"main": memory_of(pid)}
    for child in children(pid):
        command = Path(f"/proc/{child}/cmdline").read_bytes()
        found[command.split(b"balint_voice.")[-1].split(b"\0")[0].decode()] = memory_of(child)
    return found
