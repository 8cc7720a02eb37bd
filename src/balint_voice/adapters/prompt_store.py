"""Scripts and language packs on disk: `prompts/SCRIPT/`, with `prompts/common/` for all of them."""

import tomllib
from pathlib import Path

from balint_voice.adapters.places import shipped
from balint_voice.errors import Unusable
from balint_voice.method.reader import Source, read_script, read_words
from balint_voice.method.script import Script
from balint_voice.method.words import Words


def script_names() -> tuple[str, ...]:
    """The scripts there are, by name."""
    folders = shipped("prompts").glob("*/script.toml")
    return tuple(sorted(path.parent.name for path in folders))


def languages(script: str) -> tuple[str, ...]:
    """The languages a script can be run in."""
    files = (shipped("prompts") / script).glob("??.toml")
    return tuple(sorted(path.stem for path in files))


def load_script(name: str, language: str) -> Script:
    """Read a script in a language. Raises Unusable when there is none, or it is not valid."""
    if name not in script_names():
        known = ", ".join(script_names())
        raise Unusable(f"There is no script '{name}'.", f"Choose one of: {known}.")
    if language not in languages(name):
        known = ", ".join(languages(name))
        raise Unusable(
            f"The script '{name}' has no words in '{language}'.", f"Choose one of: {known}."
        )
    folder, words = shipped("prompts") / name, load_words(language)
    return read_script(_source(folder / "script.toml"), _source(folder / f"{language}.toml"), words)


def load_words(language: str) -> Words:
    """What every script says and shows in a language."""
    return read_words(_source(shipped("prompts") / "common" / f"{language}.toml"))


def load_presenter(script: str, language: str) -> dict[str, tuple[str, ...]]:
    """What the synthesised presenter of a demonstration says: sentences by phase."""
    path = shipped("prompts") / script / f"presenter-{language}.toml"
    sentences = tomllib.loads(_source(path).text)["sentences"]
    return {phase: tuple(said) for phase, said in sentences.items()}


def _source(path: Path) -> Source:
    """A file's text, called by its folder and name as the user knows it."""
    name = f"{path.parent.name}/{path.name}"
    try:
        return Source(name, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(
            f"{name} cannot be read: {error}.", "It must be a UTF-8 text file that you may read."
        ) from None
