"""Why a text is no TOML, in the user's language: Python's reader says it in English.

Rules: best effort, for messages only. A mistake that is not known here is still given its line.
"""

import re

from balint_voice.errors import Text

_WHERE = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")

_KINDS = {
    "Cannot declare": Text("toml-twice"),
    "Cannot overwrite": Text("toml-twice"),
    "Cannot mutate": Text("toml-twice"),
    "Duplicate inline table key": Text("toml-twice"),
    "Unterminated string": Text("toml-open-text"),
    "Expected '\"'": Text("toml-open-text"),
    'Expected "\'"': Text("toml-open-text"),
    "Illegal character": Text("toml-open-text"),
    "Unescaped '\\'": Text("toml-backslash"),
    "Expected '='": Text("toml-no-equals"),
    "Invalid initial character for a key part": Text("toml-no-key"),
    "Invalid statement": Text("toml-no-key"),
    "Invalid value": Text("toml-no-value"),
    "Unclosed array": Text("toml-open-list"),
    "Unclosed inline table": Text("toml-open-list"),
    "Expected ']": Text("toml-open-list"),
    "Expected newline": Text("toml-more-behind"),
}
"""The beginnings of its messages."""


def place_and_mistake(file: str, text: str, error: Exception) -> tuple[object, Text]:
    """(the file, with the line where it is known; what is wrong there)."""
    said = str(error)
    found = _WHERE.search(said)
    known = (what for begin, what in _KINDS.items() if said.startswith(begin))
    what = next(known, Text("toml-other"))
    if found is None:
        return file, what
    line = int(found[1]) if found[1] else len(text.splitlines())
    return Text("at-line", file=file, line=line), what
