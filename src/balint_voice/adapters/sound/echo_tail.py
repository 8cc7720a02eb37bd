"""How long the voice rings in this room, as `doctor` measured it, for each pair of devices.

Rules: only a number is kept, in the cache, under the names that were asked for. If it is lost, the
usual one holds. It is bounded where it is measured and again where it is read.
"""

import contextlib
import json
from typing import Any

from balint_voice.adapters.system import places
from balint_voice.doctor.sound import LONGEST_TAIL_S, SHORTEST_TAIL_S
from balint_voice.records.reading import read_file


def remember(speaker: str | None, microphone: str | None, seconds: float) -> None:
    """Keep it for the next session; a cache that cannot be written is no loss."""
    kept = _kept() | {_key(speaker, microphone): seconds}
    with contextlib.suppress(OSError):
        places.cache_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = places.cache_folder() / "room.new"
        fresh.write_text(json.dumps(kept), "utf-8")
        fresh.replace(places.cache_folder() / "room.json")


def recall(speaker: str | None, microphone: str | None) -> float | None:
    """Seconds, if they were measured with these devices."""
    seconds = _kept().get(_key(speaker, microphone))
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    return max(SHORTEST_TAIL_S, min(float(seconds), LONGEST_TAIL_S))


def _kept() -> dict[str, Any]:
    try:
        kept = json.loads(read_file(places.cache_folder() / "room.json"))
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _key(speaker: str | None, microphone: str | None) -> str:
    return json.dumps([speaker, microphone])
