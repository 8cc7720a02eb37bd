"""Seals a text so that any browser opens it with a passphrase: AES-256-GCM under PBKDF2.

Rules: only what a browser's own WebCrypto can undo, no cipher of ours; the format is in
docs/sealed-notes.md. The head is authenticated with the text. Salt and nonce are new each time, so
no key is ever used twice.
"""

import base64
import hashlib
import json
import os
import unicodedata
from dataclasses import dataclass

from balint_voice.errors import Unusable

FORMAT = "balint-voice notes page"
VERSION = 1
ROUNDS = 3_000_000
"""Of PBKDF2-HMAC-SHA-256: a second or two on a slow laptop, less on a new one."""
_SALT_BYTES, _NONCE_BYTES, _KEY_BYTES = 16, 12, 32


@dataclass(frozen=True)
class BrowserSeal:
    """`head`: how it was sealed, as JSON; its very bytes are authenticated. `sealed`: the text with
    its tag, in base64. `sum`: SHA-256 over both, which tells damage from a wrong passphrase."""

    head: str
    sealed: str

    @property
    def sum(self) -> str:
        return hashlib.sha256(f"{self.head}\n{self.sealed}".encode()).hexdigest()


def seal_for_browser(text: str, passphrase: str, session: str) -> BrowserSeal:
    """Seal `text`, the notes of `session`. Takes a second. Raises Unusable without a passphrase."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

    if not passphrase:
        raise Unusable("passphrase-empty")
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    head = json.dumps(
        {
            "format": FORMAT,
            "version": VERSION,
            "session": session,
            "key": "PBKDF2-HMAC-SHA-256",
            "rounds": ROUNDS,
            "salt": _in_base64(salt),
            "cipher": "AES-256-GCM",
            "nonce": _in_base64(nonce),
        }
    )
    # The same letters typed on another system may be composed otherwise (e + accent).
    typed = unicodedata.normalize("NFC", passphrase).encode()
    key = PBKDF2HMAC(SHA256(), _KEY_BYTES, salt, ROUNDS).derive(typed)
    return BrowserSeal(head, _in_base64(AESGCM(key).encrypt(nonce, text.encode(), head.encode())))


def _in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
