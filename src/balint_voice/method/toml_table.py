"""A TOML text taken apart with care: every refusal names the file, the line, the key, and a remedy.

Rule of this room: knows nothing of scripts; what a key means is `reader`'s affair.
"""

import difflib
import math
import re
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from balint_voice.errors import Unusable
from balint_voice.method.toml_lines import line_of

_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True)
class Source:
    """A text and the name that errors call it by."""

    name: str
    text: str


@dataclass(frozen=True)
class Table:
    """A TOML table that knows its file and its place, so that every refusal can name them."""

    source: Source
    path: str
    data: Mapping[str, Any]

    @classmethod
    def parse(cls, source: Source) -> "Table":
        try:
            return cls(source, "", tomllib.loads(source.text))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise Unusable(
                f"{source.name} cannot be read as TOML: {error}.",
                "Mend that line; texts stand between double quotes, with no line break in them.",
            ) from None

    def wrong(self, key: str, what: str, hint: str) -> Unusable:
        place = self._place(key)
        line = line_of(self.source.text, place)
        where = f"{self.source.name}, line {line}" if line else self.source.name
        return Unusable(f"{where}: '{place}' {what}.", hint)

    def _place(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        return key in self.data

    def only(self, *keys: str) -> None:
        """Refuse a key that means nothing here: it is a slip of the pen, or of another version."""
        for key in self.data:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, n=1)
                hint = f"Did you mean '{near[0]}'?" if near else f"Known: {', '.join(keys)}."
                raise self.wrong(key, "is not known here", hint)

    def _get(self, key: str, hint: str) -> Any:
        if key not in self.data:
            raise self.wrong(key, "is missing", hint)
        return self.data[key]

    def text(self, key: str, fields: frozenset[str] | None = None) -> str:
        """A text that says something. `fields`: what may stand in braces; None: braces are text."""
        value = self._get(key, f'Add: {key} = "..."')
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "is not a text", f'Write: {key} = "..."')
        if fields is not None:
            self._check_fields(key, value, fields)
        return value.strip()

    def identifier(self, key: str, most: int = 28) -> str:
        """A name of ours, short and plain enough to stand in the timing log."""
        value = self.text(key)
        if not _IDENTIFIER.fullmatch(value) or len(value) > most:
            raise self.wrong(
                key, "is not a plain name", f"Small letters, digits and hyphens, at most {most}."
            )
        return value

    def _check_fields(self, key: str, value: str, fields: frozenset[str]) -> None:
        known = ", ".join(f"{{{name}}}" for name in sorted(fields)) or "none"
        try:
            used = {
                name for _, name, spec, how in string.Formatter().parse(value) if name is not None
            }
            plain = not any(spec or how for _, _, spec, how in string.Formatter().parse(value))
        except ValueError:
            used, plain = set(), False
        if not plain or not used <= fields:
            raise self.wrong(key, "has a field in braces that is not known", f"Known: {known}.")

    def number(self, key: str, least: float) -> float:
        value = self._get(key, f"Add: {key} = {least:g} or more.")
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        if not fits or not math.isfinite(value) or not least <= value <= 100_000:
            raise self.wrong(key, f"is not a number from {least:g}", f"Write: {key} = 10")
        return float(value)

    def one_of(self, key: str, known: tuple[str, ...]) -> str:
        value = self._get(key, f"Choose one of: {', '.join(known)}.")
        if value not in known:
            raise self.wrong(key, f"is not known: {value!r}", f"Choose one of: {', '.join(known)}.")
        return str(value)

    def flag(self, key: str) -> bool:
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "is neither true nor false", f"Write: {key} = true")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._get(key, f'Add: {key} = ["...", "..."]')
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise self.wrong(key, "is not a list of texts", f'Write: {key} = ["...", "..."]')
        return tuple(text.strip() for text in value)

    def table(self, key: str) -> "Table":
        value = self._get(key, f"Add a section [{key}].")
        if not isinstance(value, dict):
            raise self.wrong(key, "is not a section", f"Write it as [{key}].")
        return Table(self.source, self._place(key), value)

    def tables(self, key: str) -> "tuple[Table, ...]":
        value = self._get(key, f"Add at least one [[{key}]].")
        if not isinstance(value, list) or not value or not all(isinstance(v, dict) for v in value):
            raise self.wrong(key, "is not a list of sections", f"Write each as [[{key}]].")
        place = self._place(key)
        return tuple(
            Table(self.source, f"{place}[{n}]", item) for n, item in enumerate(value, start=1)
        )
