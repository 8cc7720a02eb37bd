"""Every refusal of this program, by a key: what happened, and what to do about it.

Rules: no printing, no exit codes and no texts. The texts are in `messages/`, one pack for each
language. The command line turns a class into an exit code (2 unusable, 3 missing, 4 damaged). All
other code only raises: `raise Unusable("session-unknown", session=session)`.
"""

import errno
from collections.abc import Mapping
from typing import Self


class Text:
    """A piece of a message, by its key in the packs. A field may be a text or a tuple again."""

    def __init__(self, key: str, /, **fields: object) -> None:
        self.key = key
        self.fields = fields

    def __str__(self) -> str:
        """For developers, and for a log of tests: never what a user reads."""
        fields = ", ".join(f"{name}={_plain(value)}" for name, value in self.fields.items())
        return f"{self.key}({fields})" if fields else self.key

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.key, self.fields) == (other.key, other.fields)

    def __hash__(self) -> int:
        return hash(str(self))


class BalintVoiceError(Exception):
    """Something the user can understand and mend. `text`: its key and fields, as a Text."""

    def __init__(self, key: str, /, **fields: object) -> None:
        self.text = Text(key, **fields)
        super().__init__(self.text)

    @classmethod
    def again(cls, key: str, fields: Mapping[str, object]) -> Self:
        """What another process of ours was refused, as it told us."""
        return cls(key, **fields)

    @property
    def key(self) -> str:
        return self.text.key


class Unusable(BalintVoiceError):
    """An argument, a script or a setting that cannot be used as it stands."""


class PartMissing(BalintVoiceError):
    """A part the session needs is not here: a sound device, a voice, a model, a library."""


class Damaged(BalintVoiceError):
    """A record was changed, cut or lost. What is readable is still given."""


class WrongSecret(Damaged):
    """The passphrase or identity does not open these notes."""


def reason(error: OSError) -> Text:
    """Why the system refused, in the user's words where we know them, else in its own."""
    match error.errno:
        case errno.ENOENT:
            return Text("os-not-there")
        case errno.EACCES | errno.EPERM:
            return Text("os-not-allowed")
        case errno.ENOTDIR | errno.EEXIST:
            return Text("os-no-folder")
        case errno.EISDIR:
            return Text("os-is-folder")
        case errno.ENOSPC | errno.EDQUOT:
            return Text("os-full")
        case errno.ENXIO:
            return Text("os-no-plain-file")
        case errno.EFBIG:
            return Text("os-too-large")
        case errno.EROFS:
            return Text("os-read-only")
        case _:
            return Text("os-other", said=error.strerror or type(error).__name__)


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_plain, value))})"
    return str(value) if isinstance(value, Text) else repr(str(value))
