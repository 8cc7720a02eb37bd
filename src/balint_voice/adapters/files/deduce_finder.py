"""deduce, where it is installed: it finds Dutch names, places and institutions by its word lists.

Rules: an extra (`pip install balint-voice[names]`). It runs in this process, opens no connection,
and writes nothing that was said: its only file is a cache of its own word lists, beside itself. It
never logs.
"""

import importlib.util
import logging
from collections.abc import Callable, Mapping
from pickle import UnpicklingError

from balint_voice.notes.identifying import Mention, MentionKind

_KINDS: Mapping[str, MentionKind] = {
    "persoon": "name",
    "patient": "name",
    "locatie": "place",
    "datum": "date",
    "leeftijd": "age",
    "ziekenhuis": "institution",
    "instelling": "institution",
    "zorginstelling": "institution",
}
"""What its tags mean here; all others are numbers (telephone, BSN, address on the net, id)."""


def is_installed() -> bool:
    return importlib.util.find_spec("deduce") is not None


def load_deduce() -> Callable[[str], tuple[Mention, ...]]:
    """Takes half a minute; minutes the first time, when deduce prepares its lists."""
    logging.disable(logging.CRITICAL)
    from deduce import Deduce

    try:
        deduce = Deduce()
    except (EOFError, UnpicklingError):  # somebody stopped the program while the cache was written
        deduce = Deduce(build_lookup_structs=True)

    def find(text: str) -> tuple[Mention, ...]:
        found = deduce.deidentify(text).annotations
        return tuple(
            Mention(each.start_char, each.end_char, _KINDS.get(each.tag, "number"))
            for each in found
        )

    return find
