"""Before anything is recorded: the group's yes, and the presenter's passphrase.

Rule of this room: without a yes there is no recording, and no word of blame either. The secret
is asked hidden, twice, and kept nowhere but in the value that is returned.
"""

import sys
from collections.abc import Sequence

from balint_voice.app import Presenter
from balint_voice.cli.notice import notice
from balint_voice.cli.secrets import ask, passphrase_from
from balint_voice.errors import Unusable
from balint_voice.method.script import Script

_YES = {"nl": ("ja", "j"), "en": ("yes", "y"), "de": ("ja", "j")}
_NO = ("", "nee", "nein", "no", "n")
"""Saying nothing is a no; anything else is asked again."""


def given(passphrase_file: str | None, public_key: str | None, agreed: bool) -> Presenter | None:
    """The presenter, where the command line names one; None where somebody is to be asked.

    Raises Unusable for what is no passphrase or key, and where there is no terminal to ask in.
    """
    if not sys.stdin.isatty() and not agreed:
        raise Unusable("consent-no-terminal")
    if public_key is not None:
        from balint_voice.records.presenter_key import parsed_recipient

        parsed_recipient(public_key)
        return Presenter(passphrase=None, public_key=public_key)
    if passphrase_file is not None:
        return _with(passphrase_from(passphrase_file))
    if not sys.stdin.isatty():
        raise Unusable("sealing-no-terminal")
    return None


def agreed(script: Script, phases: Sequence[str]) -> bool:
    """Whether these phases may be recorded: asked in the terminal; one no is enough."""
    names = ", ".join(script.phase(phase).name for phase in phases)
    label = script.words.label
    notice(label("consent", "what").format(phases=names))
    while True:
        answer = ask(label("consent", "question"), default="", show_default=False).strip().lower()
        if answer in _YES[script.language]:
            return True
        if answer in _NO:
            notice(label("consent", "no"))
            return False


def presenter(script: Script) -> Presenter:
    """The presenter types a passphrase, twice and unseen."""
    label = script.words.label
    notice(label("consent", "passphrase-why"))
    return _with(
        ask(
            label("consent", "passphrase"),
            hide_input=True,
            confirmation_prompt=label("consent", "passphrase-again"),
        )
    )


def _with(passphrase: str) -> Presenter:
    if not passphrase:
        raise Unusable("passphrase-empty")
    return Presenter(passphrase=passphrase, public_key=None)
