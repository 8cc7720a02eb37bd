"""A voice pack: somebody reads our own texts, one sound for each, in a folder with a manifest.

Rules: the folder's name is the pack's. `voice.json` names the language, who speaks, the licence,
and for each id the text that its sound was made from. A sound is found by its text, so one whose
text has changed since is never played. Sounds are read here and made in `pack_making`. A pack that
an import set aside when it was killed is put back by whoever looks for it.
"""

import contextlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from balint_voice.adapters.sound.sound_file import read_sound
from balint_voice.adapters.system.places import voices_folder
from balint_voice.adapters.tts.voice_choice import VoiceChoice
from balint_voice.errors import Text, Unusable, reason
from balint_voice.listening.audio import Sound
from balint_voice.ports import Synthesizer
from balint_voice.records.reading import read_text

MANIFEST = "voice.json"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,27}")
ID = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+){1,2}")


@dataclass(frozen=True)
class PackSound:
    """One sound as it came. `loudness_lufs` and `clipped`: before it was levelled."""

    text: str
    seconds: float
    loudness_lufs: float
    clipped: bool = False


@dataclass(frozen=True)
class VoicePack:
    """`sounds`: by id. `speaker` and `licence`: as whoever made it wrote them."""

    folder: Path
    language: str
    speaker: str = ""
    licence: str = ""
    sounds: Mapping[str, PackSound] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.folder.name

    def path(self, line: str) -> Path:
        """Where the sound of an id lies."""
        return self.folder / f"{line.replace('/', '.')}.flac"

    def manifest(self) -> bytes:
        manifest = {
            "name": self.name,
            "language": self.language,
            "speaker": self.speaker,
            "licence": self.licence,
            "sounds": {line: asdict(sound) for line, sound in sorted(self.sounds.items())},
        }
        return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()

    def by_text(self) -> Mapping[str, str]:
        """The id of each text that there is a sound of."""
        return {spoken(sound.text): line for line, sound in self.sounds.items()}


def spoken(text: str) -> str:
    """A text as it is compared: how it is broken into lines makes no difference."""
    return " ".join(text.split())


def set_aside_of(folder: Path) -> Path:
    """Where a pack lies while another takes its place."""
    return folder.with_name(f"{folder.name}.old")


def put_back(folder: Path) -> None:
    """Give a pack its name again that was set aside, where none has taken its place."""
    old = set_aside_of(folder)
    if not folder.exists() and (old / MANIFEST).is_file():
        with contextlib.suppress(OSError):  # it stays where it is, for the next time
            old.rename(folder)


def pack_names() -> tuple[str, ...]:
    """The packs on this machine."""
    folders = voices_folder().glob(f"*/{MANIFEST}")
    names = {path.parent.name.removesuffix(".old") for path in folders}
    return tuple(sorted(filter(is_pack, names)))


def packs_in(language: str) -> tuple[str, ...]:
    """The packs of one language; one that cannot be read is left out."""
    found = []
    for name in pack_names():
        with contextlib.suppress(Unusable):
            if load_pack(name).language == language:
                found.append(name)
    return tuple(found)


def is_pack(name: str) -> bool:
    """Whether there is a pack of that name, be it one that has to be put back first."""
    if not NAME.fullmatch(name):
        return False
    folder = voices_folder() / name
    put_back(folder)
    return (folder / MANIFEST).is_file()


def is_broken(name: str) -> bool:
    """Whether there is a pack of that name, and its manifest is none. What the system does not let
    us read may be whole."""
    try:
        load_pack(name)
    except Unusable as error:
        return error.text.fields.get("why") == Text("pack-manifest")
    return False


def load_pack(name: str) -> VoicePack:
    """The pack of that name. Raises Unusable when there is none, or its manifest is none."""
    if not is_pack(name):
        raise Unusable("pack-unknown", voice=name, known=pack_names())
    return read_manifest(voices_folder() / name)


def read_manifest(folder: Path) -> VoicePack:
    """The pack in this folder. Raises Unusable."""
    path = folder / MANIFEST
    try:
        return _read(folder, json.loads(read_text(path)))
    except OSError as error:
        raise Unusable("pack-unusable", path=path, why=reason(error)) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Unusable("pack-unusable", path=path, why=Text("pack-manifest")) from None


def _read(folder: Path, manifest: dict[str, Any]) -> VoicePack:
    sounds = {
        line: PackSound(
            str(each["text"]),
            float(each["seconds"]),
            float(each["loudness_lufs"]),
            bool(each["clipped"]),
        )
        for line, each in manifest["sounds"].items()
        if ID.fullmatch(line)
    }
    texts = (manifest["language"], manifest["speaker"], manifest["licence"])
    language, speaker, licence = map(str, texts)
    return VoicePack(
        folder=folder, language=language, speaker=speaker, licence=licence, sounds=sounds
    )


def pack_for(name: str, language: str) -> VoicePack | None:
    """The pack that `--voice` names; None where it names none. Raises Unusable for a pack of
    another language."""
    if not is_pack(name):
        return None
    pack = load_pack(name)
    if pack.language != language:
        raise Unusable("pack-language", voice=name, language=language, known=pack.language)
    return pack


class UsualVoice(Synthesizer, Protocol):
    """A voice that can say anything."""

    @property
    def voice(self) -> VoiceChoice: ...
    def rest(self) -> None: ...
    def tidy(self) -> None: ...


class PackSynthesizer:
    """Renders from a pack; what it does not hold is said whole by the voice `otherwise`.

    A sound that cannot be read counts as one that is not there.
    """

    def __init__(self, pack: VoicePack, otherwise: UsualVoice) -> None:
        self._pack = pack
        self._otherwise = otherwise
        self._ids = pack.by_text()

    def render(self, text: str) -> Sound:
        own = self._own(text)
        return own if own is not None else self._otherwise.render(text)

    def _own(self, text: str) -> Sound | None:
        """What the pack has of this text; None where there is none, or it cannot be read."""
        line = self._ids.get(spoken(text))
        if line is None:
            return None
        try:
            return read_sound(self._pack.path(line))
        except Unusable:
            return None

    @property
    def name(self) -> str:
        """The pack's."""
        return self._pack.name

    @property
    def voice(self) -> VoiceChoice:
        """The voice that says what the pack lacks."""
        return self._otherwise.voice

    def holds(self, text: str) -> bool:
        """Whether the pack says this, and not the other voice. Reads the sound: some 5 ms."""
        return self._own(text) is not None

    def rest(self) -> None:
        self._otherwise.rest()

    def tidy(self) -> None:
        self._otherwise.tidy()

    def close(self) -> None:
        self._otherwise.close()
