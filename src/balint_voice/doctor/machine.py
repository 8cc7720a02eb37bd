"""The laptop itself: disk, memory, power, and whether it sleeps.

Rules: as in `findings`. Sizes are in bytes.
"""

from typing import Literal

from balint_voice.doctor.findings import Finding, Value

LEAST_DISK = 20_000_000
"""A session's files are some hundred kilobytes; its cues, 60 MB at most, only spare time."""
EASY_DISK = 300_000_000

Power = Literal["mains", "battery", "none", "unknown"]


def judge_disk(free: int, *, writable: bool, folder: str) -> Finding:
    fields: dict[str, Value] = {
        "free_mb": round(free / 1e6),
        "free_gb": round(free / 1e9, 1),
        "folder": folder,
    }
    if not writable:
        return Finding(
            part="disk", state="missing", what="disk-closed", remedy="disk-closed", fields=fields
        )
    if free < LEAST_DISK:
        return Finding(
            part="disk", state="missing", what="disk-full", remedy="disk-room", fields=fields
        )
    if free < EASY_DISK:
        return Finding(
            part="disk", state="warning", what="disk-low", remedy="disk-room", fields=fields
        )
    return Finding(part="disk", state="ok", what="disk-ok", remedy=None, fields=fields)


def refused_folder(what: str, do: str) -> Finding:
    """A folder that a session would refuse, with what it would say."""
    return Finding(
        part="disk",
        state="missing",
        what="disk-refused",
        remedy="disk-refused",
        fields={"why": what, "then": do},
    )


def judge_memory(available: int | None, needed: int, model: str) -> Finding:
    """`needed` by the model at its peak; `available` without pushing other programs out."""
    fields: dict[str, Value] = {"needed_gb": round(needed / 1e9, 1), "model": model}
    if available is None:
        return Finding(part="memory", state="ok", what="memory-unknown", remedy=None, fields=fields)
    fields["available_gb"] = round(available / 1e9, 1)
    if available < needed:
        return Finding(
            part="memory",
            state="warning",
            what="memory-short",
            remedy="memory-short",
            fields=fields,
        )
    return Finding(part="memory", state="ok", what="memory-ok", remedy=None, fields=fields)


def judge_power(source: Power, percent: int | None) -> Finding:
    fields: dict[str, Value] = {"percent": percent if percent is not None else 100}
    if source == "battery":
        return Finding(
            part="power",
            state="warning",
            what="power-battery",
            remedy="power-plug-in",
            fields=fields,
        )
    what = {"mains": "power-mains", "none": "power-no-battery", "unknown": "power-unknown"}[source]
    return Finding(part="power", state="ok", what=what, remedy=None, fields=fields)


def judge_awake(*, can: bool) -> Finding:
    """Whether the system lets a program keep it awake."""
    if can:
        return Finding("awake", "ok", "awake-ok")
    return Finding("awake", "warning", "awake-cannot", "awake-settings")


def judge_protection(
    *,
    no_core_dump: bool | None,
    unreadable: bool | None,
    kept_from_dumps: bool | None,
    lockable: int,
    swap: bool | None,
) -> Finding:
    """What of the memory that holds speech the system keeps to itself."""
    fields: dict[str, Value] = {
        "core_dumps_off": _or_unknown(no_core_dump),
        "unreadable": _or_unknown(unreadable),
        "kept_from_dumps": _or_unknown(kept_from_dumps),
        "lockable_mb": lockable >> 20,
        "swap": _or_unknown(swap),
    }
    if no_core_dump is False:
        return Finding(
            part="protection",
            state="warning",
            what="protection-dumps",
            remedy="protection-dumps",
            fields=fields,
        )
    if swap and not lockable:
        return Finding(
            part="protection",
            state="warning",
            what="protection-swap",
            remedy="protection-swap",
            fields=fields,
        )
    if no_core_dump is None:
        return Finding(
            part="protection", state="ok", what="protection-none", remedy=None, fields=fields
        )
    what = "protection-swap-part" if swap else "protection-ok"
    return Finding(part="protection", state="ok", what=what, remedy=None, fields=fields)


def judge_network(*, given_up: bool | None) -> Finding:
    """Whether the system keeps the network from this program; None: it cannot be asked to."""
    if given_up is None:
        return Finding("network", "ok", "network-no-wall")
    if given_up:
        return Finding("network", "ok", "network-given-up")
    return Finding("network", "warning", "network-open", "network-open")


def _or_unknown(answer: bool | None) -> Value:  # noqa: FBT001 - the answer is all there is to say
    return "unknown" if answer is None else answer
