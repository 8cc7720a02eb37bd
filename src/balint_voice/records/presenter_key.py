"""The presenter's key: a public half that seals, a secret half that only the presenter opens.

Rules: the running program keeps the public half alone. The secret half leaves here
wrapped with the passphrase, in a file that the ordinary `age` tool opens too.
"""

import re
import unicodedata
from collections.abc import Sequence

import pyrage

from balint_voice.errors import Damaged, Unusable, WrongSecret

_AGE = b"age-encryption.org/v1\n"
_TOO_MUCH_WORK = "Excessive work"
_LOOKS = 30
_LEAST_WORK = 18
"""log2 of scrypt's N: what the age tool itself asks for, whatever the machine."""
_WRAPPINGS = 4


def make_presenter_key(passphrase: str) -> tuple[str, bytes]:
    """A new key: the recipient (age1...) and the content of `presenter.age`. Takes a second. Raises
    Unusable for an empty passphrase."""
    if not passphrase:
        raise Unusable("passphrase-empty")
    identity = pyrage.x25519.Identity.generate()
    return str(identity.to_public()), _wrapped([identity], passphrase)


def wrap_presenter_key(identities: Sequence[str], passphrase: str) -> bytes:
    """The content of `presenter.age` for these identities, tried out before it is given back.
    Raises Unusable for an empty passphrase."""
    if not passphrase:
        raise Unusable("passphrase-empty")
    wrapped = _wrapped(parsed_identities(identities), passphrase)
    assert unwrap_presenter_key(wrapped, passphrase) == tuple(identities)
    return wrapped


def unwrap_presenter_key(presenter_age: bytes, passphrase: str) -> tuple[str, ...]:
    """The identity in `presenter.age`, for `open_notes`. Raises WrongSecret or Damaged."""
    if not presenter_age.startswith(_AGE):
        raise Damaged("presenter-key-changed")
    text = _unwrapped(presenter_age, passphrase)
    try:
        return identities_in(text.decode())
    except (UnicodeDecodeError, Unusable):
        raise Damaged("presenter-key-empty") from None


def identities_in(text: str) -> tuple[str, ...]:
    """The identities of an age key file (comments and empty lines aside), or Unusable."""
    lines = [line.strip() for line in text.splitlines()]
    found = tuple(line for line in lines if line and not line.startswith("#"))
    if not found:
        raise Unusable("identity-none")
    parsed_identities(found)
    return found


def parsed_identities(identities: Sequence[str]) -> list[pyrage.x25519.Identity]:
    """As pyrage wants them. The refusal never quotes the secret. Raises Unusable."""
    try:
        return [pyrage.x25519.Identity.from_str(each) for each in identities]
    except pyrage.IdentityError:
        raise Unusable("identity-wrong") from None


def parsed_recipient(recipient: str) -> pyrage.x25519.Recipient:
    """As pyrage wants it, or Unusable: for `--presenter-key`."""
    try:
        return pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError:
        raise Unusable("public-key-wrong") from None


def _wrapped(identities: Sequence[pyrage.x25519.Identity], passphrase: str) -> bytes:
    """pyrage asks for as much work as this machine does in a second, and takes one that is busy
    for a slow one: so it is asked again, and the wrapping that costs a guesser most is taken."""
    text = "".join(f"# public key: {each.to_public()}\n{each}\n" for each in identities)
    best = b""
    for _ in range(_WRAPPINGS):
        wrapped = bytes(pyrage.passphrase.encrypt(text.encode(), _as_typed(passphrase)))
        best = max(best, wrapped, key=work_of)
        if work_of(best) >= _LEAST_WORK:
            break
    return best


def work_of(presenter_age: bytes) -> int:
    """log2 of scrypt's N in a wrapped key (its second line: `-> scrypt SALT N`); 0 in no such."""
    found = re.match(rb"[^\n]+\n-> scrypt \S+ (\d+)\n", presenter_age)
    return int(found[1]) if found else 0


def _unwrapped(presenter_age: bytes, passphrase: str) -> bytes:
    """age takes a moment to see how fast this machine is, and refuses what would take long. Where
    something else ran at that moment it is mistaken: so it looks again."""
    for _ in range(_LOOKS):
        try:
            return bytes(pyrage.passphrase.decrypt(presenter_age, _as_typed(passphrase)))
        except pyrage.DecryptError as refused:
            if not str(refused).startswith(_TOO_MUCH_WORK):
                raise WrongSecret("passphrase-wrong") from None
    raise Damaged("presenter-key-slow")


def _as_typed(passphrase: str) -> str:
    # The same letters typed on another system may be composed otherwise (e + accent).
    return unicodedata.normalize("NFC", passphrase)
