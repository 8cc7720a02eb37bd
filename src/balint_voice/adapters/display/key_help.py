"""The line that says which keys there are: only those that do something now.

Rules: pure. Texts come from the language pack.
"""

from collections.abc import Iterable

from rich.cells import cell_len

from balint_voice.method.words import Words
from balint_voice.session.offers import Offer

_BETWEEN = " · "


def offered(words: Words, offers: Iterable[Offer]) -> str:
    """The keys that do something, with what each does."""
    return _BETWEEN.join(words.label("keys", offer) for offer in offers)


def broken(keys: str, width: int) -> list[str]:
    """Such a line as several, broken between keys."""
    lines = [""]
    for key in keys.split(_BETWEEN):
        longer = f"{lines[-1]}{_BETWEEN}{key}" if lines[-1] else key
        if cell_len(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(key)
    return lines
