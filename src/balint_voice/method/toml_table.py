"""Reads a TOML text with checks: every refusal names the file, the line, the key and a remedy.

Rules: it knows nothing of scripts; `reader` decides what a key means.
"""

import difflib
import re
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from balint_voice.errors import Text, Unusable
from balint_voice.method.toml_lines import line_of
from balint_voice.method.toml_slips import literal, slip

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
        except (ValueError, RecursionError) as error:  # a number of 5,000 digits is no TOML error
            if (found := slip(source.text, str(error))) is not None:
                where = Text("at-line", file=source.name, line=found.line)
                raise Unusable(
                    "toml-slip", where=where, what=found.what, write=found.write
                ) from None
            raise Unusable("script-not-toml", file=source.name, said=error) from None

    def wrong(self, key: str, what: Text, remedy: Text) -> Unusable:
        place = self._place(key)
        line = line_of(self.source.text, place)
        where = Text("at-line", file=self.source.name, line=line) if line else self.source.name
        return Unusable("script-wrong", where=where, key=place, what=what, remedy=remedy)

    def no_controls(self, key: str, value: str) -> None:
        """Refuses a text with a line break or the like in it, as a Windows path in double
        quotation marks makes them of its backslashes."""
        if value.isprintable():
            return
        line = line_of(self.source.text, self._place(key))
        better = literal(self.source.text.splitlines()[line - 1]) if line else None
        remedy = Text("write-line", line=better) if better else Text("write-text", key=key)
        raise self.wrong(key, Text("has-backslash") if better else Text("has-controls"), remedy)

    def _place(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        return key in self.data

    def only(self, *keys: str) -> None:
        """Refuse a key that means nothing here: it is a slip of the pen, or of another version."""
        for key in self.data:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, n=1)
                meant = Text("did-you-mean", key=near[0]) if near else Text("known", known=keys)
                raise self.wrong(key, Text("is-unknown"), meant)

    def _get(self, key: str, remedy: Text) -> Any:
        if key not in self.data:
            raise self.wrong(key, Text("is-missing"), remedy)
        return self.data[key]

    def text(self, key: str, fields: frozenset[str] | None = None) -> str:
        """A text that says something. `fields`: what may stand in braces; None: braces are text."""
        value = self._get(key, Text("add-text", key=key))
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, Text("is-no-text"), Text("write-text", key=key))
        if fields is not None:
            self._check_fields(key, value, fields)
        return _on_one_line(value)

    def identifier(self, key: str, most: int = 28) -> str:
        """A name that is short and plain enough for the timing log."""
        value = self.text(key)
        if not _IDENTIFIER.fullmatch(value) or len(value) > most:
            raise self.wrong(key, Text("is-no-plain-name"), Text("plain-name", most=most))
        return value

    def _check_fields(self, key: str, value: str, fields: frozenset[str]) -> None:
        known = tuple(f"{{{name}}}" for name in sorted(fields))
        try:
            used = {
                name for _, name, spec, how in string.Formatter().parse(value) if name is not None
            }
            plain = not any(spec or how for _, _, spec, how in string.Formatter().parse(value))
        except ValueError:
            used, plain = set(), False
        if not plain or not used <= fields:
            raise self.wrong(key, Text("has-unknown-braces"), Text("known", known=known))

    def number(self, key: str, least: float) -> float:
        value = self._get(key, Text("add-number", key=key, least=least))
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        if not fits or not least <= value <= 100_000:  # "not a number" is in no range
            raise self.wrong(key, Text("is-no-number", least=least), Text("write-number", key=key))
        return float(value)

    def one_of(self, key: str, known: tuple[str, ...]) -> str:
        choose = Text("choose-one", known=known)
        value = self._get(key, choose)
        if value not in known:
            raise self.wrong(key, Text("is-not-among", value=value), choose)
        return str(value)

    def flag(self, key: str) -> bool:
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, Text("is-no-flag"), Text("write-flag", key=key))
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._get(key, Text("add-texts", key=key))
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise self.wrong(key, Text("is-no-texts"), Text("write-texts", key=key))
        return tuple(map(_on_one_line, value))

    def table(self, key: str) -> "Table":
        value = self._get(key, Text("add-section", key=key))
        if not isinstance(value, dict):
            raise self.wrong(key, Text("is-no-section"), Text("write-section", key=key))
        return Table(self.source, self._place(key), value)

    def tables(self, key: str) -> "tuple[Table, ...]":
        value = self._get(key, Text("add-sections", key=key))
        if not isinstance(value, list) or not value or not all(isinstance(v, dict) for v in value):
            raise self.wrong(key, Text("is-no-sections"), Text("write-sections", key=key))
        place = self._place(key)
        return tuple(
            Table(self.source, f"{place}[{n}]", item) for n, item in enumerate(value, start=1)
        )


def _on_one_line(text: str) -> str:
    """Wherever it is shown, its line breaks would be lost or be taken for ours."""
    return re.sub(r"\s*[\r\n\t]\s*", " ", text.strip())
