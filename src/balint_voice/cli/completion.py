"""What a shell may offer for an argument: names that exist on this machine.

Rules: completion never fails, never asks and never prints a message. It reads only names of folders
and the structure of one script. Where it has nothing to offer, the shell offers files.
"""

import contextlib
from collections.abc import Iterable
from typing import Any

import typer

from balint_voice.messages.printable import printable


def scripts(incomplete: str) -> list[str]:
    """The methods, the group's own among them."""
    from balint_voice.adapters.files.prompt_store import script_names

    with contextlib.suppress(Exception):
        return _beginning(incomplete, script_names())
    return []


def languages(incomplete: str) -> list[str]:
    """The languages that every script's common words exist in."""
    from balint_voice.messages.catalogue import LANGUAGES

    return _beginning(incomplete, LANGUAGES)


def sessions(incomplete: str) -> list[str]:
    """The sessions on this machine, newest first."""
    from balint_voice.adapters.system.places import sessions_folder
    from balint_voice.records.sessions import session_folders

    with contextlib.suppress(Exception):
        return _beginning(incomplete, [each.id for each in session_folders(sessions_folder())])
    return []


def phases(context: typer.Context, incomplete: str) -> list[str]:
    """The phases of the method that stands on the line; several with commas between, too."""
    return _listed(incomplete, _named(_structure(context), "id"))


def recordable(context: typer.Context, incomplete: str) -> list[str]:
    """What `--record` may name of that method."""
    return _listed(incomplete, _named(_structure(context), "records"))


def variants(context: typer.Context, incomplete: str) -> list[str]:
    """The ways of giving advice that the method has."""
    return _listed(incomplete, _named(_within(context, "variants"), "id"))


def reminders(context: typer.Context, incomplete: str) -> list[str]:
    """The reminders of that method, by key."""
    return _listed(incomplete, _named(_within(context, "reminders"), "key"))


def models(incomplete: str) -> list[str]:
    """The Whisper models that are here."""
    from balint_voice.adapters.whisper import model_store

    with contextlib.suppress(Exception):
        return _beginning(incomplete, [model.name for model in model_store.available()])
    return []


def models_to_pull(incomplete: str) -> list[str]:
    """The Whisper models that can be fetched."""
    from balint_voice.adapters.whisper.model_catalogue import BUILDS

    return _beginning(incomplete, BUILDS)


def voices(incomplete: str) -> list[str]:
    """The voice packs, and the one name that every machine has; to ask the engines for theirs takes
    too long."""
    return [*voice_packs(incomplete), *_beginning(incomplete, ("none",))]


def voice_packs(incomplete: str) -> list[str]:
    """The voice packs on this machine."""
    from balint_voice.adapters.tts.voice_pack import pack_names

    with contextlib.suppress(Exception):
        return _beginning(incomplete, pack_names())
    return []


def _structure(context: typer.Context) -> list[dict[str, Any]]:
    """The phases as the method's own file has them, unjudged."""
    import tomllib

    from balint_voice.adapters.files.prompt_store import find_script

    with contextlib.suppress(Exception):
        folder = find_script(context.params.get("script") or "intervisie")
        found = tomllib.loads((folder / "script.toml").read_text("utf-8"))
        return _tables(found.get("phases"))
    return []


def _within(context: typer.Context, key: str) -> list[dict[str, Any]]:
    """The tables that the phases have under that key."""
    return [each for phase in _structure(context) for each in _tables(phase.get(key))]


def _tables(value: object) -> list[dict[str, Any]]:
    """Those of a list; a script that is being written may have anything in that place."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _named(tables: list[dict[str, Any]], key: str) -> list[str]:
    """What they have under that key, each once."""
    return list(dict.fromkeys(str(each[key]) for each in tables if each.get(key)))


def _listed(incomplete: str, names: list[str]) -> list[str]:
    """Names for the last place of a list with commas; those before it stay as they are."""
    before, comma, last = incomplete.rpartition(",")
    taken = set(before.split(","))
    return [
        f"{before}{comma}{name}" for name in names if name.startswith(last) and name not in taken
    ]


def _beginning(incomplete: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith(incomplete) and name == printable(name)]
