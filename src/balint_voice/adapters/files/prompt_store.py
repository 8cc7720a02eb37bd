"""Scripts and language packs on disk: the user's own scripts, then those that ship.

A script is a folder with `script.toml` and one file a language; `prompts/common/` holds what every
script says. The user's own script hides one of the same name that ships.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from balint_voice.adapters.system.places import scripts_folder, shipped
from balint_voice.errors import Text, Unusable, reason
from balint_voice.method.minutes import with_minutes
from balint_voice.method.reader import read_script, read_words
from balint_voice.method.script import Script
from balint_voice.method.toml_table import Source
from balint_voice.method.words import Words
from balint_voice.records.reading import read_file, read_text

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,27}")
_ID = re.compile(r"""(?m)^[ \t]*id[ \t]*=[ \t]*(["']).*?\1""")
"""The first one is the script's: what follows a header is a phase's."""


def script_names() -> tuple[str, ...]:
    """The scripts there are, by name."""
    places = (scripts_folder(), shipped("prompts"))
    found = {path.parent.name for place in places for path in place.glob("*/script.toml")}
    return tuple(sorted(found))


def find_script(name: str) -> Path:
    """The folder of a script. Raises Unusable, naming those that exist."""
    for place in (scripts_folder(), shipped("prompts")):
        if _NAME.fullmatch(name) and (place / name / "script.toml").is_file():
            return place / name
    raise Unusable("script-unknown", script=name, known=script_names())


def languages(folder: Path) -> tuple[str, ...]:
    """The languages a script's folder has words in."""
    return tuple(sorted(path.stem for path in folder.glob("??.toml")))


def load_script(name: str, language: str) -> Script:
    """Read a script in a language. Raises Unusable when there is none, or it is not valid."""
    return read_folder(find_script(name), language)


def read_folder(folder: Path, language: str, faults: list[Unusable] | None = None) -> Script:
    """Read the script in this folder; its id must be the folder's name: the log has no other.

    `faults`: as in `read_script`. Raises Unusable for a language that it does not have.
    """
    if language not in languages(folder):
        known = languages(folder)
        raise Unusable("script-language", script=folder.name, language=language, known=known)
    script = read_script(
        _source(folder / "script.toml"),
        _source(folder / f"{language}.toml"),
        load_words(language),
        faults,
    )
    if script.id != folder.name:
        refused = Unusable("script-id", folder=folder.name, id=script.id)
        if faults is None:
            raise refused
        faults.append(refused)
    return script


def faults_of(path: Path) -> tuple[tuple[str, ...], tuple[Unusable, ...]]:
    """(languages, all that is wrong) of a script's folder, or the folder of one of its files, in
    every language it has. Raises Unusable where there is nothing to read."""
    folder = (path if path.is_dir() else path.parent).resolve()
    if not (folder / "script.toml").is_file():
        raise Unusable("not-a-script", path=path)
    found = languages(folder)
    if not found:
        raise Unusable("script-without-words", script=folder.name)
    faults: list[Unusable] = []
    for language in found:
        try:
            read_folder(folder, language, faults)
        except Unusable as error:  # a file that cannot be read at all
            faults.append(error)
    # What is wrong with the structure is met once for each language.
    return found, tuple({str(fault): fault for fault in faults}.values())


def copy(name: str, new: str) -> Path:
    """Make an editable copy of a script under a new name, in the user's own place. Raises Unusable
    where the name cannot be one, is taken or cannot be written."""
    source, target = find_script(name), scripts_folder() / new
    if not _NAME.fullmatch(new):
        raise Unusable("script-name", name=new)
    if new in script_names():
        raise Unusable("script-exists", name=new)
    try:
        target.mkdir(parents=True)
        for file in _files_of(source):
            (target / file.name).write_bytes(read_file(file))
        _write_structure(target, _source(target / "script.toml").text)
    except OSError as error:
        raise Unusable("file-unwritable", path=target, reason=reason(error)) from None
    return target


def copy_with_minutes(name: str, new: str, minutes: Mapping[str, float], people: int) -> Path:
    """The same, with other minutes by phase and for so many people; what it makes is valid."""
    text = with_minutes(_source(find_script(name) / "script.toml").text, minutes, people)
    target = copy(name, new)
    _write_structure(target, text)
    for fault in faults_of(target)[1]:
        raise fault
    return target


def _write_structure(folder: Path, text: str) -> None:
    """The script's structure, under the name of the folder it is in."""
    named = _ID.sub(f'id = "{folder.name}"', text, count=1)
    (folder / "script.toml").write_text(named, "utf-8")


def _files_of(folder: Path) -> Iterable[Path]:
    return (folder / "script.toml", *(folder / f"{each}.toml" for each in languages(folder)))


def load_words(language: str) -> Words:
    """What every script says and shows in a language. Raises Unusable for a language that nobody
    wrote."""
    path = shipped("prompts") / "common" / f"{language}.toml"
    if language not in languages(path.parent):
        known = languages(shipped("prompts") / "common")
        raise Unusable("language-unknown", language=language, known=known)
    return read_words(_source(path))


def load_presenter(script: str, language: str) -> dict[str, tuple[str, ...]]:
    """What the synthesised presenter of a demonstration says: sentences by phase."""
    path = shipped("prompts") / script / f"presenter-{language}.toml"
    sentences = tomllib.loads(_source(path).text)["sentences"]
    return {phase: tuple(said) for phase, said in sentences.items()}


def _source(path: Path) -> Source:
    """A file's text, called by its folder and name as the user knows it."""
    name = f"{path.parent.name}/{path.name}"
    try:
        return Source(name, read_text(path))
    except OSError as error:
        raise Unusable("script-unreadable", file=name, reason=reason(error)) from None
    except UnicodeDecodeError:
        raise Unusable("script-unreadable", file=name, reason=Text("not-utf-8")) from None
