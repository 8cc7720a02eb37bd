"""`balint-voice devices`: speakers and microphones by name.

Rule of this room: the list to stdout, advice to stderr; what is missing is raised, not printed.
"""

import json
from typing import Annotated

import typer

from balint_voice.adapters.devices import SoundDevice, microphones, speakers

_NONE = {
    "speakers": "No speaker found: plug one in or start the sound server, or show the cues "
    "(--voice none).",
    "microphones": "No microphone found: plug one in or allow this program to use it; without "
    "--record none is needed.",
}


def devices(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, to stdout.")] = False,
) -> None:
    """List speakers and microphones by name, for --speaker and --microphone."""
    found = {"speakers": speakers(), "microphones": microphones()}
    if as_json:
        listed = {
            kind: [{"name": one.name, "default": one.default} for one in ones]
            for kind, ones in found.items()
        }
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    else:
        for kind, ones in found.items():
            _show(kind, ones)
    for kind, ones in found.items():
        if not ones:
            typer.echo(_NONE[kind], err=True)


def _show(kind: str, ones: list[SoundDevice]) -> None:
    typer.echo(f"{kind}:")
    for one in ones:
        typer.echo(f"  {one.name}{'  (default)' if one.default else ''}")
    if not ones:
        typer.echo("  none")
