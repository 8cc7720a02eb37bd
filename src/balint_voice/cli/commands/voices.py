"""`balint-voice voices`: the voices there are, and voice packs: made, checked, deleted.

Rules: the list and the texts to stdout, advice to stderr. A pack that cannot be read stands in the
way of no other, and can be replaced and deleted. What is wrong with a pack is listed, and
ends `check` with exit code 4 when a sound of it is damaged.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from balint_voice.cli import completion, files, options, writing
from balint_voice.cli.language import label, phrase, settle, settle_texts
from balint_voice.cli.notice import notice
from balint_voice.cli.paths import given_path
from balint_voice.cli.progress import progress
from balint_voice.cli.secrets import confirmed
from balint_voice.errors import BalintVoiceError, Damaged, Unusable
from balint_voice.messages.languages import LANGUAGES

if TYPE_CHECKING:
    from balint_voice.adapters.tts.voice_pack import VoicePack
    from balint_voice.session.spoken_lines import SpokenLine

Name = Annotated[
    str, typer.Argument(help="A voice pack's name.", autocompletion=completion.voice_packs)
]
Who = Annotated[str, typer.Option("--who", metavar="NAME", help="Who speaks.")]
Licence = Annotated[
    str, typer.Option("--licence", metavar="TEXT", help="What others may do with the sounds.")
]


def voices_list(as_json: options.AsJsonOption = False) -> None:
    """List the voices of this computer and the voice packs, and which one would speak."""
    from balint_voice.adapters.tts import voice_choice, voice_pack

    installed = voice_choice.installed_voices()
    rows: list[tuple[str | None, str, str, bool]] = []
    for language in LANGUAGES:
        try:
            usual = voice_choice.choose_among(installed, language)
        except BalintVoiceError:
            usual = None
        for offer in installed:
            for voice_id, name, languages in offer.voices:
                if voice_choice.speaks(language, voice_id, name, languages):
                    speaks = usual is not None and usual.id == voice_id
                    rows.append((language, name, offer.engine, speaks))
    for name in voice_pack.pack_names():
        pack = _readable(name)
        rows.append((pack.language if pack is not None else None, name, "pack", False))
    if as_json:
        keys = ("language", "name", "kind", "usual")
        writing.data([dict(zip(keys, row, strict=True)) for row in rows])
        return
    rows.sort(key=lambda row: (row[0] is None, row[0] or "", row[2] != "pack"))
    for spoken, name, kind, speaks in rows:
        mark = label("voices", "usual") if speaks else ""
        if spoken is None:
            mark = label("voices", "unreadable")
        shown = label("voices", "pack") if kind == "pack" else kind
        writing.line(f"  {spoken or '??'}  {name:<32} {shown:<12} {mark}".rstrip())
    notice(label("voices", "choose"))


def voices_texts(
    script: Annotated[str, typer.Argument(help="The method.", autocompletion=completion.scripts)],
    language: options.TextLanguageOption = None,
    out: Annotated[
        Path | None,
        typer.Option(parser=given_path, metavar="FILE", help="The file to write (CSV)."),
    ] = None,
) -> None:
    """Write everything that has to be said once, with ids, for a speaker or a synthesizer."""
    from balint_voice.adapters.files.prompt_store import load_script
    from balint_voice.adapters.tts.pack_making import texts_as_csv
    from balint_voice.session.spoken_lines import spoken_lines

    language = settle_texts(language)
    page = texts_as_csv(spoken_lines(load_script(script, language)))
    if out is None:
        writing.page(page)
        return
    files.refuse_existing(out)
    files.write_page(out, page)


def voices_import(
    name: Name,
    folder: Annotated[
        Path, typer.Argument(parser=given_path, help="A folder with a sound for each id.")
    ],
    language: options.TextLanguageOption = None,
    who: Who = "",
    licence: Licence = "",
    add: Annotated[
        bool, typer.Option("--add", help="Add to the pack of that name, over what it has.")
    ] = False,
) -> None:
    """Make a voice pack from WAV, FLAC, OGG or MP3 files that are named by id."""
    from balint_voice.adapters.tts import pack_making, voice_pack

    of_texts = settle_texts(language)
    if add and voice_pack.is_pack(name):
        pack = pack_to_fill(name, language)
    else:
        if voice_pack.is_pack(name) and not voice_pack.is_broken(name):
            raise Unusable("pack-exists", voice=name)
        free_name(name)
        pack = pack_making.new_pack(name, of_texts, speaker=who, licence=licence)
    with progress(label("voices", "importing", voice=name)) as tell:
        made, strange = pack_making.import_pack(pack, folder, _all_lines(pack.language), tell)
    for path in strange:
        notice(label("voices", "of-no-id", path=path))
    notice(label("voices", "imported", voice=name, n=len(made.sounds)))


def pack_to_fill(name: str, typed: str | None) -> "VoicePack":
    """A pack that gets more sounds. Its own language counts, and is settled. Raises Unusable where
    another was typed."""
    from balint_voice.adapters.tts.voice_pack import load_pack

    pack = load_pack(name)
    if typed is not None and typed != pack.language:
        raise Unusable("pack-texts-language", voice=name, language=typed, known=pack.language)
    settle(pack.language)
    return pack


def free_name(name: str) -> None:
    """Refuse a name that a voice of this computer has, because `--voice` could mean either."""
    from balint_voice.adapters.tts import voice_choice

    for offer in voice_choice.installed_voices():
        for voice_id, its_name, _ in offer.voices:
            short = voice_id.rpartition("/")[2]
            if name in (voice_id.lower(), its_name.lower(), short.lower()):
                raise Unusable("pack-name-taken", voice=name)


def voices_check(name: Name, as_json: options.AsJsonOption = False) -> None:
    """Say what a voice pack lacks for each method, and which sounds should be made again."""
    from balint_voice.adapters.tts import pack_making, voice_pack

    pack = voice_pack.load_pack(name)
    settle(pack.language)
    lines = {script: _lines(script, pack.language) for script in _scripts(pack.language)}
    faults = pack_making.faults_of(pack, _all_lines(pack.language))
    missing = {script: pack_making.missing_of(pack, of, faults) for script, of in lines.items()}
    if as_json:
        writing.data(
            {
                "name": name,
                "language": pack.language,
                "speaker": pack.speaker,
                "licence": pack.licence,
                "scripts": [
                    {
                        "script": script,
                        "lines": len(of),
                        "missing": [line.id for line in missing[script]],
                    }
                    for script, of in lines.items()
                ],
                "faults": [{"id": fault.line, "fault": fault.what.key} for fault in faults],
            }
        )
    else:
        writing.line(label("voices", "spoken-by", voice=name, speaker=pack.speaker or "?"))
        for script, of in lines.items():
            n = len(of) - len(missing[script])
            writing.line(f"  {script:<22} {label('voices', 'covers', n=n, of=len(of))}")
        for fault in faults:
            writing.line(f"  {fault.line}: {phrase(fault.what)}")
    if any(fault.damaged for fault in faults):
        raise Damaged("pack-damaged", voice=name)


def voices_delete(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Delete without a question.")] = False,
) -> None:
    """Delete a voice pack."""
    from balint_voice.adapters.tts import pack_making, voice_pack

    if not voice_pack.is_pack(name):
        raise Unusable("pack-unknown", voice=name, known=voice_pack.pack_names())
    if not yes:
        if not sys.stdin.isatty():
            raise Unusable("delete-no-terminal")
        if not confirmed(_delete_question(name)):
            notice(label("sessions", "kept"))
            return
    pack_making.delete_pack(name)
    notice(label("sessions", "deleted", session=name))


def _delete_question(name: str) -> str:
    pack = _readable(name)
    if pack is None:
        return label("voices", "delete-unreadable", voice=name)
    return label("voices", "delete", voice=name, n=len(pack.sounds))


def _readable(name: str) -> "VoicePack | None":
    """The pack of that name; None where its manifest cannot be read."""
    from balint_voice.adapters.tts.voice_pack import load_pack

    try:
        return load_pack(name)
    except Unusable:
        return None


def _scripts(language: str) -> tuple[str, ...]:
    """The methods that have words in a language."""
    from balint_voice.adapters.files import prompt_store

    names = prompt_store.script_names()
    return tuple(
        name for name in names if language in prompt_store.languages(prompt_store.find_script(name))
    )


def _lines(script: str, language: str) -> "tuple[SpokenLine, ...]":
    from balint_voice.adapters.files.prompt_store import load_script
    from balint_voice.session.spoken_lines import spoken_lines

    return spoken_lines(load_script(script, language))


def _all_lines(language: str) -> "tuple[SpokenLine, ...]":
    """The lines of every method, each id once."""
    found = {line.id: line for name in _scripts(language) for line in _lines(name, language)}
    return tuple(found.values())
