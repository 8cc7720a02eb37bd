"""Whisper models on this machine: the user's own folder first, then what came with the program.

Rule of this room: nothing is fetched here, and a model is checked before it is loaded, so that
what is wrong with it can be said by name.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from balint_voice.adapters import places
from balint_voice.adapters.model_catalogue import BUILDS
from balint_voice.errors import PartMissing

DESCRIPTION = "balint-voice.json"
_NEEDED = ("config.json", "model.bin", "tokenizer.json", "vocabulary.*")
SUMS = "SHA256SUMS"
_DEFAULT_WINDOW_S = 28.0
_SHORTEST_WINDOW_S, _LONGEST_WINDOW_S = 2.0, 30.0


@dataclass(frozen=True)
class Model:
    """A model folder and what its `balint-voice.json` says of it; `languages` empty means any."""

    name: str
    folder: Path
    window_s: float
    languages: tuple[str, ...]
    purpose: str
    shipped: bool


def find(name_or_folder: str) -> Model:
    """The model of that name, or in that folder. Raises PartMissing when there is none."""
    given = Path(name_or_folder).expanduser()
    for folder in (places.models_folder() / name_or_folder, _shipped() / name_or_folder, given):
        # A name is one word: only the last of the three may be a path.
        if folder.is_dir() and (folder is given or given.name == name_or_folder):
            return describe(folder)
    there = ", ".join(model.name for model in available()) or "none"
    raise PartMissing(
        f"There is no Whisper model {name_or_folder!r} on this machine.",
        f"{_how_to_get(name_or_folder)} Models here: {there}.",
    )


def default(language: str) -> Model:
    """The model to use when none was named: `small`, else another of the user's, else ours."""
    fit = [m for m in available() if not m.languages or language in m.languages]
    ranked = sorted(fit, key=lambda m: (m.shipped, m.name != "small"))
    if not ranked:
        raise PartMissing(
            f"There is no Whisper model for the language {language!r} on this machine.",
            _how_to_get("small"),
        )
    return ranked[0]


def available() -> tuple[Model, ...]:
    """All models in both places, by name; the user's own one hides a shipped one of that name."""
    found: dict[str, Model] = {}
    for place in (places.models_folder(), _shipped()):
        if place.is_dir():
            for folder in sorted(place.iterdir()):
                if folder.is_dir() and not folder.name.startswith("."):
                    found.setdefault(folder.name, describe(folder))
    return tuple(found[name] for name in sorted(found))


def describe(folder: Path) -> Model:
    """What is known of the model in a folder, whole or not; a broken description counts as none."""
    folder = folder.absolute()
    try:
        said: Any = json.loads((folder / DESCRIPTION).read_text("utf-8"))
    except (OSError, ValueError):
        said = {}
    said = said if isinstance(said, dict) else {}
    window, languages = said.get("window_s"), said.get("languages")
    return Model(
        name=folder.name,
        folder=folder,
        window_s=float(window) if _is_window(window) else _DEFAULT_WINDOW_S,
        languages=tuple(map(str, languages)) if isinstance(languages, list) else (),
        purpose=str(said.get("purpose", "")),
        shipped=folder.parent == _shipped().absolute(),
    )


def check(folder: Path, *, sums: bool = True) -> tuple[str, ...]:
    """All that is wrong with a model folder, each fault naming its file; empty when it is whole.

    `sums`: compare checksums too, where the folder lists them (reads every byte).
    """
    if not folder.is_dir():
        return (f"{folder} is not a folder",)
    faults = []
    for pattern in _NEEDED:
        files = sorted(folder.glob(pattern))
        if not files:
            faults.append(f"{pattern} is missing")
        for file in files:
            faults += _faults_of(file)
    description = folder / DESCRIPTION
    if description.exists():
        faults += _faults_of(description) or _faults_of_description(description)
    if sums and not faults and (folder / SUMS).is_file():
        faults += _wrong_sums(folder)
    return tuple(faults)


def require_whole(folder: Path) -> None:
    """Raise PartMissing, naming the first fault, unless the model can be loaded."""
    faults = check(folder, sums=False)
    if faults:
        raise PartMissing(
            f"The Whisper model in {folder} is not whole: {'; '.join(faults)}.",
            how_to_mend(folder),
        )


def how_to_mend(folder: Path) -> str:
    """What to do about a model that is not whole."""
    if folder.name in BUILDS and folder.parent == places.models_folder():
        return f"Fetch it again: balint-voice models pull {folder.name}"
    return f"Copy these files into {folder} again from where the model came from."


def _how_to_get(name: str) -> str:
    place = places.models_folder() / name
    if name in BUILDS:
        size = BUILDS[name].size / 1e6
        return (
            f"Fetch it ({size:.0f} MB): balint-voice models pull {name}. Without internet here, "
            f"place its folder at {place}."
        )
    return (
        f"Place its folder (config.json, model.bin, tokenizer.json, vocabulary) at {place}, or "
        "give a folder."
    )


def _shipped() -> Path:
    return places.shipped("models")


def _is_window(value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and _SHORTEST_WINDOW_S <= value <= _LONGEST_WINDOW_S  # type: ignore[operator]


def _faults_of(file: Path) -> list[str]:
    try:
        if file.stat().st_size == 0:
            return [f"{file.name} is empty"]
        if file.suffix == ".json":
            json.loads(file.read_bytes())
    except OSError as fault:
        return [f"{file.name} cannot be read ({fault.strerror})"]
    except ValueError:
        return [f"{file.name} is not valid JSON"]
    return []


def _faults_of_description(file: Path) -> list[str]:
    said = json.loads(file.read_bytes())
    if not isinstance(said, dict):
        return [f"{file.name} is not a JSON object"]
    if "window_s" in said and not _is_window(said["window_s"]):
        return [
            f"{file.name}: window_s must be a number from {_SHORTEST_WINDOW_S:g} "
            f"to {_LONGEST_WINDOW_S:g}"
        ]
    return []


def _wrong_sums(folder: Path) -> list[str]:
    """Faults against SHA256SUMS, written as `sha256sum` writes it."""
    faults = []
    for line in (folder / SUMS).read_text("utf-8").splitlines():
        expected, _, name = line.partition(" ")
        name = name.lstrip(" *").removeprefix("./")
        if not name:
            continue
        if not (folder / name).is_file():
            faults.append(f"{name} is missing, {SUMS} lists it")
        elif sha256(folder / name) != expected.lower():
            faults.append(f"{name} is damaged: its checksum differs from {SUMS}")
    return faults


def sha256(file: Path) -> str:
    """The checksum of a file, in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def size(folder: Path) -> int:
    """Bytes of all files in a model folder."""
    return sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
