"""From a key to text: one language pack for each language, in this folder.

Rules: this only looks up and fills in; the caller decides the language. A pack holds
`[refusals.KEY]` with `what` and `do`, `[phrases]` for the pieces that fields are made of, and a
section of labels for each command. Tests compare the packs with each other and with every key that
the program names.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from balint_voice.errors import BalintVoiceError, Text
from balint_voice.messages.languages import LANGUAGES as LANGUAGES
from balint_voice.messages.printable import printable


@dataclass(frozen=True)
class Refusal:
    """A refusal in words: what happened, and what to do."""

    what: str
    do: str


def refusal(error: BalintVoiceError, language: str) -> Refusal:
    texts = pack(language)["refusals"][error.key]
    fields = _shown(error.text.fields, language)
    return Refusal(texts["what"].format_map(fields), texts["do"].format_map(fields))


def phrase(text: Text, language: str) -> str:
    """A text in words. One that bears the key of a refusal says what that refusal says."""
    words = pack(language)
    template = words["phrases"].get(text.key) or words["refusals"][text.key]["what"]
    return str(template.format_map(_shown(text.fields, language)))


def label(section: str, key: str, language: str, /, **fields: object) -> str:
    return str(pack(language)[section][key].format_map(_shown(fields, language)))


@cache
def pack(language: str) -> Mapping[str, Any]:
    """The pack of a language, as its file has it."""
    return tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text("utf-8"))


def _shown(fields: Mapping[str, object], language: str) -> dict[str, str]:
    return {name: _one(value, language) for name, value in fields.items()}


def _one(value: object, language: str) -> str:
    if isinstance(value, Text):
        return phrase(value, language)
    if isinstance(value, tuple):
        between = "; " if any(isinstance(each, Text) for each in value) else ", "
        return between.join(_one(each, language) for each in value) or phrase(
            Text("none"), language
        )
    if isinstance(value, float):
        return f"{value:g}"
    return printable(str(value))
