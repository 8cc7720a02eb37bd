"""`balint-voice models`: the Whisper models on this machine, and whether they are whole.

Rule of this room: the list to stdout, advice to stderr; what is missing is raised, not printed.
"""

import json
from typing import Annotated

import typer

from balint_voice.adapters import model_store, places
from balint_voice.adapters.model_store import Model
from balint_voice.errors import PartMissing


def models_list(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, to stdout.")] = False,
) -> None:
    """List the Whisper models on this machine, for --model."""
    rows = [_row(model) for model in model_store.available()]
    if as_json:
        typer.echo(json.dumps({"models": rows}, ensure_ascii=False, indent=2))
    else:
        _table(rows)
    if not rows:
        typer.echo(f"No model found: place one's folder in {places.models_folder()}.", err=True)


def models_check(
    name: Annotated[str, typer.Argument(help="A model's name, or its folder.")],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, to stdout.")] = False,
) -> None:
    """Check that a model is whole, checksums included where it lists them."""
    model = model_store.find(name)
    faults = model_store.check(model.folder)
    if as_json:
        row = {"name": model.name, "folder": str(model.folder), "faults": list(faults)}
        typer.echo(json.dumps(row, ensure_ascii=False, indent=2))
    if faults:
        raise PartMissing(
            f"The model {model.name} is not whole: {'; '.join(faults)}.",
            f"Copy these files into {model.folder} again from where the model came from.",
        )
    if not as_json:
        typer.echo(f"{model.name}: whole ({model.folder})")


def _row(model: Model) -> dict[str, object]:
    faults = model_store.check(model.folder, sums=False)
    return {
        "name": model.name,
        "folder": str(model.folder),
        "shipped": model.shipped,
        "bytes": model_store.size(model.folder),
        "window_s": model.window_s,
        "languages": list(model.languages),
        "purpose": model.purpose,
        "faults": list(faults),
    }


def _table(rows: list[dict[str, object]]) -> None:
    for row in rows:
        languages, faults = row["languages"], row["faults"]
        assert isinstance(languages, list)
        assert isinstance(faults, list)
        assert isinstance(row["bytes"], int)
        known = ",".join(languages) or "any language"
        state = "; ".join(faults) or str(row["purpose"])
        typer.echo(f"{row['name']:<20} {row['bytes'] / 1e6:>7.0f} MB  {known:<14} {state}".rstrip())
