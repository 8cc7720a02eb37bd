"""Makes voice packs: keeps one sound, takes in a folder of them, says what is wrong with a pack.

Rules: a sound is trimmed and made as loud as every voice before it is kept. The sound is written
before the manifest names it; whatever stops in between, what was kept before stays whole. An import
that fails leaves the pack as it was.
"""

import contextlib
import csv
import io
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from balint_voice.adapters.sound.loudness import (
    TARGET_LUFS,
    is_clipped,
    levelled,
    loudness,
    trimmed,
)
from balint_voice.adapters.sound.sound_file import SUFFIXES, flac, id_of, read_sound
from balint_voice.adapters.system.places import voices_folder
from balint_voice.adapters.tts.synthesizer import estimated_seconds
from balint_voice.adapters.tts.voice_pack import (
    MANIFEST,
    NAME,
    PackSound,
    VoicePack,
    is_pack,
    load_pack,
    pack_names,
    put_back,
    read_manifest,
    set_aside_of,
    spoken,
)
from balint_voice.errors import Text, Unusable, reason
from balint_voice.listening.audio import Sound
from balint_voice.records.private_files import replace_file
from balint_voice.session.spoken_lines import SpokenLine

TEXTS = "texts.csv"
"""What the texts were when the sounds were made, where this lies beside them."""
_TOO_QUIET_LUFS = TARGET_LUFS - 25
"""So much has to be added that the noise of the room comes with it."""
_TOO_LONG = 2.5
"""Times the length that a calm reader needs, and some seconds."""


@dataclass(frozen=True)
class PackFault:
    """What is wrong with the sound of one id."""

    line: str
    what: Text
    damaged: bool = False


def new_pack(name: str, language: str, *, speaker: str, licence: str) -> VoicePack:
    """An empty pack, not yet on the disk. Raises Unusable for a name that cannot be one."""
    if not NAME.fullmatch(name) or name == "none":
        raise Unusable("pack-name", voice=name)
    return VoicePack(voices_folder() / name, language, speaker, licence)


def with_sound(pack: VoicePack, line: SpokenLine, sound: Sound) -> VoicePack:
    """The pack with one sound more, kept on the disk. Raises Unusable when it cannot be."""
    alone = trimmed(sound)
    made = levelled(alone)
    facts = PackSound(
        line.text, round(made.seconds, 2), round(loudness(alone), 1), is_clipped(alone.samples)
    )
    kept = replace(pack, sounds={**pack.sounds, line.id: facts})
    try:
        pack.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(pack.path(line.id), flac(made))
        replace_file(pack.folder / MANIFEST, kept.manifest())
    except OSError as error:
        raise Unusable("pack-unwritable", path=pack.folder, reason=reason(error)) from None
    return kept


def import_pack(
    pack: VoicePack,
    folder: Path,
    lines: Sequence[SpokenLine],
    tell: Callable[[int, int], None],
) -> tuple[VoicePack, tuple[Path, ...]]:
    """The pack with all sounds of a folder, and the files that are of no line. A new pack takes the
    place of whatever has its name.

    Everything is read first: a file that is no sound, or two of one id, refuse the whole, with
    nothing changed. Raises Unusable where no sound is of a line, or the pack cannot be written.
    """
    known = {line.id: line for line in lines}
    texts = _texts_beside(folder)
    files, strange = _files_of(folder, known)
    if not files:
        raise Unusable("pack-folder-empty", folder=folder)
    coming = replace(pack, folder=_coming_of(pack.folder))
    shutil.rmtree(coming.folder, ignore_errors=True)
    try:
        if pack.sounds:  # otherwise what may lie there is of no pack
            shutil.copytree(pack.folder, coming.folder)
        for done, (line, path) in enumerate(files.items(), start=1):
            said = SpokenLine(line, texts.get(line, known[line].text))
            coming = with_sound(coming, said, read_sound(path))
            tell(done, len(files))
        _take_place_of(pack.folder, coming.folder)
    except OSError as error:
        raise Unusable("pack-unwritable", path=pack.folder, reason=reason(error)) from None
    finally:
        shutil.rmtree(coming.folder, ignore_errors=True)
    return load_pack(pack.name), strange


def _coming_of(folder: Path) -> Path:
    """Where a pack is made, before it takes the place of the one in this folder."""
    return folder.with_name(f"{folder.name}.new")


def _take_place_of(folder: Path, coming: Path) -> None:
    """Raises OSError, and then what was in the folder is there again."""
    manifest = replace(read_manifest(coming), folder=folder).manifest()
    replace_file(coming / MANIFEST, manifest)
    old = set_aside_of(folder)
    _remove(old)
    if folder.is_dir():
        folder.rename(old)
    try:
        coming.rename(folder)
    except OSError:
        put_back(folder)
        raise
    with contextlib.suppress(OSError):
        _remove(old)


