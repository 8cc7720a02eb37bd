"""Before anything is recorded: the group's yes, and the presenter's passphrase.

Rule of this room: without a yes there is no recording, and no word of blame either. The secret
is asked hidden, twice, and kept nowhere but in the value that is returned.
"""

import sys
from collections.abc import Sequence

import typer

from balint_voice.app import Presenter
from balint_voice.cli.secrets import passphrase_from
from balint_voice.errors import Unusable
from balint_voice.method.script import Script

_YES = {"nl": ("ja", "j"), "en": ("yes", "y"), "de": ("ja", "j")}


def agreed(script: Script, phases: Sequence[str], given: bool) -> bool:
    """Whether these phases may be recorded: agreed to beforehand, or typed now."""
    if given:
        return True
    if not sys.stdin.isatty():
        raise Unusable(
            "Recording needs the agreement of the presenter and the group, and there is no "
            "terminal to ask in",
            "Ask them, and give --consent-given.",
        )
    names = ", ".join(script.phase(phase).name for phase in phases)
    label = script.words.label
    typer.echo(label("consent", "what").format(phases=names), err=True)
    answer: str = typer.prompt(
        label("consent", "question"), default="", show_default=False, err=True
    )
    if answer.strip().lower() in _YES.get(script.language, ("yes", "y")):
        return True
    typer.echo(label("consent", "no"), err=True)
    return False


def presenter(script: Script, passphrase_file: str | None, public_key: str | None) -> Presenter:
    """Who will open the notes. Raises Unusable when nobody could."""
    if public_key is not None:
        from balint_voice.records.presenter_key import parsed_recipient

        parsed_recipient(public_key)
        return Presenter(passphrase=None, public_key=public_key)
    if passphrase_file is not None:
        passphrase = passphrase_from(passphrase_file)
    elif sys.stdin.isatty():
        label = script.words.label
        typer.echo(label("consent", "passphrase-why"), err=True)
        asked: str = typer.prompt(
            label("consent", "passphrase"),
            hide_input=True,
            confirmation_prompt=label("consent", "passphrase-again"),
            err=True,
        )
        passphrase = asked
    else:
        raise Unusable(
            "A recording is sealed for the presenter, and there is no terminal to ask a passphrase",
            "Give --passphrase-file FILE (- reads it from stdin), or --presenter-key age1...",
        )
    if not passphrase:
        raise Unusable("The passphrase is empty", "Choose one that the presenter alone knows.")
    return Presenter(passphrase=passphrase, public_key=None)
