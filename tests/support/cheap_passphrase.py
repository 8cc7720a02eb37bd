"""A passphrase that locks as age's does, at a fraction of the work.

age has a passphrase take a second, so that guessing takes centuries. A test that is not about
guessing would wait a second for each key and each opening. What is written here is an ordinary
age file (age-encryption.org/v1, an scrypt stanza) that pyrage and the age tool open, only with
less work in it. `tests/records/test_presenter_key.py` holds what the program itself asks for.
"""

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

WORK = 4
"""log2 of scrypt's N; the program asks for 18 at least."""
_CHUNK = 65_536


def encrypt(content: bytes, passphrase: str, armored: bool = False) -> bytes:
    """In place of `pyrage.passphrase.encrypt`."""
    assert not armored and len(content) <= _CHUNK, "a key is one chunk"
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    lock = hashlib.scrypt(
        passphrase.encode(),
        salt=b"age-encryption.org/v1/scrypt" + salt,
        n=1 << WORK,
        r=8,
        p=1,
        dklen=32,
    )
    locked = ChaCha20Poly1305(lock).encrypt(bytes(12), file_key, None)
    header = b"age-encryption.org/v1\n-> scrypt %s %d\n%s\n---" % (_64(salt), WORK, _64(locked))
    mac = hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")
    only_chunk = bytes(11) + b"\x01"
    body = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
    return header + b" " + _64(mac) + b"\n" + nonce + body.encrypt(only_chunk, content, None)


def _64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _derived(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(key)
