"""A refusal to the user, on stderr: what happened, and what to do."""

from balint_voice.cli.language import refusal
from balint_voice.cli.notice import notice
from balint_voice.errors import BalintVoiceError


def say(error: BalintVoiceError) -> None:
    """Its sentences, a line each."""
    said = refusal(error)
    for sentence in (said.what, said.do):
        ended = sentence if sentence.endswith((".", "!", "?", ":")) else f"{sentence}."
        notice(ended)
