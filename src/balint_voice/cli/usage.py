"""Turns an error of the command line's parser into one of our refusals.

Rules: the parser's texts are English, and some of its classes have moved between packages. So an
error is recognised by the name of its class, and the texts are ours.
"""

import re
import sys
from enum import Enum
from itertools import takewhile
from typing import Any

import typer

from balint_voice.errors import Text, Unusable

_GROUPS = ("scripts", "sessions", "models")
"""Commands that are followed by another."""

UsageError: Any = typer.BadParameter.__base__
"""What all faults of a typed line have in common, wherever this version of typer keeps it."""


_IN_OTHER_LANGUAGES = {
    **dict.fromkeys(("--taal", "--sprache", "--langue"), "--language"),
    **dict.fromkeys(("--stem", "--stimme", "--voix"), "--voice"),
    **dict.fromkeys(
        ("--opnemen", "--opname", "--aufnehmen", "--aufnahme", "--enregistrer"), "--record"
    ),
    **dict.fromkeys(("--minuten", "--duur", "--dauer", "--durée", "--duree"), "--minutes"),
    **dict.fromkeys(
        ("--mensen", "--deelnemers", "--personen", "--teilnehmer", "--personnes"), "--people"
    ),
    **dict.fromkeys(("--groep", "--gruppe", "--groupe"), "--group"),
    **dict.fromkeys(("--microfoon", "--mikrofon", "--micro"), "--microphone"),
    **dict.fromkeys(("--luidspreker", "--lautsprecher", "--haut-parleur"), "--speaker"),
    **dict.fromkeys(("--overslaan", "--auslassen", "--sauter"), "--skip"),
    **dict.fromkeys(("--einde", "--ende", "--fin"), "--end-at"),
}
"""Options that users type in their own language, and what they are called."""


def is_help(error: Exception) -> bool:
    """A command that was given nothing shows its help: it is the answer, not a refusal."""
    return type(error).__name__ == "NoArgsIsHelpError"


def in_our_terms(error: Any) -> Unusable:
    command = error.ctx.command_path if error.ctx else _typed_command(sys.argv[1:])
    kind = type(error).__name__
    if kind == "NoSuchOption":
        translated = _IN_OTHER_LANGUAGES.get(str(error.option_name))
        near = (translated,) if translated else tuple(error.possibilities or ())
        return Unusable("no-such-option", option=error.option_name, meant=_meant(near, command))
    if kind == "MissingParameter":
        name = _name(error.param)
        return Unusable("argument-missing", name=name, command=command)
    if kind == "BadOptionUsage" and "does not take a value" in error.message:
        return Unusable("option-with-value", option=error.option_name, command=command)
    if kind == "BadOptionUsage":
        return Unusable("option-bare", option=error.option_name, command=command)
    if kind == "BadParameter":
        wanted = _wanted(error.param, command)
        return Unusable("value-wrong", name=_name(error.param), given=_given(error), wanted=wanted)
    if "No such command" in error.message:
        name, *others = re.findall(r"'(.*?)'", error.message, re.DOTALL) or ["?"]
        meant = _meant(tuple(others), command)
        return Unusable("no-such-command", command=name, meant=meant)
    if "unexpected extra argument" in error.message:
        given = error.message.partition(" (")[2].rstrip(".").removesuffix(")")
        return Unusable("argument-too-many", command=command, given=given)
    return Unusable("usage", command=command)


def _typed_command(words: list[str]) -> str:
    """Where the parser does not tell which command it was about: as it was typed."""
    named = list(takewhile(lambda word: not word.startswith("-"), words))
    return " ".join(["balint-voice", *named[: 2 if named[:1] and named[0] in _GROUPS else 1]])


def _name(parameter: Any) -> str:
    """As the user types it: an option by its long name, an argument by what stands in the help."""
    if parameter is None:
        return "?"
    longest = max(parameter.opts, key=len)
    return str(longest if longest.startswith("-") else parameter.name.upper())


def _meant(near: tuple[str, ...], command: str) -> Text:
    if near:
        return Text("did-you-mean-option", known=near)
    return Text("see-help", command=command)


def _given(error: Any) -> str:
    """What was typed, from the check that refused it; else from the words of the refusal."""
    if isinstance(error.__cause__, ValueError) and hasattr(error.__cause__, "errors"):
        return str(error.__cause__.errors()[0]["input"])
    quoted = re.match(r"'(.*?)'|(\S+) is not in the range", error.message, re.DOTALL)
    return next(filter(None, quoted.groups()), "") if quoted else "?"


def _wanted(parameter: Any, command: str) -> Text:
    """What to do, as far as the parameter itself says."""
    kind = getattr(parameter, "type", None)
    annotation = getattr(getattr(parameter, "type_descriptor", None), "annotation", kind)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Text("wanted-one-of", known=tuple(str(each.value) for each in annotation))
    least = getattr(parameter, "min", None) or getattr(kind, "min", None)
    most = getattr(parameter, "max", None) or getattr(kind, "max", None)
    if least is not None and most is not None:
        return Text("wanted-between", least=least, most=most)
    return Text("wanted-help", command=command)
