"""Other minutes for a script: nothing else in its text changes, comments and order included.

Rules: opens no file. It changes lines of `script.toml`, as a person would, and checks afterwards
that a reader finds exactly those minutes.
"""

import re
import tomllib
from collections.abc import Mapping

from balint_voice.errors import Unusable

_ID = re.compile(r'^\s*id\s*=\s*["\']([^"\']*)["\']')
_MINUTES = re.compile(r"^(\s*minutes\s*=\s*)[0-9._+e-]+")
_PEOPLE = re.compile(r"^(\s*people\s*=\s*)\d+")
_PHASE = re.compile(r"^\s*\[\[\s*phases\s*\]\]")
_TABLE = re.compile(r"^\s*\[")


def with_minutes(structure: str, minutes: Mapping[str, float], people: int) -> str:
    """The text with these minutes by phase and this number of people.

    Raises Unusable when a phase is not in the text, or when the text is laid out so that this
    cannot be done line by line.
    """
    lines: list[str] = []
    phase, in_phases = "", False
    for line in structure.splitlines(keepends=True):
        if _TABLE.match(line):
            in_phases, phase = bool(_PHASE.match(line)), ""
        elif in_phases and (found := _ID.match(line)):
            phase = found[1]
        if phase in minutes:
            line = _MINUTES.sub(rf"\g<1>{minutes[phase]:g}", line)
        elif not in_phases:
            line = _PEOPLE.sub(rf"\g<1>{people}", line)
        lines.append(line)
    text = "".join(lines)
    read = tomllib.loads(text)
    written = {phase["id"]: phase["minutes"] for phase in read["phases"]}
    if read.get("people") != people or written != {**written, **minutes}:
        raise Unusable("script-minutes-apart", script=read["id"])
    return text
