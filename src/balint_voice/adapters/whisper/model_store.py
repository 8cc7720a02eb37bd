"""Whisper models on this machine: the user's own folder first, then what came with the program.

Rules: nothing is fetched here. A model is checked before it is loaded, so that a refusal can name
what is wrong with it.
"""

import hashlib
import json
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from balint_voice.adapters.system import places
from balint_voice.adapters.whisper import model_names, weights_file
from balint_voice.adapters.whisper.model_catalogue import BUILDS
from balint_voice.adapters.whisper.vocabulary import english_only
from balint_voice.errors import PartMissing, Text, Unusable, reason
from balint_voice.records.reading import open_plain, read_file, read_text

DESCRIPTION = "balint-voice.json"
_WEIGHTS = "model.bin"
_NEEDED = ("config.json", _WEIGHTS, "tokenizer.json", "vocabulary.*")
SUMS = "SHA256SUMS"
_MOST_JSON = 64 << 20  # a tokenizer has some 2 MB
_DEFAULT_WINDOW_S = 28.0
_SHORTEST_WINDOW_S, _LONGEST_WINDOW_S = 2.0, 30.0


@dataclass(frozen=True)
class Model:
    """A model folder and what its `balint-voice.json` says of it.

    `languages` empty means any; weights that know English only say so, whatever is said of them.
    """

    name: str
    folder: Path
    window_s: float
    languages: tuple[str, ...]
    purpose: str
    shipped: bool
    command_confidence: float = 0.0
    """The least mean probability of a spoken command's tokens, 0 to 1."""

    def hears(self, language: str) -> bool:
        """Whether it is for this language."""
        return not self.languages or language in self.languages


def find(name_or_folder: str) -> Model:
    """The model of that name, or in that folder or cache. Raises PartMissing when there is none,
    and Unusable for a cache that holds several."""
    try:
        given = Path(name_or_folder).expanduser()
    except RuntimeError:
        raise Unusable("home-unknown", path=name_or_folder) from None
    for folder in (places.models_folder() / name_or_folder, _shipped() / name_or_folder, given):
        # A name is one word: only the last of the three may be a path.
        if folder.is_dir() and (folder is given or given.name == name_or_folder):
            return describe(model_names.within(folder))
    here = {model.name: model for model in available()}
    meant = model_names.usual(name_or_folder, (*BUILDS, *here))
    if meant in here:
        return here[meant]
    raise PartMissing(
        "model-unknown", model=name_or_folder, remedy=_how_to_get(meant), known=tuple(here)
    )


def default(language: str) -> Model:
    """The model to use when none was named: `small`, else another of the user's.

    Never what came with the program: that is for the demonstration. Raises PartMissing.
    """
    fit = [m for m in available() if m.hears(language)]
    ranked = sorted((m for m in fit if not m.shipped), key=lambda m: m.name != "small")
    if not ranked:
        raise PartMissing("model-none", language=language, remedy=_how_to_get("small"))
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
        said: Any = json.loads(read_file(folder / DESCRIPTION))
    except (OSError, ValueError, RecursionError):
        said = {}
    said = said if isinstance(said, dict) else {}
    window, languages = said.get("window_s"), said.get("languages")
    command_confidence = said.get("command_certainty")
    return Model(
        name=model_names.name_of(folder, BUILDS),
        folder=folder,
        window_s=float(window) if _is_window(window) else _DEFAULT_WINDOW_S,
        languages=("en",) if english_only(folder) else _strings(languages),
        purpose=str(said.get("purpose", "")),
        shipped=folder.parent == _shipped().absolute(),
        command_confidence=float(command_confidence)
        if _is_probability(command_confidence)
        else 0.0,
    )


def pieces_of(folder: Path, word: str) -> int:
    """How many tokens of the model's vocabulary a word takes; 0 where the model has no list of
    them that can be read."""
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_str(read_file(folder / "tokenizer.json", _MOST_JSON).decode())
        return len(tokenizer.encode(f" {word}", add_special_tokens=False).ids)
    except Exception:  # noqa: BLE001 - the library raises a bare Exception for a file it cannot take
        return 0


def check(folder: Path, *, sums: bool = True) -> tuple[Text, ...]:
    """All that is wrong with a model folder, each fault naming its file; empty when it is whole.

    `sums`: compare checksums too, where the folder lists them (reads every byte).
    """
    if not folder.is_dir():
        return (Text("not-a-folder", folder=folder),)
    faults: list[Text] = []
    for pattern in _NEEDED:
        files = sorted(folder.glob(pattern))
        if not files:
            faults.append(Text("file-missing", file=pattern))
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
        raise not_whole(folder, faults)


def not_whole(folder: Path, faults: tuple[Text, ...]) -> PartMissing:
    """The refusal of a model with these faults, and what to do about them."""
    remedy = Text("model-copy-again", folder=folder)
    if folder.name in BUILDS and folder.parent == places.models_folder():
        remedy = Text("model-fetch-again", model=folder.name)
    return PartMissing("model-not-whole", folder=folder, faults=faults, remedy=remedy)


def _how_to_get(name: str) -> Text:
    place = places.models_folder() / name
    if name in BUILDS:
        megabytes = round(BUILDS[name].size / 1e6)
        return Text("model-fetch", model=name, megabytes=megabytes, place=place)
    return Text("model-place", place=place)


def _shipped() -> Path:
    return places.shipped("models")


def _is_probability(value: object) -> bool:
    return isinstance(value, int | float) and 0 <= value <= 1


def _strings(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _is_window(value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and _SHORTEST_WINDOW_S <= value <= _LONGEST_WINDOW_S  # type: ignore[operator]


def _faults_of(file: Path) -> list[Text]:
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            return [Text("file-unreadable", path=file.name, reason=Text("os-no-plain-file"))]
        if status.st_size == 0:
            return [Text("file-empty", file=file.name)]
        if file.suffix == ".json":
            json.loads(read_file(file, _MOST_JSON))
        if file.name == _WEIGHTS:
            with open_plain(file) as weights:
                if not weights_file.is_whole(weights):
                    return [Text("file-cut-short", file=file.name)]
    except OSError as fault:
        return [Text("file-unreadable", path=file.name, reason=reason(fault))]
    except (ValueError, RecursionError):
        return [Text("file-not-json", file=file.name)]
    return []


def _faults_of_description(file: Path) -> list[Text]:
    said = json.loads(read_file(file))
    if not isinstance(said, dict):
        return [Text("file-no-object", file=file.name)]
    if "window_s" in said and not _is_window(said["window_s"]):
        least, most = _SHORTEST_WINDOW_S, _LONGEST_WINDOW_S
        return [Text("file-window", file=file.name, least=least, most=most)]
    return []


def _wrong_sums(folder: Path) -> list[Text]:
    """Faults against SHA256SUMS, written as `sha256sum` writes it."""
    try:
        lines = read_text(folder / SUMS).splitlines()
    except UnicodeDecodeError:
        return [Text("file-unreadable", path=SUMS, reason=Text("not-utf-8"))]
    faults = []
    for line in lines:
        expected, _, name = line.partition(" ")
        name = name.lstrip(" *").removeprefix("./")
        if not name:
            continue
        if not (folder / name).is_file():
            faults.append(Text("file-listed", file=name, list=SUMS))
        elif sha256(folder / name) != expected.lower():
            faults.append(Text("file-sum", file=name, list=SUMS))
    return faults


def sha256(file: Path) -> str:
    """The checksum of a file, in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def size(folder: Path) -> int:
    """Bytes of all files in a model folder."""
    return sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
