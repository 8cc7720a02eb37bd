"""`balint-voice devices`: speakers and microphones by name.

Rule of this room: the list to stdout, advice to stderr; what is missing is raised, not printed.
"""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from balint_voice.cli.language import label
from balint_voice.cli.notice import notice

if TYPE_CHECKING:
    from balint_voice.adapters.sound.devices import SoundDevice


def devices(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, to stdout.")] = False,
) -> None:
    """List speakers and microphones by name, for --speaker and --microphone."""
    from balint_voice.adapters.sound.devices import microphones, speakers

    found = {"speakers": speakers(), "microphones": microphones()}
    if as_json:
        listed = {
            kind: [{"name": one.name, "default": one.default} for one in ones]
            for kind, ones in found.items()
        }
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    else:
        _show(label("devices", "speakers"), found["speakers"])
        _show(label("devices", "microphones"), found["microphones"])
    if not found["speakers"]:
        notice(label("devices", "no-speakers"))
    if not found["microphones"]:
        notice(label("devices", "no-microphones"))


def _show(title: str, ones: "list[SoundDevice]") -> None:
    typer.echo(f"{title}:")
    for one in ones:
        mark = f"  ({label('devices', 'default')})" if one.default else ""
        typer.echo(f"  {one.name}{mark}")
    if not ones:
        typer.echo(f"  {label('devices', 'none')}")
