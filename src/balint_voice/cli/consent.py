"""Before anything is recorded: can somebody answer, and has the presenter a passphrase?

Rules: the group is asked aloud, in the session itself. Here it is checked that somebody can answer
and that the presenter alone has the secret. Another process asks for the secret or reads it, and
returns the presenter's key, wrapped. The secret never comes into this process.
"""

import sys

from balint_voice.app import Presenter
from balint_voice.cli import key_making
from balint_voice.cli.language import language
from balint_voice.cli.notice import notice
from balint_voice.errors import Unusable
from balint_voice.method.script import Script
from balint_voice.session.consent import MicrophoneUse


def can_be_given(asked: MicrophoneUse, *, on_a_page: bool) -> None:
    """Raises Unusable where nobody could answer the question."""
    if asked.anything and not asked.beforehand and not (on_a_page or sys.stdin.isatty()):
        raise Unusable("consent-no-terminal")


def given(passphrase_file: str | None, public_key: str | None, *, needed: bool) -> Presenter | None:
    """Who alone will read the notes, where the command line tells.

    Raises Unusable for what is no key or passphrase, and where one is needed and nobody could type.
    """
    if public_key is not None and passphrase_file is not None:
        raise Unusable("two-secrets")  # sealed to one of them, the other would not open the notes
    if public_key is not None:
        from balint_voice.records.presenter_key import parsed_recipient

        parsed_recipient(public_key)
        return Presenter(public_key, wrapped_key=None)
    if passphrase_file is not None:
        return Presenter(*key_making.from_file(passphrase_file, language()))
    if needed and not sys.stdin.isatty():
        raise Unusable("sealing-no-terminal")
    return None


def asked_for(script: Script) -> Presenter:
    """The presenter types a passphrase, twice and unseen: that is their consent."""
    label = script.words.label
    notice(label("consent", "passphrase-why"))
    question, again = label("consent", "passphrase"), label("consent", "passphrase-again")
    return Presenter(*key_making.by_asking(script.language, question, again))
