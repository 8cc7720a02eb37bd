"""A refusal to the user: what happened, and what to do."""

from balint_voice.cli.language import refusal
from balint_voice.cli.notice import notice
from balint_voice.errors import BalintVoiceError


def say(error: BalintVoiceError) -> None:
    """Its sentences, a line each."""
    for sentence in _sentences(error):
        notice(sentence)


def in_a_line(error: BalintVoiceError) -> str:
    """Its sentences, for a page."""
    return " ".join(_sentences(error))


def _sentences(error: BalintVoiceError) -> tuple[str, ...]:
    said = refusal(error)
    return tuple(
        each if each.endswith((".", "!", "?", ":")) else f"{each}." for each in (said.what, said.do)
    )
