"""Every refusal of this program: what happened, and what to do about it.

Rule of this room: no printing, no exit codes. The command line turns a kind into a code
(INTERFACE: 2 unusable, 3 missing, 4 damaged); everybody else only raises.
"""


class BalintVoiceError(Exception):
    """Something the user can understand and mend: `message` says what, `hint` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Unusable(BalintVoiceError):
    """An argument, a script or a setting that cannot be used as it stands."""


class PartMissing(BalintVoiceError):
    """A part the session needs is not here: a sound device, a voice, a model, a library."""


class Damaged(BalintVoiceError):
    """A record was changed, cut or lost. What is readable is still given."""


class WrongSecret(Damaged):
    """The passphrase or identity does not open these notes."""