def _remove(folder: Path) -> None:
    """The manifest goes first: half a pack is never taken for one. Raises OSError."""
    (folder / MANIFEST).unlink(missing_ok=True)
    if folder.is_dir():
        shutil.rmtree(folder)


def _files_of(
    folder: Path, known: Mapping[str, SpokenLine]
) -> tuple[dict[str, Path], tuple[Path, ...]]:
    found: dict[str, Path] = {}
    strange = []
    try:
        inside = sorted(Path(place, name) for place, _, names in os.walk(folder) for name in names)
        os.scandir(folder).close()
    except OSError as error:
        raise Unusable("file-unreadable", path=folder, reason=reason(error)) from None
    for path in inside:
        if path.suffix.lower() not in SUFFIXES:
            continue
        line = id_of(path, folder)
        if line not in known:
            strange.append(path)
        elif line in found:
            raise Unusable("pack-two-files", id=line, known=(str(found[line]), str(path)))
        else:
            found[line] = path
    return found, tuple(strange)


def texts_as_csv(lines: Iterable[SpokenLine]) -> str:
    """What has to be said, for a speaker or a synthesizer: id, file name and text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("id", "file", "text"))
    writer.writerows((line.id, f"{line.id.replace('/', '.')}.wav", line.text) for line in lines)
    return out.getvalue()


def _texts_beside(folder: Path) -> dict[str, str]:
    """The texts by id, where the list that was read from lies in the folder."""
    path = folder / TEXTS
    if not path.is_file():
        return {}
    try:
        rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
        return {row["id"]: row["text"] for row in rows if row.get("id") and row.get("text")}
    except OSError as error:
        raise Unusable("file-unreadable", path=path, reason=reason(error)) from None
    except (UnicodeDecodeError, csv.Error, KeyError):
        raise Unusable("file-not-text", path=path) from None


def faults_of(pack: VoicePack, lines: Iterable[SpokenLine]) -> tuple[PackFault, ...]:
    """What is wrong with the sounds there are: text changed, damaged, clipped, quiet, long."""
    texts = {line.id: line.text for line in lines}
    found = []
    for line, sound in sorted(pack.sounds.items()):
        if line in texts and spoken(texts[line]) != spoken(sound.text):
            found.append(PackFault(line, Text("pack-text-changed")))
        try:
            read_sound(pack.path(line))
        except Unusable:
            found.append(PackFault(line, Text("pack-unreadable"), damaged=True))
        if sound.clipped:
            found.append(PackFault(line, Text("pack-clipped")))
        if sound.loudness_lufs < _TOO_QUIET_LUFS:
            found.append(PackFault(line, Text("pack-too-quiet")))
        if sound.seconds > estimated_seconds(sound.text) * _TOO_LONG + 2:
            found.append(PackFault(line, Text("pack-too-long")))
    return tuple(found)


def missing_of(
    pack: VoicePack, lines: Iterable[SpokenLine], faults: Iterable[PackFault] = ()
) -> tuple[SpokenLine, ...]:
    """The lines that the pack has no sound of, as they are today; what is damaged among its faults
    counts as none."""
    damaged = {fault.line for fault in faults if fault.damaged}
    there = {text for text, line in pack.by_text().items() if line not in damaged}
    return tuple(line for line in lines if spoken(line.text) not in there)


def to_record(pack: VoicePack, lines: Sequence[SpokenLine]) -> tuple[SpokenLine, ...]:
    """The lines that the pack has no sound of, or one with a fault. Such a one bears the id that it
    has in the pack, which may be another method's: the new sound takes its place."""
    texts = {spoken(line.text) for line in lines}
    sounds = {line: each for line, each in pack.sounds.items() if spoken(each.text) in texts}
    of_lines = replace(pack, sounds=sounds)
    faulty = {fault.line for fault in faults_of(of_lines, ())}
    there, found = of_lines.by_text(), []
    for line in lines:
        its = there.get(spoken(line.text))
        if its is None:
            found.append(line)
        elif its in faulty:
            found.append(replace(line, id=its))
    return tuple(found)


def delete_pack(name: str) -> None:
    """Remove a pack, and what an import could not tidy away beside it. Raises Unusable when there
    is none, or it cannot be removed."""
    if not is_pack(name):
        raise Unusable("pack-unknown", voice=name, known=pack_names())
    folder = voices_folder() / name
    try:
        for each in (set_aside_of(folder), _coming_of(folder)):
            _remove(each)
        shutil.rmtree(folder)
    except OSError as error:
        raise Unusable("pack-unwritable", path=folder, reason=reason(error)) from None
