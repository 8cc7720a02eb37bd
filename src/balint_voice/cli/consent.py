"""Before anything is recorded: who can be asked, and the presenter's passphrase.

Rule of this room: the group is asked aloud, in the session itself; here it is made sure that
somebody can answer, and that the presenter alone holds the secret. It is asked hidden, twice, and
kept nowhere but in the value that is returned.
"""

import sys

from balint_voice.app import Presenter
from balint_voice.cli.language import language
from balint_voice.cli.notice import notice
from balint_voice.cli.passphrase import choose, warned_of
from balint_voice.cli.secrets import passphrase_from
from balint_voice.errors import Unusable
from balint_voice.method.script import Script
from balint_voice.session.consent import Asked


def can_be_given(asked: Asked) -> None:
    """Raises Unusable where nobody could answer the question."""
    if asked.anything and not asked.beforehand and not sys.stdin.isatty():
        raise Unusable("consent-no-terminal")


def given(passphrase_file: str | None, public_key: str | None, needed: bool) -> Presenter | None:
    """Who alone will read the notes, where the command line tells.

    Raises Unusable for what is no key or passphrase, and where one is needed and nobody could type.
    """
    if public_key is not None and passphrase_file is not None:
        raise Unusable("two-secrets")  # whoever trusts in the passphrase could not open them
    if public_key is not None:
        from balint_voice.records.presenter_key import parsed_recipient

        parsed_recipient(public_key)
        return Presenter(passphrase=None, public_key=public_key)
    if passphrase_file is not None:
        return _from_file(passphrase_file)
    if needed and not sys.stdin.isatty():
        raise Unusable("sealing-no-terminal")
    return None


def asked_for(script: Script) -> Presenter:
    """The presenter types a passphrase, twice and unseen: that is their consent."""
    label = script.words.label
    notice(label("consent", "passphrase-why"))
    question, again = label("consent", "passphrase"), label("consent", "passphrase-again")
    passphrase = choose(script.language, question, again)
    return Presenter(passphrase=passphrase, public_key=None)


def _from_file(file: str) -> Presenter:
    passphrase = passphrase_from(file)
    if not passphrase.strip():
        raise Unusable("passphrase-empty")
    warned_of(passphrase, language())
    return Presenter(passphrase=passphrase, public_key=None)
