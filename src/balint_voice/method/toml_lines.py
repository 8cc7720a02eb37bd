"""The line of a key in a TOML text, because Python's own reader does not keep it.

Rules: best effort, for messages only. It knows headers and `key = value` at the start of a line.
For a key inside an inline table it names the line of the key that holds the table.
"""

import re
from collections import Counter

_HEADER = re.compile(r"\s*(\[\[|\[)\s*([\w.\-\"]+)\s*(?:\]\]|\])")
_KEY = re.compile(r"\s*([\w\-]+|\"[^\"]+\")\s*=")


def line_of(text: str, place: str) -> int | None:
    """The line (from 1) of a place such as `phases[3].reminders[1].key`, or of what holds it."""
    lines = _places(text)
    parts = place.split(".")
    for length in range(len(parts), 0, -1):
        wanted = ".".join(parts[:length])
        for candidate in (wanted, re.sub(r"\[\d+\]$", "", wanted)):
            if candidate in lines:
                return lines[candidate]
    return None


def _places(text: str) -> dict[str, int]:
    """Every header and key with its line; `[[phases]]` counts up, as in `phases[2]`."""
    found: dict[str, int] = {}
    counts: Counter[str] = Counter()
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            name = header[2].replace('"', "")
            if header[1] == "[[":
                counts[name] += 1
                parent, _, last = name.rpartition(".")
                inside = f"{parent}[{counts[parent]}]." if counts[parent] else f"{parent}."
                table = f"{inside if parent else ''}{last}[{counts[name]}]"
            else:
                table = name
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            place = f"{table}.{key[1]}" if table else key[1]
            found.setdefault(place.replace('"', ""), number)
    return found
